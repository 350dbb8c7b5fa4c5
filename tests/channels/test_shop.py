"""The shop's events: signed payloads to the real route, with the real journal behind it."""

import json
import re
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Route
from structlog.testing import capture_logs

from bot.app import shop_events
from bot.core.shop_event import Happened, Parcel, ShopEvent
from bot.settings import Settings
from channels.shop import ShopConnector, signature
from channels.webhooks import MOST_BYTES, JsonDoor, Webhook
from tests.fakes.house import START, FakeClock, open_house
from tests.fakes.store import FakeStore

ROOT = Path(__file__).parents[2]
SECRET = "a secret of both sides"
SHIPPED: dict[str, Any] = {
    "id": "evt_1",
    "kind": "order.shipped",
    "order_number": "FD-10432",
    "customer_id": "7",
    "occurred_at": "2026-11-02T09:59:00Z",
    "order": {"carrier": "Evri", "tracking": "T1", "expected_on": "2026-11-05"},
}


@dataclass
class Door:
    """The route, and the shop that knows the secret."""

    client: httpx.AsyncClient
    store: FakeStore
    clock: FakeClock

    async def post(self, body: bytes, signed: str = "", stamp: str = "") -> httpx.Response:
        stamp = stamp or str(int(self.clock().timestamp()))
        headers = {"X-Frontdesk-Timestamp": stamp}
        headers["X-Frontdesk-Signature"] = signed or signature(SECRET, stamp, body)
        return await self.client.post("/events/orders", content=body, headers=headers)

    async def tells(self, event: Any) -> httpx.Response:
        return await self.post(json.dumps(event).encode())

    @property
    def came(self) -> list[ShopEvent]:
        return [kept for kept in self.store.received if isinstance(kept, ShopEvent)]


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    store, clock = FakeStore(), FakeClock()
    taken = Webhook("shop", store, JsonDoor(ShopConnector(SECRET, clock))).take
    app = Starlette(routes=[Route("/events/orders", taken, methods=["POST"])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        yield Door(client, store, clock)


async def test_a_signed_event_is_stored_once(door: Door) -> None:
    for _ in range(2):
        assert (await door.tells(SHIPPED)).status_code == 200
    assert door.came == [
        ShopEvent(
            "evt_1",
            Happened.SHIPPED,
            "FD-10432",
            "7",
            START - timedelta(minutes=1),
            Parcel("Evri", "T1", date(2026, 11, 5)),
        )
    ]


@pytest.mark.parametrize(
    "signed",
    [
        "sha256=00",
        "nonsense",
        "sha256=" + "0" * 64,
        signature("another secret of somebody", str(int(START.timestamp())), json.dumps(SHIPPED).encode()),
        signature(SECRET, str(int(START.timestamp())), b"{}"),
        signature(SECRET, str(int(START.timestamp()) + 1), json.dumps(SHIPPED).encode()),
        signature(SECRET, str(int(START.timestamp())), json.dumps(SHIPPED).encode()).upper(),
    ],
    ids=["short", "word", "zeros", "other secret", "other body", "other time", "capitals"],
)
async def test_what_is_not_signed_changes_nothing(door: Door, signed: str) -> None:
    answer = await door.post(json.dumps(SHIPPED).encode(), signed)
    assert answer.status_code == 403
    assert "signature" in answer.text
    assert door.came == []


async def test_without_headers_it_is_refused(door: Door) -> None:
    answer = await door.client.post("/events/orders", json=SHIPPED)
    assert (answer.status_code, door.came) == (403, [])


@pytest.mark.parametrize(("seconds", "status"), [(300, 200), (301, 403), (-300, 200), (-301, 403)])
async def test_what_was_signed_long_ago_is_refused(door: Door, seconds: int, status: int) -> None:
    body, stamp = json.dumps(SHIPPED).encode(), str(int(START.timestamp()))
    door.clock.forward(seconds=seconds)
    answer = await door.post(body, signature(SECRET, stamp, body), stamp)
    assert answer.status_code == status
    assert ("timestamp" in answer.text) == (status == 403)


@pytest.mark.parametrize("stamp", ["yesterday", "-5", "1e9", "9" * 400, "²"])
async def test_a_strange_timestamp_is_refused(door: Door, stamp: str) -> None:
    body = json.dumps(SHIPPED).encode()
    headers = {
        b"X-Frontdesk-Timestamp": stamp.encode("latin-1"),
        b"X-Frontdesk-Signature": signature(SECRET, stamp, body).encode(),
    }
    answer = await door.client.post("/events/orders", content=body, headers=list(headers.items()))
    assert answer.status_code == 403


async def test_what_is_not_json_is_told_so(door: Door) -> None:
    answer = await door.post(b"order=shipped")
    assert (answer.status_code, answer.text) == (400, "The body is not JSON.\n")


async def test_over_the_limit(door: Door) -> None:
    assert (await door.post(b" " * (MOST_BYTES + 1))).status_code == 413


async def test_where_the_store_is_away_the_shop_is_to_try_again(door: Door) -> None:
    door.store.away, door.store.retry_after = True, 3
    answer = await door.tells(SHIPPED)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")


STRANGE: dict[str, tuple[Any, ...]] = {
    "kind": ("order.exploded", None, 5, ["order.shipped"], {}),
    "order_number": (None, "", " ", "x" * 101, "a\nb", {}, True),
    "customer_id": (None, "", []),
    "occurred_at": (None, "yesterday", 5, "2026-13-01T00:00:00Z"),
}


@pytest.mark.parametrize(
    "event", [{**SHIPPED, name: value} for name, values in STRANGE.items() for value in values]
)
async def test_unknown_kinds_and_shapes_are_recorded_under_their_id(door: Door, event: Any) -> None:
    assert (await door.tells(event)).status_code == 200
    assert [(one.id, one.happened, one.raw) for one in door.came] == [("evt_1", None, event)]


@pytest.mark.parametrize("event", [[], [SHIPPED], "shipped", 5, None, {"kind": "order.shipped"}])
async def test_what_has_no_id_is_recorded_once_all_the_same(door: Door, event: Any) -> None:
    for _ in range(2):
        assert (await door.tells(event)).status_code == 200
    [one] = door.came
    assert one.id.startswith("unknown:")
    assert one.happened is None


@pytest.mark.parametrize(
    ("order", "parcel"),
    [
        ({"amount": "24.9", "currency": "gbp"}, Parcel(amount="24.90", currency="GBP")),
        ({"amount": 1024, "currency": "USD"}, Parcel(amount="1,024.00", currency="USD")),
        ({"amount": "much", "currency": 5, "carrier": {}, "expected_on": "soon"}, Parcel()),
        ({"amount": "NaN", "tracking": "x" * 101}, Parcel()),
        ({"amount": -5}, Parcel()),
        ("a box", Parcel()),
    ],
)
async def test_what_is_strange_beside_the_order_is_left_out(door: Door, order: Any, parcel: Parcel) -> None:
    await door.tells({**SHIPPED, "order": order})
    assert door.came[0].parcel == parcel


async def test_nothing_has_happened_in_the_future(door: Door) -> None:
    await door.tells({**SHIPPED, "occurred_at": "2030-01-01T00:00:00+02:00", "customer_id": 7})
    assert (door.came[0].occurred_at, door.came[0].customer_id) == (START, "7")


async def test_logs_hold_nothing_of_an_order(door: Door) -> None:
    with capture_logs() as logs:
        await door.tells({**SHIPPED, "kind": "order.exploded"})
        await door.post(json.dumps(SHIPPED).encode(), "sha256=00")
    assert "10432" not in str(logs)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(anything, st.dictionaries(st.sampled_from([*SHIPPED, "order"]), anything))
def test_whatever_comes_is_one_event(other: Any, changed: dict[str, Any]) -> None:
    connector = ShopConnector(SECRET, lambda: START)
    for event in (other, {**SHIPPED, **changed}):
        [one] = connector.parse(event)
        assert one.id
        assert one.happened is None or (one.order_number and one.customer_id and one.occurred_at)


def test_the_shell_lines_of_the_docs_sign_as_they_should(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "events.md").read_text("utf-8")
    [found] = re.findall(r"^( *signed=\$\(.*?\)\)?)$", page, re.MULTILINE)
    body, stamp = json.dumps(SHIPPED), str(int(START.timestamp()))
    (tmp_path / "event.json").write_text(body)
    script = f"stamp={stamp}\nsecret='{SECRET}'\n{found.strip()}\nprintf %s \"$signed\""
    made = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert f"sha256={made.stdout}" == signature(SECRET, stamp, body.encode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the project's own domain.yml and desk.yml."""
    for name in ("domain.yml", "desk.yml"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


async def test_the_service_takes_events_into_its_journal_once_a_secret_is_set(folder: Path) -> None:
    house = open_house(f"sqlite:///{folder}/journal.db")
    body, stamp = json.dumps(SHIPPED).encode(), str(int(datetime.now(timezone.utc).timestamp()))
    headers = {"X-Frontdesk-Timestamp": stamp, "X-Frontdesk-Signature": signature(SECRET, stamp, body)}
    answers = []
    for stated in ({}, {"SHOP_EVENTS_SECRET": SECRET}, {"SHOP_EVENTS_SECRET": SECRET}):
        app = Starlette(routes=shop_events(Settings.from_env(stated, folder), house.store))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
            answer = await client.post("/events/orders", content=body, headers=headers)
            answers.append(answer.status_code)
    kept = [(row["event_id"], row["state"]) for row in await house.store.shop_told(5)]
    house.store.close()
    assert answers == [404, 200, 200]
    assert kept == [("evt_1", "waiting")]
