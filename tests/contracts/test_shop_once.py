"""A change is made once for its key, whoever asks twice, at once, or after a crash."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from actions.shop import engine as shop_engine
from actions.shop.port import (
    Cancel,
    Change,
    ChangeAddress,
    ChangePayment,
    Exchange,
    OrderState,
    Outcome,
    Refusal,
    Return,
    ShopConflict,
    ShopNonsense,
    ShopRefused,
)
from actions.shop.tables import changes
from tests.contracts._shop import BY_BOT, Backend
from tests.contracts._shop_killed import CHANGE, KEY
from tests.contracts._shop_samples import (
    ANNA,
    BLUE_M,
    CREAM,
    FULL_CARD,
    KOELN,
    PAYPAL,
    RED_S,
    VISA,
)
from tests.contracts.test_shop_changes import TO_BLUE, balance, everything, order

ROOT = Path(__file__).parents[2]
ONE_OF_EACH: list[Change] = [
    Cancel("BY_GIFT_CARD", "no_longer_needed"),
    ChangeAddress("PAID", KOELN),
    ChangePayment("PAID", FULL_CARD.id),
    TO_BLUE,
    Return("DELIVERED", (CREAM.id,), VISA.id),
    Exchange("DELIVERED", (RED_S.id,), (BLUE_M.id,), PAYPAL.id),
]


def named(value: object) -> str:
    return type(value).__name__


@pytest.mark.parametrize("change", ONE_OF_EACH, ids=named)
def test_a_repeated_key_gets_the_same_answer_and_changes_nothing_more(
    backend: Backend, change: Change
) -> None:
    if first := backend.makes(change):
        after = everything(backend)
        assert backend.shop.change(change, "message 1") == first
        assert everything(backend) == after


def test_a_key_that_was_refused_may_be_used_again(backend: Backend) -> None:
    wrong = Cancel("PAID", "no reason")
    if backend.can(wrong):
        with pytest.raises(ShopRefused):
            backend.shop.change(wrong, "message 1")
        assert backend.shop.change(Cancel("PAID", "no_longer_needed"), "message 1").amount == -4900


def test_a_key_stands_for_one_change(on_sql: Backend) -> None:
    on_sql.makes(ChangeAddress("PAID", KOELN))
    with pytest.raises(ShopNonsense):
        on_sql.shop.change(Cancel("PAID", "no_longer_needed"), "message 1")
    assert order(on_sql, "PAID").state is OrderState.PAID


def test_the_shop_keeps_who_changed_what_and_what_they_were_told(on_sql: Backend) -> None:
    on_sql.makes(TO_BLUE)
    engine = shop_engine.shop_engine(on_sql.url)
    with shop_engine.reading(engine) as connection:
        (row,) = connection.execute(sa.select(changes)).mappings().all()
    engine.dispose()
    assert (row["key"], row["kind"], row["order_number"]) == ("message 1", "change_items", "PAID")
    assert (row["actor"], row["conversation_id"], row["customer_id"]) == ("customer", "web:1", ANNA.id)
    assert row["change"]["new_items"] == [BLUE_M.id]
    assert row["details"] == dict(BY_BOT.details)
    assert row["outcome"] == {"amount": 500, "payment_method_ids": [VISA.id], "at_once": True}


def at_once(*calls: Callable[[], Any]) -> Sequence[Any]:
    """What each gave or raised; all begin together."""
    barrier = Barrier(len(calls))

    def begin(call: Callable[[], Any]) -> Any:
        barrier.wait(10)
        try:
            return call()
        except (ShopRefused, ShopConflict) as error:
            return error

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(begin, calls))


@pytest.mark.parametrize("change", ONE_OF_EACH, ids=named)
def test_one_key_at_once_is_one_change(backend: Backend, change: Change) -> None:
    if not backend.can(change):
        assert backend.refuses(change) is Refusal.UNSUPPORTED
        return
    answers = at_once(*[lambda: backend.shop.change(change, "message 1")] * 4)
    outcomes = {answer for answer in answers if isinstance(answer, Outcome)}
    assert len(outcomes) == 1
    assert all(isinstance(answer, Outcome | ShopConflict) for answer in answers)
    after = everything(backend)
    assert {backend.shop.change(change, "message 1")} == outcomes
    assert everything(backend) == after


def test_two_keys_at_once_change_an_order_once(backend: Backend) -> None:
    change = Cancel("PAID", "no_longer_needed")
    if backend.can(change):
        keys = ("message 1", "message 2", "message 3")
        answers = at_once(*[lambda key=key: backend.shop.change(change, key) for key in keys])
        assert sum(isinstance(answer, Outcome) for answer in answers) == 1
        assert len([each for each in order(backend, "PAID").transactions if each.is_refund]) == 1


def test_two_orders_at_once_do_not_spend_one_gift_card_twice(on_sql: Backend) -> None:
    shop = on_sql.shop
    for number in ("PAID", "UNPAID"):
        shop.change(ChangePayment(number, PAYPAL.id), f"to paypal {number}")
    empty_but_for_one = FULL_CARD.balance - 4900
    spend(on_sql, empty_but_for_one)
    answers = at_once(
        lambda: shop.change(ChangePayment("PAID", FULL_CARD.id), "message 1"),
        lambda: shop.change(ChangePayment("UNPAID", FULL_CARD.id), "message 2"),
    )
    assert sum(isinstance(answer, Outcome) for answer in answers) == 1
    assert [each.refusal for each in answers if isinstance(each, ShopRefused)] == [Refusal.BALANCE]
    assert balance(on_sql, FULL_CARD.id) == 0


def spend(on_sql: Backend, amount: int) -> None:
    """The customer buys something else with the gift card."""
    engine = sa.create_engine(shop_engine.database(on_sql.url), future=True)
    with engine.begin() as connection:
        spent = "UPDATE payment_methods SET balance = balance - :amount WHERE id = :id"
        connection.execute(sa.text(spent), {"amount": amount, "id": FULL_CARD.id})
    engine.dispose()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_killed_around_its_commit_changes_the_order_once(on_sql: Backend, when: str) -> None:
    before = everything(on_sql)
    died = subprocess.run(
        [sys.executable, "-m", "tests.contracts._shop_killed", on_sql.url, when],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        timeout=60,
    )
    assert died.returncode == -signal.SIGKILL
    assert (everything(on_sql) == before) is (when == "before")
    assert on_sql.shop.change(CHANGE, KEY) == Outcome(4900, (FULL_CARD.id,), at_once=False)
    assert len(order(on_sql, "PAID").transactions) == 3
    assert balance(on_sql, FULL_CARD.id) == FULL_CARD.balance - 4900
