"""Who works: each process has a name of its own, by which others may find out that it is gone."""

import os
import socket
import uuid


def new() -> str:
    """The name of this process: its machine, its number, and what tells it from an earlier one."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def is_dead(owner: str) -> bool:
    """Whether a worker of this machine is known to be gone; of other machines nothing is known."""
    host, _, rest = owner.partition(":")
    process = rest.partition(":")[0]
    if host != socket.gethostname() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
