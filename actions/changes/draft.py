"""A change that is being put together, from the first word about it until it is confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import Enum
from typing import Any

from actions.shop.port import (
    Address,
    Cancel,
    Change,
    ChangeAddress,
    ChangeHome,
    ChangeItems,
    ChangePayment,
    Exchange,
    Return,
)


class Kind(str, Enum):
    """What is to be done."""

    LOOK_UP = "look_up"
    """Nothing is changed: an order is to be shown, and it is not clear which."""
    CANCEL = "cancel"
    CHANGE_ADDRESS = "change_address"
    CHANGE_PAYMENT = "change_payment"
    CHANGE_ITEMS = "change_items"
    RETURN = "return"
    EXCHANGE = "exchange"
    CHANGE_HOME = "change_home"


class Step(str, Enum):
    """What is asked for, in this order; a kind takes those that it needs."""

    ORDER = "order"
    ITEMS = "items"
    TARGET = "target"
    """What one of the things should become."""
    ADDRESS = "address"
    REASON = "reason"
    PAYMENT = "payment"
    CONFIRM = "confirm"
    CODE = "code"
    """After the yes, where codes by e-mail are on: no kind needs it, and it is asked once a session."""


NEEDS: Mapping[Kind, tuple[Step, ...]] = {
    Kind.LOOK_UP: (Step.ORDER,),
    Kind.CANCEL: (Step.ORDER, Step.REASON, Step.CONFIRM),
    Kind.CHANGE_ADDRESS: (Step.ORDER, Step.ADDRESS, Step.CONFIRM),
    Kind.CHANGE_PAYMENT: (Step.ORDER, Step.PAYMENT, Step.CONFIRM),
    Kind.CHANGE_ITEMS: (Step.ORDER, Step.ITEMS, Step.TARGET, Step.PAYMENT, Step.CONFIRM),
    Kind.RETURN: (Step.ORDER, Step.ITEMS, Step.PAYMENT, Step.CONFIRM),
    Kind.EXCHANGE: (Step.ORDER, Step.ITEMS, Step.TARGET, Step.PAYMENT, Step.CONFIRM),
    Kind.CHANGE_HOME: (Step.ADDRESS, Step.CONFIRM),
}


@dataclass(frozen=True)
class Draft:
    """What is known of a change so far. It is kept as JSON in the conversation's slots."""

    kind: Kind
    order_number: str = ""
    places: tuple[int, ...] = ()
    """Which pieces of the order, counted from 0 (`items.pieces_of`)."""
    targets: Mapping[str, str] = field(default_factory=dict)
    """By place, as text: the id of the variant that it becomes."""
    unclear: tuple[tuple[int, ...], ...] = ()
    """Of what else was named, the pieces that each may be."""
    hints: Mapping[str, str] = field(default_factory=dict)
    """By place, as text: the words that say what it should become."""
    address: Mapping[str, str] = field(default_factory=dict)
    """What is known of the new address, part by part."""
    reason: str = ""
    payment: str = ""
    """A payment method's id."""
    asked: str = ""
    """The step that was asked for last, and of several things which: `target:2`."""
    misses: int = 0
    """Answers to it that were not understood."""
    said: str = ""
    """The customer's own words by which the wish came: read again once its order is known."""
    read_out: Mapping[str, str] = field(default_factory=dict)
    """What was read out before the yes (`recap.told`), and `short`, in a line; empty: nothing yet."""
    variants: tuple[str, ...] = ()
    """The ids of its pieces as they were then: orders may be rewritten between that and the yes."""
    key: str = ""
    """What makes it once, however often its yes comes: where and upon which message it was read out."""
    agreed: tuple[int, tuple[str, ...]] = (0, ())
    """The amount that was read out, and the ways to pay that it concerns."""

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "kind": self.kind.value, "unclear": [list(group) for group in self.unclear]}

    @staticmethod
    def of(kept: Mapping[str, Any]) -> "Draft":
        """From JSON. Raises ValueError, TypeError or KeyError for what is none."""
        unclear = tuple(tuple(group) for group in kept["unclear"])
        lists = {"places": tuple(kept["places"]), "variants": tuple(kept.get("variants", ()))}
        amount, ways = kept.get("agreed", (0, ()))
        of_values = {"kind": Kind(kept["kind"]), "unclear": unclear, "agreed": (amount, tuple(ways))}
        return Draft(**{**kept, **lists, **of_values})

    @property
    def needs(self) -> tuple[Step, ...]:
        """What has to be known, in the order of asking."""
        return NEEDS[self.kind]

    def becoming(self, place: int, variant_id: str) -> "Draft":
        """With that piece's target chosen."""
        return replace(self, targets={**self.targets, str(place): variant_id})

    def undecided(self, place: int) -> "Draft":
        """With that piece's target still to be chosen."""
        return replace(self, targets={at: target for at, target in self.targets.items() if at != str(place)})

    def having(self, places: Sequence[int]) -> "Draft":
        """With these pieces and no others, each once."""
        kept = tuple(dict.fromkeys(places))
        targets = {at: target for at, target in self.targets.items() if int(at) in kept}
        return replace(self, places=kept, targets=targets)


def as_change(draft: Draft, items: tuple[str, ...], customer_id: str) -> Change:
    """What the shop is asked to do; `items` are the ids of the draft's pieces."""
    new_items = tuple(draft.targets.get(str(place), "") for place in draft.places)
    number, payment = draft.order_number, draft.payment
    made: Mapping[Kind, Any] = {
        Kind.CANCEL: lambda: Cancel(number, draft.reason),
        Kind.CHANGE_ADDRESS: lambda: ChangeAddress(number, Address(**draft.address)),
        Kind.CHANGE_PAYMENT: lambda: ChangePayment(number, payment),
        Kind.CHANGE_ITEMS: lambda: ChangeItems(number, items, new_items, payment),
        Kind.RETURN: lambda: Return(number, items, payment),
        Kind.EXCHANGE: lambda: Exchange(number, items, new_items, payment),
        Kind.CHANGE_HOME: lambda: ChangeHome(customer_id, Address(**draft.address)),
    }
    change: Change = made[draft.kind]()
    return change
