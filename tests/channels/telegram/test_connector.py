"""What the connector does beside parsing, rendering and sending."""

import pytest
from structlog.testing import capture_logs

from channels.telegram import TelegramChannel
from tests.channels.telegram.test_send import refusal
from tests.fakes.store import FakeStore
from tests.fakes.telegram import FakeTelegram, TelegramCustomer


async def test_a_press_that_is_too_old_to_acknowledge_harms_nobody(
    anna: TelegramCustomer, telegram: FakeTelegram, store: FakeStore
) -> None:
    for failure in (refusal(400, "Bad Request: query is too old"), None):
        telegram.fail("answerCallbackQuery", 400 if failure else 500, failure)
        with capture_logs() as logs:
            await anna.presses_data("/track_order")
        assert [line["event"] for line in logs] == ["acknowledgement_failed"]
    assert len(store.turns) == 2


async def test_the_bot_learns_its_name_at_start(telegram: FakeTelegram) -> None:
    channel = TelegramChannel(telegram.token, telegram.secret, telegram.url)
    await channel.start()
    said = {"text": "@other_bot hi", "entities": [{"type": "mention", "offset": 0, "length": 10}]}
    where = {"chat": {"id": -5, "type": "group"}, "from": {"id": 6}, "message_id": 1, "date": 1}
    (arrival,) = channel.parse({"update_id": 1, "message": {**where, **said}})
    assert arrival.label == "overheard"
    await channel.close()


async def test_a_start_without_telegram_is_a_start(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    telegram.fail("getMe", 500)
    with capture_logs() as logs:
        await channel.start()
    assert [line["event"] for line in logs] == ["telegram_start_failed"]


@pytest.mark.parametrize(("token", "secret"), [("", "s"), ("1:a", "")])
def test_without_a_secret_there_is_no_channel(token: str, secret: str) -> None:
    with pytest.raises(ValueError, match="needs a bot token and a secret"):
        TelegramChannel(token, secret)
