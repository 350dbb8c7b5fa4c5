"""Changes put together sentence by sentence, without Rasa: what becomes of drafts, and of the shop."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from actions.changes.another import sorted_by_policy
from actions.changes.beginning import begun
from actions.changes.clauses import wishes_in
from actions.changes.draft import Draft, Kind
from actions.changes.facts import Facts
from actions.changes.kinds import kinds_of
from actions.changes.making import Progress, begin, go_on
from actions.changes.said import Said
from actions.details import order_numbers_in
from actions.shop.port import (
    Address,
    Customer,
    Item,
    Order,
    OrderState,
    PaymentKind,
    PaymentMethod,
    Shop,
    Transaction,
    Variant,
)
from tests.actions.changes.shelf import BOOTS, HOME, LAMP, PUZZLE, SHIRT, form_of
from tests.fakes.shop import POLICY, TODAY, shop_of

CARD = PaymentMethod("card", PaymentKind.CARD, "visa", "4242")
AWAY = Address("9 Harbour St", "Hull", "HU1 1AA", "GB")
ANN = Customer("7", "Ann Lee", "ann@example.com", addresses=(HOME,), payment_methods=(CARD,))


def placed(number: str, state: OrderState, *variants: Variant, to: Address = HOME) -> Order:
    """Paid by card; delivered yesterday, where it is."""
    items = tuple(Item(v.id, v.product_id, v.product, v.options, 1, v.price) for v in variants)
    total = sum(item.price for item in items)
    paid = (Transaction(is_refund=False, amount=total, payment_method_id="card"),)
    here = TODAY if state is OrderState.DELIVERED else None
    return Order(number, ANN.id, state, items, total, "GBP", to, delivered_on=here, transactions=paid)


COMING = placed("FD-10001", OrderState.PAID, form_of(LAMP, brightness="medium"), BOOTS.variants[0], to=AWAY)
HERE = placed("FD-10002", OrderState.DELIVERED, form_of(SHIRT, colour="navy", size="M"), PUZZLE.variants[0])


class Talk:
    """A customer who is known, and what she says."""

    def __init__(self, *orders: Order, ways: tuple[PaymentMethod, ...] = (CARD,)) -> None:
        products = (LAMP, SHIRT, PUZZLE, BOOTS)
        self._ann = replace(ANN, payment_methods=ways)
        self.shop: Shop = shop_of(*((self._ann, order) for order in orders), products=products)
        self.progress = Progress()
        self._turns = 0

    def _facts(self) -> Facts:
        return Facts(self.shop, POLICY, self._ann, TODAY)

    def wishes(self, wish: str, words: str) -> Progress:
        """The first sentence about something."""
        drafts: list[Draft] = []
        for each, clause in wishes_in(words, wish):
            said = Said(clause, each, numbers=tuple(order_numbers_in(clause)))
            for kind in kinds_of(each, said, self._facts()):
                drafts += begun(kind, said, self._facts())
        self.progress = begin(sorted_by_policy(drafts), self._facts())
        return self.progress

    def says(self, words: str, intent: str = "inform") -> Progress:
        """An answer."""
        self._turns += 1
        said = Said(words, intent, numbers=tuple(order_numbers_in(words)))
        self.progress = go_on(self.progress.left, said, self._facts(), f"{self._turns}", "web:ann")
        return self.progress

    def order(self, number: str) -> Order:
        found = self.shop.order(number)
        assert found
        return found


def drafts_of(progress: Progress) -> Sequence[tuple[Kind, str]]:
    return [(draft.kind, draft.order_number) for draft in progress.left]


def test_a_change_is_made_in_the_order_that_holds_the_thing() -> None:
    talk = Talk(COMING, HERE)
    assert drafts_of(talk.wishes("exchange_item", "swap the lamp for a black one")) == [
        (Kind.CHANGE_ITEMS, "FD-10001")
    ]
    assert drafts_of(talk.wishes("change_order", "change the shirt to white")) == [
        (Kind.EXCHANGE, "FD-10002")
    ]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("no, 14 Elm Street", "14 Elm Street"),
        ("no sorry 19 Oak Ave", "19 Oak Ave"),
        ("i said 19 not 9", "19 Oak Ave"),
    ],
)
def test_an_address_is_put_right_in_one_part(words: str, line: str) -> None:
    talk = Talk(COMING)
    talk.wishes("change_address", "please change the address to 9 Oak Ave, Leeds LS1 9XX. It is Ann Lee here")
    assert talk.progress.left[0].address["line"] == "9 Oak Ave"
    then = talk.says(words, "deny").left[0]
    assert (then.asked, then.address["line"], then.address["city"]) == ("confirm", line, "Leeds")
    assert then.address["postcode"] == "LS1 9XX"


@pytest.mark.parametrize("words", ["no!! keep the shirt", "no, not the shirt", "no, leave the shirt please"])
def test_to_keep_the_only_thing_is_to_leave_it(words: str) -> None:
    talk = Talk(HERE)
    talk.wishes("return_item", "send the shirt back")
    assert [told.response for told in talk.says(words, "deny").told] == ["utter_change_dropped"]


def test_what_is_kept_of_a_thing_is_not_all_but_that_thing() -> None:
    both = placed("FD-10003", OrderState.PAID, form_of(SHIRT, colour="navy", size="L"), LAMP.variants[0])
    talk = Talk(placed("FD-10004", OrderState.PAID, form_of(SHIRT, colour="navy", size="M")), both)
    talk.wishes("change_order", "I want all my shirts that haven't shipped yet in white, keep the size")
    assert {draft.order_number: draft.places for draft in talk.progress.left} == {
        "FD-10004": (0,),
        "FD-10003": (0,),
    }


@pytest.mark.parametrize(
    "words", ["then leave the lamp, only do the boots", "leave the lamp and just do the boots please"]
)
def test_only_one_of_them_after_all(words: str) -> None:
    talk = Talk(COMING)
    talk.wishes("change_order", "the lamp in green please, and the boots in 9")
    assert talk.says(words).left[0].places == (1,)


def test_the_only_order_that_could_go_back_is_not_taken_for_one_that_is_named() -> None:
    talk = Talk(COMING, HERE)
    told = talk.wishes("return_item", "I want to return the lamp").told
    assert [each.response for each in told] == ["utter_refused_return"]
    assert told[0].order_number == "FD-10001"


def test_what_cannot_be_changed_is_cancelled_instead() -> None:
    talk = Talk(COMING)
    talk.wishes("change_order", "change the lamp to a purple one")
    assert drafts_of(talk.says("then cancel the whole order, ordered by mistake", "cancel_order")) == [
        (Kind.CANCEL, "FD-10001")
    ]
    talk.says("yes", "affirm")
    assert talk.order("FD-10001").state is OrderState.CANCELLED


def test_another_wish_waits_for_its_turn() -> None:
    talk = Talk(COMING, HERE)
    talk.wishes("return_item", "return the shirt")
    then = talk.says("also cancel the order with the lamp, I don't need it any more", "cancel_order")
    assert [told.response for told in then.told] == ["utter_change_noted"]
    assert drafts_of(then) == [(Kind.RETURN, "FD-10002"), (Kind.CANCEL, "FD-10001")]


def test_more_of_the_same_in_another_order_waits_too() -> None:
    other = placed("FD-10003", OrderState.DELIVERED, BOOTS.variants[1])
    talk = Talk(HERE, other)
    talk.wishes("return_item", "return the shirt")
    assert drafts_of(talk.says("and return the boots", "return_item")) == [
        (Kind.RETURN, "FD-10002"),
        (Kind.RETURN, "FD-10003"),
    ]


def test_how_to_pay_is_no_wish_of_its_own_while_something_is_paid_for() -> None:
    talk = Talk(COMING, HERE)
    talk.wishes("exchange_item", "exchange the shirt for a white one")
    assert drafts_of(talk.says("change the payment to my visa", "change_payment")) == [
        (Kind.EXCHANGE, "FD-10002")
    ]


def test_an_address_changes_before_the_things_since_it_cannot_afterwards() -> None:
    talk = Talk(COMING, HERE)
    begun = talk.wishes(
        "change_order", "change the lamp to black and change the address to my default address"
    )
    assert [draft.kind for draft in begun.left] == [Kind.CHANGE_ADDRESS, Kind.CHANGE_ITEMS]


def test_yes_to_the_only_choice_is_that_choice() -> None:
    talk = Talk(COMING)
    asked = talk.wishes("change_address", "the address of my order is wrong").asked
    assert asked
    assert len(asked.choices) == 1
    talk.says("yes", "affirm")
    talk.says("yes", "affirm")
    assert talk.order("FD-10001").address == HOME


def test_the_cheapest_is_not_made_dearer() -> None:
    cheapest = LAMP.variants[0]
    talk = Talk(placed("FD-10001", OrderState.PAID, cheapest, BOOTS.variants[2]))
    begun = talk.wishes("change_order", "change everything to the cheapest option")
    (draft,) = begun.left
    assert draft.targets == {"1": BOOTS.variants[0].id}


def test_what_is_left_out_of_every_order_stays() -> None:
    boots = placed("FD-10003", OrderState.DELIVERED, BOOTS.variants[1])
    talk = Talk(HERE, boots)
    begun = talk.wishes("return_item", "return all my orders except the boots")
    assert drafts_of(begun) == [(Kind.RETURN, "FD-10002")]


def test_what_should_stay_the_same_of_a_thing_does_not_leave_it_out() -> None:
    talk = Talk(COMING)
    begun = talk.wishes(
        "change_order", "upgrade all items to the most expensive ones, but the boots must stay the same size"
    )
    (draft,) = begun.left
    assert draft.places == (0, 1)
    boots = next(variant for variant in BOOTS.variants if variant.id == draft.targets["1"])
    assert boots.options["size"] == BOOTS.variants[0].options["size"]


@pytest.mark.parametrize("words", ["actually the white one", "no, the other shirt, the white one instead"])
def test_second_thoughts_name_a_thing_of_another_order(words: str) -> None:
    white = placed("FD-10003", OrderState.DELIVERED, form_of(SHIRT, colour="white", size="M"))
    talk = Talk(HERE, white)
    talk.wishes("return_item", "return the navy shirt")
    assert drafts_of(talk.says(words, "correct")) == [(Kind.RETURN, "FD-10003")]


def test_a_place_is_told_by_what_went_there() -> None:
    there = replace(HERE, address=AWAY)
    talk = Talk(placed("FD-10001", OrderState.PAID, LAMP.variants[0]), there)
    (draft,) = talk.wishes("change_address", "send it to my other address, where the shirt went").left
    assert (draft.order_number, draft.address["line"]) == ("FD-10001", AWAY.line)


def test_a_yes_that_wishes_more_is_a_yes_and_a_wish() -> None:
    talk = Talk(COMING, HERE)
    talk.wishes("return_item", "return the shirt")
    then = talk.says("yes, and cancel the order with the lamp, I ordered it by mistake", "affirm")
    assert talk.order("FD-10002").state is OrderState.RETURN_REQUESTED
    assert drafts_of(then) == [(Kind.CANCEL, "FD-10001")]


def test_to_keep_all_else_is_not_to_keep_it() -> None:
    talk = Talk(COMING)
    talk.wishes("change_order", "change the lamp")
    (draft,) = talk.says("black please, and keep everything else the same").left
    assert draft.kind is Kind.CHANGE_ITEMS
    assert draft.targets["0"] == form_of(LAMP, colour="black", brightness="medium").id
    assert not talk.says("keep it as it is").left


def test_a_way_to_pay_that_is_not_taken_is_told_why() -> None:
    paypal = PaymentMethod("paypal", PaymentKind.PAYPAL)
    talk = Talk(HERE, ways=(CARD, paypal))
    talk.wishes("return_item", "return the shirt")
    then = talk.says("to my paypal please")
    assert [told.response for told in then.told] == ["utter_not_paid_so_refund_elsewhere"]
    assert then.asked
    assert then.asked.response == "utter_confirm_return"


def test_everything_else_the_same_is_about_one_thing() -> None:
    other = placed("FD-10003", OrderState.DELIVERED, BOOTS.variants[0])
    talk = Talk(HERE, other)
    begun = talk.wishes("exchange_item", "exchange the shirt for a white one, everything else the same")
    (draft,) = begun.left
    assert (draft.order_number, draft.places) == ("FD-10002", (0,))


def test_cancel_calls_off_a_return_and_agrees_to_a_cancellation() -> None:
    talk = Talk(HERE, COMING)
    talk.wishes("return_item", "return the shirt")
    assert not talk.says("cancel that please", "cancel_order").left
    assert talk.order("FD-10002").state is OrderState.DELIVERED
    talk.wishes("cancel_order", "cancel the order with the lamp, I ordered it by mistake")
    talk.says("cancel it", "cancel_order")
    assert talk.order("FD-10001").state is OrderState.CANCELLED


def test_a_question_about_the_money_is_no_yes() -> None:
    talk = Talk(HERE)
    talk.wishes("return_item", "return the shirt")
    talk.says("ok, how much do I get back then?", "affirm")
    assert talk.order("FD-10002").state is OrderState.DELIVERED
