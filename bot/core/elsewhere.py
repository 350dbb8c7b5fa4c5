"""Somebody of the brand answers outside the desk, such as in a platform's own inbox: the bot is quiet."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.arrival import Arrival
from bot.core.case import Case, Change, Handoff, HandoffState, Move
from bot.core.conversation import Agent, Holder
from bot.core.entry import Author, Kind, NewEntry
from bot.core.hands import event, passed_to, seen


def answered(arrival: Arrival, agent: Agent, now: datetime) -> Move:
    """Their words are in the transcript; they have the conversation, unless an agent of the desk has it."""
    words = NewEntry(
        Author.AGENT,
        Kind.MESSAGE,
        arrival.content,
        agent.name,
        key=arrival.key,
        platform_id=arrival.platform_id,
    )

    def move(case: Case) -> Change:
        held_by = case.handoff.agent if case.handoff and case.conversation.holder is Holder.AGENT else None
        if held_by and not held_by.is_elsewhere:
            return Change(case.conversation, case.handoff, (words,))
        happened = () if held_by else (event(f"Answered outside the desk, by {agent.name}"),)
        conversation = (
            case.conversation if held_by else passed_to(case.conversation, Holder.AGENT, agent.name)
        )
        handoff = _held(case, agent, now)
        return Change(conversation, handoff, (*happened, words), silence_bot=True)

    return move


def _held(case: Case, agent: Agent, now: datetime) -> Handoff:
    """Held until nothing has come for a while; how long that is, whoever watches knows."""
    latest = case.handoff
    if latest is None or latest.state in (HandoffState.RESOLVED, HandoffState.RETURNED):
        latest = Handoff(case.conversation.id, HandoffState.REQUESTED, "answered_elsewhere", requested_at=now)
    is_news = latest.state is not HandoffState.CLAIMED
    held = replace(
        latest, state=HandoffState.CLAIMED, agent=agent, claimed_at=now, expires_at=now, ended_at=None
    )
    return seen(held) if is_news else held


def fall_silent(case: Case, handoff: Handoff, now: datetime, quiet: timedelta) -> Change:
    """The bot goes on, once nothing has come from there for so long."""
    if handoff.state is not HandoffState.CLAIMED or handoff.agent is None or handoff.claimed_at is None:
        return Change(case.conversation, handoff)
    until = handoff.claimed_at + quiet
    if until > now:
        return Change(case.conversation, replace(handoff, expires_at=until))
    ended = seen(replace(handoff, state=HandoffState.RETURNED, ended_at=now, expires_at=None))
    conversation = passed_to(case.conversation, Holder.BOT)
    return Change(
        conversation, ended, (event(f"Nothing more came from {handoff.agent.name}; the bot goes on"),)
    )
