"""Makes .venv what the lock file says: Python 3.10, every package, frontdesk itself.

`make` runs this before anything else, with whatever Python the machine has (3.8 or newer), so it uses the
standard library only. When nothing has changed since the last time it ends at once, without the network.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Dict, Iterator, List

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements-rasa.lock"
STAMP = VENV / "frontdesk-lock"
# What Rasa needs of a Python, and what a Python built on a machine without their headers lacks.
RUNS = "import bz2, ctypes, lzma, sqlite3, ssl, zlib, sys; sys.exit(sys.version_info[:2] != (3, 10))"

NO_UV = (
    "Setting up needs pip once, and the network: install pip for {python} "
    "(on Debian and Ubuntu: apt-get install python3-pip), or uv."
)
NO_PYTHON = (
    "Rasa needs Python 3.10, which was not found here and could not be downloaded: "
    "install it (for example `pyenv install 3.10`), so that `python3.10` runs."
)
NO_PACKAGES = "The packages of {lock} could not be installed; the lines above say why. `make` tries again."


def main() -> None:
    """Brings .venv up to the lock file, or says in one sentence what is missing."""
    if is_current():
        return
    print(
        "Setting up .venv from {}; the first time this takes a minute or two.".format(LOCK.name), flush=True
    )
    with tempfile.TemporaryDirectory() as folder:
        install(find_uv(Path(folder)))
    STAMP.write_text(fingerprint())


def is_current() -> bool:
    """Whether .venv was made from the lock file as it is now, and its Python is still there."""
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text() == fingerprint()


def fingerprint() -> str:
    """Changes whenever .venv has to: with the lock, with frontdesk's own metadata, when the folder moves."""
    parts = [LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def install(uv: str) -> None:
    """Makes .venv where there is none that runs, then installs exactly what the lock names."""
    if not runs(str(PYTHON)):
        make_venv(uv)
    STAMP.write_text("")
    # Compiled once here, Rasa starts in a third of the time, also where Python may not write its caches.
    sync = ["pip", "sync", "--require-hashes", "--compile-bytecode", str(LOCK)]
    itself = ["pip", "install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    for command in (sync, itself):
        if not succeeds([uv, *command, "--python", str(PYTHON), *verbosity()]):
            sys.exit(NO_PACKAGES.format(lock=LOCK.name))


def verbosity() -> List[str]:
    """A person watches the downloads; a log need not hold two hundred names."""
    return [] if sys.stderr.isatty() else ["--quiet"]


def make_venv(uv: str) -> None:
    """Makes .venv anew; uv needs neither ensurepip nor virtualenv for it, and can download Python 3.10."""
    shutil.rmtree(str(VENV), ignore_errors=True)
    python = next(pythons(), None)
    if not succeeds([uv, "venv", "--quiet", "--python", python or "3.10", str(VENV)]):
        sys.exit(NO_PYTHON)


def pythons() -> Iterator[str]:
    """Each Python 3.10 of this machine that really runs, the likeliest first."""
    return filter(runs, [sys.executable, *on_path("python3.10"), *of_pyenv()])


def on_path(name: str) -> List[str]:
    """Every file of that name on the PATH: the first may be a shim of pyenv that fails, the next may not."""
    found = (shutil.which(name, path=folder) for folder in os.get_exec_path())
    return [path for path in found if path]


def of_pyenv() -> List[str]:
    """The Pythons 3.10 that pyenv has built, newest first, whether or not one of them is selected."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    built = (root / "versions").glob("3.10.*/bin/python3.10")
    return [str(path) for path in sorted(built, key=patch, reverse=True)]


def patch(path: Path) -> int:
    """The 13 of …/versions/3.10.13/bin/python3.10."""
    return int("0" + re.sub(r"\D.*", "", path.parent.parent.name[len("3.10.") :]))


def runs(python: str) -> bool:
    """Whether this is a whole Python 3.10 that starts; a failing shim, or one built without SSL, is not."""
    return succeeds([python, "-c", RUNS], quiet=True)


def find_uv(folder: Path) -> str:
    """The uv of .venv or of this machine, else one from the package index, put into `folder`."""
    ours = [str(VENV / "bin" / "uv")] if runs(str(PYTHON)) else []  # else .venv is about to be made anew
    for candidate in [*ours, *on_path("uv")]:
        if succeeds([candidate, "--version"], quiet=True):
            return candidate
    return fetch_uv(folder)


def fetch_uv(folder: Path) -> str:
    """Installs the locked uv, by its hashes, with the pip of any Python of this machine."""
    wanted = folder / "uv.lock"
    wanted.write_text(locked("uv"))
    for python in [sys.executable, *pythons()]:
        pip = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
        uv = folder / "uv" / "bin" / "uv"
        if succeeds([*pip, "--target", str(uv.parent.parent), "-r", str(wanted)], quiet=True) and uv.exists():
            return str(uv)
    sys.exit(NO_UV.format(python=sys.executable))


def locked(package: str) -> str:
    """The lines of the lock file that pin `package` and its hashes."""
    found = re.search(r"^{}==.*(\n    --hash=.*)+".format(package), LOCK.read_text(), re.MULTILINE)
    if not found:
        sys.exit("{} names no {}: run `make lock`.".format(LOCK.name, package))
    return found.group() + "\n"


def succeeds(command: List[str], quiet: bool = False) -> bool:
    """Runs a command to its end; `quiet` hides what it prints. One that is not there did not succeed."""
    output = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.call(command, stdout=output, stderr=output, env=surroundings()) == 0
    except OSError:
        return False


def surroundings() -> Dict[str, str]:
    """This process's environment, with the package index that pip is told to use told to uv as well."""
    mirror = os.environ.get("PIP_INDEX_URL")
    return {**({"UV_DEFAULT_INDEX": mirror} if mirror else {}), **os.environ}


if __name__ == "__main__":
    main()
