"""What Rasa's own validator says of the bot's files."""

import re
from pathlib import Path

from bot.core.press import SIGNALS
from bot.model import rasa

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_COMPLAINT = re.compile(r"(?:UserWarning: |Exception: |Error: | ERROR +\S+ +- )(.+)")


def validate(folder: Path) -> str:
    """The problems in words; empty when there are none."""
    result = rasa(folder, "data", "validate", "--fail-on-warnings")
    return "" if result.returncode == 0 else "\n".join(_problems(result.stdout)) or result.stdout.strip()


def _problems(output: str) -> list[str]:
    """What the validator complains about, each once, without the colours and the progress around it."""
    plain = _COLOUR.sub("", output)
    said = (line.strip() for line in plain.splitlines())
    found = (_COMPLAINT.search(line) for line in said)
    complaints = dict.fromkeys(match[1] for match in found if match)
    return [complaint for complaint in complaints if not _is_meant(complaint)]


def _is_meant(complaint: str) -> bool:
    """Sentences may be said by actions alone, and what the desk tells has no examples."""
    untold = any(f"intent '{name}' is listed" in complaint for name in SIGNALS)
    return untold or complaint.endswith("is not used in any story or rule.")
