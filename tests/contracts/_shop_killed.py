"""A process that dies in the middle of a change: before its commit, or right after it.

Run as a program: the database's URL, and `before` or `after`.
"""

import os
import signal
import sys

import sqlalchemy as sa

from actions.shop.engine import shop_engine
from actions.shop.port import ChangePayment
from actions.shop.sql import SqlShop
from tests.contracts._shop_samples import FULL_CARD
from tests.fakes.shop import POLICY, TODAY

CHANGE = ChangePayment("PAID", FULL_CARD.id)
KEY = "the message in which it died"


def main(url: str, when: str) -> None:
    """Change, and die by SIGKILL."""
    engine = shop_engine(url)
    if when == "before":
        sa.event.listen(engine, "commit", _die)
    SqlShop(engine, POLICY, lambda: TODAY).change(CHANGE, KEY)
    _die()


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
