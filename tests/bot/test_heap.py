"""What is loaded is put aside; what came to nothing by then is freed, and what comes later is collected."""

import ctypes
import gc
import weakref
from pathlib import Path

import pytest

from bot import heap


class Ring:
    """Refers to itself: only the collector frees it."""

    def __init__(self) -> None:
        self.itself = self


def test_what_lives_is_put_aside_and_what_does_not_is_freed() -> None:
    ring = weakref.ref(Ring())
    try:
        heap.settle()
        assert ring() is None
        assert gc.get_freeze_count() > 10_000
        later = weakref.ref(Ring())
        gc.collect()
        assert later() is None
    finally:
        gc.unfreeze()


def resident() -> int:
    """Megabytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 // 1_000_000


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="this C library has no malloc_trim")
def test_what_was_freed_is_given_back_to_the_system() -> None:
    pieces = [bytes(10_000) for _ in range(20_000)]
    last = bytes(10_000)
    full = resident()
    del pieces
    try:
        heap.settle()
        assert full - resident() > 150
        assert last
    finally:
        gc.unfreeze()
