"""One message as several turns: which they are, in what order, and what of them the customer reads.

The first keeps the message's id, and with it, in the same commit, the texts of those that follow: whoever
goes on after a crash knows what is left without asking a model, which may be another by then. They are called
`id#2` and `id#3`, as no message is: ids of Telegram and Slack are numbers, those of the web chat hold letters
and digits (channels/web.py, `_ID`), and Meta's are random.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import FULL_RETRIEVAL_INTENT_NAME_KEY, INTENT_NAME_KEY

from bot.core.turn import Turn
from bot.nlu.requests import REQUESTS, pieces

FURTHER = "further_requests"
"""In the first turn's metadata: the texts of those that follow it."""

SAYS, ACTS, ASKS = range(3)
"""What an intent leads to: an answer, an action such as asking for a person, a form that asks on."""
STEPS = 3
"""Responses before an action that are looked at."""

Parsed = dict[str, Any]
"""What Rasa understands a message as."""


async def first_turn(agent: Agent, turn: Turn) -> tuple[Turn, Parsed | None]:
    """The message's first turn, or its only one; and what its text is understood as, where that is known."""
    if len(pieces(turn.text)) < 2:
        return turn, None
    parsed: Parsed = await agent.parse_message(turn.text)
    requests = parsed.pop(REQUESTS, ())
    if not requests or await _belongs_together(agent, turn, requests):
        return turn, parsed
    first, *others = in_order(agent, requests)
    return replace(turn, text=first, metadata={**turn.metadata, FURTHER: others}), None


async def _belongs_together(agent: Agent, turn: Turn, requests: Sequence[Mapping[str, str]]) -> bool:
    """Whether it is one answer of somebody whose change is being put together, who asks nothing beside."""
    tracker = await agent.tracker_store.retrieve(turn.conversation_id)
    is_changing = tracker is not None and tracker.get_slot("changing") is True
    return is_changing and not any("?" in request["text"] for request in requests)


def further_turns(turn: Turn, kept: Sequence[Event]) -> Sequence[Turn]:
    """Those that follow the first of this message, by what was kept of it."""
    told: Mapping[str, Any] = next(e.metadata for e in kept if isinstance(e, UserUttered))
    return [
        replace(turn, message_id=f"{turn.message_id}#{number}", text=text)
        for number, text in enumerate(told.get(FURTHER, ()), start=2)
    ]


def in_order(agent: Agent, requests: Sequence[Mapping[str, str]]) -> Sequence[str]:
    """The texts of the requests: what the customer reads last is the question that the bot asks.

    Answers come first, then what asks for a person, which ends it: no form need ask what a person will read.
    """
    ranked = sorted(requests, key=lambda request: leads_to(agent, request["intent"]))
    return [request["text"] for request in ranked]


def leads_to(agent: Agent, label: str) -> int:
    """SAYS, ACTS or ASKS: what the rules do about an intent at the beginning of a conversation."""
    intent = {INTENT_NAME_KEY: label.partition("/")[0], FULL_RETRIEVAL_INTENT_NAME_KEY: label}
    said = [ActionExecuted(ACTION_LISTEN_NAME), UserUttered(label, intent)]
    tracker = DialogueStateTracker.from_events("", said, agent.domain.slots)
    for _ in range(STEPS):
        predicted = agent.processor.predict_next_with_tracker(tracker) or {}
        action = max(predicted.get("scores", ()), key=_score, default={"action": ACTION_LISTEN_NAME})[
            "action"
        ]
        if not action.startswith("utter_"):
            return _kind(agent.domain, action)
        tracker.update(ActionExecuted(action))
    return SAYS


def _score(prediction: Mapping[str, Any]) -> float:
    return float(prediction["score"])


def _kind(domain: Domain, action: str) -> int:
    if action == ACTION_LISTEN_NAME:
        return SAYS
    return ASKS if action in domain.form_names else ACTS


def ask_for_person(events: Sequence[Event]) -> bool:
    """Whether somebody is to take over; they read the whole message, so the rest of it needs no turn."""
    payloads = [event.data.get("custom") for event in events if isinstance(event, BotUttered)]
    return any(isinstance(payload, dict) and payload.get("handoff") for payload in payloads)


def read_once(turns: Sequence[Sequence[BotUttered]]) -> Sequence[BotUttered]:
    """What the customer reads of several turns: what a later one says too, or asks again, it alone says."""
    found: list[BotUttered] = []
    for said in reversed(turns):
        repeated = {_gist(event) for event in found} - {""}
        found = [*(event for event in said if _gist(event) not in repeated), *found]
    return found


def _gist(event: BotUttered) -> str:
    """The same for the same words, and for the same question in other words; empty where there are none."""
    name = str(event.metadata.get("utter_action") or "")
    return name if name.startswith("utter_ask_") else str(event.text or "")
