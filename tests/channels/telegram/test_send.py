"""What Telegram answers, in the three words that core knows."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.core.entry import Attachment, Button, Content
from bot.core.errors import CustomerGone, Moved, Trouble, TryAgain, Undeliverable
from channels.telegram import TelegramChannel, connector
from tests.channels.deliveries import delivery
from tests.fakes.store import FakeStore
from tests.fakes.telegram import FakeTelegram, TelegramCustomer

HI = {"method": "sendMessage", "text": "Hi"}


def refusal(code: int, description: str, **parameters: Any) -> dict[str, Any]:
    more = {"parameters": parameters} if parameters else {}
    return {"ok": False, "error_code": code, "description": description, **more}


async def send(
    channel: TelegramChannel, customer: TelegramCustomer, payload: Any = None, **address: Any
) -> str:
    where = f"telegram:{customer.chat.id}"
    place = where if customer.chat.id > 0 else f"{where}:{customer.user['id']}"
    return await channel.send(delivery(place, payload or HI, address))


async def test_a_message_is_sent_once_and_named_by_telegram(
    telegram: FakeTelegram, channel: TelegramChannel, anna: TelegramCustomer
) -> None:
    message_id = await send(channel, anna)
    assert [shown.text for shown in anna.screen()] == ["Hi"]
    assert anna.screen()[0].id == message_id
    assert [call.method for call in telegram.calls] == ["sendMessage"]
    assert "parse_mode" not in telegram.calls[0].params


async def test_every_kind_of_call_is_one_that_telegram_takes(
    telegram: FakeTelegram, channel: TelegramChannel, anna: TelegramCustomer
) -> None:
    files = [
        Attachment("photo", url="https://shop.example/a.jpg"),
        Attachment("video", url="https://shop.example/a.mp4"),
        Attachment("audio", url="https://shop.example/a.mp3"),
        Attachment("voice message", url="https://shop.example/a.ogg"),
        Attachment("file", url="https://shop.example/a.pdf"),
    ]
    content = Content("Look", attachments=tuple(files), buttons=(Button("Shop", url="https://shop.example"),))
    place = Content(custom={"latitude": 52.5, "longitude": 13.4})
    for payload in (*channel.render(content), *channel.render(place)):
        await send(channel, anna, payload)
    assert telegram.refused == []
    assert len(anna.screen()) == 7


async def test_a_reply_in_a_group_names_the_message_and_the_topic(
    telegram: FakeTelegram, channel: TelegramChannel, anna: TelegramCustomer
) -> None:
    ben = telegram.group("Shoes").customer("Ben")
    said = await ben.says("/track")
    await send(channel, ben, reply_to=said["message"]["message_id"], thread_id=5)
    shown = ben.screen()[0].raw
    assert shown["reply_to_message"]["text"] == "/track"
    assert telegram.calls[-1].params["message_thread_id"] == "5"


@pytest.mark.parametrize(("wait", "after"), [(3, 3.0), (None, None)])
async def test_too_many_requests_wait_as_long_as_telegram_asks(
    telegram: FakeTelegram,
    channel: TelegramChannel,
    anna: TelegramCustomer,
    wait: int | None,
    after: float | None,
) -> None:
    telegram.limit("sendMessage", wait)
    with pytest.raises(TryAgain) as caught:
        await send(channel, anna)
    assert caught.value.after == after
    await send(channel, anna)


@pytest.mark.parametrize("answer", ["<html>", '{"parameters": {"retry_after": "soon"}}', "[]"])
async def test_too_many_requests_in_strange_words_are_tried_again(
    telegram: FakeTelegram, channel: TelegramChannel, anna: TelegramCustomer, answer: str
) -> None:
    telegram.fail("sendMessage", 429, answer)
    with pytest.raises(TryAgain) as caught:
        await send(channel, anna)
    assert caught.value.after is None


@pytest.mark.parametrize("status", [500, 502, 503, 409])
async def test_trouble_at_telegram_is_tried_again(
    telegram: FakeTelegram, channel: TelegramChannel, anna: TelegramCustomer, status: int
) -> None:
    telegram.fail("sendMessage", status)
    with pytest.raises(TryAgain):
        await send(channel, anna)


@pytest.mark.parametrize("answer", ["<html>busy</html>", "[]", '{"ok": true}', '{"ok": true, "result": 5}'])
@pytest.mark.parametrize("status", [400, 502])
async def test_what_is_no_answer_of_the_bot_api_is_tried_again_or_given_up(
    telegram: FakeTelegram, channel: TelegramChannel, anna: TelegramCustomer, answer: str, status: int
) -> None:
    telegram.fail("sendMessage", status, answer)
    with pytest.raises((TryAgain, Undeliverable)):
        await send(channel, anna)


@pytest.mark.parametrize("answer", ["<html>busy</html>", "[]", '{"ok": true}'])
async def test_a_proxys_page_is_no_proof_of_sending(
    telegram: FakeTelegram, channel: TelegramChannel, anna: TelegramCustomer, answer: str
) -> None:
    telegram.fail("sendMessage", 200, answer)
    with pytest.raises(TryAgain):
        await send(channel, anna)


async def test_a_message_is_not_sent_again_because_the_answer_is_odd(
    telegram: FakeTelegram, channel: TelegramChannel, anna: TelegramCustomer
) -> None:
    telegram.fail("sendMessage", 200, {"ok": True, "result": {"message_id": 5, "new": {"field": 1}}})
    assert await send(channel, anna) == "5"
    telegram.fail("sendMessage", 200, {"ok": True, "result": 5})
    assert await send(channel, anna) == ""


async def test_a_broken_connection_is_tried_again(
    telegram: FakeTelegram, channel: TelegramChannel, anna: TelegramCustomer
) -> None:
    telegram.break_off("sendMessage")
    with pytest.raises(TryAgain):
        await send(channel, anna)
    nobody = TelegramChannel("1:a", "s", "http://127.0.0.1:9")
    with pytest.raises(TryAgain) as caught:
        await send(nobody, anna)
    assert "1:a" not in caught.value.reason
    await nobody.close()


async def test_silence_is_tried_again(
    telegram: FakeTelegram,
    channel: TelegramChannel,
    anna: TelegramCustomer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connector, "LONGEST_SEND", 0.2)
    hang = telegram.hang("sendMessage")
    with pytest.raises(TryAgain, match="does not answer"):
        await send(channel, anna)
    hang.release()


@pytest.mark.parametrize(
    ("description", "sentence"),
    [
        ("Forbidden: bot was blocked by the user", "has blocked the bot"),
        ("Forbidden: user is deactivated", "no longer exists"),
        ("Forbidden: bot was kicked from the supergroup chat", "removed from the Telegram group"),
        ("Forbidden: bot is not a member of the channel chat", "not a member"),
        ("Forbidden: bot can't initiate conversation with a user", "has not begun a chat"),
        ("Forbidden: something new", "does not let the bot write"),
    ],
)
async def test_who_cannot_be_reached_is_told_in_a_sentence(
    telegram: FakeTelegram, channel: TelegramChannel, anna: TelegramCustomer, description: str, sentence: str
) -> None:
    telegram.fail("sendMessage", 403, refusal(403, description))
    with pytest.raises(Undeliverable, match=sentence):
        await send(channel, anna)


async def test_a_customer_who_blocked_the_bot_is_not_written_to_again(
    channel: TelegramChannel, anna: TelegramCustomer, store: FakeStore
) -> None:
    await anna.blocks_bot()
    assert store.last.label == "membership"
    with pytest.raises(CustomerGone, match="The customer has blocked the bot"):
        await send(channel, anna)


@pytest.mark.parametrize(
    ("description", "sentence"),
    [
        ("Bad Request: chat not found", "does not know this chat"),
        ("Bad Request: PEER_ID_INVALID", "does not know this chat"),
        ("Bad Request: message thread not found", "topic"),
        ("Bad Request: TOPIC_CLOSED", "topic"),
        ("Bad Request: not enough rights to send text messages to the chat", "does not let the bot write"),
        ("Bad Request: BUTTON_URL_INVALID", "Telegram refused it: Button_url_invalid"),
    ],
)
async def test_a_bad_request_is_given_up_with_a_sentence(
    telegram: FakeTelegram, channel: TelegramChannel, anna: TelegramCustomer, description: str, sentence: str
) -> None:
    telegram.fail("sendMessage", 400, refusal(400, description))
    with pytest.raises(Undeliverable, match=sentence):
        await send(channel, anna)


async def test_a_chat_that_telegram_does_not_know_is_given_up(
    telegram: FakeTelegram, channel: TelegramChannel
) -> None:
    with pytest.raises(Undeliverable, match="does not know this chat"):
        await channel.send(delivery("telegram:424242", HI))


@pytest.mark.parametrize(("status", "said"), [(401, "Unauthorized"), (404, "Not Found")])
async def test_a_refused_token_is_logged_and_tried_again_in_a_minute(
    telegram: FakeTelegram, channel: TelegramChannel, anna: TelegramCustomer, status: int, said: str
) -> None:
    telegram.fail("sendMessage", status, refusal(status, said))
    with capture_logs() as logs, pytest.raises(TryAgain) as caught:
        await send(channel, anna)
    assert caught.value.trouble is Trouble.UNMENDED
    assert [(line["event"], line["log_level"]) for line in logs] == [("telegram_token_refused", "error")]
    assert telegram.token not in str(logs)


async def test_a_group_that_became_another_chat_is_followed(
    telegram: FakeTelegram, channel: TelegramChannel, anna: TelegramCustomer
) -> None:
    group = telegram.group("Shoes")
    ben = group.customer("Ben")
    successor = group.migrate()
    with pytest.raises(Moved) as moved:
        await send(channel, ben)
    assert moved.value.conversation_id == f"telegram:{successor.chat.id}:{ben.user['id']}"
    assert moved.value.platform_id
    assert [message["text"] for message in successor.chat.messages.values()] == ["Hi"]


async def test_a_photo_that_telegram_cannot_fetch_goes_as_its_address(
    telegram: FakeTelegram, channel: TelegramChannel, anna: TelegramCustomer
) -> None:
    photo = Attachment("photo", url="https://shop.example/gone.jpg")
    (payload,) = channel.render(Content("Look", attachments=(photo,), buttons=(Button("Buy", "/buy"),)))
    telegram.fail("sendPhoto", 400, refusal(400, "Bad Request: failed to get HTTP URL content"))
    await send(channel, anna, payload)
    (shown,) = anna.screen()
    assert (shown.text, shown.titles) == ("Look\n\nhttps://shop.example/gone.jpg", ["Buy"])
