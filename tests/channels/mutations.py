"""Real events with something changed somewhere: what no documentation foresees."""

import copy
import json
import math
from collections.abc import Sequence
from random import Random
from typing import Any

from hypothesis import strategies as st

from bot.core.arrival import Arrival
from bot.core.entry import Kind

WORDS = ("", "\x00", "\ud800", "a\udc00b", "/start", "x" * 5000, "ä€𝄞", "\u202e<&>'\"")
NUMBERS = (0, -1, 1, 2**31, 2**53, 2**63, -(2**70), 10**400, 0.5, math.inf, -math.inf, math.nan)
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.sampled_from(NUMBERS), st.sampled_from(WORDS), st.text(max_size=8)
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
ACTS = (*["down"] * 6, "drop", "add", "double")


def mutated(events: Sequence[Any]) -> st.SearchStrategy[Any]:
    """One of the events, changed in one to four places.

    What is changed is drawn by Python's own generator from a seed of hypothesis's, which costs much less.
    """
    return st.randoms(use_true_random=True).map(lambda random: mutate(random, events))


def mutate(random: Random, events: Sequence[Any]) -> Any:
    """One of the events, changed in one to four places."""
    event = copy.deepcopy(random.choice(events))
    for _ in range(random.randint(1, 4)):
        event = _changed(random, event)
    return event


def anything(random: Random, depth: int = 2) -> Any:
    """Some JSON value, or what only Python takes for one."""
    kind = random.randrange(6 if depth else 4)
    if kind == 4:
        return [anything(random, depth - 1) for _ in range(random.randint(0, 3))]
    if kind == 5:
        return {_text(random): anything(random, depth - 1) for _ in range(random.randint(0, 3))}
    return random.choice((None, random.random() < 0.5, random.choice(NUMBERS), _text(random)))


def _text(random: Random) -> str:
    if random.random() < 0.5:
        return random.choice(WORDS)
    return "".join(chr(random.choice((random.randrange(128), random.randrange(0x11_0000)))) for _ in range(5))


def _changed(random: Random, event: Any) -> Any:
    """Go down to some place and replace, drop, double or add there."""
    if not isinstance(event, dict | list) or not event or random.randrange(10) == 0:
        return anything(random)
    where: Any = random.choice(sorted(event) if isinstance(event, dict) else range(len(event)))
    act = random.choice(ACTS)
    if act == "down":
        event[where] = _changed(random, event[where])
    elif act == "drop":
        del event[where]
    elif isinstance(event, list):
        event.append(copy.deepcopy(event[where]) if act == "double" else anything(random))
    else:
        event[_text(random)] = event[where] if act == "double" else anything(random)
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
