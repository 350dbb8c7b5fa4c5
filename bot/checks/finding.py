"""What a check finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What is wrong, where, and what to do; a sentence or a few."""

    words: str
    is_hint: bool = False
    """Worth a look, and no reason to stop."""
