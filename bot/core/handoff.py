"""Step 3, hand over: every way a conversation changes hands, as pure moves from a case to its change."""

from dataclasses import replace
from datetime import datetime

from bot.core import elsewhere
from bot.core.case import Awaits, Case, Change, Handoff, HandoffState, Move
from bot.core.conversation import Agent, Holder
from bot.core.desk_rules import Rules, Way
from bot.core.entry import Author, Content, Kind, NewEntry
from bot.core.errors import Refused
from bot.core.hands import be_free, be_latest, event, held_by, passed_to, queue_signal, seen, signal, unheld
from bot.core.turn import HandoffRequest

UNREACHABLE = "brain_unreachable"
"""Why a person is asked for when no brain can be reached."""


def request(wish: HandoffRequest, now: datetime, rules: Rules, quietly: bool = False) -> Move:
    """A person is asked for; `quietly`: the customer is told elsewhere."""

    def move(case: Case) -> Change:
        if case.handoff and case.handoff.is_open:
            return _ask_again(case, now, rules)
        opens = rules.hours.are_open(now)
        handoff = Handoff(
            conversation_id=case.conversation.id,
            state=HandoffState.REQUESTED,
            reason=wish.reason,
            requested_at=now,
            summary=wish.summary,
            priority=wish.priority,
            team=wish.team if wish.team in rules.teams else "",
            expires_at=now + rules.unclaimed_after if opens else None,
        )
        conversation = passed_to(case.conversation, Holder.QUEUE) if opens else case.conversation
        told = () if quietly else (queue_signal(now, rules),)
        words = f"A person was asked for ({wish.reason.replace('_', ' ')})"
        return Change(conversation, handoff, (event(words if opens else f"{words}, outside hours"), *told))

    return move


def _ask_again(case: Case, now: datetime, rules: Rules) -> Change:
    if case.conversation.holder is not Holder.BOT:
        return Change(case.conversation, case.handoff)
    told = (queue_signal(now, rules),)
    if case.handoff is None or not rules.hours.are_open(now):
        return Change(case.conversation, case.handoff, told)
    handoff = seen(replace(case.handoff, expires_at=now + rules.unclaimed_after))
    return Change(passed_to(case.conversation, Holder.QUEUE), handoff, told)


def claim(agent: Agent, now: datetime, pressed: int = 0, instead_of: Agent | None = None) -> Move:
    """An agent takes the conversation: from the queue, after it expired, or straight from the bot.

    `instead_of`: the colleague from whom it may be taken.
    """

    def move(case: Case) -> Change:
        be_latest(case, pressed)
        holder = held_by(case)
        if holder and holder.id == agent.id:
            return Change(case.conversation, case.handoff)
        if holder and not holder.is_elsewhere and holder != instead_of:
            raise Refused(f"{holder.name} has this conversation.")
        conversation = passed_to(case.conversation, Holder.AGENT, agent.name)
        joined = signal("agent_joined", agent_name=agent.name)
        return Change(
            conversation,
            _claimed(case, agent, now),
            (event("Claimed", agent), joined),
            silence_bot=True,
        )

    return move


def _claimed(case: Case, agent: Agent, now: datetime) -> Handoff:
    latest = case.handoff
    if latest is None or latest.state in (HandoffState.RESOLVED, HandoffState.RETURNED):
        latest = Handoff(case.conversation.id, HandoffState.REQUESTED, "taken_over", requested_at=now)
    return seen(
        replace(
            unheld(latest),
            state=HandoffState.CLAIMED,
            agent=agent,
            claimed_at=now,
            awaits=Awaits.AGENT,
            awaits_since=now,
            ended_at=None,
        )
    )


def reply(agent: Agent, content: Content, way: Way, now: datetime, key: str = "", origin: str = "") -> Move:
    """An agent's words go to the customer; the first reply claims, unless it was written before the end."""

    def move(case: Case) -> Change:
        claimed = step_in(agent, now)(case)
        window = way.window(case.conversation)
        if window and window.is_shut(now):
            raise Refused(window.why_not)
        parts = way.render(content)
        if not parts:
            raise Refused("There is nothing in it that this customer's app can show.")
        if case.conversation.is_only_public and len(parts) > 1:
            raise Refused(
                "Until they answer, one message is all that may go to them: make it one, and shorter."
            )
        words = NewEntry(Author.AGENT, Kind.MESSAGE, content, agent.name, key=key, origin=origin, parts=parts)
        handoff = _answered(claimed.handoff, now) if claimed.handoff else None
        return replace(claimed, handoff=handoff, entries=(*claimed.entries, words))

    return move


def _answered(handoff: Handoff, now: datetime) -> Handoff:
    """An agent has written: the customer is to speak now."""
    if not handoff.is_open:
        return handoff
    answered = replace(
        handoff,
        state=HandoffState.CLAIMED,
        awaits=Awaits.CUSTOMER,
    )
    return handoff if answered == handoff else seen(replace(answered, awaits_since=now))


def step_in(agent: Agent, now: datetime) -> Move:
    """The agent begins to write to the customer: a claim, unless it was written before the end."""

    def move(case: Case) -> Change:
        late = _ended_since(case, agent, now)
        return Change(case.conversation, case.handoff) if late else claim(agent, now)(case)

    return move


def note(agent: Agent, content: Content, key: str = "", origin: str = "") -> Move:
    """An agent's words to colleagues; nothing is owed to the customer."""

    def move(case: Case) -> Change:
        words = NewEntry(Author.AGENT, Kind.NOTE, content, agent.name, key=key, origin=origin)
        return Change(case.conversation, case.handoff, (words,))

    return move


def _ended_since(case: Case, agent: Agent, written_at: datetime) -> bool:
    """Whether the agent has ended it after these words were written: platforms swap what follows closely."""
    latest = case.handoff
    mine = latest and not latest.is_open and latest.agent and latest.agent.id == agent.id
    return bool(mine and latest and latest.ended_at and written_at < latest.ended_at)


def resolve(agent: Agent, now: datetime, pressed: int = 0, outcome: str = "") -> Move:
    """The agent is done; the bot says so and goes on."""
    told = signal("handoff_resolved", outcome=outcome)
    return _end(agent, now, HandoffState.RESOLVED, "Resolved", told, pressed, outcome)


def return_to_bot(agent: Agent, now: datetime, pressed: int = 0) -> Move:
    """The agent gives the conversation back unresolved."""
    told = signal("handoff_returned")
    return _end(agent, now, HandoffState.RETURNED, "Returned to the bot", told, pressed)


def _end(
    agent: Agent,
    now: datetime,
    state: HandoffState,
    words: str,
    told: NewEntry,
    pressed: int,
    outcome: str = "",
) -> Move:
    def move(case: Case) -> Change:
        handoff = be_free(case, agent, pressed)
        ended = seen(replace(unheld(handoff), state=state, agent=agent, ended_at=now, outcome=outcome))
        conversation = passed_to(case.conversation, Holder.BOT)
        conversation = replace(conversation, brain_failing_since=None, told_to_wait=False)
        unanswered = state is HandoffState.RETURNED and _nobody_could_answer(handoff)
        return Change(conversation, ended, (event(words, agent), told), answer_again=unanswered)

    return move


def _nobody_could_answer(handoff: Handoff) -> bool:
    return handoff.reason == UNREACHABLE


def expire(now: datetime, rules: Rules) -> Move:
    """Nobody came in time: the customer is told, and the bot goes on."""

    def move(case: Case) -> Change:
        handoff = case.handoff
        if handoff and handoff.agent and handoff.agent.is_elsewhere:
            return elsewhere.fall_silent(case, handoff, now, rules.quiet_after_elsewhere)
        if not handoff or handoff.state is not HandoffState.REQUESTED:
            return Change(case.conversation, handoff)
        if not handoff.expires_at or handoff.expires_at > now:
            return Change(case.conversation, handoff)
        expired = seen(replace(handoff, state=HandoffState.EXPIRED, ended_at=now, expires_at=None))
        told = queue_signal(now, rules) if not rules.hours.are_open(now) else signal("no_agent_available")
        return Change(
            passed_to(case.conversation, Holder.BOT),
            expired,
            (event("Nobody claimed it in time"), told),
            answer_again=_nobody_could_answer(handoff),
        )

    return move
