"""Where Rasa's conversations are kept: SQL, one commit a turn, at a cost that does not grow with time.

Unlike Rasa's own SQLTrackerStore: what is new is known without counting what is there; of a long session only
the latest events are read, after a prelude that stands for the earlier ones; a turn can be found by its
message id, and there is never more than one.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.nlu.prelude import prelude
from bot.nlu.stored_event import to_event
from bot.nlu.tracker_tables import SESSION_STARTED, events, make_tables, preludes, tracker_engine
from bot.nlu.turn_lost import TurnLost

LONGEST = 160
"""Events read before a prelude takes the place of the earlier ones."""
KEPT = 80
"""Events that stay as they are when it does: ten turns or more, and no rule looks back that far."""
DEFAULT_URL = "sqlite:///var/rasa.db"

_MINE, _MINE_TOO = events.c.sender_id == bindparam("of"), preludes.c.sender_id == bindparam("of")
_SINCE = events.c.id >= bindparam("since")
SESSION_START = select(func.max(events.c.id)).where(_MINE, SESSION_STARTED)
PRELUDE = select(preludes).where(_MINE_TOO, preludes.c.before > bindparam("since"))
LATEST = select(events.c.id, events.c.data).where(_MINE, _SINCE).order_by(events.c.id)
HOW_MANY = select(func.count()).select_from(events).where(_MINE, _SINCE)
ALL = select(events.c.data).where(_MINE).order_by(events.c.id)
SESSION_BEFORE = select(func.max(events.c.id)).where(
    _MINE, SESSION_STARTED, events.c.id < bindparam("before")
)
BEGAN = select(events.c.id).where(
    _MINE, events.c.turn == bindparam("turn"), events.c.type_name == UserUttered.type_name
)
OF_TURN = select(events.c.data).where(_MINE, events.c.turn == bindparam("turn")).order_by(events.c.id)
ADD = events.insert()
ADD_PRELUDE, DROP_PRELUDE = preludes.insert(), preludes.delete().where(_MINE_TOO)
FORGET = events.delete().where(_MINE)
"""Made once: putting a statement together costs more than asking SQLite."""


Stored = Sequence[dict[str, Any]]
"""Events as they are kept."""


class KeptTracker(DialogueStateTracker):
    """A tracker that knows how many of its events are stored."""

    stored = 0


class ConversationStore(TrackerStore):
    """Keeps conversations in SQLite or PostgreSQL; named in endpoints.yml. Raises TurnLost when it cannot."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        **kwargs: Any,
    ) -> None:
        """`host` is what Rasa calls the `url` of endpoints.yml."""
        super().__init__(domain, event_broker, **kwargs)
        self._engine = tracker_engine(host or DEFAULT_URL)
        make_tables(self._engine)

    def close(self) -> None:
        """Let the connections go."""
        self._engine.dispose()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The latest session; None for a customer who has never written."""
        with self._begun() as connection:
            found = self._latest(connection, sender_id)
        return self._tracker(sender_id, found) if found else None

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Every session."""
        with self._begun() as connection:
            found = [json.loads(row.data) for row in connection.execute(ALL, {"of": conversation_id})]
        return self._tracker(conversation_id, found) if found else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what is new, all of it or nothing."""
        await self.stream_events(tracker)
        with self._begun() as connection:
            new = list(tracker.events)[self._stored(connection, tracker) :]
            if new:
                connection.execute(ADD, _rows(tracker.sender_id, new))
        if isinstance(tracker, KeptTracker):
            tracker.stored = len(tracker.events)

    async def keys(self) -> Iterable[str]:
        """Every conversation's id."""
        with self._begun() as connection:
            return list(connection.execute(select(events.c.sender_id).distinct()).scalars())

    def turn(self, sender_id: str, message_id: str) -> Sequence[Event] | None:
        """What customer and bot said in the turn of that message, in order; None when there was none."""
        with self._begun() as connection:
            rows = connection.execute(OF_TURN, {"of": sender_id, "turn": message_id}).all()
        if not rows:
            return None
        return [to_event(json.loads(row.data)) for row in rows]

    def around(self, sender_id: str, message_id: str) -> tuple[Stored, Stored] | None:
        """What its session was before that message, and what has come from it on; None: no such turn."""
        with self._begun() as connection:
            began = connection.execute(BEGAN, {"of": sender_id, "turn": message_id}).scalar()
            if began is None:
                return None
            session = connection.execute(SESSION_BEFORE, {"of": sender_id, "before": began}).scalar() or 0
            rows = connection.execute(LATEST, {"of": sender_id, "since": session}).all()
        before, since = ([row for row in rows if (row.id >= began) is later] for later in (False, True))
        return [json.loads(row.data) for row in before], [json.loads(row.data) for row in since]

    def forget(self, sender_id: str) -> int:
        """Delete everything of a conversation; how many events there were."""
        with self._begun() as connection:
            connection.execute(DROP_PRELUDE, {"of": sender_id})
            return int(connection.execute(FORGET, {"of": sender_id}).rowcount)

    def _tracker(self, sender_id: str, found: list[dict[str, Any]]) -> KeptTracker:
        said = [to_event(event) for event in found]
        tracker: KeptTracker = KeptTracker.from_events(sender_id, said, self.domain.slots)
        tracker.stored = len(tracker.events)
        return tracker

    def init_tracker(self, sender_id: str) -> KeptTracker:
        """A tracker for somebody new."""
        return KeptTracker(sender_id, self.domain.slots, max_event_history=self.max_event_history)

    def _latest(self, connection: Connection, sender_id: str) -> list[dict[str, Any]]:
        session = _session_start(connection, sender_id)
        summed = connection.execute(PRELUDE, {"of": sender_id, "since": session}).first()
        first, earlier = (summed.before, json.loads(summed.data)) if summed else (session, [])
        rows = connection.execute(LATEST, {"of": sender_id, "since": first}).all()
        found = [json.loads(row.data) for row in rows]
        cut = _cut(found)
        if not cut:
            return [*earlier, *found]
        made = prelude(sender_id, [*earlier, *found[:cut]], self.domain)
        _replace_prelude(connection, sender_id, rows[cut].id, made)
        return [*made, *found[cut:]]

    def _stored(self, connection: Connection, tracker: DialogueStateTracker) -> int:
        """How many of the tracker's events are stored; counted only for a tracker not made by this store."""
        if isinstance(tracker, KeptTracker):
            return tracker.stored
        since = {"of": tracker.sender_id, "since": _session_start(connection, tracker.sender_id)}
        return int(connection.execute(HOW_MANY, since).scalar() or 0)

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise TurnLost("The tracker store failed.") from error


def _cut(found: Sequence[dict[str, Any]]) -> int:
    """Where the events that stay begin, with a customer's message; 0 while the session is short."""
    if len(found) <= LONGEST:
        return 0
    return next(
        (index for index in range(len(found) - KEPT, len(found)) if found[index]["event"] == "user"), 0
    )


def _replace_prelude(connection: Connection, sender_id: str, before: int, made: list[dict[str, Any]]) -> None:
    connection.execute(DROP_PRELUDE, {"of": sender_id})
    row = {"sender_id": sender_id, "before": before, "data": json.dumps(made)}
    connection.execute(ADD_PRELUDE, [row])


def _session_start(connection: Connection, sender_id: str) -> int:
    """The id of its event; 0 where none is stored."""
    return connection.execute(SESSION_START, {"of": sender_id}).scalar() or 0


def _rows(sender_id: str, new: Sequence[Event]) -> list[dict[str, Any]]:
    """What was said is marked with the message id of the turn, in which all of it is saved at once."""
    turn = next((event.message_id for event in reversed(new) if isinstance(event, UserUttered)), None)
    return [_row(sender_id, event, turn) for event in new]


def _row(sender_id: str, event: Event, turn: str | None) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": ((data.get("parse_data") or {}).get("intent") or {}).get("name"),
        "action_name": data.get("name"),
        "turn": turn if event.type_name in ("user", "bot") else None,
        "data": json.dumps(data),
    }
