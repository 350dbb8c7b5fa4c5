"""Step 3, hand over: every way a conversation changes hands, as pure moves from a case to its change."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.core import elsewhere
from bot.core.arrival import DeskAct, Verb
from bot.core.case import Case, Change, Handoff, HandoffState, Move
from bot.core.comment_rules import CommentRules
from bot.core.conversation import Agent, Conversation, Holder
from bot.core.delivery import Payload
from bot.core.entry import Author, Content, Kind, NewEntry, State
from bot.core.errors import Refused
from bot.core.turn import HandoffRequest
from bot.core.update_rules import UpdateRules
from bot.core.window import Window

UNREACHABLE = "brain_unreachable"
"""Why a person is asked for when no brain can be reached."""

Render = Callable[[Content], tuple[Payload, ...]]


class Way(Protocol):
    """What an agent's words need of the customer's channel."""

    def render(self, content: Content) -> tuple[Payload, ...]:
        """The content as the platform's calls."""

    def window(self, conversation: Conversation) -> Window | None:
        """Until when a person may write; None: as long as they like."""


class Hours(Protocol):
    """When agents are there."""

    def are_open(self, at: datetime) -> bool:
        """Whether somebody works at this moment."""

    def next_opening(self, at: datetime) -> datetime | None:
        """The next moment somebody works; None when never."""

    def in_words(self, at: datetime) -> str:
        """A moment as the brand's customers read it, such as "Monday 09:00"."""


@dataclass(frozen=True)
class Rules:
    """What `desk.yml` says."""

    hours: Hours
    unclaimed_after: timedelta = timedelta(minutes=10)
    """How long a customer waits before the bot says that nobody is free and goes on."""
    quiet_after_elsewhere: timedelta = timedelta(hours=4)
    """How long the bot is quiet after somebody has answered outside the desk."""
    teams: tuple[str, ...] = ()
    comments: CommentRules = field(default_factory=CommentRules)
    updates: UpdateRules = field(default_factory=UpdateRules)


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
        conversation = _passed_to(case.conversation, Holder.QUEUE) if opens else case.conversation
        told = () if quietly else (_queue_signal(now, rules),)
        words = f"A person was asked for ({wish.reason.replace('_', ' ')})"
        return Change(conversation, handoff, (_event(words if opens else f"{words}, outside hours"), *told))

    return move


def _ask_again(case: Case, now: datetime, rules: Rules) -> Change:
    if case.conversation.holder is not Holder.BOT:
        return Change(case.conversation, case.handoff)
    told = (_queue_signal(now, rules),)
    if case.handoff is None or not rules.hours.are_open(now):
        return Change(case.conversation, case.handoff, told)
    handoff = _seen(replace(case.handoff, expires_at=now + rules.unclaimed_after))
    return Change(_passed_to(case.conversation, Holder.QUEUE), handoff, told)


def claim(agent: Agent, now: datetime, pressed: int = 0) -> Move:
    """An agent takes the conversation: from the queue, after it expired, or straight from the bot."""

    def move(case: Case) -> Change:
        _be_latest(case, pressed)
        held_by = _held_by(case)
        if held_by and held_by.id == agent.id:
            return Change(case.conversation, case.handoff)
        if held_by and not held_by.is_elsewhere:
            raise Refused(f"{held_by.name} has this conversation.")
        conversation = replace(_passed_to(case.conversation, Holder.AGENT), agent_name=agent.name)
        joined = signal("agent_joined", agent_name=agent.name)
        return Change(
            conversation,
            _claimed(case, agent, now),
            (_event("Claimed", agent), joined),
            silence_bot=True,
        )

    return move


def _held_by(case: Case) -> Agent | None:
    return case.handoff.agent if case.handoff and case.conversation.holder is Holder.AGENT else None


def _claimed(case: Case, agent: Agent, now: datetime) -> Handoff:
    latest = case.handoff
    if latest is None or latest.state in (HandoffState.RESOLVED, HandoffState.RETURNED):
        latest = Handoff(case.conversation.id, HandoffState.REQUESTED, "taken_over", requested_at=now)
    return _seen(
        replace(
            latest, state=HandoffState.CLAIMED, agent=agent, claimed_at=now, expires_at=None, ended_at=None
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
        return replace(claimed, entries=(*claimed.entries, words))

    return move


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


def _be_latest(case: Case, pressed: int) -> None:
    """A button is of one handoff; 0: of whichever is the latest."""
    if pressed and case.handoff and case.handoff.id != pressed:
        raise Refused("This was an earlier request of the same customer; look for the latest one.")


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
        _be_latest(case, pressed)
        handoff = case.handoff
        if handoff is None or not handoff.is_open:
            raise Refused("Nobody is waiting here any more: the bot has this conversation.")
        if handoff.agent and handoff.agent.id != agent.id and not handoff.agent.is_elsewhere:
            raise Refused(f"{handoff.agent.name} has this conversation.")
        ended = _seen(
            replace(handoff, state=state, agent=agent, ended_at=now, expires_at=None, outcome=outcome)
        )
        conversation = replace(_passed_to(case.conversation, Holder.BOT), agent_name="")
        conversation = replace(conversation, brain_failing_since=None, told_to_wait=False)
        unanswered = state is HandoffState.RETURNED and _nobody_could_answer(handoff)
        return Change(conversation, ended, (_event(words, agent), told), answer_again=unanswered)

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
        expired = _seen(replace(handoff, state=HandoffState.EXPIRED, ended_at=now, expires_at=None))
        told = _queue_signal(now, rules) if not rules.hours.are_open(now) else signal("no_agent_available")
        return Change(
            _passed_to(case.conversation, Holder.BOT),
            expired,
            (_event("Nobody claimed it in time"), told),
            answer_again=_nobody_could_answer(handoff),
        )

    return move


def carry_out(act: DeskAct, agent: Agent, way: Way, at: datetime) -> Move:
    """The move that an agent's act stands for, made when the agent made it."""
    moves: dict[Verb, Move] = {
        Verb.CLAIM: claim(agent, at, act.handoff_id),
        Verb.REPLY: reply(agent, act.content, way, at, origin=act.origin),
        Verb.NOTE: note(agent, act.content, origin=act.origin),
        Verb.RETURN: return_to_bot(agent, at, act.handoff_id),
        Verb.RESOLVE: resolve(agent, at, act.handoff_id),
    }
    return moves[act.verb]


def signal(intent: str, **entities: Any) -> NewEntry:
    """What happened, as the intent that the brain is told."""
    told = {name: value for name, value in entities.items() if value}
    text = f"/{intent}{json.dumps(told, ensure_ascii=False)}" if told else f"/{intent}"
    return NewEntry(Author.SYSTEM, Kind.SIGNAL, Content(text=text), state=State.WAITING)


def _queue_signal(now: datetime, rules: Rules) -> NewEntry:
    if rules.hours.are_open(now):
        return signal("handoff_queued")
    opening = rules.hours.next_opening(now)
    return signal("outside_hours", opens_at=rules.hours.in_words(opening) if opening else "")


def _event(words: str, agent: Agent | None = None) -> NewEntry:
    name = agent.name if agent else ""
    return NewEntry(Author.SYSTEM, Kind.EVENT, Content(text=words), author_name=name)


def _passed_to(conversation: Conversation, holder: Holder) -> Conversation:
    return replace(conversation, holder=holder, epoch=conversation.epoch + 1)


def _seen(handoff: Handoff) -> Handoff:
    return replace(handoff, revision=handoff.revision + 1)
