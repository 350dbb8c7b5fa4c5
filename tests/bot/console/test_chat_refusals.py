"""What the web chat does not take."""

import pytest

from bot.core.arrival import Arrival
from bot.core.errors import TryAgain
from tests.bot.console.place import Place


@pytest.mark.parametrize("cookie", ["", "forged", "eyJzZXNzaW9uIjoiYWJjIiwiaXNzdWVkIjoxfQ.AAAA"])
async def test_a_missing_or_forged_session_is_403(place: Place, cookie: str) -> None:
    stranger = place.browser()
    headers = {"cookie": f"frontdesk_chat={cookie}"} if cookie else {}
    message = {"message_id": "message-1", "text": "Hello"}
    assert (await stranger.post("/chat/messages", json=message, headers=headers)).status_code == 403
    assert (await stranger.get("/chat/stream", headers=headers)).status_code == 403
    assert await place.house.store.recent(10) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 400),
        (b"[]", 400),
        (b'{"text": "Hello"}', 400),
        (b'{"message_id": "message-1", "text": 3}', 400),
        (b'{"message_id": "message-1", "text": "  "}', 400),
        (b'{"message_id": "../../etc", "text": "Hello"}', 400),
        (b'{"message_id": "message-1", "text": "' + b"x" * 4001 + b'"}', 413),
        (b"x" * 70_000, 413),
        (b"[" * 60_000, 400),
    ],
)
async def test_what_is_no_message_is_refused(place: Place, body: bytes, status: int) -> None:
    anna = await place.customer()
    answer = await anna.browser.post("/chat/messages", content=body)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert await place.house.store.recent(10) == []


async def test_half_characters_and_nul_do_no_harm(place: Place) -> None:
    anna = await place.customer()
    body = b'{"message_id": "message-1", "text": "a\\ud800b\\u0000c"}'
    assert (await anna.browser.post("/chat/messages", content=body)).status_code == 202
    await place.works()
    assert [event["text"] for event in await anna.events()] == ["a?bc", "bot: a?bc"]


async def test_a_journal_that_is_away_is_503(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(arrivals: list[Arrival]) -> None:
        raise TryAgain("The journal is away.")

    anna = await place.customer()
    monkeypatch.setattr(place.house.store, "receive", away)
    answer = await anna.post("Hello")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
