"""The diagrams of ARCHITECTURE.md show the states and the steps that the code has."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.core.arrival import Arrival
from bot.core.case import Case, Handoff, HandoffState, Move
from bot.core.conversation import Agent, Conversation, Holder
from bot.core.delivery import DeliveryState
from bot.core.desk_rules import Rules
from bot.core.elsewhere import answered
from bot.core.entry import Content, Kind, State
from bot.core.errors import Refused
from bot.core.handoff import claim, expire, note, reply, request, resolve, return_to_bot
from bot.core.holding import release, take_over
from bot.core.turn import HandoffRequest
from bot.hours import AlwaysOpen
from tests.fakes.house import FakeChannel

PAGE = Path(__file__).parents[2] / "ARCHITECTURE.md"
STEP = re.compile(r"^ *(\[\*\]|\w+) --> (\w+)", re.MULTILINE)
NOW = datetime(2026, 11, 2, 10, 0, tzinfo=timezone.utc)
SAM = Agent("console:sam", "Sam")

Steps = set[tuple[str, str]]


def drawn() -> list[Steps]:
    """The steps of each diagram."""
    diagrams = re.findall(r"```mermaid\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return [set(STEP.findall(diagram)) for diagram in diagrams]


def test_a_message_has_the_states_that_are_drawn() -> None:
    message, _ = drawn()
    named = {name for step in message for name in step} - {"[*]"}
    assert named == {state.value for state in (*State, *DeliveryState)}


def test_a_handoff_takes_the_steps_that_are_drawn() -> None:
    _, handoff = drawn()
    assert {step for case in cases() for step in steps_from(case)} == handoff


def cases() -> Iterator[Case]:
    """A conversation without a handoff, and one with a handoff in each state."""
    talk = Conversation("fake:anna", "fake")
    yield Case(talk)
    holders = {HandoffState.REQUESTED: Holder.QUEUE, HandoffState.CLAIMED: Holder.AGENT}
    for state in HandoffState:
        agent = None if state in (HandoffState.REQUESTED, HandoffState.EXPIRED) else SAM
        latest = Handoff("fake:anna", state, "customer_asked", NOW, agent=agent, id=1, expires_at=NOW)
        yield Case(replace(talk, holder=holders.get(state, Holder.BOT)), latest)


def steps_from(case: Case) -> Iterator[tuple[str, str]]:
    """Where each move leads; a handoff of its own begins anew."""
    for move in moves():
        try:
            after = move(case).handoff
        except Refused:
            continue
        if after and after != case.handoff:
            before = case.handoff.state.value if case.handoff and case.handoff.id == after.id else "[*]"
            if before != after.state.value:
                yield before, after.state.value


INBOX = Agent("fake:elsewhere", "the inbox")
BY_HAND = Arrival("fake:1", "fake:anna", "fake", Kind.MESSAGE, Content("hello"), spoken_by=INBOX)


def moves() -> Iterator[Move]:
    """Every way in which a conversation changes hands."""
    rules, later = Rules(AlwaysOpen()), NOW + timedelta(minutes=1)
    yield request(HandoffRequest("customer_asked"), later, rules)
    yield claim(SAM, later)
    yield reply(SAM, Content("hello"), FakeChannel(), later)
    yield answered(BY_HAND, INBOX, later)
    yield note(SAM, Content("for us"))
    yield take_over(SAM, later)
    yield release(SAM, later, rules)
    yield resolve(SAM, later)
    yield return_to_bot(SAM, later)
    yield expire(later, rules)


@pytest.mark.parametrize("known", list(HandoffState))
def test_every_state_of_a_handoff_is_tried(known: HandoffState) -> None:
    assert known in {case.handoff.state for case in cases() if case.handoff}
