"""Waits grow, end, and are no shorter than what a platform asked for."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Trouble, TryAgain
from bot.core.retry import POLICIES, look_again, next_attempt

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=timezone.utc)
TROUBLES = st.sampled_from(Trouble)


def problem(trouble: Trouble, after: float | None = None) -> TryAgain:
    return TryAgain("It failed.", after, trouble)


def test_every_kind_of_trouble_has_its_policy() -> None:
    assert set(POLICIES) == set(Trouble)


@given(trouble=TROUBLES, attempts=st.integers(1, 2000))
def test_waits_grow_to_their_longest_and_end(trouble: Trouble, attempts: int) -> None:
    due = next_attempt(NOW, attempts, problem(trouble))
    policy = POLICIES[trouble]
    assert (due is None) == (attempts >= policy.attempts)
    if due:
        assert policy.first <= (due - NOW).total_seconds() <= policy.longest
        later = next_attempt(NOW, attempts + 1, problem(trouble))
        assert later is None or later >= due


@given(trouble=TROUBLES, attempts=st.integers(1, 90), after=st.floats(-10, 10_000))
def test_what_a_platform_asks_for_is_what_we_wait(trouble: Trouble, attempts: int, after: float) -> None:
    due = next_attempt(NOW, attempts, problem(trouble, after))
    assert due == NOW + timedelta(seconds=max(after, 0.0))
    assert look_again(NOW, problem(trouble, after)) == due


@pytest.mark.parametrize(
    ("trouble", "hours"),
    [
        (Trouble.UNREACHABLE, 3),
        (Trouble.UNANSWERED, 3),
        (Trouble.IN_TROUBLE, 3),
        (Trouble.SLOW_DOWN, 3),
        (Trouble.UNMENDED, 24),
    ],
)
def test_how_long_we_try_in_all(trouble: Trouble, hours: int) -> None:
    policy = POLICIES[trouble]
    seconds = sum(policy.wait(attempt) for attempt in range(1, policy.attempts))
    assert seconds == pytest.approx(hours * 3600, rel=0.05)
