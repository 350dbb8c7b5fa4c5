"""Without Rasa these tests are skipped, and say so."""

import warnings
from importlib.util import find_spec
from pathlib import Path

import pytest

RASA_IS_HERE = find_spec("rasa") is not None

if RASA_IS_HERE:
    # Rasa's pinned dependencies warn of each other's age while they are imported, and
    # some undo the filters; so these are caught, and our own imports come later.
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        import rasa.core.agent  # noqa: F401  # for the side effect: what is imported once warns no more
        import spacy  # noqa: F401


class SkippedModule(pytest.Module):
    """A test file whose subject cannot be imported here."""

    def collect(self) -> list[pytest.Item]:
        """Nothing; the reason is in the report."""
        pytest.skip("rasa is not installed (the extra rasa, Python 3.10)", allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Skip every file here when rasa is missing."""
    if RASA_IS_HERE:
        return None
    skipped: pytest.Module = SkippedModule.from_parent(parent, path=module_path)
    return skipped
