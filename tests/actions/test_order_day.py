"""Of the order that was shown: when."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from actions.order_day import ActionTellDay
from actions.shop.port import Order, OrderState, Shop
from tests.actions.samples import ANNA, PENDING, SHIPPED, SHOP
from tests.actions.stage import Event, answered, run, said
from tests.fakes.shop import shop_of

SHOWN = {"customer_id": "1", "proven_order": "FD-10432", "verified": True}
ASKED = [said("ask_day", "yeah but when?")]


def shop(order: Order) -> Shop:
    return shop_of((ANNA, order))


def told(orders: Shop, before: Sequence[Event] = ()) -> str:
    outcome = run(ActionTellDay(lambda: orders), SHOWN, [*before, *ASKED])
    return str(outcome.messages[0]["text"])


def test_the_day_and_not_all_of_the_order_again() -> None:
    text = told(SHOP)
    assert "Tuesday 24 November" in text
    assert "FD-10432" in text
    assert "Wool Scarf" not in text


def test_asked_again_it_says_so_in_other_words() -> None:
    first = told(SHOP)
    assert told(SHOP, [answered("utter_order_day", first)]) != first


def test_an_order_without_a_day() -> None:
    outcome = run(ActionTellDay(lambda: shop(replace(SHIPPED, expected_on=None))), SHOWN, ASKED)
    assert outcome.responses == ["utter_order_day_unknown"]


@pytest.mark.parametrize("state", [OrderState.DELIVERED, OrderState.CANCELLED, OrderState.REFUNDED])
def test_what_is_not_on_its_way_is_told_as_it_is(state: OrderState) -> None:
    outcome = run(ActionTellDay(lambda: shop(replace(SHIPPED, state=state))), SHOWN, ASKED)
    assert outcome.responses == ["utter_order_day_over"]
    assert f"it's {state.value}" in outcome.messages[0]["text"]


@pytest.mark.parametrize(
    "slots", [{}, {**SHOWN, "proven_order": PENDING.number}, {**SHOWN, "customer_id": ""}]
)
def test_nobody_is_told_of_an_order_that_was_not_proven(slots: dict[str, object]) -> None:
    outcome = run(ActionTellDay(lambda: SHOP), slots, ASKED)
    assert outcome.responses == ["utter_what_did_you_mean"]


def test_nothing_is_told_where_others_read_along() -> None:
    asked = [{**said("ask_day", "when?"), "metadata": {"public": True}}]
    outcome = run(ActionTellDay(lambda: SHOP), SHOWN, asked)
    assert outcome.responses == ["utter_not_in_public_without_link"]
