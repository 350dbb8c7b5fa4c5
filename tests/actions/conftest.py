"""Without rasa-sdk these tests are skipped, and say so."""

from importlib.util import find_spec
from pathlib import Path

import pytest


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
