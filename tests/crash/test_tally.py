"""A storm's own arithmetic: a count of losses that cannot see one is worth nothing."""

from hypothesis import given
from hypothesis import strategies as st

from tests.crash.storm import SHARES, breaks, plan
from tests.crash.tally import Tally, compared

TEXTS = st.lists(st.sampled_from("abcdef"), max_size=8)
DIFFERENT = st.lists(st.integers(0, 99).map(str), min_size=2, max_size=8, unique=True)


@given(TEXTS)
def test_what_came_as_it_was_due_is_all_well(due: list[str]) -> None:
    assert compared(due, due) == Tally(accepted=len(due), answered=len(due))


@given(TEXTS, st.data())
def test_what_is_missing_is_lost(due: list[str], data: st.DataObject) -> None:
    came = [text for text in due if data.draw(st.booleans())]
    found = compared(due, came)
    assert (found.lost, found.doubled, found.out_of_order) == (len(due) - len(came), 0, 0)


@given(TEXTS, st.data())
def test_what_came_twice_is_doubled(due: list[str], data: st.DataObject) -> None:
    came = [again for text in due for again in [text] * data.draw(st.integers(1, 3))]
    found = compared(due, came)
    assert (found.lost, found.doubled, found.out_of_order) == (0, len(came) - len(due), 0)


def test_what_nobody_was_due_counts_as_doubled() -> None:
    assert compared(["a"], ["a", "strange"]).doubled == 1


@given(DIFFERENT, st.data())
def test_what_was_swapped_is_out_of_order(due: list[str], data: st.DataObject) -> None:
    came = data.draw(st.permutations(due))
    found = compared(due, came)
    assert (found.lost, found.doubled) == (0, 0)
    assert bool(found.out_of_order) == (came != due)


def test_only_telegram_may_double() -> None:
    doubled = Tally(accepted=1, answered=1, doubled=1)
    assert breaks("Messenger: customers' messages", doubled)
    assert not breaks("Telegram: customers' messages", doubled)
    assert breaks("Telegram: customers' messages", Tally(accepted=1, lost=1))
    assert breaks("Telegram: customers' messages", Tally(accepted=2, answered=2, out_of_order=1))


@given(st.integers(0, 10_000))
def test_a_seed_replays_a_run(seed: int) -> None:
    victims = list(SHARES)
    assert plan(seed, 50, victims) == plan(seed, 50, victims)
    assert {kill.victim for kill in plan(seed, 50, ["frontdesk"])} == {"frontdesk"}
