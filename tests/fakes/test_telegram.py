"""The fake Telegram: an independent library reads what it sends, and it refuses what Telegram refuses."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import telegram as ptb

from tests.fakes.postman import NotTaken
from tests.fakes.receiver import Receiver
from tests.fakes.telegram import FakeTelegram, TelegramCustomer
from tests.fakes.telegram.specification import built_in, specification
from tests.fakes.waiting import NeverHappened


@pytest.fixture(params=["whole specification", "short list"])
def telegram(request: pytest.FixtureRequest) -> Iterator[FakeTelegram]:
    spec = specification() if request.param == "whole specification" else built_in()
    with FakeTelegram(spec=spec) as fake:
        yield fake


@pytest.fixture
def receiver(telegram: FakeTelegram) -> Receiver:
    return Receiver()


@pytest.fixture
def anna(telegram: FakeTelegram) -> TelegramCustomer:
    return telegram.customer("Anna")


async def call(telegram: FakeTelegram, method: str, **params: Any) -> httpx.Response:
    async with httpx.AsyncClient(base_url=telegram.url) as client:
        return await client.post(f"/bot{telegram.token}/{method}", json=params)


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


async def test_every_update_is_one_that_python_telegram_bot_understands(
    telegram: FakeTelegram, receiver: Receiver, anna: TelegramCustomer
) -> None:
    telegram.deliver_to("http://bot/webhooks/telegram", receiver.app)
    said = await anna.says("/start where is my “Kafé” order?")
    await anna.sends_photo("look")
    await anna.sends_voice()
    await anna.sends_document()
    await anna.sends_sticker()
    await anna.sends_location()
    await anna.edits(said, "never mind")
    await anna.presses_data("x")
    await anna.blocks_bot()
    await anna.unblocks_bot()
    group = telegram.group("Friends")
    await group.joined_by(anna).says("hello all")
    await group.welcomes("Ben")
    await telegram.channel("News").posts("sale")
    updates = [ptb.Update.de_json(json.loads(r.body), None) for r in receiver.received]
    assert [_kind(update) for update in updates] == [
        *["message"] * 6,
        *["edited_message", "callback_query", "my_chat_member", "my_chat_member", "message", "message"],
        "channel_post",
    ]
    assert not any(_left_over(update) for update in updates)
    numbers = [update.update_id for update in updates]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    secrets = {r.headers["x-telegram-bot-api-secret-token"] for r in receiver.received}
    assert secrets == {telegram.secret}


async def test_python_telegram_bot_can_use_it(telegram: FakeTelegram, anna: TelegramCustomer) -> None:
    base = f"{telegram.url}/bot"
    async with ptb.Bot(telegram.token, base_url=base, base_file_url=f"{telegram.url}/file/bot") as bot:
        markup = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("Track", callback_data="/track")]])
        sent = await bot.send_message(
            anna.chat.id, "Hello <b>Anna</b>", parse_mode="HTML", reply_markup=markup
        )
        photo = await bot.send_photo(anna.chat.id, b"picture", caption="shoes")
        file = await bot.get_file(photo.photo[0].file_id)
        assert await file.download_as_bytearray() == b"picture"
    assert sent.text == "Hello Anna"
    assert sent.entities[0].type == "bold"
    heard = await anna.hears("hello anna", within=1)
    assert heard.titles == ["Track"]
    assert telegram.refused == []


async def test_a_dialogue(telegram: FakeTelegram, receiver: Receiver, anna: TelegramCustomer) -> None:
    telegram.deliver_to("http://bot/", receiver.app)
    await anna.says("hi")
    button = {"text": "Track my order", "callback_data": "/track"}
    await call(telegram, "sendMessage", chat_id=anna.chat.id, text="How?", reply_markup=keyboard(button))
    pressed = await anna.presses("Track my order", within=1)
    query = pressed["callback_query"]
    assert (query["data"], query["message"]["text"]) == ("/track", "How?")
    assert telegram.spinning == {query["id"]}
    await call(telegram, "answerCallbackQuery", callback_query_id=query["id"])
    assert telegram.spinning == set()
    assert anna.unheard() == []
    await anna.reacts(anna.screen()[0])
    reaction = ptb.Update.de_json(json.loads(receiver.received[-1].body), None).message_reaction
    assert reaction is not None
    assert reaction.new_reaction[0].type == "emoji"
    with pytest.raises(NeverHappened, match=r"(?s)was to hear “order number”.*How\?"):
        await anna.hears("order number", within=0)


@pytest.mark.parametrize(
    ("text", "extra", "complaint"),
    [
        ("", {}, "message text is empty"),
        ("x" * 4097, {}, "message is too long"),
        ("<b>open", {"parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
        ("<b><i>x</b></i>", {"parse_mode": "HTML"}, "can't parse entities: Unmatched end tag"),
        ("1 < 2", {"parse_mode": "HTML"}, 'can\'t parse entities: Unsupported start tag ""'),
        ("<h1>x</h1>", {"parse_mode": "HTML"}, 'Unsupported start tag "h1"'),
        ("x", {"parse_mode": "BBCode"}, "unsupported parse_mode"),
        ("x", {"txt": "y"}, "there is no “txt”"),
        ("x", {"disable_notification": "perhaps"}, "disable_notification is no Boolean"),
        ("x", {"reply_markup": keyboard({"text": "T", "callback_data": "ü" * 33})}, "BUTTON_DATA_INVALID"),
        ("x", {"reply_markup": keyboard({"text": "T", "callback_data": ""})}, "BUTTON_DATA_INVALID"),
        ("x", {"reply_markup": keyboard({"text": "T"})}, "exactly one kind"),
    ],
)
async def test_it_refuses_what_telegram_refuses(
    telegram: FakeTelegram, anna: TelegramCustomer, text: str, extra: dict[str, Any], complaint: str
) -> None:
    answer = await call(telegram, "sendMessage", chat_id=anna.chat.id, text=text, **extra)
    assert answer.status_code == 400
    assert complaint in answer.json()["description"]
    assert [refused.method for refused in telegram.refused] == ["sendMessage"]
    assert anna.screen() == []


async def test_markup_does_not_count_towards_the_limit(
    telegram: FakeTelegram, anna: TelegramCustomer
) -> None:
    text = "<b>" + "&lt;" * 4096 + "</b>"
    answer = await call(telegram, "sendMessage", chat_id=anna.chat.id, text=text, parse_mode="HTML")
    assert answer.json()["result"]["text"] == "<" * 4096


async def test_whom_the_bot_may_not_write_to(telegram: FakeTelegram, anna: TelegramCustomer) -> None:
    unknown = await call(telegram, "sendMessage", chat_id=1, text="x")
    assert unknown.json()["description"] == "Bad Request: chat not found"
    await anna.blocks_bot()
    blocked = await call(telegram, "sendMessage", chat_id=anna.chat.id, text="x")
    assert (blocked.status_code, blocked.json()["error_code"]) == (403, 403)
    group = telegram.group("Friends")
    successor = group.migrate()
    moved = await call(telegram, "sendMessage", chat_id=group.chat.id, text="x")
    assert moved.json()["parameters"] == {"migrate_to_chat_id": successor.chat.id}


async def test_a_wrong_token(telegram: FakeTelegram) -> None:
    async with httpx.AsyncClient(base_url=telegram.url) as client:
        assert (await client.get("/bot1:wrong/getMe")).status_code == 401
        assert (await client.get("/botwrong/getMe")).status_code == 404


async def test_edits_and_an_edit_that_changes_nothing(telegram: FakeTelegram, anna: TelegramCustomer) -> None:
    sent = (await call(telegram, "sendMessage", chat_id=anna.chat.id, text="one")).json()["result"]
    where = {"chat_id": anna.chat.id, "message_id": sent["message_id"]}
    await call(telegram, "editMessageText", **where, text="two")
    assert [shown.text for shown in anna.screen()] == ["two"]
    again = await call(telegram, "editMessageText", **where, text="two")
    assert "message is not modified" in again.json()["description"]


async def test_set_webhook_decides_the_secret(
    telegram: FakeTelegram, receiver: Receiver, anna: TelegramCustomer
) -> None:
    telegram.deliver_to("http://bot/", receiver.app)
    plain = await call(telegram, "setWebhook", url="http://bot.example")
    assert "HTTPS" in plain.json()["description"]
    await call(telegram, "setWebhook", url="https://bot.example/t", secret_token="another")
    assert (await call(telegram, "getWebhookInfo")).json()["result"]["url"] == "https://bot.example/t"
    await anna.says("hi")
    assert receiver.received[0].headers["x-telegram-bot-api-secret-token"] == "another"
    assert (await call(telegram, "getUpdates")).status_code == 409


async def test_an_update_is_repeated_until_it_is_taken(
    telegram: FakeTelegram, receiver: Receiver, anna: TelegramCustomer
) -> None:
    telegram.deliver_to("http://bot/", receiver.app)
    receiver.statuses = [503, 500]
    await anna.says("hi")
    assert [posted.status for posted in telegram.postman.posted] == [503, 500, 200]
    assert len({r.body for r in receiver.received}) == 1
    telegram.patience = 0
    receiver.statuses = [403] * 9
    with pytest.raises(NotTaken, match="403"):
        await anna.says("hi")


async def test_a_stuck_message_holds_back_those_behind_it_but_no_press(
    telegram: FakeTelegram, receiver: Receiver, anna: TelegramCustomer
) -> None:
    telegram.deliver_to("http://bot/", receiver.app)
    receiver.statuses = [503]
    await asyncio.gather(anna.says("one"), anna.says("two"), anna.presses_data("x"))
    updates = [json.loads(r.body) for r in receiver.received]
    assert [u["message"]["text"] for u in updates if "message" in u] == ["one", "one", "two"]
    assert "callback_query" in updates[1]


async def test_updates_can_come_again_and_in_another_order(
    telegram: FakeTelegram, receiver: Receiver, anna: TelegramCustomer
) -> None:
    telegram.deliver_to("http://bot/", receiver.app)
    first = await anna.says("one")
    async with telegram.postman.swapped():
        await anna.says("two")
        await anna.says("three")
    await telegram.redeliver(first)
    texts = [json.loads(r.body)["message"]["text"] for r in receiver.received]
    assert texts == ["one", "three", "two", "one"]


async def test_without_a_webhook_updates_wait_for_polling(
    telegram: FakeTelegram, anna: TelegramCustomer
) -> None:
    first = await anna.says("one")
    second = await anna.says("two")
    assert (await call(telegram, "getUpdates")).json()["result"] == [first, second]
    confirmed = await call(telegram, "getUpdates", offset=second["update_id"])
    assert confirmed.json()["result"] == [second]


def _kind(update: ptb.Update) -> str:
    return next(name for name in update.to_dict() if name != "update_id")


def _left_over(update: ptb.Update) -> dict[str, Any]:
    part = update.effective_message or update.callback_query or update.my_chat_member
    return {**update.api_kwargs, **(part.api_kwargs if part else {})}
