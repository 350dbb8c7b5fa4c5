"""What agents do with a handoff beside answering and ending it: take it over, give it back to the queue."""

from dataclasses import replace
from datetime import datetime

from bot.core.case import Case, Change, HandoffState, Move
from bot.core.conversation import Agent, Holder
from bot.core.desk_rules import Rules
from bot.core.errors import Refused
from bot.core.handoff import claim
from bot.core.hands import be_free, event, held_by, passed_to, queue_signal, seen, unheld

IN_QUEUE = "It is in the queue already."


def take_over(agent: Agent, now: datetime, pressed: int = 0) -> Move:
    """The conversation becomes the agent's, though a colleague has it; the customer reads who answers now."""

    def move(case: Case) -> Change:
        before = held_by(case)
        if before is None or before.id == agent.id or before.is_elsewhere:
            return claim(agent, now, pressed)(case)
        change = claim(agent, now, pressed, instead_of=before)(case)
        taken = event(f"Taken over from {before.name}", agent)
        return replace(change, entries=(taken, *change.entries[1:]))

    return move


def release(agent: Agent, now: datetime, rules: Rules, pressed: int = 0) -> Move:
    """The agent gives it back to the queue; the customer reads that somebody else comes."""

    def move(case: Case) -> Change:
        handoff = be_free(case, agent, pressed)
        if handoff.state is not HandoffState.CLAIMED:
            raise Refused(IN_QUEUE)
        opens = rules.hours.are_open(now)
        waiting = replace(
            unheld(handoff),
            state=HandoffState.REQUESTED,
            agent=None,
            expires_at=now + rules.unclaimed_after if opens else None,
        )
        conversation = passed_to(case.conversation, Holder.QUEUE if opens else Holder.BOT)
        words = (event("Released to the queue", agent), queue_signal(now, rules))
        return Change(conversation, seen(waiting), words)

    return move
