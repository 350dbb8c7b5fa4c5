"""Where Rasa's conversations are kept."""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.tracker_store import KEPT, LONGEST, ConversationStore
from bot.nlu.turn_lost import TurnLost

POSTGRES = os.environ.get("FRONTDESK_TEST_POSTGRES_URL", "postgresql://127.0.0.1/test")
with pytest.warns(UserWarning, match="Slot auto-fill"):  # Rasa says so of every domain
    DOMAIN = Domain.from_dict(
        {
            "intents": ["greet"],
            "slots": {
                name: {"type": "text", "mappings": [{"type": "custom"}]}
                for name in ("colour", "size", "requested_slot")
            },
            "forms": {"order_form": {"required_slots": ["colour"]}},
            "responses": {"utter_greet": [{"text": "Hi"}]},
        }
    )
ANNA = "web:anna"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/new/rasa.db"
        return
    engine, schema = sa.create_engine(POSTGRES, future=True), f"rasa_{uuid.uuid4().hex[:12]}"
    try:
        with engine.begin() as connection:
            connection.execute(sa.text(f"CREATE SCHEMA {schema}"))
    except sa.exc.OperationalError:
        engine.dispose()
        pytest.skip(f"no PostgreSQL answers at {POSTGRES}")
    yield f"{POSTGRES}?options=-csearch_path%3D{schema}"
    with engine.begin() as connection:
        connection.execute(sa.text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def store(url: str) -> Iterator[ConversationStore]:
    opened = ConversationStore(DOMAIN, host=url)
    yield opened
    opened.close()


def turn(message_id: str, *between: Event, said: str = "Hi") -> list[Event]:
    """A customer's message, what came of it, and the bot listening again."""
    message = UserUttered("hello", {"name": "greet", "confidence": 1.0}, message_id=message_id)
    answer = BotUttered(
        said, {"buttons": [{"title": "Yes", "payload": "/affirm"}]}, {"utter_action": "utter_greet"}
    )
    return [message, ActionExecuted("utter_greet"), *between, answer, ActionExecuted("action_listen")]


async def keep(store: ConversationStore, *new: Event, who: str = ANNA) -> DialogueStateTracker:
    """A turn as Rasa runs it: load, add, save."""
    tracker = await store.get_or_create_tracker(who, append_action_listen=False)
    for event in new:
        tracker.update(event)
    await store.save(tracker)
    return tracker


async def loaded(store: ConversationStore, who: str = ANNA) -> DialogueStateTracker:
    tracker = await store.retrieve(who)
    assert tracker is not None
    return tracker


def count(url: str) -> int:
    engine = sa.create_engine(url, future=True)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT count(*) FROM events")).scalar()
    engine.dispose()
    return int(rows or 0)


async def test_a_conversation_comes_back_as_it_was(store: ConversationStore, url: str) -> None:
    first = await keep(store, SessionStarted(), *turn("m1", SlotSet("colour", "navy")))
    second = ConversationStore(DOMAIN, host=url)
    again = await loaded(second)
    assert [event.as_dict() for event in again.events] == [event.as_dict() for event in first.events]
    assert again.get_slot("colour") == "navy"
    assert await second.keys() == [ANNA]
    second.close()


async def test_nobody_has_no_conversation(store: ConversationStore) -> None:
    assert await store.retrieve("web:nobody") is None
    assert await store.retrieve_full_tracker("web:nobody") is None
    assert store.turn("web:nobody", "m1") is None


async def test_only_what_is_new_is_added(store: ConversationStore, url: str) -> None:
    tracker = await keep(store, *turn("m1"))
    await store.save(tracker)
    assert count(url) == 4
    await keep(store, *turn("m2"))
    assert count(url) == 8


async def test_a_tracker_from_elsewhere_is_counted(store: ConversationStore, url: str) -> None:
    await keep(store, SessionStarted(), *turn("m1"))
    kept = await loaded(store)
    foreign = DialogueStateTracker.from_events(ANNA, [*kept.events, *turn("m2")], DOMAIN.slots)
    await store.save(foreign)
    assert count(url) == 9


async def test_a_turn_is_found_by_its_message(store: ConversationStore) -> None:
    await keep(
        store, SessionStarted(), BotUttered("Welcome"), *turn("m1", BotUttered("", {"custom": {"a": 1}}))
    )
    await keep(store, *turn("m2", said="Again"))
    await keep(store, *turn("m1", said="Somebody else's"), who="web:bob")
    said = store.turn(ANNA, "m1")
    assert said is not None
    assert [(type(event), event.text) for event in said] == [
        (BotUttered, "Welcome"),
        (UserUttered, "hello"),
        (BotUttered, ""),
        (BotUttered, "Hi"),
    ]
    assert said[2].data == {"custom": {"a": 1}}
    assert [event.text for event in store.turn(ANNA, "m2") or ()] == ["hello", "Again"]
    assert store.turn(ANNA, "m3") is None


async def test_a_turn_without_words_is_a_turn(store: ConversationStore) -> None:
    await keep(store, UserUttered("hello", message_id="m1"), ActionExecuted("action_listen"))
    assert [event.text for event in store.turn(ANNA, "m1") or ()] == ["hello"]


async def test_two_processes_cannot_keep_the_same_turn(store: ConversationStore, url: str) -> None:
    other = ConversationStore(DOMAIN, host=url)
    await keep(store, *turn("m1"))
    late = await other.get_or_create_tracker(ANNA, append_action_listen=False)
    for event in turn("m2"):
        late.update(event)
    await keep(store, *turn("m2"))
    with pytest.raises(TurnLost):
        await other.save(late)
    assert count(url) == 8
    other.close()


async def test_a_session_is_read_from_its_start(store: ConversationStore) -> None:
    await keep(store, SessionStarted(), *turn("m1", SlotSet("colour", "navy")))
    await keep(store, ActionExecuted("action_session_start"), SessionStarted(), *turn("m2"))
    tracker = await loaded(store)
    assert [event.message_id for event in tracker.events if isinstance(event, UserUttered)] == ["m2"]
    assert tracker.get_slot("colour") is None
    everything = await store.retrieve_full_tracker(ANNA)
    assert everything is not None
    assert len(everything.events) == 12


async def test_of_a_long_session_only_the_latest_turns_are_read(store: ConversationStore) -> None:
    await keep(store, SessionStarted(), *turn("first", SlotSet("colour", "navy"), ActiveLoop("order_form")))
    sizes = []
    for number in range(150):
        tracker = await keep(store, *turn(f"m{number}", SlotSet("size", str(number))))
        sizes.append(len(tracker.events))
    assert max(sizes) < LONGEST + 20
    assert min(sizes[40:]) >= KEPT - 5
    everything = await store.retrieve_full_tracker(ANNA)
    assert everything is not None
    assert len(everything.events) == 7 + 150 * 5
    shortened = await loaded(store)
    assert shortened.current_slot_values() == everything.current_slot_values()
    assert shortened.active_loop_name == everything.active_loop_name == "order_form"
    assert shortened.latest_action_name == everything.latest_action_name
    assert shortened.latest_message == everything.latest_message
    assert store.turn(ANNA, "first") is not None


async def test_a_new_session_leaves_the_prelude_behind(store: ConversationStore) -> None:
    await keep(store, SessionStarted(), *turn("first", SlotSet("colour", "navy")))
    for number in range(60):
        await keep(store, *turn(f"m{number}"))
    await keep(store, SessionStarted(), *turn("last"))
    tracker = await loaded(store)
    assert len(tracker.events) == 5
    assert tracker.get_slot("colour") is None


async def test_a_store_that_fails_ends_the_turn(tmp_path: Path) -> None:
    store = ConversationStore(DOMAIN, host=f"sqlite:///{tmp_path}/rasa.db")
    await keep(store, *turn("m1"))
    spoiler = sqlite3.connect(tmp_path / "rasa.db")
    spoiler.execute("DROP TABLE events")
    spoiler.close()
    with pytest.raises(TurnLost):
        await store.retrieve(ANNA)
    with pytest.raises(TurnLost):
        store.turn(ANNA, "m1")
    store.close()


async def test_sqlite_writes_ahead(tmp_path: Path) -> None:
    store = ConversationStore(DOMAIN, host=f"sqlite:///{tmp_path}/rasa.db")
    await keep(store, *turn("m1"))
    reader = sqlite3.connect(tmp_path / "rasa.db")
    mode: Any = reader.execute("PRAGMA journal_mode").fetchone()
    reader.close()
    assert mode == ("wal",)
    store.close()
