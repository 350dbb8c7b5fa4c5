"""What is made is what was read out: orders change between that and the yes, and turns are run again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from actions.changes.draft import Draft
from actions.changes.making import Progress, go_on
from actions.changes.said import Said
from actions.changing import Changer
from actions.order_form import ValidateOrderForm
from actions.shop import tables
from actions.shop.port import ChangePayment, OrderState, PaymentKind, PaymentMethod, Shop, ShopSlow
from actions.shop.sql import SqlShop
from tests.actions.changes.test_talk import CARD, COMING, HERE, Talk
from tests.actions.stage import Outcome, ran, run, said
from tests.fakes.shop import TODAY

GIFT = PaymentMethod("gift", PaymentKind.GIFT_CARD, balance=100_000)
YES = Said("yes", "affirm")
OTHER_LAMP = ("change_order", "change the lamp to a black one with medium brightness, usb")
WISHES = {
    "return": ("return_item", "return the shirt"),
    "exchange": ("exchange_item", "exchange the shirt for a white one"),
    "cancel": ("cancel_order", "cancel order FD-10001, I don't need it any more"),
    "change_address": ("change_address", "send order FD-10001 to 12 Mill Lane, Leeds LS1 4AB"),
    "change_payment": ("change_payment", "pay order FD-10001 with my gift card"),
    "change_items": OTHER_LAMP,
}


def read_out(talk: Talk, wish: tuple[str, str]) -> Progress:
    """The wish, taken as far as its yes; where it is paid is the visa card's."""
    progress = talk.wishes(*wish)
    while progress.left[0].asked != "confirm":
        progress = talk.says("my visa card")
    return progress


def beside_the_bot(talk: Talk, statement: sa.sql.Executable) -> None:
    """The shop's own program does something."""
    assert isinstance(talk.shop, SqlShop)
    with talk.shop._engine.begin() as connection:
        connection.execute(statement)


@pytest.mark.parametrize("kind", WISHES)
def test_a_turn_that_is_run_again_says_the_same_and_does_nothing_more(kind: str) -> None:
    talk = Talk(COMING, HERE, ways=(CARD, GIFT))
    left = read_out(talk, WISHES[kind]).left
    first = go_on(left, YES, talk._facts(), "key", "web:ann")
    before = [talk.order(number) for number in ("FD-10001", "FD-10002")]
    again = go_on(left, YES, talk._facts(), "key", "web:ann")
    assert [(told.response, told.values) for told in again.told] == [
        (told.response, told.values) for told in first.told
    ]
    assert before == [talk.order(number) for number in ("FD-10001", "FD-10002")]


def test_another_price_than_was_read_out_is_read_out_first() -> None:
    talk = Talk(COMING)
    new = next(iter(read_out(talk, OTHER_LAMP).left[0].targets.values()))
    beside_the_bot(talk, tables.variants.update().where(tables.variants.c.id == new).values(price=99_900))
    then = talk.says("yes", "affirm")
    assert [told.response for told in then.told] == ["utter_change_is_different"]
    assert then.asked
    assert then.asked.response == "utter_confirm_change_items_to_pay"
    assert "987" in then.asked.values["amount"]
    assert not talk.order("FD-10001").items_changed
    talk.says("yes", "affirm")
    assert talk.order("FD-10001").items_changed


def test_money_that_would_go_elsewhere_is_read_out_first() -> None:
    talk = Talk(COMING, ways=(CARD, GIFT))
    read_out(talk, WISHES["cancel"])
    talk.shop.change(ChangePayment("FD-10001", "gift"), "another conversation")
    then = talk.says("yes", "affirm")
    assert [told.response for told in then.told] == ["utter_change_is_different"]
    assert talk.order("FD-10001").state is not OrderState.CANCELLED


def test_lines_that_were_rewritten_meanwhile_are_not_taken_for_one_another() -> None:
    talk = Talk(HERE)
    read_out(talk, WISHES["return"])
    assert isinstance(talk.shop, SqlShop)
    with talk.shop._engine.begin() as connection:
        rows = [dict(row) for row in connection.execute(sa.select(tables.items)).mappings()]
        connection.execute(tables.items.delete())
        for row in reversed(rows):
            connection.execute(tables.items.insert(), {k: v for k, v in row.items() if k != "id"})
    talk.says("yes", "affirm")
    sending = talk.order("FD-10002").sending
    assert sending
    assert sending.items == (HERE.items[0].variant_id,)


def test_what_is_gone_from_the_order_is_not_sent_back() -> None:
    talk = Talk(HERE)
    read_out(talk, ("return_item", "return the puzzle"))
    beside_the_bot(talk, tables.items.delete().where(tables.items.c.variant_id == HERE.items[1].variant_id))
    assert [told.response for told in talk.says("yes", "affirm").told] == ["utter_refused_not_there"]


@pytest.mark.parametrize(
    "words", ["ok let me think about it", "right, I need to ask my wife first", "not now"]
)
def test_whoever_wants_time_has_it(words: str) -> None:
    talk = Talk(COMING)
    read_out(talk, WISHES["cancel"])
    then = talk.says(words, "inform")
    assert [told.response for told in then.told] == ["utter_change_no_hurry"]
    assert then.left[0].asked == "confirm"
    assert talk.order("FD-10001").state is OrderState.PAID


def test_a_yes_may_name_the_way_to_pay_that_was_read_out() -> None:
    talk = Talk(HERE, ways=(CARD, GIFT))
    talk.wishes("return_item", "return the shirt to my gift card")
    talk.says("ok gift card then")
    assert talk.order("FD-10002").sending, "it names what was read out"
    other = Talk(HERE, ways=(CARD, GIFT))
    other.wishes("return_item", "return the shirt to my gift card")
    other.says("ok, my visa card then")
    assert not other.order("FD-10002").sending, "another way is read out first"


def test_a_yes_that_was_written_before_the_question_is_none() -> None:
    talk = Talk(COMING)
    left = read_out(talk, WISHES["cancel"]).left
    then = go_on(left, replace(YES, is_early=True), talk._facts(), "key", "web:ann")
    assert [told.response for told in then.told] == ["utter_change_crossed"]
    assert talk.order("FD-10001").state is OrderState.PAID


def says_yes(shop: Callable[[], Shop], left: list[dict[str, Any]], **message: Any) -> Outcome:
    """What comes of a yes to the draft, through the form."""
    slots = {
        "verified": True,
        "customer_id": "7",
        "changing": True,
        "drafts": left,
        "change_question": {"response": "utter_confirm_return", "values": {}, "choices": []},
        "requested_slot": "change_step",
    }
    events = [{**said("affirm", "yes", **message), "message_id": "m1"}, ran("order_form")]
    form = ValidateOrderForm(Changer(shop, lambda: TODAY, lambda: None))
    return run(form, slots, events, form="order_form")


class Losing:
    """A shop that does what it is asked, and whose answer does not come."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def __getattr__(self, name: str) -> Any:
        return self._lost if name == "change" else getattr(self._shop, name)

    def _lost(self, *arguments: Any) -> None:
        self._shop.change(*arguments)
        raise ShopSlow


def test_whether_it_is_made_is_found_out_by_another_yes() -> None:
    talk = Talk(HERE)
    left = [draft.kept() for draft in read_out(talk, WISHES["return"]).left]
    left[0]["key"] = "web:1 m0"
    unsure = says_yes(lambda: Losing(talk.shop), left)
    assert unsure.responses == ["utter_change_unsure"]
    assert unsure.slots == {"requested_slot": "change_step"}
    assert talk.order("FD-10002").state is OrderState.RETURN_REQUESTED
    assert says_yes(lambda: talk.shop, left).responses == ["utter_done_return"]


def test_what_an_earlier_release_kept_is_read_out_again() -> None:
    talk = Talk(COMING)
    [draft] = read_out(talk, WISHES["change_address"]).left
    old = replace(draft, read_out={}, variants=(), agreed=(0, ()))
    then = go_on([old], YES, talk._facts(), "key", "web:ann")
    assert then.asked
    assert then.asked.response == "utter_confirm_change_address"
    assert talk.order("FD-10001") == COMING


def test_what_is_read_out_has_a_key_from_then_on() -> None:
    talk = Talk(HERE)
    [draft] = read_out(talk, WISHES["return"]).left
    left = [replace(draft, asked="payment", read_out={}).kept()]
    kept = says_yes(lambda: talk.shop, left).slots["drafts"]
    assert Draft.of(kept[0]).key == "web:1 m1"
