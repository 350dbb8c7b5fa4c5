"""The small bot, whole."""

from pathlib import Path

import pytest

from tests.bot.checks.small_bot import SmallBot


@pytest.fixture
def bot(tmp_path: Path) -> SmallBot:
    return SmallBot(tmp_path)
