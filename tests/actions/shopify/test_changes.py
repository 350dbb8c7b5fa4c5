"""Calling off, other addresses, returns and exchanges: what Shopify is asked for, and what it may answer."""

from typing import Any

import pytest

from actions.shop.port import (
    Actor,
    Address,
    Cancel,
    Change,
    ChangeAddress,
    ChangeHome,
    ChangePayment,
    Exchange,
    OrderState,
    Outcome,
    Refusal,
    Return,
    Sending,
    ShopConflict,
    ShopDown,
    ShopError,
    ShopNonsense,
    ShopRefused,
    ShopSlow,
)
from actions.shop.shopify.client import ShopifyClient
from actions.shop.shopify.marks import mark_id, mark_in
from actions.shop.shopify.refusals import CONFLICTS, NOT_OURS_TO_DO, REFUSED
from actions.shop.shopify.shop import ShopifyShop
from actions.shop.shopify.tokens import AdminToken
from tests.actions.shopify.conftest import NOTHING, VISA, YORK, World, ids
from tests.fakes.shop import POLICY, TODAY
from tests.fakes.shopify import SCOPES

CANCEL = Cancel("#1001", "no_longer_needed")
BY_SAM = Actor("Sam", "web:7")


def refusal(shop: ShopifyShop, change: Change) -> Refusal:
    """The same for the quote and for the change."""
    with pytest.raises(ShopRefused) as quoted:
        shop.quote(change)
    with pytest.raises(ShopRefused) as refused:
        shop.change(change, "key")
    assert quoted.value.refusal is refused.value.refusal
    return refused.value.refusal


# Calling off


def test_an_order_is_called_off_and_the_money_goes_back(world: World) -> None:
    order = world.buys()
    assert world.shop.change(CANCEL, "key", BY_SAM) == Outcome(-8900, (VISA,), at_once=False)
    told = world.order()
    assert (told.state, told.cancel_reason) == (OrderState.CANCELLED, "no_longer_needed")
    note = order["cancellation"]["staffNote"]
    assert note.endswith("Sam web:7"), "the shop's people see who asked, and where"
    assert [each["kind"] for each in order["_payments"]] == ["SALE", "REFUND"]


def test_money_that_is_only_reserved_is_let_go(world: World) -> None:
    order = world.buys(paid_by="", displayFinancialStatus="AUTHORIZED")
    order["_payments"].append(world.fake.stock.payment(order, "89.00", kind="AUTHORIZATION"))
    assert world.shop.change(CANCEL, "key").amount == -8900
    assert order["displayFinancialStatus"] == "VOIDED"


def test_a_job_is_waited_for(world: World) -> None:
    world.buys()
    world.fake.root.changes.job_looks = 3
    world.shop.change(CANCEL, "key")
    assert world.count("job") == 3


def test_a_job_that_takes_too_long_is_slow_and_the_same_key_finds_out(world: World) -> None:
    world.buys()
    world.fake.root.changes.job_looks = 10_000
    impatient = ShopifyShop(
        ShopifyClient(world.fake.url, AdminToken(world.fake.token), 0.7), POLICY, lambda: TODAY
    )
    with pytest.raises(ShopSlow):
        impatient.change(CANCEL, "key")
    impatient.close()
    (job,) = world.fake.root.changes.jobs.values()
    job["_do"]()
    assert world.shop.change(CANCEL, "key").amount == -8900
    assert world.count("orderCancel") == 1


def test_a_job_that_does_nothing_is_a_conflict(world: World) -> None:
    world.buys()
    world.fake.root.changes.jobs_fail = True
    with pytest.raises(ShopConflict):
        world.shop.change(CANCEL, "key")
    assert world.order().state is OrderState.PAID


def test_what_somebody_sent_meanwhile_is_not_called_off(world: World) -> None:
    order = world.buys()
    world.fake.meanwhile["orderCancel"] = lambda: world.fake.stock.send(order)
    with pytest.raises(ShopConflict):
        world.shop.change(CANCEL, "key")
    assert refusal(world.shop, CANCEL) is Refusal.WRONG_STATE


def test_what_somebody_called_off_meanwhile_is_not_ours(world: World) -> None:
    order = world.buys()
    gone = {"cancelledAt": "2026-11-23T11:00:00Z", "cancellation": {"staffNote": "fraud"}}
    world.fake.meanwhile["orderCancel"] = lambda: order.update(gone)
    with pytest.raises(ShopConflict):
        world.shop.change(CANCEL, "key")


def test_an_order_paid_in_more_ways_than_a_note_holds_is_for_a_person(world: World) -> None:
    order = world.buys(paid_by="")
    for number in range(9):
        order["_payments"].append(world.fake.stock.payment(order, "1.00", f"some_long_gateway_{number}"))
    with pytest.raises(ShopRefused) as refused:
        world.shop.change(CANCEL, "key")
    assert refused.value.refusal is Refusal.UNSUPPORTED
    assert world.count("orderCancel") == 0


# Another address


def test_the_new_address_keeps_who_it_is_for(world: World) -> None:
    order = world.buys()
    assert world.shop.change(ChangeAddress("#1001", YORK), "key") == NOTHING
    assert world.order().address == YORK
    place = order["shippingAddress"]
    assert (place["firstName"], place["lastName"], place["phone"]) == ("Anna", "Berg", None)


def test_an_address_that_was_sent_to_meanwhile_is_put_back(world: World) -> None:
    order = world.buys()
    before = world.order().address
    world.fake.meanwhile["orderUpdate"] = lambda: world.fake.stock.send(order)
    with pytest.raises(ShopConflict):
        world.shop.change(ChangeAddress("#1001", YORK), "key")
    assert world.order().address == before
    assert refusal(world.shop, ChangeAddress("#1001", YORK)) is Refusal.WRONG_STATE


@pytest.mark.parametrize("country", ["USA", "Germany", "", "4X"])
def test_a_country_that_is_not_two_letters_is_for_a_person(world: World, country: str) -> None:
    world.buys()
    place = Address("1 Main St", "Austin", "78701", country)
    assert refusal(world.shop, ChangeAddress("#1001", place)) is Refusal.UNSUPPORTED
    assert refusal(world.shop, ChangeHome(world.anna["id"], place)) is Refusal.UNSUPPORTED


def test_a_country_that_shopify_does_not_know_is_nonsense(world: World) -> None:
    world.buys()
    with pytest.raises(ShopNonsense):
        world.shop.change(ChangeAddress("#1001", Address("1", "Nowhere", "1", "QQ")), "key")
    assert "QQ" in world.fake.refused.pop().reason


# Another home


def test_a_new_home_is_added_and_the_default_one(world: World) -> None:
    assert world.shop.change(ChangeHome(world.anna["id"], YORK), "key") == NOTHING
    found = world.shop.customer(world.anna["id"])
    assert found is not None
    assert found.addresses[0] == YORK
    assert world.anna["defaultAddress"]["lastName"] == "Berg"


def test_a_home_that_is_known_is_chosen_and_not_doubled(world: World) -> None:
    old = world.shop.customer(world.anna["id"])
    assert old is not None
    for address in (YORK, YORK, old.addresses[0], YORK):
        world.shop.change(ChangeHome(world.anna["id"], address), "key")
    assert len(world.anna["_addresses"]) == 2
    assert world.count("customerAddressCreate") == 1
    assert world.count("customerUpdateDefaultAddress") == 2


# Sending back


def test_a_return_is_asked_for(world: World) -> None:
    order = world.delivered()
    shirt, mug = ids(world.shirts[0], world.mug)
    change = Return("#1001", (shirt, mug), VISA)
    assert (
        world.shop.quote(change) == world.shop.change(change, "key") == Outcome(-4900, (VISA,), at_once=False)
    )
    told = world.order()
    assert told.state is OrderState.RETURN_REQUESTED
    assert told.sending == Sending((shirt, mug), (), VISA)
    assert order["_returns"][0]["status"] == "REQUESTED", "somebody of the shop agrees to it, or does not"


def test_pieces_of_several_parcels_come_back_together(world: World) -> None:
    order = world.buys()
    for _ in range(2):
        world.fake.stock.send(order, "DELIVERED", 1, 0, deliveredAt="2026-11-20T15:00:00Z")
    world.fake.stock.send(order, "DELIVERED", 0, 1, deliveredAt="2026-11-20T15:00:00Z")
    order["displayFulfillmentStatus"] = "FULFILLED"
    (shirt,) = ids(world.shirts[0])
    world.shop.change(Return("#1001", (shirt, shirt), VISA), "key")
    assert len(order["_returns"][0]["_lines"]) == 2


def test_what_is_coming_back_already_is_not_there(world: World) -> None:
    order = world.delivered()
    (mug,) = ids(world.mug)
    world.shop.change(Return("#1001", (mug,), VISA), "key")
    order["returnStatus"] = "NO_RETURN"
    with pytest.raises(ShopRefused) as refused:
        world.shop.change(Return("#1001", (mug,), VISA), "another key")
    assert refused.value.refusal is Refusal.NOT_THERE


def test_an_exchange_that_costs_nothing_more_is_opened(world: World) -> None:
    order = world.delivered()
    old, new = ids(world.shirts[0], world.shirts[1])
    change = Exchange("#1001", (old,), (new,), VISA)
    assert world.shop.change(change, "key") == Outcome(0, (VISA,))
    told = world.order()
    assert told.state is OrderState.EXCHANGE_REQUESTED
    assert told.sending == Sending((old,), (new,), VISA)
    assert order["_returns"][0]["status"] == "OPEN"


def test_an_exchange_for_something_cheaper_tells_the_difference(world: World) -> None:
    world.delivered()
    old, new = ids(world.shirts[0], world.shirts[2])
    outcome = world.shop.change(Exchange("#1001", (old, old), (new, new), VISA), "key")
    assert outcome == Outcome(-1000, (VISA,), at_once=False)
    assert world.order().sending == Sending((old, old), (new, new), VISA, -1000)


# What nobody can do at Shopify


def test_another_way_to_pay_is_for_a_person(world: World) -> None:
    world.buys()
    assert refusal(world.shop, ChangePayment("#1001", "paypal")) is Refusal.UNSUPPORTED


def test_something_dearer_is_for_a_person(world: World) -> None:
    world.delivered()
    old, new = ids(world.shirts[0], world.shirts[3])
    assert refusal(world.shop, Exchange("#1001", (old,), (new,), VISA)) is Refusal.UNSUPPORTED


def test_money_that_is_to_go_another_way_is_for_a_person(world: World) -> None:
    world.delivered()
    world.buys("#1002", paid_by="gift_card")
    assert refusal(world.shop, Return("#1001", ids(world.mug), "gift_card")) is Refusal.UNSUPPORTED


def test_there_is_nothing_to_change_in_an_order_that_is_not_there(world: World) -> None:
    assert refusal(world.shop, CANCEL) is Refusal.NOT_THERE
    assert refusal(world.shop, ChangeHome("gid://shopify/Customer/404", YORK)) is Refusal.NOT_THERE


# What Shopify may say


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("NOT_FOUND", ShopRefused),
        ("INVALID_STATE", ShopRefused),
        ("NOT_EDITABLE", ShopRefused),
        ("FEATURE_NOT_ENABLED", ShopRefused),
        ("LESS_THAN_OR_EQUAL_TO", ShopRefused),
        ("INVALID", ShopConflict),
        ("ALREADY_EXISTS", ShopConflict),
        ("CREATION_FAILED", ShopConflict),
        ("MISSING_PERMISSION", ShopDown),
        ("INTERNAL_ERROR", ShopDown),
        ("TOO_LONG", ShopNonsense),
        ("", ShopNonsense),
    ],
)
def test_a_returns_error_means_what_its_code_says(world: World, code: str, error: type[ShopError]) -> None:
    order = world.delivered()
    world.fake.refuse("returnRequest", code)
    with pytest.raises(error):
        world.shop.change(Return("#1001", ids(world.mug), VISA), "key")
    assert not order["_returns"]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("NOT_FOUND", ShopRefused),
        ("INVALID", ShopConflict),
        ("NO_REFUND_PERMISSION", ShopDown),
        ("INTERNAL_ERROR", ShopDown),
        ("STORE_CREDIT_REFUND_B2B_NOT_SUPPORTED", ShopNonsense),
    ],
)
def test_a_cancellations_error_means_what_its_code_says(
    world: World, code: str, error: type[ShopError]
) -> None:
    world.buys()
    world.fake.refuse("orderCancel", code)
    with pytest.raises(error):
        world.shop.change(CANCEL, "key")
    assert world.order().state is OrderState.PAID


def test_an_error_without_a_code_is_nonsense(world: World) -> None:
    world.buys()
    world.fake.refuse("orderUpdate")
    with pytest.raises(ShopNonsense):
        world.shop.change(ChangeAddress("#1001", YORK), "key")


def test_no_code_stands_for_two_things() -> None:
    codes = [*REFUSED, *CONFLICTS, *NOT_OURS_TO_DO]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    "body", [{"data": {"orderCancel": None}}, {"data": {}}, {"data": {"orderCancel": {"job": None}}}]
)
def test_a_change_that_is_not_answered_is_nonsense(world: World, body: Any) -> None:
    world.buys()
    world.fake.fail("orderCancel", 200, body)
    with pytest.raises(ShopNonsense):
        world.shop.change(CANCEL, "key")


@pytest.mark.parametrize("scope", sorted({scope for scope in SCOPES.values() if scope.startswith("write")}))
def test_a_token_without_the_right_to_change_is_a_shop_that_is_down(world: World, scope: str) -> None:
    world.buys()
    world.delivered("#1002")
    world.fake.granted.discard(scope)
    old, new = ids(world.shirts[0], world.shirts[1])
    made = 0
    changes: list[Change] = [
        ChangeAddress("#1001", YORK),
        ChangeHome(world.anna["id"], YORK),
        Exchange("#1002", (old,), (new,), VISA),
    ]
    for change in changes:
        try:
            world.shop.change(change, "key")
            made += 1
        except ShopDown:
            pass
    assert made == (3 if scope == "write_order_edits" else 2)


def test_a_mark_names_nobody(world: World) -> None:
    order = world.delivered()
    world.shop.change(Return("#1001", ids(world.mug), VISA), "telegram:12345:67")
    note = order["_returns"][0]["_lines"][0]["customerNote"]
    assert "12345" not in note
    mark = mark_in(note)
    assert mark is not None
    assert mark.id == mark_id("telegram:12345:67")


@pytest.mark.parametrize(
    "left", ["", "[frontdesk {}]", '[frontdesk {"id":1}]', "[frontdesk {broken}]", "hello"]
)
def test_what_somebody_left_of_a_mark_is_none(left: str) -> None:
    assert mark_in(left) is None


def test_what_is_over_is_told_before_how_it_was_paid(world: World) -> None:
    order = world.delivered()
    order["_payments"].append(world.fake.stock.payment(order, "89.00", kind="REFUND"))
    order["displayFinancialStatus"] = "REFUNDED"
    assert refusal(world.shop, Return("#1001", ids(world.mug), VISA)) is Refusal.WRONG_STATE
