"""The retail shop that we did not make: where its file is, and what a shop holds in the file's shape."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from actions.shop.engine import reading, shop_engine
from actions.shop.exporting import exported

SHARED = Path(os.environ.get("FRONTDESK_SHARED") or Path(__file__).parents[2] / "shared")
RETAIL = SHARED / "data" / "retail"
needs_retail = pytest.mark.skipif(not RETAIL.exists(), reason=f"the retail data is not at {RETAIL}")

Data = dict[str, Any]


def held(url: str) -> Data:
    """What the shop holds, in the file's shape."""
    engine = shop_engine(url)
    with reading(engine) as connection:
        found = exported(connection)
    engine.dispose()
    return found


def put_back(url: str, imported: Path) -> None:
    """A shop as it was imported; whoever has it open sees that from the next query on."""
    with (
        closing(sqlite3.connect(imported)) as before,
        closing(sqlite3.connect(url.partition("///")[2])) as now,
    ):
        before.backup(now)
