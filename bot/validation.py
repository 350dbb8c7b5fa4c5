"""What Rasa's own validator says of the bot's files."""

import os
import subprocess
import sys
from pathlib import Path

from bot.model import QUIET


def validate(folder: Path) -> str:
    """The problems in words; empty when there are none."""
    command = [sys.executable, "-m", "rasa", "data", "validate", "--fail-on-warnings"]
    result = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **QUIET, "PYTHONPATH": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return "" if result.returncode == 0 else result.stdout.strip()
