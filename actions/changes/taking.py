"""What an answer makes of a draft. Everything here may raise what the shop raises."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from actions.changes.beginning import for_each
from actions.changes.draft import Draft, Step
from actions.changes.facts import Facts
from actions.changes.reading import read, reread
from actions.changes.said import Said
from actions.changes.things import cleared, with_target
from actions.changes.whereto import addresses_of, with_address


def taken(draft: Draft, said: Said, facts: Facts) -> Sequence[Draft]:
    """What an answer makes of it: the same draft where nothing was understood, several for several orders."""
    if said.choice:
        return [_chosen(draft, said, facts)]
    step, _, which = draft.asked.partition(":")
    if step == Step.ORDER:
        return for_each(draft, said, facts) or [draft]
    if step == Step.TARGET:
        return [with_target(draft, int(which), said, facts)]
    if step == Step.ADDRESS:
        return [with_address(draft, said, facts, part=which)]
    if step == Step.ITEMS and draft.unclear:
        return [cleared(draft, said, facts)]
    return [read(draft, said, facts)]


def _chosen(draft: Draft, said: Said, facts: Facts) -> Draft:
    kind, which = said.chosen
    if kind == "order":
        return reread(replace(draft, order_number=which), Said(draft.said), facts)
    if kind == "item":
        return replace(draft.having([*draft.places, int(which)]), unclear=draft.unclear[1:])
    if kind == "items":
        return replace(draft.having([piece.place for piece in facts.pieces(draft)]), unclear=())
    if kind == "variant":
        place, _, variant = which.partition(":")
        return draft.becoming(int(place), variant)
    if kind == "keep":
        return draft.having([place for place in draft.places if place != int(which)])
    if kind == "address":
        return replace(draft, address=asdict(addresses_of(facts)[int(which)]))
    if kind == "reason":
        return replace(draft, reason=which)
    return replace(draft, payment=which) if kind == "pay" else draft
