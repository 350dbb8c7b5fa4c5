"""How a command ends that cannot do what was asked."""

import sys
from typing import NoReturn


def stop(sentence: str) -> NoReturn:
    """End with one sentence on standard error."""
    print(f"frontdesk: {sentence}", file=sys.stderr)
    raise SystemExit(1)
