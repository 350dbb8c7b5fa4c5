"""What agents see on a card of a change that was put together: each thing that is known of it, in a line."""

from collections.abc import Iterator, Mapping
from typing import Any

from channels.slack.richtext import Element, text

LABELS = {
    "kind": "Change",
    "order": "Of order",
    "things": "Things",
    "money": "Money",
    "address": "New address",
    "reason": "Reason given",
    "payment": "Paid or refunded by",
    "confirmed": "Confirmed by the customer",
    "refused": "Refused, since",
}
"""By the fact's name after `change_`, in the order of the card."""
KINDS = {
    "look_up": "",
    "cancel": "cancel the order",
    "change_address": "another address for the order",
    "change_payment": "another way to pay",
    "change_items": "other items",
    "return": "a return",
    "exchange": "an exchange",
    "change_home": "another address of the customer's own",
}
REFUSED = {
    "not_there": "there is no such thing",
    "wrong_state": "the order is too far, or not far enough",
    "changed_before": "the order was changed once already",
    "too_late": "the days for it are over",
    "reason": "the reason is not accepted",
    "other_product": "the new item is of another product",
    "same_item": "the new item is the one that is there",
    "sold_out": "the new item is not available",
    "same_payment": "it is paid that way already",
    "no_such_payment": "the customer has no such way to pay",
    "balance": "the gift card does not hold enough",
    "refund_elsewhere": "money may not go there",
    "unsupported": "the shop cannot do it by itself",
}
LONGEST = 600


def change_lines(facts: Mapping[str, Any]) -> Iterator[list[Element]]:
    """Nothing where no change is under way, and none was refused."""
    kind = str(facts.get("change_kind") or "")
    if not KINDS.get(kind, kind):
        return
    for name, label in LABELS.items():
        words = _words(name, facts.get(f"change_{name}"))
        if words:
            yield [*text(f"{label}: ", bold=True), *text(f"{_cut(words)}\n")]


def _words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    told = str(value or "")
    return {"kind": KINDS, "refused": REFUSED}.get(name, {}).get(told, told)


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
