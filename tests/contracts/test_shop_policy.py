"""policy.yml: what it allows is allowed, and what is wrong with it is said in one sentence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.shop.policy import KINDS, RefundTo
from actions.shop.policy_file import SHAPE, BadPolicy, read_policy
from actions.shop.port import Cancel, ChangeHome, Exchange, OrderState, Outcome, Refusal, Return, ShopRefused
from tests.contracts._shop_samples import CREAM, NUMBERS, ORDERS, PAYPAL, PRODUCTS, RED_M, RED_S, VISA
from tests.contracts.test_shop_changes import ELSEWHERE
from tests.contracts.test_shop_once import ONE_OF_EACH, named
from tests.fakes.shop import POLICY, TODAY, shop_of

ROOT = Path(__file__).parents[2]
TO_PAYPAL = Return("DELIVERED", (CREAM.id,), PAYPAL.id)

Spoil = Callable[[dict[str, Any]], None]


def test_the_projects_own_policy_is_that_of_the_retail_shop_and_thirty_days() -> None:
    not_packed = frozenset({OrderState.PENDING, OrderState.PAID})
    arrived = frozenset({OrderState.DELIVERED})
    before, after = ("cancel", "change_address", "change_payment", "change_items"), ("return", "exchange")
    assert POLICY.states == {**dict.fromkeys(before, not_packed), **dict.fromkeys(after, arrived)}
    assert POLICY.reasons == ("no_longer_needed", "ordered_by_mistake")
    assert POLICY.items_once
    assert POLICY.days == {"return": 30, "exchange": 30}
    assert POLICY.refund_to == {RefundTo.ORIGINAL, RefundTo.GIFT_CARD}
    assert POLICY.refund_days == (5, 7)


def test_every_change_but_the_customers_own_address_has_its_states() -> None:
    assert set(POLICY.states) == set(KINDS.values()) - {KINDS[ChangeHome]}


@pytest.mark.parametrize("change", ONE_OF_EACH, ids=named)
def test_what_no_state_allows_is_never_done(change: Any) -> None:
    never = replace(POLICY, states={**POLICY.states, KINDS[type(change)]: frozenset()})
    shop_of(*ORDERS, products=PRODUCTS).quote(change)
    with pytest.raises(ShopRefused) as refused:
        shop_of(*ORDERS, products=PRODUCTS, policy=never).change(change, "message 1")
    assert refused.value.refusal is Refusal.WRONG_STATE


def test_a_state_that_is_added_allows_it() -> None:
    packed_too = {**POLICY.states, "cancel": frozenset({OrderState.PACKED})}
    shop = shop_of(*ORDERS, products=PRODUCTS, policy=replace(POLICY, states=packed_too))
    assert shop.quote(Cancel("PACKED", "no_longer_needed")).amount == -4900


SENT_BACK = [
    Return("DELIVERED", (CREAM.id,), VISA.id),
    Exchange("DELIVERED", (RED_S.id,), (RED_M.id,), VISA.id),
]


@pytest.mark.parametrize("change", SENT_BACK, ids=named)
def test_the_last_day_is_one_on_which_it_may_be_sent_back(change: Any) -> None:
    delivered = NUMBERS["DELIVERED"].delivered_on
    assert delivered == TODAY - timedelta(days=10)
    for days, is_allowed in ((None, True), (11, True), (10, True), (9, False), (0, False)):
        policy = replace(POLICY, days=dict.fromkeys(POLICY.days, days))
        shop = shop_of(*ORDERS, products=PRODUCTS, policy=policy)
        if is_allowed:
            assert isinstance(shop.quote(change), Outcome)
        else:
            with pytest.raises(ShopRefused) as refused:
                shop.quote(change)
            assert refused.value.refusal is Refusal.TOO_LATE


@pytest.mark.parametrize(
    ("ways", "is_allowed"),
    [({RefundTo.ANY}, True), ({RefundTo.ORIGINAL, RefundTo.GIFT_CARD}, False), (set(), False)],
)
def test_money_goes_where_the_policy_lets_it(ways: set[RefundTo], is_allowed: bool) -> None:
    shop = shop_of(*ORDERS, products=PRODUCTS, policy=replace(POLICY, refund_to=frozenset(ways)))
    if is_allowed:
        assert shop.quote(TO_PAYPAL).payment_method_ids == (PAYPAL.id,)
    else:
        with pytest.raises(ShopRefused) as refused:
            shop.quote(TO_PAYPAL)
        assert refused.value.refusal is Refusal.REFUND_ELSEWHERE


def test_items_may_be_changed_again_where_the_policy_lets_them() -> None:
    shop = shop_of(*ORDERS, products=PRODUCTS, policy=replace(POLICY, items_once=False))
    assert shop.quote(Cancel("CHANGED", "no_longer_needed")).amount == -4900


def test_a_customer_may_always_move() -> None:
    never = replace(POLICY, states={kind: frozenset() for kind in POLICY.states})
    shop = shop_of(*ORDERS, products=PRODUCTS, policy=never)
    assert shop.change(ChangeHome("anna_berg", ELSEWHERE), "message 1") == Outcome()


# The file


def _with(name: str, key: str, value: Any) -> Spoil:
    return lambda stated: stated[name].update({key: value})


def _without(name: str, key: str) -> Spoil:
    return lambda stated: stated[name].pop(key)


STATES = ", ".join(state.value for state in OrderState)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda stated: stated.pop("cancel"), "cancel is missing"),
        (lambda stated: stated.update(gifts={}), f"gifts is no setting; write {', '.join(SHAPE)}"),
        (lambda stated: stated.update(cancel=[]), "cancel must hold settings by name: states, reasons"),
        (_without("return", "days"), "return.days is missing"),
        (_with("cancel", "fee", 5), "cancel.fee is no setting; write states, reasons"),
        (_with("cancel", "states", ["payed"]), f"cancel.states names 'payed'; write any of {STATES}"),
        (_with("cancel", "states", "paid"), "cancel.states must be a list, such as [pending, paid]"),
        (_with("cancel", "reasons", "any"),
         "cancel.reasons must be a list of words, such as [no_longer_needed]"),
        (_with("cancel", "reasons", ["no longer"]),
         "cancel.reasons must be a list of words, such as [no_longer_needed]"),
        (_with("change_items", "once", "yes, once"), "change_items.once is 'yes, once'; write true or false"),
        (_with("return", "days", "a month"),
         "return.days is 'a month'; write a whole number, or null for any time"),
        (_with("exchange", "days", -1), "exchange.days is -1; write a whole number, or null for any time"),
        (_with("persons", "kinds", ["refund"]),
         f"persons.kinds names 'refund'; write any of {', '.join(KINDS.values())}"),
        (_with("persons", "states", ["payed"]), f"persons.states names 'payed'; write any of {STATES}"),
        (_with("persons", "amount", "much"),
         "persons.amount is 'much'; write a whole number, or null for never"),
        (_with("persons", "customers", [7]),
         'persons.customers must be a list of words in quotes, such as ["one", "another"]'),
        (_with("refunds", "to", ["card"]), "refunds.to names 'card'; write any of original, gift_card, any"),
        (_with("refunds", "to", []),
         "refunds.to is empty; write original, gift_card or any, or return.states: [] to allow no returns"),
        (_with("refunds", "days", 5), "refunds.days is 5; write two whole numbers, such as [5, 7]"),
        (_with("refunds", "days", [7, 5]), "refunds.days is [7, 5]; write two whole numbers, such as [5, 7]"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_policy_is_one_sentence(spoil: Spoil, told: str, tmp_path: Path) -> None:
    stated = yaml.safe_load((ROOT / "policy.yml").read_text("utf-8"))
    spoil(stated)
    (tmp_path / "policy.yml").write_text(yaml.safe_dump(stated), "utf-8")
    with pytest.raises(BadPolicy) as refused:
        read_policy(tmp_path / "policy.yml")
    assert str(refused.value) == f"policy.yml: {told}."


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("cancel: [", "policy.yml: line 1 is not YAML"),
        ("", "policy.yml: it must hold settings by name"),
        (None, "policy.yml: there is no such file"),
    ],
)
def test_a_policy_that_is_none_is_named(words: str | None, told: str, tmp_path: Path) -> None:
    if words is not None:
        (tmp_path / "policy.yml").write_text(words, "utf-8")
    with pytest.raises(BadPolicy, match=told):
        read_policy(tmp_path / "policy.yml")
