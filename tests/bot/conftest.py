"""What several tests of bot/ begin with."""

from pathlib import Path

import pytest

from bot.sentences import NEEDED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project folder with nothing but the sentences frontdesk needs."""
    domain = "responses:\n" + "".join(f"  {name}: [{{text: words}}]\n" for name in NEEDED)
    (tmp_path / "domain.yml").write_text(domain)
    return tmp_path
