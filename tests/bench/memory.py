"""What a process has in memory, as the kernel counts it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Memory:
    """In MB of a million bytes."""

    resident: float
    """RSS: every page the process has, also those it shares."""
    proportional: float
    """PSS: a page that n processes share counts for an nth."""

    def __str__(self) -> str:
        return f"{self.resident:.0f} / {self.proportional:.0f} MB"


def memory(pids: Iterable[int]) -> Memory:
    """Of some processes together: https://docs.kernel.org/filesystems/proc.html (smaps_rollup)."""
    rollups = [Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii") for pid in pids]
    return Memory(*(sum(_megabytes(rollup, name) for rollup in rollups) for name in ("Rss", "Pss")))


def _megabytes(rollup: str, name: str) -> float:
    found = re.search(rf"^{name}: +(\d+) kB$", rollup, re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else 0.0
