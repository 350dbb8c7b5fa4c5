"""Real events with something changed somewhere: what no documentation foresees."""

import copy
import json
from typing import Any

from hypothesis import strategies as st

from bot.core.arrival import Arrival
from bot.core.entry import Kind

TEXT = st.one_of(
    st.text(max_size=8), st.sampled_from(["", "\x00", "\ud800", "a\udc00b", "/start", "x" * 5000])
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, -1, 1, 2**31, 2**53, 2**63, -(2**70), 10**400]),
    st.floats(allow_nan=True, allow_infinity=True),
    TEXT,
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=5
)


@st.composite
def mutated(draw: st.DrawFn, events: list[Any]) -> Any:
    """One of the events, changed in one to four places."""
    event = copy.deepcopy(draw(st.sampled_from(events)))
    for _ in range(draw(st.integers(1, 4))):
        event = _changed(draw, event)
    return event


def _changed(draw: st.DrawFn, event: Any) -> Any:
    """Go down to some place and replace, drop, double or add there."""
    if not isinstance(event, dict | list) or not event or draw(st.integers(0, 9)) == 0:
        return draw(VALUES)
    where: Any = draw(st.sampled_from(sorted(event) if isinstance(event, dict) else range(len(event))))
    act = draw(st.sampled_from(["down"] * 6 + ["drop", "add", "double"]))
    if act == "down":
        event[where] = _changed(draw, event[where])
    elif act == "drop":
        del event[where]
    elif isinstance(event, list):
        event.append(copy.deepcopy(event[where]) if act == "double" else draw(VALUES))
    else:
        event[draw(TEXT)] = event[where] if act == "double" else draw(VALUES)
    return event


def assert_storable(arrival: Arrival, channel: str) -> None:
    """Nothing in it that some database cannot take."""
    assert arrival.channel == channel
    assert arrival.conversation_id.startswith(f"{channel}:")
    assert arrival.key.startswith(f"{channel}:")
    assert len(arrival.key) <= 250
    assert -(2**63) <= arrival.order < 2**63
    assert arrival.kind is Kind.MESSAGE or arrival.label
    content = arrival.content
    files = [(file.kind, file.name, file.url, file.reference) for file in content.attachments]
    told = [arrival.raw, dict(arrival.address), content.text, content.payload, files]
    told.append([content.comment.id, content.comment.under, content.comment.link] if content.comment else [])
    texts = [arrival.conversation_id, arrival.key, arrival.customer_name, arrival.label]
    written = json.dumps([told, texts], allow_nan=False, ensure_ascii=False)
    assert "\\u0000" not in written
    written.encode()
