"""What the brain said, as lines of the journal and as what it makes of a case."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.case import Case, Change
from bot.core.delivery import Payload
from bot.core.desk_rules import Rules
from bot.core.entry import Author, Content, Kind, NewEntry, State
from bot.core.handoff import request
from bot.core.turn import HandoffRequest, Reply

Render = Callable[[Content], tuple[Payload, ...]]


def lines(reply: Reply, author: Author, render: Render, too_late: bool) -> list[NewEntry]:
    """What was done, and what the customer is to read; what comes too late is kept and not sent."""
    if reply.content == Content():
        return done(reply)
    state = State.SUPERSEDED if too_late else State.SETTLED
    parts = () if too_late else render(reply.content)
    return [*done(reply), NewEntry(author, Kind.MESSAGE, reply.content, state=state, parts=parts)]


def done(reply: Reply) -> list[NewEntry]:
    """What an action did, for agents."""
    return [NewEntry(Author.SYSTEM, Kind.ACTION, Content(text=reply.action))] if reply.action else []


def knowing(case: Case, replies: Sequence[Reply]) -> Case:
    """The case with what the actions found out; an open card shows it."""
    facts = {name: value for reply in replies for name, value in reply.facts.items()}
    if not facts:
        return case
    known = replace(case.conversation, facts={**case.conversation.facts, **facts})
    handoff = case.handoff and replace(case.handoff, revision=case.handoff.revision + 1)
    return Case(known, handoff)


def asking(
    change: Change, wish: HandoffRequest, now: datetime, rules: Rules, quietly: bool = False
) -> Change:
    """The change, and a person is asked for."""
    asked = request(wish, now, rules, quietly)(Case(change.conversation, change.handoff))
    return replace(asked, entries=(*change.entries, *asked.entries), settled=change.settled)
