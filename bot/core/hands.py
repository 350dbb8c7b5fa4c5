"""What every change of hands is made of: who has it, what the transcript says, what the brain is told."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.core.case import Awaits, Case, Handoff
from bot.core.conversation import Agent, Conversation, Holder
from bot.core.desk_rules import Rules
from bot.core.entry import Author, Content, Kind, NewEntry, State
from bot.core.errors import Refused

NOBODY_WAITS = "Nobody is waiting here any more: the bot has this conversation."


def held_by(case: Case) -> Agent | None:
    """Who answers the customer now; None: the bot, or nobody yet."""
    return case.handoff.agent if case.handoff and case.conversation.holder is Holder.AGENT else None


def be_latest(case: Case, pressed: int) -> None:
    """A button is of one handoff; 0: of whichever is the latest. Raises Refused."""
    if pressed and case.handoff and case.handoff.id != pressed:
        raise Refused("This was an earlier request of the same customer; look for the latest one.")


def be_free(case: Case, agent: Agent, pressed: int = 0) -> Handoff:
    """The open handoff, which no colleague has. Raises Refused."""
    be_latest(case, pressed)
    handoff = case.handoff
    if handoff is None or not handoff.is_open:
        raise Refused(NOBODY_WAITS)
    if handoff.agent and handoff.agent.id != agent.id and not handoff.agent.is_elsewhere:
        raise Refused(f"{handoff.agent.name} has this conversation.")
    return handoff


def passed_to(conversation: Conversation, holder: Holder, agent_name: str = "") -> Conversation:
    """The conversation in other hands; an answer that was begun before is never sent."""
    return replace(conversation, holder=holder, epoch=conversation.epoch + 1, agent_name=agent_name)


def seen(handoff: Handoff) -> Handoff:
    """The handoff, to be drawn anew on its card."""
    return replace(handoff, revision=handoff.revision + 1)


def unheld(handoff: Handoff) -> Handoff:
    """The handoff without what is so only while an agent holds it."""
    return replace(handoff, awaits=Awaits.NOBODY, awaits_since=None, expires_at=None)


def event(words: str, agent: Agent | None = None) -> NewEntry:
    """A line of the transcript: what happened, and by whom."""
    name = agent.name if agent else ""
    return NewEntry(Author.SYSTEM, Kind.EVENT, Content(text=words), author_name=name)


def signal(intent: str, **entities: Any) -> NewEntry:
    """What happened, as the intent that the brain is told."""
    told = {name: value for name, value in entities.items() if value}
    text = f"/{intent}{json.dumps(told, ensure_ascii=False)}" if told else f"/{intent}"
    return NewEntry(Author.SYSTEM, Kind.SIGNAL, Content(text=text), state=State.WAITING)


def queue_signal(now: datetime, rules: Rules) -> NewEntry:
    """That a person is asked for; outside hours, when somebody will be there."""
    if rules.hours.are_open(now):
        return signal("handoff_queued")
    opening = rules.hours.next_opening(now)
    return signal("outside_hours", opens_at=rules.hours.in_words(opening) if opening else "")
