"""What agents do with a handoff beside answering and ending it: take over, assign, release, put aside."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.case import HELD, Case, Change, Handoff, HandoffState, Move
from bot.core.conversation import Agent, Holder
from bot.core.desk_rules import Rules
from bot.core.entry import NewEntry
from bot.core.errors import Refused
from bot.core.handoff import claim
from bot.core.hands import be_free, event, held_by, passed_to, seen, signal, unheld

LONGEST_SNOOZE = timedelta(days=90)
NO_SUCH_TEAM = "There is no team {team}; desk.yml has {teams}."
NOT_YOURS = "Claim this conversation first."
IN_THE_PAST = "That time has passed; choose a later one."
TOO_LATE = "Choose a time within 90 days."


def take_over(agent: Agent, now: datetime, pressed: int = 0) -> Move:
    """The conversation becomes the agent's, though a colleague has it; the customer reads who answers now."""

    def move(case: Case) -> Change:
        before = held_by(case)
        if before is None or before.id == agent.id or before.is_elsewhere:
            return claim(agent, now, pressed)(case)
        be_free(case, before, pressed)
        change = claim(agent, now, pressed, instead_of=before)(case)
        told = event(f"Taken over from {before.name}", agent, mentions=(before.id,))
        return replace(change, entries=(told, *change.entries[1:]))

    return move


def assign(agent: Agent, to: Agent | None, team: str, now: datetime, rules: Rules, pressed: int = 0) -> Move:
    """Somebody else, or a team, is to claim it; whoever assigns it to themselves claims it."""

    def move(case: Case) -> Change:
        if to and to.id == agent.id:
            return claim(agent, now, pressed)(case)
        if team and team not in rules.teams:
            raise Refused(NO_SUCH_TEAM.format(team=team, teams=", ".join(rules.teams) or "none"))
        handoff = be_free(case, agent, pressed)
        meant = replace(handoff, assigned=to, team=team or handoff.team)
        name = to.name if to else f"team {team}"
        words = event(f"Assigned to {name}", agent, mentions=(to.id,) if to else ())
        return _queued(case, meant, words, now, rules)

    return move


def release(agent: Agent, now: datetime, rules: Rules, pressed: int = 0) -> Move:
    """The agent gives it back to the queue."""

    def move(case: Case) -> Change:
        handoff = be_free(case, agent, pressed)
        if handoff.state not in HELD:
            raise Refused("It is in the queue already.")
        return _queued(
            case, replace(handoff, assigned=None), event("Released to the queue", agent), now, rules
        )

    return move


def _queued(case: Case, handoff: Handoff, words: NewEntry, now: datetime, rules: Rules) -> Change:
    """Waiting for whoever is to claim it; who was talking with a person reads that another one comes."""
    was_held = case.conversation.holder is Holder.AGENT
    opens = rules.hours.are_open(now)
    waiting = replace(
        unheld(handoff),
        state=HandoffState.REQUESTED,
        agent=None,
        expires_at=now + rules.unclaimed_after if opens else None,
    )
    if not was_held:
        return Change(case.conversation, seen(waiting), (words,))
    told = signal("handoff_released", agent_name=case.conversation.agent_name)
    return Change(passed_to(case.conversation, Holder.QUEUE), seen(waiting), (words, told))


def snooze(agent: Agent, until: datetime, now: datetime, pressed: int = 0) -> Move:
    """The agent puts it aside until then, or until the customer writes."""

    def move(case: Case) -> Change:
        if until <= now:
            raise Refused(IN_THE_PAST)
        if until > now + LONGEST_SNOOZE:
            raise Refused(TOO_LATE)
        handoff = be_free(case, agent, pressed)
        if handoff.state not in HELD:
            raise Refused(NOT_YOURS)
        aside = replace(handoff, state=HandoffState.SNOOZED, snoozed_until=until)
        return Change(case.conversation, seen(aside), (event("Snoozed", agent),))

    return move


def wake(now: datetime) -> Move:
    """The time has come until which it was put aside: its agent is told."""

    def move(case: Case) -> Change:
        handoff = case.handoff
        if not handoff or handoff.state is not HandoffState.SNOOZED or not handoff.snoozed_until:
            return Change(case.conversation, handoff)
        if handoff.snoozed_until > now:
            return Change(case.conversation, handoff)
        awake = replace(handoff, state=HandoffState.CLAIMED, snoozed_until=None)
        who = (handoff.agent.id,) if handoff.agent else ()
        return Change(case.conversation, seen(awake), (event("The snooze is over", handoff.agent, who),))

    return move
