"""No more than a limit allows in any span of time, nobody forgotten, nobody waiting without need."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from heapq import heapify, heappop, heappush

from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.pace import MOST, Limit, Pace

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=timezone.utc)
ALL = Limit("all", 1 / 3, burst=5)


def of_chat(number: int) -> tuple[Limit, Limit]:
    """A chat has a limit of its own, and one that it shares with all others."""
    return Limit(f"chat {number}", 1.0, burst=2), ALL


def passes(asked: Sequence[tuple[float, int]]) -> list[tuple[datetime, int]]:
    """When each call goes, and of which chat it is; whoever is told to wait asks again then."""
    pace, went = Pace(), list[tuple[datetime, int]]()
    waiting = [(NOW + timedelta(seconds=at), nth, chat) for nth, (at, chat) in enumerate(asked)]
    heapify(waiting)
    while waiting:
        now, nth, chat = heappop(waiting)
        wait = pace.wait(nth, of_chat(chat), now)
        if wait:
            heappush(waiting, (now + timedelta(seconds=wait + 1e-6), nth, chat))
        else:
            went.append((now, chat))
    return went


@example(asked=[(0.0, chat) for chat in (0, 0, 1, 1, 3, 2, 2, 2)])
@given(asked=st.lists(st.tuples(st.floats(0, 20), st.integers(0, 3)), min_size=1, max_size=80))
def test_no_span_holds_more_than_burst_and_rate(asked: list[tuple[float, int]]) -> None:
    went = passes(asked)
    assert len(went) == len(asked)
    for limit, moments in [
        (ALL, [at for at, _ in went]),
        *((of_chat(chat)[0], [at for at, of in went if of == chat]) for chat in range(4)),
    ]:
        for first in range(len(moments)):
            for last in range(first, len(moments)):
                span = (moments[last] - moments[first]).total_seconds()
                assert last - first + 1 <= limit.burst + span / limit.seconds + 1e-3


@given(loud=st.integers(1, 60), quiet=st.integers(1, 9))
def test_who_has_to_wait_for_their_own_limit_holds_nobody_else_up(loud: int, quiet: int) -> None:
    others = {chat: 2.0 * chat for chat in range(1, quiet + 1)}
    went = passes([*((0.0, 0) for _ in range(loud)), *((at, chat) for chat, at in others.items())])
    waits = [at - NOW - timedelta(seconds=others[chat]) for at, chat in went if chat]
    assert max(waits) < timedelta(seconds=0.4), "the loud one leaves two of three places free"


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
