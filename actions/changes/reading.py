"""What words say of anything that a draft needs."""

from dataclasses import replace

from actions.changes.draft import Draft, Step
from actions.changes.facts import Facts
from actions.changes.reasons import reason_meant
from actions.changes.said import Said
from actions.changes.things import with_items
from actions.changes.whereto import with_address, with_payment


def read(draft: Draft, said: Said, facts: Facts) -> Draft:
    """Whatever the words say of anything that the draft needs."""
    if Step.ITEMS in draft.needs:
        draft = with_items(draft, said, facts)
    if Step.REASON in draft.needs:
        draft = replace(draft, reason=reason_meant(said.text, facts.policy.reasons) or draft.reason)
    if Step.ADDRESS in draft.needs:
        draft = with_address(draft, said, facts)
    if Step.PAYMENT in draft.needs:
        draft = with_payment(draft, said, facts)
    return draft


def reread(draft: Draft, said: Said, facts: Facts) -> Draft:
    """Now that the order is known: the words by which the wish came, then those that named the order."""
    found = read(draft, Said(draft.said), facts)
    return found if said.text == draft.said or found.places else read(found, said, facts)
