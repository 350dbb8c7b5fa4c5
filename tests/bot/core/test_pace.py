"""No more than a limit allows in any span of time, nobody forgotten, nobody waiting without need."""

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from bot.core.pace import MOST, Limit, Pace

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=timezone.utc)
LIMITS = (Limit("all", 1 / 30, burst=30), Limit("chat", 1.0, burst=3))


@given(gaps=st.lists(st.floats(0, 2), min_size=1, max_size=80))
def test_no_span_holds_more_than_burst_and_rate(gaps: list[float]) -> None:
    pace, asked, went = Pace(), NOW, list[datetime]()
    for who, gap in enumerate(gaps):
        asked += timedelta(seconds=gap)
        went.append(asked + timedelta(seconds=pace.wait(who, LIMITS, asked)))
    for limit in LIMITS:
        for first in range(len(went)):
            for last in range(first, len(went)):
                span = (went[last] - went[first]).total_seconds()
                assert last - first + 1 <= limit.burst + span / limit.seconds + 1e-6


def test_whoever_waits_keeps_the_place() -> None:
    pace = Pace()
    limit = (Limit("chat", 1.0),)
    assert pace.wait("first", limit, NOW) == 0
    assert pace.wait("second", limit, NOW) == 1
    assert pace.wait("third", limit, NOW) == 2
    assert pace.wait("second", limit, NOW) == 1
    later = NOW + timedelta(seconds=1)
    assert pace.wait("second", limit, later) == 0
    assert pace.wait("third", limit, later) == 1


def test_different_chats_do_not_wait_for_each_other() -> None:
    pace = Pace()
    waits = [pace.wait(number, (Limit(f"chat {number}", 60.0),), NOW) for number in range(50)]
    assert waits == [0.0] * 50


def test_what_may_not_go_now_is_not_counted() -> None:
    pace, limit = Pace(), Limit("told", 60.0)
    assert [pace.may(limit, NOW) for _ in range(3)] == [True, False, False]
    assert pace.may(limit, NOW + timedelta(seconds=60))


def test_what_is_free_again_is_forgotten() -> None:
    pace = Pace()
    for number in range(3 * MOST):
        assert pace.wait(number, (Limit(f"chat {number}", 1.0),), NOW + timedelta(seconds=number)) == 0
    assert len(pace._due) <= MOST + 1
