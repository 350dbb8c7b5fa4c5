"""Other wishes beside the change under discussion: what they are, and which comes first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.changes import meaning
from actions.changes.beginning import begun, in_another_order
from actions.changes.clauses import wish_of, wishes_in
from actions.changes.draft import NEEDS, Draft, Kind, Step
from actions.changes.facts import Facts
from actions.changes.kinds import kinds_of
from actions.changes.said import Said

PART_OF: Mapping[Kind, Sequence[Kind]] = {
    **{kind: (Kind.CHANGE_PAYMENT,) for kind in Kind if Step.PAYMENT in NEEDS[kind]},
    **{kind: (Kind.CHANGE_ADDRESS,) for kind in Kind if Step.ADDRESS in NEEDS[kind]},
}
"""What such words are about while something else is put together: how to pay, or where it goes."""


def further(draft: Draft, said: Said, facts: Facts) -> Sequence[Draft]:
    """Drafts of what the words wish besides, in verbs of their own."""
    return [each for wished in _wishes(said) for each in _begun_beside(draft, *wished, said, facts)]


def sorted_by_policy(drafts: Sequence[Draft]) -> Sequence[Draft]:
    """As they came, but other things last: after those nothing more of an order can be changed."""
    others = {draft.order_number for draft in drafts if draft.kind is not Kind.CHANGE_ITEMS}
    return sorted(drafts, key=lambda d: d.kind is Kind.CHANGE_ITEMS and d.order_number in others)


def takes_the_place_of(new: Draft, draft: Draft, said: Said) -> bool:
    """`then cancel the whole order`: both cannot be had, as they are about the same order."""
    both = {Kind.CHANGE_ADDRESS, Kind.CHANGE_PAYMENT, Kind.CHANGE_HOME}
    same = not draft.order_number or new.order_number == draft.order_number
    return same and not {new.kind, draft.kind} & both and not meaning.AS_WELL.search(said.text)


def _wishes(said: Said) -> Sequence[tuple[str, str]]:
    found = wishes_in(said.text, "") if said.text and not said.choice else ()
    return [(wish or wish_of(words), words) for wish, words in found if wish or wish_of(words)]


def _begun_beside(draft: Draft, wish: str, words: str, said: Said, facts: Facts) -> Sequence[Draft]:
    """Drafts of a wish that is not a part of the one under discussion."""
    clause = replace(said, text=words)
    own = draft.order_number
    found = [
        each for kind in kinds_of(wish, clause, facts, own) for each in _unlike(draft, kind, clause, facts)
    ]
    return [each for each in found if each.kind not in PART_OF.get(draft.kind, ())]


def _unlike(draft: Draft, kind: Kind, clause: Said, facts: Facts) -> Sequence[Draft]:
    if kind is draft.kind or {kind, draft.kind} <= {Kind.EXCHANGE, Kind.CHANGE_ITEMS}:
        return in_another_order(draft, clause, facts)
    return begun(kind, clause, facts, draft.order_number)
