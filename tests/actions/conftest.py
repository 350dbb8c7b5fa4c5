"""Without rasa-sdk these tests are skipped, and say so."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where misses and codes are remembered: another file for each test."""
    monkeypatch.setenv("RASA_TOKEN", "a token that only tests have")
    monkeypatch.setenv("ACTIONS_DATABASE_URL", f"sqlite:///{tmp_path}/actions.db")
    opening = import_module("actions.identity.opening")  # here, since without rasa-sdk all this is skipped
    opening.configured_misses.cache_clear()
    opening.configured_codes.cache_clear()
    yield
    opening.configured_misses.cache_clear()
    opening.configured_codes.cache_clear()


class SkippedModule(pytest.Module):
    """A test file whose subject cannot be imported here."""

    def collect(self) -> list[pytest.Item]:
        """Nothing; the reason is in the report."""
        pytest.skip("rasa-sdk is not installed (the extra rasa, Python 3.10)", allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Skip every file here when rasa-sdk is missing."""
    if find_spec("rasa_sdk") is None:
        skipped: pytest.Module = SkippedModule.from_parent(parent, path=module_path)
        return skipped
    return None
