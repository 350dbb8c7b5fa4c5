"""What the stock Telegram connector of Rasa gets wrong, sent here as it was sent there."""

import json
from typing import Any

import httpx
from starlette.applications import Starlette

from bot.core.entry import Button, Content
from channels.telegram import TelegramChannel
from tests.channels.deliveries import delivery
from tests.channels.telegram.updates import RECORDS, message, update
from tests.fakes.store import FakeStore
from tests.fakes.telegram import FakeTelegram, TelegramCustomer


def buttons(*titles: str, payload: str = "") -> tuple[Button, ...]:
    return tuple(Button(title, payload or f"/{title.lower()}") for title in titles)


async def post(telegram: FakeTelegram, event: Any, secret: str | None = "right") -> httpx.Response:
    """One attempt at the real route."""
    name = "X-Telegram-Bot-Api-Secret-Token"
    headers = {} if secret == "right" else {name: secret}
    return await telegram.postman.post(telegram.letter(event), headers=headers)


async def test_an_update_without_the_secret_is_nobodys_message(
    telegram: FakeTelegram, app: Starlette, store: FakeStore
) -> None:
    for secret in (None, "", "wrong", telegram.secret + "x"):
        answer = await post(telegram, message(text="I am anybody"), secret)
        assert answer.status_code == 403
    assert store.received == []


async def test_an_update_costs_no_call_to_telegram(
    telegram: FakeTelegram, anna: TelegramCustomer, store: FakeStore
) -> None:
    await anna.says("hello")
    assert [turn.content.text for turn in store.turns] == ["hello"]
    assert telegram.calls == []


async def test_nobody_can_set_the_webhook_by_calling_us(telegram: FakeTelegram, app: Starlette) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        assert (await client.get("/webhooks/telegram/set_webhook")).status_code == 404
        assert (await client.get("/webhooks/telegram")).status_code == 405
    assert telegram.calls == []


async def test_updates_that_are_no_messages_are_taken_and_recorded(
    telegram: FakeTelegram, app: Starlette, store: FakeStore
) -> None:
    for number, event in enumerate(RECORDS):
        answer = await post(telegram, {**event, "update_id": 900 + number})
        assert answer.status_code == 200
    assert store.turns == []
    labels = [record.label for record in store.records]
    assert labels[:4] == ["edit", "channel_post", "membership", "reaction"]
    assert labels[4:] == ["poll", "inline", "overheard", "membership"]
    assert store.records[0].conversation_id == "telegram:100000001"
    assert store.records[1].conversation_id == "telegram:-1001000000002"
    assert store.records[2].raw == {**RECORDS[2], "update_id": 902}


async def test_a_press_without_its_message_is_a_turn_of_the_private_chat(
    anna: TelegramCustomer, store: FakeStore
) -> None:
    await anna.presses_data("/track_order")
    assert store.last.conversation_id == f"telegram:{anna.user['id']}"
    assert store.last.content == Content("track order", payload="/track_order")


async def test_an_update_of_a_strange_shape_does_not_block_those_behind_it(
    telegram: FakeTelegram, app: Starlette, store: FakeStore
) -> None:
    strange = [
        update(),
        update(910, message=None),
        update(911, message=[]),
        update(912, message={"chat": "anna", "text": 5}),
        update(913, callback_query={"id": 7}),
        update(914, thought_reading={"chat": {"id": 5}}),
        {"update_id": "many"},
        ["no", "update"],
        "neither",
        None,
    ]
    for event in strange:
        assert (await post(telegram, event)).status_code == 200
    assert store.turns == []
    assert [record.raw for record in store.records] == strange
    assert {record.label for record in store.records} == {"unknown"}


async def test_the_same_update_twice_is_one_turn(anna: TelegramCustomer, store: FakeStore) -> None:
    said = await anna.says("once")
    await anna.telegram.redeliver(said)
    assert [turn.key for turn in store.turns] == [f"telegram:{said['update_id']}"]


async def test_an_edited_message_is_no_second_turn(anna: TelegramCustomer, store: FakeStore) -> None:
    said = await anna.says("order 1")
    photo = await anna.sends_photo("order 2")
    await anna.edits(said, "order 3")
    await anna.edits(photo, "order 4")
    assert [turn.content.text for turn in store.turns] == ["order 1", "order 2"]
    assert [record.label for record in store.records] == ["edit", "edit"]
    assert store.records[0].raw["edited_message"]["text"] == "order 3"


async def test_what_comes_beside_words_is_not_dropped(anna: TelegramCustomer, store: FakeStore) -> None:
    await anna.sends_photo("the sole is broken")
    await anna.sends_voice()
    await anna.sends_document("receipt.pdf", "and the bill")
    await anna.sends_sticker("👍")
    await anna.sends_location(52.5, 13.4)
    told = [turn.content.words for turn in store.turns]
    assert told[:3] == ["the sole is broken [photo]", "[voice message]", "and the bill [file]"]
    assert told[3:] == ["[sticker]", "[location]"]
    files = [turn.content.attachments[0] for turn in store.turns]
    assert [file.reference.startswith("AgAC") for file in files] == [True, True, True, True, False]
    assert [file.name for file in files] == ["", "", "receipt.pdf", "👍", "52.5, 13.4"]


async def test_a_pressed_button_stops_spinning(
    telegram: FakeTelegram, anna: TelegramCustomer, channel: TelegramChannel
) -> None:
    (payload,) = channel.render(Content("Well?", buttons=buttons("Yes", "No")))
    await channel.send(delivery(f"telegram:{anna.chat.id}", payload))
    await anna.presses("Yes")
    assert telegram.spinning == set()


async def test_slash_bot_in_a_text_stays_in_the_text(anna: TelegramCustomer, store: FakeStore) -> None:
    await anna.says("see https://shop.example/bottles/bot and say /bot")
    assert store.last.content.text == "see https://shop.example/bottles/bot and say /bot"


async def test_two_people_in_one_group_are_two_conversations(
    telegram: FakeTelegram, app: Starlette, store: FakeStore
) -> None:
    group = telegram.group("Friends of shoes")
    await group.customer("Anna").says("/track")
    await group.customer("Ben").says("/track")
    first, second = store.turns
    assert first.conversation_id != second.conversation_id
    assert first.conversation_id.startswith(f"telegram:{group.chat.id}:")


async def test_long_words_and_many_buttons_fit(anna: TelegramCustomer, channel: TelegramChannel) -> None:
    long = "A sentence with an emoji 📦. " * 400
    payload = "/inform" + json.dumps({"city": "ß" * 60})
    said = Content(long, buttons=(*buttons("One", "Two"), *buttons("Long", payload=payload)))
    for part in channel.render(said):
        await channel.send(delivery(f"telegram:{anna.chat.id}", part))
    shown = anna.screen()
    assert " ".join(message.text for message in shown) == long.strip()
    assert shown[-1].titles == ["One", "Two", "Long"]
    assert anna.telegram.refused == []
