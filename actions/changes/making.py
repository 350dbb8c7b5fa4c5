"""From one message of the customer's to the next question: drafts are taken further, and made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from actions.changes import meaning
from actions.changes.answers import beside
from actions.changes.draft import Draft, Kind, Step, as_change
from actions.changes.facts import Facts
from actions.changes.kinds import kind_of
from actions.changes.question import Question, question
from actions.changes.recap import NOTHING, fields, in_short, told, which_way
from actions.changes.said import Said
from actions.changes.taking import begun, taken
from actions.shop.port import Actor, Refusal, ShopRefused

SHORT = "in_short"
"""The value of a question that says its draft in one line."""
ENOUGH = 2
"""Answers that say nothing, after which a person is offered."""


@dataclass(frozen=True)
class Told:
    """A sentence that comes before the question."""

    response: str
    values: Mapping[str, str] = field(default_factory=dict)
    result: str = ""
    """What the transcript says of it; empty: nothing."""
    fields: Mapping[str, object] = field(default_factory=dict)
    """What agents are told of the draft that it is about (`recap.FIELDS`)."""


@dataclass(frozen=True)
class Progress:
    """What a message has led to."""

    told: Sequence[Told] = ()
    left: Sequence[Draft] = ()
    """What is still to be put together, the one that is asked about first."""
    asked: Question | None = None
    """None: nothing is left."""
    understood: bool = True
    fields: Mapping[str, object] = field(default_factory=dict)
    """What is known of the draft that is asked about (`recap.FIELDS`)."""
    shown: str = ""
    """The number of an order that is only to be shown; then nothing is asked."""
    passed_on: str = ""
    """What the customer has confirmed and a person is to do, in a line; then nothing is asked either."""


def begin(drafts: Sequence[Draft], facts: Facts) -> Progress:
    """The first question about some wishes; refusals on the way are told."""
    return _next((), drafts, facts)


def go_on(drafts: Sequence[Draft], said: Said, facts: Facts, key: str, conversation_id: str) -> Progress:
    """What an answer leads to. `key` makes a change once, however often the turn is run."""
    draft, *others = drafts
    if said.choice.startswith("drop") or meaning.is_dropped(said.text):
        return _next((Told("utter_change_dropped", fields=NOTHING),), others, facts)
    if draft.asked == Step.CONFIRM and _confirms(said):
        return _made(draft, others, facts, key, conversation_id)
    if draft.asked == Step.CONFIRM and _only_refuses(said):
        return _rest(drafts, facts, "utter_ask_what_else_to_change")
    if answer := beside(draft, said, facts):
        return _next((Told(*answer),), drafts, facts)
    after = taken(draft, said, facts)
    if list(after) == [draft]:
        return _beside(drafts, said, facts) or _misunderstood(draft, others, facts)
    first = after[0]
    same = [_like(first, other) for other in (*after[1:], *others)]
    return _next((), [replace(first, misses=0), *same], facts)


def _confirms(said: Said) -> bool:
    return said.choice.startswith("yes") or (bool(said.text) and meaning.is_yes(said.text, said.intent))


def _only_refuses(said: Said) -> bool:
    """A bare no."""
    return said.choice.startswith("other") or (meaning.is_no(said.text, said.intent) and len(said.typed) <= 2)


def _rest(drafts: Sequence[Draft], facts: Facts, response: str) -> Progress:
    """The same draft stands; another question about it."""
    asked = question(drafts[0], facts)
    leave = [("Leave it as it is", "drop:")]
    return _asking((), asked, drafts[1:], facts, response=response, choices=leave)


def _asking(
    said: Sequence[Told], asked: Question, others: Sequence[Draft], facts: Facts, **other: Any
) -> Progress:
    """The question is asked, and what is known of its draft is kept for whoever may take over."""
    before = [*said, Told("utter_prepared_for_person")] if asked.for_person else said
    short = {**asked.values, SHORT: in_short(asked.draft, facts)}
    left, known = [asked.draft, *others], fields(asked.draft, facts)
    return Progress(before, left, replace(asked, values=short, **other), fields=known)


def _like(first: Draft, other: Draft) -> Draft:
    """Of several wishes of one kind, what was said of the first counts for the others too."""
    if other.kind is not first.kind:
        return other
    return replace(other, reason=other.reason or first.reason, address=other.address or first.address)


def _beside(drafts: Sequence[Draft], said: Said, facts: Facts) -> Progress | None:
    """Another wish in between waits for its turn; None: it is none."""
    kind = kind_of(said.intent, said, facts) if said.text else None
    if kind in (None, drafts[0].kind):
        return None
    more = begun(kind, said, facts)
    return _next((Told("utter_change_noted"),), [*drafts, *more], facts)


def _misunderstood(draft: Draft, others: Sequence[Draft], facts: Facts) -> Progress:
    missed = replace(draft, misses=draft.misses + 1)
    asked = question(missed, facts)
    return replace(_asking((), asked, others, facts), understood=False)


def _made(draft: Draft, others: Sequence[Draft], facts: Facts, key: str, conversation_id: str) -> Progress:
    """The change itself; what the shop refuses in the last moment is told like any refusal."""
    variants = {piece.place: piece.item.variant_id for piece in facts.pieces(draft)}
    change = as_change(draft, variants, facts.customer.id)
    before = in_short(draft, facts)
    try:
        if why := facts.quote(draft).for_person:
            return _passed_on(draft, others, facts, why)
        outcome = facts.shop.change(change, key, Actor(conversation_id=conversation_id))
    except ShopRefused as refused:
        return _next((_refused(draft, refused.refusal, facts),), others, facts)
    done = Told(
        f"utter_done_{draft.kind.value}{which_way(draft, outcome)}",
        told(draft, outcome, facts),
        before,
        NOTHING,
    )
    return _next((done,), others, facts.anew())


def _passed_on(draft: Draft, others: Sequence[Draft], facts: Facts, why: str) -> Progress:
    """Nothing is done: whoever takes over has it all, what else was wished too."""
    result = f"{draft.kind.value} {draft.order_number} confirmed, and for a person (persons.{why})".strip()
    told_so = Told("utter_passed_to_person", result=result, fields=fields(draft, facts, confirmed=True))
    return Progress((told_so,), passed_on="; ".join(in_short(each, facts) for each in (draft, *others)))


def _next(before: Sequence[Told], drafts: Sequence[Draft], facts: Facts) -> Progress:
    """The first question that there is; whatever is refused is told, and left."""
    said = list(before)
    for place, draft in enumerate(drafts):
        try:
            asked = question(draft, facts)
        except ShopRefused as refused:
            said.append(_refused(draft, refused.refusal, facts))
            continue
        if draft.kind is Kind.LOOK_UP and asked.draft.order_number:
            return Progress(said, shown=asked.draft.order_number)
        return _asking(said, asked, drafts[place + 1 :], facts)
    return Progress(said)


def _refused(draft: Draft, refusal: Refusal, facts: Facts) -> Told:
    order = facts.order(draft.order_number)
    values = {
        "order_number": draft.order_number,
        "state": order.state.value.replace("_", " ") if order else "",
    }
    result = f"{draft.kind.value} {draft.order_number} refused: {refusal.value}"
    known = fields(draft, facts, refused=refusal.value)
    return Told(_refusal_sentence(draft, refusal), values, result, known)


def _refusal_sentence(draft: Draft, refusal: Refusal) -> str:
    """A state that is too late is told by what was wanted; all other refusals are alike for all."""
    if refusal not in (Refusal.WRONG_STATE, Refusal.TOO_LATE):
        return f"utter_refused_{refusal.value}"
    return f"utter_refused_{draft.kind.value}" if draft.order_number else "utter_refused_none"
