"""From one message of the customer's to the next question: drafts are taken further, and made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from actions.changes import meaning
from actions.changes.another import PART_OF, further, sorted_by_policy, takes_the_place_of
from actions.changes.answers import beside
from actions.changes.beginning import also_in_other_orders, begun, of_another_order
from actions.changes.consent import begins_with_yes, hesitates, is_no, is_yes
from actions.changes.draft import Draft, Kind, Step, as_change
from actions.changes.facts import Facts
from actions.changes.kinds import kinds_of
from actions.changes.question import Question, question
from actions.changes.recap import NOTHING, fields, in_short, which_way
from actions.changes.said import Said
from actions.changes.taking import taken
from actions.changes.things import leaves_nothing
from actions.changes.whereto import repeats_payment
from actions.shop.port import Actor, Outcome, Refusal, ShopConflict, ShopOtherwise, ShopRefused

SHORT = "in_short"
"""The value of a question that says its draft in one line."""
MOST_OF_A_YES = 6
"""Words of a yes that names the way to pay once more."""
ENOUGH = 2
"""Answers that say nothing, after which a person is offered."""


@dataclass(frozen=True)
class Told:
    """A sentence that comes before the question."""

    response: str
    values: Mapping[str, str] = field(default_factory=dict)
    result: str = ""
    """What the transcript says of it; empty: nothing."""
    order_number: str = ""
    """Of which order it is said."""
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
    coded_for: str = ""
    """The shop's id of the customer who has just typed the right code."""
    noted: str = ""
    """What the transcript says of a code."""
    passed_on: str = ""
    """What the customer has confirmed and a person is to do, in a line; then nothing is asked either."""


def begin(drafts: Sequence[Draft], facts: Facts) -> Progress:
    """The first question about some wishes; refusals on the way are told."""
    return _next((), drafts, facts)


def go_on(drafts: Sequence[Draft], said: Said, facts: Facts, key: str, conversation_id: str) -> Progress:
    """What an answer leads to. `key` makes a change once, however often the turn is run."""
    draft, *others = drafts
    if is_dropped(draft, said) or (is_no(said.text, said.intent) and leaves_nothing(draft, said, facts)):
        return _next((Told("utter_change_dropped", fields=NOTHING),), others, facts)
    if confirms(draft, said, facts) and said.is_early:
        return _next((Told("utter_change_crossed"),), drafts, facts)
    if confirms(draft, said, facts):
        return made(with_more(drafts, said, facts), facts, key, conversation_id)
    if draft.asked == Step.CONFIRM and hesitates(said.text):
        return _next((Told("utter_change_no_hurry"),), drafts, facts)
    if draft.asked == Step.CONFIRM and _only_refuses(said):
        return _rest(drafts, facts, "utter_ask_what_else_to_change")
    if answer := beside(draft, said, facts):
        return _next((Told(*answer),), drafts, facts)
    return _taken_further(drafts, said, facts)


def _taken_further(drafts: Sequence[Draft], said: Said, facts: Facts) -> Progress:
    """What the words make of the draft, or of the wishes beside it."""
    draft, *others = drafts
    if another := _another(drafts, said, facts):
        return another
    if instead := of_another_order(draft, said, facts):
        return _next((), [instead, *others], facts)
    after = [*taken(draft, _agreed(draft, said, facts), facts), *also_in_other_orders(draft, said, facts)]
    if after == [draft] and repeats_payment(draft, said, facts):
        return _next((), drafts, facts)
    if after == [draft]:
        return _beside(drafts, said, facts) or _misunderstood(draft, others, facts)
    first = after[0]
    same = [_like(first, other) for other in (*after[1:], *others)]
    return _next(_not_paid_so(draft, first, facts), [replace(first, misses=0), *same], facts)


def _not_paid_so(before: Draft, draft: Draft, facts: Facts) -> Sequence[Told]:
    """Why a way to pay that was just named is not taken, before the question comes again."""
    if draft.payment in ("", before.payment) or any(w.id == draft.payment for w in facts.payments(draft)):
        return ()
    try:
        facts.quote(draft)
    except ShopRefused as refused:
        if refused.refusal in (Refusal.REFUND_ELSEWHERE, Refusal.BALANCE, Refusal.SAME_PAYMENT):
            return (Told(f"utter_not_paid_so_{refused.refusal.value}"),)
    return ()


def with_more(drafts: Sequence[Draft], said: Said, facts: Facts) -> Sequence[Draft]:
    """And what a yes wishes besides: `yes, and cancel the other order`."""
    return [*drafts, *further(drafts[0], said, facts)]


def is_dropped(draft: Draft, said: Said) -> bool:
    """Whether nothing is to be done after all."""
    if draft.kind is not Kind.CANCEL and meaning.CALLED_OFF.search(said.text):
        return True
    return said.choice.startswith("drop") or meaning.is_dropped(said.text)


def confirms(draft: Draft, said: Said, facts: Facts) -> bool:
    """A yes to the whole, where that was asked; `cancel the whole order` and `ok gift card then` are, too."""
    if draft.asked != Step.CONFIRM:
        return False
    if draft.kind is Kind.CANCEL and meaning.WHOLE.search(said.text):
        return True
    if said.choice.startswith("yes") or is_yes(said.text):
        return True
    names_the_way = begins_with_yes(said.text) and len(said.typed) <= MOST_OF_A_YES
    return names_the_way and repeats_payment(draft, said, facts)


def _only_refuses(said: Said) -> bool:
    """A bare no."""
    return said.choice.startswith("other") or (is_no(said.text, said.intent) and len(said.typed) <= 2)


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


def _agreed(draft: Draft, said: Said, facts: Facts) -> Said:
    """Yes to a question with a single choice is that choice."""
    if not is_yes(said.text):
        return said
    choices = [
        stands_for for _, stands_for in question(draft, facts).choices if not stands_for.startswith("keep")
    ]
    return Said("", said.intent, choices[0]) if len(choices) == 1 else said


def _another(drafts: Sequence[Draft], said: Said, facts: Facts) -> Progress | None:
    """Another wish in a verb of its own, instead of the one under discussion or after it. None: none."""
    draft, *others = drafts
    more = further(draft, said, facts)
    if not more:
        return None
    if any(takes_the_place_of(each, draft, said) for each in more):
        return _next((), [*more, *others], facts)
    if sorted_by_policy([draft, *more])[0] is not draft:
        return _next((), sorted_by_policy([*drafts, *more]), facts)
    return _next((Told("utter_change_noted"),), [*drafts, *more], facts)


def _beside(drafts: Sequence[Draft], said: Said, facts: Facts) -> Progress | None:
    """Another wish in between waits for its turn; None: it is none."""
    kinds = kinds_of(said.intent, said, facts) if said.text else ()
    new = [kind for kind in kinds if kind not in (drafts[0].kind, *PART_OF.get(drafts[0].kind, ()))]
    more = [draft for kind in new for draft in begun(kind, said, facts)]
    return _next((Told("utter_change_noted"),), [*drafts, *more], facts) if more else None


def _misunderstood(draft: Draft, others: Sequence[Draft], facts: Facts) -> Progress:
    missed = replace(draft, misses=draft.misses + 1)
    asked = question(missed, facts)
    return replace(_asking((), asked, others, facts), understood=False)


def made(drafts: Sequence[Draft], facts: Facts, key: str, conversation_id: str) -> Progress:
    """The first change itself; what the shop refuses in the last moment is told like any refusal."""
    draft, *others = drafts
    if not draft.read_out:  # an earlier release kept it, and nobody knows what was agreed
        return _next((), drafts, facts)
    if why := _for_person(draft, facts):
        return _passed_on(draft, others, facts, why)
    change, agreed = as_change(draft, draft.variants, facts.customer.id), Outcome(*draft.agreed)
    try:
        facts.begins()
        outcome = facts.shop.change(change, draft.key or key, Actor(conversation_id=conversation_id), agreed)
    except ShopRefused as refused:
        return _next((_refused(draft, refused.refusal, facts),), others, facts)
    except (ShopConflict, ShopOtherwise):
        return _next((Told("utter_change_is_different"),), drafts, facts.anew())
    response = f"utter_done_{draft.kind.value}{which_way(draft, outcome)}"
    values = {name: value for name, value in draft.read_out.items() if name != "short"}
    done = Told(response, values, draft.read_out["short"], draft.order_number, NOTHING)
    return _next((done,), others, facts.anew())


def _for_person(draft: Draft, facts: Facts) -> str:
    """Why a person is to make it; empty too where a turn is run again and the change is made already."""
    try:
        return facts.quote(draft).for_person
    except ShopRefused:
        return ""


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
    return Told(_refusal_sentence(draft, refusal), values, result, draft.order_number, known)


def _refusal_sentence(draft: Draft, refusal: Refusal) -> str:
    """A state that is too late is told by what was wanted; all other refusals are alike for all."""
    if refusal not in (Refusal.WRONG_STATE, Refusal.TOO_LATE):
        return f"utter_refused_{refusal.value}"
    return f"utter_refused_{draft.kind.value}" if draft.order_number else "utter_refused_none"
