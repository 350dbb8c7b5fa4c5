"""What a process has loaded when it is ready stays, and the garbage collector need not look at it again."""

import gc


def settle() -> None:
    """Put aside all that lives now.

    Full collections of frontdesk's heap took 70 ms each and ran every few seconds under load, and nobody was
    acknowledged meanwhile. https://docs.python.org/3/library/gc.html#gc.freeze
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
