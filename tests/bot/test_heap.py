"""What is loaded is put aside; what came to nothing by then is freed, and what comes later is collected."""

import gc
import weakref

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
