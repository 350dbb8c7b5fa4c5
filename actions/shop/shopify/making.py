"""One change of an order: what the policy says, what Shopify can do, whether it is made already."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from actions.shop.money import paid_by, price_difference
from actions.shop.policy import Policy, as_agreed, judge, permitted
from actions.shop.port import (
    Actor,
    Cancel,
    ChangeAddress,
    ChangeItems,
    Exchange,
    Order,
    Outcome,
    Refusal,
    Return,
    ShopConflict,
    ShopRefused,
    Variant,
)
from actions.shop.shopify import changing, editing, goods, orders
from actions.shop.shopify.client import Ask
from actions.shop.shopify.finding import owner_of
from actions.shop.shopify.marks import Mark, mark_id, mark_in
from actions.shop.shopify.orders import Found
from actions.shop.shopify.queries import MARKED
from actions.shop.shopify.reading import note_of
from actions.shop.shopify.values import listed, text

ABOUT_WAYS = (Refusal.NO_SUCH_PAYMENT, Refusal.REFUND_ELSEWHERE, Refusal.BALANCE)
"""Said of ways to pay that are not the order's: Shopify tells neither all of them, nor what they hold."""
OrderChange = Cancel | ChangeAddress | ChangeItems | Return | Exchange


@dataclass(frozen=True)
class Judged:
    """What a change would mean to an order."""

    found: Found
    outcome: Outcome
    variants: Mapping[str, Variant]
    """The new items, by id."""


@dataclass(frozen=True)
class Maker:
    """Judges by the policy, and makes."""

    policy: Policy
    today: Callable[[], date]

    def judged(self, ask: Ask, change: OrderChange, found: Found | None) -> Judged:
        """What it would mean. Raises ShopRefused."""
        if found is None:
            raise ShopRefused(Refusal.NOT_THERE)
        variants: Mapping[str, Variant] = {}
        if isinstance(change, ChangeItems | Exchange):
            variants = goods.variants_of(ask, change.new_items)
        customer = owner_of(ask, found.id)
        try:
            outcome = judge(change, found.order, customer, variants, self.policy, self.today())
        except ShopRefused as refused:
            if refused.refusal in ABOUT_WAYS:
                raise ShopRefused(Refusal.UNSUPPORTED) from refused
            raise
        _check_way(change, found.order)
        _check_possible(change, found, outcome)
        return Judged(found, outcome, variants)

    def make(self, ask: Ask, change: OrderChange, key: str, actor: Actor, agreed: Outcome | None) -> Outcome:
        """Make it once for the key."""
        found = orders.find(ask, change.order_number)
        before = _made_before(ask, found, change, mark_id(key))
        if before:
            return before.outcome
        asked = self.judged(ask, change, found)
        judged = replace(asked, outcome=as_agreed(permitted(asked.outcome, actor), agreed))
        reason = change.reason if isinstance(change, Cancel) else ""
        mark = Mark(mark_id(key), judged.outcome, reason)
        try:
            _make(ask, judged, change, mark, actor)
        except (ShopRefused, ShopConflict):
            # The same message may be worked twice at once, and the other one was faster.
            if not _made_before(ask, orders.fetch(ask, judged.found.id), change, mark.id):
                raise
        return judged.outcome


def _make(ask: Ask, judged: Judged, change: OrderChange, mark: Mark, actor: Actor) -> None:
    found = judged.found
    match change:
        case Cancel():
            changing.cancel(ask, found, mark, actor)
        case ChangeAddress():
            changing.change_address(ask, found, change, mark, actor)
        case ChangeItems():
            total = found.order.total + price_difference(change, found.order, judged.variants)
            editing.change_items(ask, found, change, mark, actor, total)
        case Return():
            changing.ask_for_return(ask, found, change, mark)
        case Exchange():
            changing.exchange(ask, found, change, mark)


def _made_before(ask: Ask, found: Found | None, change: OrderChange, name: str) -> Mark | None:
    """The mark that the change left when it was made; what was begun and broke off is finished now."""
    notes = _notes(ask, found, change, name) if found else ()
    for kept in notes:
        mark = mark_in(kept)
        if mark and mark.id == name and _is_whole(ask, found, change, mark, kept):
            return mark
    return None


def _is_whole(ask: Ask, found: Found | None, change: OrderChange, mark: Mark, kept: str) -> bool:
    if found and isinstance(change, ChangeItems):
        return editing.take_up(ask, found, mark, kept)
    return True


def _notes(ask: Ask, found: Found, change: OrderChange, name: str) -> Sequence[str]:
    """All that stands where a mark of such a change would."""
    match change:
        case Cancel():
            return (text(found.node, "cancellation", "staffNote"),)
        case Return() | Exchange():
            back = listed(found.node, "returns")
            return [note_of(line) for each in back for line in listed(each, "returnLineItems")]
    return (text(ask(MARKED, id=found.id, key=name), "order", "metafield", "value"),)


def _check_way(change: OrderChange, order: Order) -> None:
    """Raises ShopRefused where money is to go another way than it came: nobody can do that at Shopify."""
    way = change.payment_method_id if isinstance(change, ChangeItems | Return | Exchange) else None
    if way is not None and order.transactions and way not in paid_by(order):
        raise ShopRefused(Refusal.UNSUPPORTED)


def _check_possible(change: OrderChange, found: Found, outcome: Outcome) -> None:
    """Raises ShopRefused where somebody would have to be charged again, or a payment holds too little."""
    ways = outcome.payment_method_ids
    is_less = isinstance(change, ChangeItems) and outcome.amount < 0
    if outcome.amount > 0 or (is_less and not editing.payment_of(found, ways, -outcome.amount)):
        raise ShopRefused(Refusal.UNSUPPORTED)
    is_abroad = text(found.node, "currencyCode") != found.order.currency
    if is_abroad and isinstance(change, ChangeItems | Exchange):  # what is sold is priced in the shop's own
        raise ShopRefused(Refusal.UNSUPPORTED)
    if isinstance(change, ChangeAddress):
        changing.place_input(change.address)
