"""What storing a message and claiming the work on it cost, in an empty journal and beside 5 million more."""

import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import count
from pathlib import Path

from sqlalchemy.engine import Engine

from bot.core.arrival import Arrival
from bot.core.entry import Content, Kind
from bot.store.engine import create_engine, writing
from bot.store.journal import SqlStore
from bot.store.migrate import migrate
from tests.bench.table import Row, milliseconds
from tests.crash.postgres import PrivatePostgres, programs

MESSAGES = 5_000_000
A_TALK = 20
"""Messages in each conversation, every other one the bot's."""
TIMES = 400
"""How often each is done; the median counts."""

NUMBERS = "WITH RECURSIVE numbers (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i < {most} - 1)"
TALKS = (
    f"""
    INSERT INTO conversations (conversation_id, channel, address, customer_name, holder, epoch, agent_name,
        facts, created_at, told_to_wait, revision, next_position, touched_at)
    {NUMBERS} SELECT 'old:' || i, 'fake', {{nothing}}, 'Anna', 'bot', 0, '',
        {{nothing}}, i, {{false}}, 40, {{talk}} + 1, i FROM numbers
    """,
    f"""
    INSERT INTO lanes (conversation_id, kind, wakes)
    {NUMBERS} SELECT 'old:' || i, kind, 10 FROM numbers,
        (SELECT 'answer' AS kind UNION SELECT 'send') AS kinds
    """,
)
TURNS = (
    f"""
    INSERT INTO entries (conversation_id, key, position, author, author_name, kind, state, content, at,
        platform_order, origin)
    {NUMBERS} SELECT 'old:' || (i / {{talk}}), 'fake:' || i, i - i / {{talk}} * {{talk}} + 1,
        CASE i - i / 2 * 2 WHEN 0 THEN 'customer' ELSE 'bot' END, '', 'message', 'settled', {{words}}, i,
        i, '' FROM numbers
    """,
    f"""
    INSERT INTO deliveries (conversation_id, entry_id, turn, author, payload, state, attempts, due_at,
        sent_at, platform_id, reason, ticked)
    {NUMBERS} SELECT 'old:' || (i / {{talk}}), i, i, 'bot', {{words}}, 'sent', 0, i, i,
        'fake:' || i, '', {{true}} FROM numbers WHERE i - i / 2 * 2 = 1
    """,
)
SPELLED = {
    "sqlite": {"words": "'{}'", "nothing": "'{}'", "true": "1", "false": "0"},
    "postgresql": {"words": "'{}'::json", "nothing": "'{}'::json", "true": "true", "false": "false"},
}
WORDS = '{"text": "how long does delivery take?"}'


@dataclass(frozen=True)
class Cost:
    """Seconds, each the median of many."""

    insert: float
    claim: float


def rows(folder: Path) -> Sequence[Row]:
    """The table's part."""
    found = [Row(f"the journal empty, and beside {MESSAGES:,} messages", "empty", "full")]
    for name, url in databases(folder):
        with opened(url) as (engine, store):
            empty = asyncio.run(cost(store))
            fill(engine)
            full = asyncio.run(cost(store))
        for what in ("insert", "claim"):
            before, after = getattr(empty, what), getattr(full, what)
            times = f"{after / before:.2f}"
            found.append(Row(f"  {name}, {what}", milliseconds(before), milliseconds(after), times))
    return found


def databases(folder: Path) -> Iterator[tuple[str, str]]:
    """Fresh ones; PostgreSQL where it is installed."""
    yield "SQLite", f"sqlite:///{folder}/large.db"
    if programs():
        with PrivatePostgres() as postgres:
            yield "PostgreSQL", postgres.make("large")


@contextmanager
def opened(url: str) -> Iterator[tuple[Engine, SqlStore]]:
    """A journal without Slack."""
    engine = create_engine(url)
    migrate(engine)
    store = SqlStore(engine, lambda: datetime.now(timezone.utc), desk=False)
    try:
        yield engine, store
    finally:
        store.close()


def fill(engine: Engine) -> None:
    """Settled messages of many customers, and all that belongs to them."""
    spelled = SPELLED[engine.dialect.name]
    spelled = {**spelled, "words": spelled["words"].replace("{}", WORDS), "talk": f"{A_TALK}"}
    with writing(engine) as connection:
        for statement in TALKS:
            connection.exec_driver_sql(statement.format(most=MESSAGES // A_TALK, **spelled))
        for statement in TURNS:
            connection.exec_driver_sql(statement.format(most=MESSAGES, **spelled))
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


async def cost(store: SqlStore) -> Cost:
    """New customers, each with one message, which is claimed and let go."""
    inserts, claims = [], []
    for _ in range(TIMES):
        begun = time.perf_counter()
        await store.receive([_message()])
        inserts.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        (lane,) = await store.take(store.owner, 1)
        claims.append(time.perf_counter() - begun)
        await store.release(lane, None)
    return Cost(statistics.median(inserts), statistics.median(claims))


def _message() -> Arrival:
    number = next(_numbers)
    return Arrival(
        key=f"fake:{number}",
        conversation_id=f"new:{number}",
        channel="fake",
        kind=Kind.MESSAGE,
        content=Content("how long does delivery take?"),
        order=number,
    )


_numbers = count(1)
