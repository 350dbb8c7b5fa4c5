"""The look-up as a customer meets it."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
import structlog

from actions.order_lookup import ActionLookUpOrder
from actions.shop.port import Customer, Order, OrderState, Shop, ShopDown, ShopNonsense
from actions.shop.sql import SqlShop
from tests.actions.samples import ANNA, ORDERS, SHIPPED, SHOP
from tests.actions.stage import Outcome, domain, run, said
from tests.fakes.shop import POLICY, shop_of, stocked

ANNAS = {"order_number": "FD-10432", "email": "Anna.Berg@example.com"}
IDENTITY = ("order_number", "email", "customer_name", "postcode")


def look_up(slots: Mapping[str, object], shop: Shop = SHOP, patience: float = 5.0) -> Outcome:
    return run(ActionLookUpOrder(lambda: shop, patience), slots, [said("inform", "here you are")])


class FailingShop(SqlShop):
    """A shop whose orders cannot be read."""

    def __init__(self, error: Exception) -> None:
        super().__init__(stocked(*ORDERS), POLICY)
        self._error = error

    def order(self, order_number: str) -> Order | None:
        raise self._error


class SlowShop(SqlShop):
    """A shop that takes its time."""

    def owner(self, order_number: str) -> Customer | None:
        time.sleep(0.5)  # it is this slowness that is tested
        return super().owner(order_number)


def test_the_owner_sees_their_order() -> None:
    outcome = look_up(ANNAS)
    assert outcome.responses == ["utter_order_status_shipped"]
    words = outcome.messages[-1]["text"]
    for known in ("2 × Wool Scarf (sand), Enamel Mug", "Tuesday 24 November", "Royal Mail", "AB123456789GB"):
        assert known in words
    assert outcome.slots["verified"] is True
    assert outcome.slots["order_state"] == "shipped"
    assert outcome.slots["order_summary"].startswith("FD-10432 (shipped): 2 × Wool Scarf")


@pytest.mark.parametrize(
    ("topic", "number", "response"),
    [
        ("track_order", "FD-10431", "utter_order_status_delivered"),
        ("damaged_item", "FD-10431", "utter_order_found_delivered"),
        ("change_address", "FD-10432", "utter_order_found_shipped"),
        ("not_received", "FD-10432", "utter_order_status_shipped"),
    ],
)
def test_good_news_and_advice_are_for_who_asks_where_it_is(topic: str, number: str, response: str) -> None:
    assert look_up({**ANNAS, "order_number": number, "topic": topic}).responses == [response]


def test_advice_is_not_for_who_complains() -> None:
    events = [said("complaint", "thrown over the fence"), said("inform", "fd-10431")]
    outcome = run(ActionLookUpOrder(lambda: SHOP), {**ANNAS, "order_number": "FD-10431"}, events)
    assert outcome.responses == ["utter_order_found_delivered"]


SEEN = {**ANNAS, "verified": True, "proven_order": "FD-10432", "order_state": "shipped"}


@pytest.mark.parametrize(
    ("slots", "is_shown"),
    [
        ({**SEEN, "topic": "return_item"}, False),
        ({**SEEN, "topic": "track_order"}, True),
        ({**SEEN, "topic": "return_item", "order_state": "packed"}, True),
        ({**SEEN, "topic": "return_item", "proven_order": "FD-10431"}, True),
    ],
)
def test_an_order_just_seen_is_not_shown_again(slots: Mapping[str, object], is_shown: bool) -> None:
    outcome = look_up(slots)
    assert bool(outcome.responses) is is_shown
    assert outcome.slots["verified"] is True
    assert outcome.told["action"]["result"] == "found FD-10432 (shipped)"


def test_agents_see_what_was_found() -> None:
    told = look_up(ANNAS).told
    assert told["action"] == {"name": "action_look_up_order", "result": "found FD-10432 (shipped)"}
    assert told["facts"] == {
        "name": "Anna Berg",
        "email": "anna.berg@example.com",
        "order_number": "FD-10432",
        "customer_id": "1",
        "order_state": "shipped",
        "verified": True,
        "verified_by": "order number and e-mail",
    }


def test_name_and_postcode_prove_the_customer_and_of_several_orders_none_is_shown() -> None:
    outcome = look_up({"customer_name": "berg anna", "postcode": "ls14ab"})
    assert outcome.responses == []
    assert outcome.slots["verified"] is True
    assert (outcome.slots["customer_id"], outcome.slots["order_number"]) == (ANNA.id, None)


def test_of_one_order_alone_nobody_is_asked_which() -> None:
    outcome = look_up({"customer_name": "berg anna", "postcode": "ls14ab"}, shop_of((ANNA, SHIPPED)))
    assert SHIPPED.number in outcome.messages[-1]["text"]


def test_whoever_has_proven_themselves_sees_their_other_orders_and_nobody_elses() -> None:
    known = {"customer_id": ANNA.id, "verified": True, "email": "anna.berg@example.com"}
    assert look_up({**known, "order_number": "FD-10431"}).slots["proven_order"] == "FD-10431"
    others = look_up({**known, "order_number": "FD-10500"})
    assert others.responses == ["utter_not_verified"]
    assert (others.slots["verified"], others.slots["customer_id"]) == (False, None)


@pytest.mark.parametrize("state", list(OrderState))
@pytest.mark.parametrize("told", [{}, {"expected_on": None}, {"expected_on": None, "fulfilments": ()}])
def test_every_state_has_words_whatever_the_shop_leaves_out(state: OrderState, told: dict[str, Any]) -> None:
    order = replace(SHIPPED, state=state, **told)
    outcome = look_up(ANNAS, shop_of((ANNA, order)))
    assert len(outcome.responses) == 1
    text = outcome.messages[-1]["text"]
    assert order.number in text
    assert not re.search(r"[{}–]", text)


@pytest.mark.parametrize("plain", ["utter_order_found_shipped", "utter_order_found_delivered"])
def test_plain_words_too_need_no_more_than_the_order(plain: str) -> None:
    assert any(
        set(re.findall(r"{(\w+)}", variation["text"])) <= {"order_number", "items"}
        for variation in domain()["responses"][plain]
    )


WRONG: list[dict[str, object]] = [
    {"order_number": "FD-10432", "email": "bjorn@example.org"},
    {"order_number": "FD-99999", "email": "anna.berg@example.com"},
    {"customer_name": "Anna Berg", "postcode": "50667"},
    {"customer_name": "Anna Nobody", "postcode": "LS1 4AB"},
]


@pytest.mark.parametrize("slots", WRONG)
def test_nothing_tells_which_part_was_wrong(slots: Mapping[str, object]) -> None:
    outcome = look_up(slots)
    assert [message["response"] for message in outcome.messages if message["response"]] == [
        "utter_not_verified"
    ]
    assert outcome.told["action"]["result"] == "no match (1 of 5 attempts)"
    assert outcome.told["facts"]["verified"] is False
    assert outcome.slots["verified"] is False
    assert outcome.slots["misses"] == 1.0
    assert outcome.slots["proven_order"] is None


def test_a_miss_keeps_what_was_said_to_be_corrected_but_no_postcode() -> None:
    assert not set(IDENTITY) & set(look_up(WRONG[0]).slots)
    assert set(IDENTITY) & set(look_up(WRONG[-1]).slots) == {"postcode"}


def test_nonsense_behind_a_wrong_proof_shows_nothing() -> None:
    shop = FailingShop(ShopNonsense())
    assert look_up(WRONG[0], shop).responses == ["utter_not_verified"]


def test_the_fifth_miss_ends_the_attempt() -> None:
    outcome = look_up({**WRONG[0], "misses": 4.0})
    assert outcome.responses == ["utter_too_many_misses"]
    assert outcome.slots["misses"] == 5.0
    assert all(outcome.slots[name] is None for name in IDENTITY)
    assert outcome.slots["verified"] is None


def test_after_five_misses_nothing_is_looked_up_any_more() -> None:
    outcome = look_up({**ANNAS, "misses": 5.0}, FailingShop(AssertionError("asked")))
    assert outcome.responses == ["utter_too_many_misses"]
    assert "verified" not in [name for name, value in outcome.slots.items() if value]


@pytest.mark.parametrize(
    ("error", "response", "result"),
    [
        (ShopDown(), "utter_shop_down", "shop down"),
        (ShopNonsense(), "utter_something_went_wrong", "the shop's record makes no sense"),
        (KeyError("anna.berg@example.com"), "utter_something_went_wrong", "failed"),
    ],
)
def test_a_failing_shop_gets_a_sentence_and_keeps_the_details(
    error: Exception, response: str, result: str
) -> None:
    outcome = look_up(ANNAS, FailingShop(error))
    assert outcome.responses == [response]
    assert outcome.told["action"]["result"] == result
    assert outcome.slots == {"verified": None}
    assert domain()["responses"][response][0]["buttons"]


def test_an_order_that_vanished_between_two_questions_is_nonsense() -> None:
    class Forgetful(SqlShop):
        def order(self, order_number: str) -> Order | None:
            return None

    assert look_up(ANNAS, Forgetful(stocked(*ORDERS), POLICY)).responses == ["utter_something_went_wrong"]


def test_a_slow_shop_is_not_waited_for() -> None:
    outcome = look_up(ANNAS, SlowShop(stocked(*ORDERS), POLICY), patience=0.05)
    assert outcome.responses == ["utter_shop_slow"]
    assert outcome.slots == {"verified": None}


def test_a_shop_that_cannot_even_be_opened_gets_a_sentence() -> None:
    def refuse() -> Shop:
        raise ValueError("no such driver")

    assert run(ActionLookUpOrder(refuse), ANNAS).responses == ["utter_something_went_wrong"]


def test_in_public_no_order_is_shown_or_looked_up() -> None:
    shop = FailingShop(AssertionError("asked"))
    asked = said("track_order", "fd-10432", metadata={"public": True})
    outcome = run(ActionLookUpOrder(lambda: shop), ANNAS, [asked])
    assert outcome.responses == ["utter_not_in_public_without_link"]
    assert all(outcome.slots[name] is None for name in IDENTITY)


def test_in_public_the_way_into_private_is_said_where_there_is_one() -> None:
    way = "https://t.me/frontdesk_bot?start=case-100"
    asked = said("track_order", "where is it", metadata={"public": True, "private_way": way})
    outcome = run(ActionLookUpOrder(lambda: SHOP), ANNAS, [asked])
    assert outcome.responses == ["utter_not_in_public"]
    [message] = outcome.messages
    assert message["private_way"] == way
    [button] = domain()["responses"]["utter_not_in_public"][0]["buttons"]
    assert button["url"] == "{private_way}"
    assert "buttons" not in domain()["responses"]["utter_not_in_public_without_link"][0]


def test_without_what_a_look_up_needs_there_is_a_sentence() -> None:
    assert look_up({"order_number": "FD-10432"}).responses == ["utter_something_went_wrong"]


def test_the_log_holds_no_words_of_the_customer() -> None:
    with structlog.testing.capture_logs() as logs:
        look_up(ANNAS, FailingShop(KeyError("anna.berg@example.com")))
    (event,) = logs
    assert event["event"] == "action_failed"
    assert event["conversation_id"] == "web:1"
    assert "anna" not in str(event)


def test_states_and_responses_are_the_same_everywhere() -> None:
    known: Sequence[str] = domain()["slots"]["order_state"]["values"]
    assert list(known) == [state.value for state in OrderState]
