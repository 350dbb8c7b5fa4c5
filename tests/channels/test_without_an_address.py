"""A laptop is enough: Telegram is polled, and Slack sends over connections that we open."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from channels.slack.sockets import Sockets
from channels.slack.wire import SlackWire
from channels.telegram import TelegramChannel
from channels.telegram.polling import poll
from tests.channels.slack.front import called, said
from tests.fakes.slack.sockets import APP_TOKEN, FakeSockets
from tests.fakes.store import FakeStore
from tests.fakes.telegram import FakeTelegram
from tests.fakes.waiting import eventually


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


# Telegram


@pytest.fixture
async def polled(store: FakeStore, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeTelegram]:
    monkeypatch.setattr("channels.telegram.polling.AT_LEAST", 0.02)
    monkeypatch.setattr("channels.telegram.polling.AFTER_TROUBLE", 0.02)
    with FakeTelegram() as telegram:
        channel = TelegramChannel(telegram.token, telegram.secret, telegram.url)
        polling = asyncio.create_task(poll(channel, store))
        yield telegram
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        await channel.close()


async def turns(store: FakeStore, *texts: str) -> None:
    await eventually(
        lambda: [turn.content.text for turn in store.turns] == list(texts),
        lambda: f"there is {[turn.content.text for turn in store.turns]}",
        5,
    )


async def test_updates_are_asked_for_and_confirmed(polled: FakeTelegram, store: FakeStore) -> None:
    anna = polled.customer("Anna")
    await anna.says("one")
    await anna.says("two")
    await turns(store, "one", "two")
    await anna.says("three")
    await turns(store, "one", "two", "three")
    await eventually(lambda: polled.methods.waiting == [], lambda: str(polled.methods.waiting), 5)
    asked = polled.called("getUpdates")[0].params["allowed_updates"]
    assert "message_reaction" in asked


async def test_a_press_is_acknowledged(polled: FakeTelegram, store: FakeStore) -> None:
    anna = polled.customer("Anna")
    await anna.presses_data("/track_order")
    await turns(store, "track order")
    await eventually(lambda: polled.world.spinning == set(), lambda: "it spins", 5)


async def test_what_cannot_be_stored_is_asked_for_again(polled: FakeTelegram, store: FakeStore) -> None:
    store.away = True
    await polled.customer("Anna").says("one")
    await asyncio.sleep(0.1)
    assert store.turns == []
    store.away = False
    await turns(store, "one")


async def test_a_telegram_in_trouble_is_asked_again(polled: FakeTelegram, store: FakeStore) -> None:
    polled.fail("getUpdates", 502, times=3)
    await polled.customer("Anna").says("one")
    await turns(store, "one")


# Slack


@pytest.fixture(params=[False])
async def sockets(request: pytest.FixtureRequest, store: FakeStore) -> AsyncIterator[FakeSockets]:
    with FakeSockets() as slack:
        slack.refusing = request.param
        wire = SlackWire("xoxb-1", "secret", "C0DESK", slack.api_base)
        running = asyncio.create_task(Sockets(wire, APP_TOKEN, store).run())
        if slack.refusing:
            await eventually(lambda: slack.refused, lambda: "nobody asks for a socket", 5)
            slack.refusing = False
        await eventually(lambda: slack.is_connected, lambda: "no socket", 15)
        yield slack
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await wire.close()


@pytest.mark.parametrize("sockets", [True], indirect=True)
async def test_a_slack_that_is_away_at_the_start_is_asked_again(
    sockets: FakeSockets, store: FakeStore
) -> None:
    sockets.sends("events_api", called(said("hello")))
    await turns(store, "hello")


async def test_events_are_acknowledged_once_they_are_stored(sockets: FakeSockets, store: FakeStore) -> None:
    envelope = sockets.sends("events_api", called(said("hello")))
    await turns(store, "hello")
    await eventually(lambda: envelope in sockets.acknowledged, lambda: "no acknowledgement", 5)


async def test_what_cannot_be_stored_is_not_acknowledged(sockets: FakeSockets, store: FakeStore) -> None:
    store.away = True
    envelope = sockets.sends("events_api", called(said("hello")))
    await asyncio.sleep(0.2)
    assert sockets.acknowledged == {}
    store.away = False
    sockets.sends("events_api", called(said("hello")), envelope)
    await turns(store, "hello")
    await eventually(lambda: envelope in sockets.acknowledged, lambda: "no acknowledgement", 5)


async def test_a_command_is_answered_in_its_acknowledgement(sockets: FakeSockets) -> None:
    command = {"command": "/frontdesk", "team_id": "T1", "user_id": "U1", "trigger_id": "1.1"}
    envelope = sockets.sends("slash_commands", command)
    await eventually(lambda: envelope in sockets.acknowledged, lambda: "no acknowledgement", 5)
    assert "Nothing to do here" in sockets.acknowledged[envelope]["text"]


async def test_another_connection_is_opened_when_slack_ends_one(
    sockets: FakeSockets, store: FakeStore
) -> None:
    sockets.says_goodbye()
    await eventually(
        lambda: sockets.opened > 1 and sockets.is_connected, lambda: f"{sockets.opened} opened", 15
    )
    sockets.sends("events_api", called(said("still there?")))
    await turns(store, "still there?")


async def test_kinds_that_nobody_knows_harm_nobody(sockets: FakeSockets, store: FakeStore) -> None:
    sockets.sends("something_new", {"a": 1})
    sockets.sends("events_api", {"type": "nonsense"})
    sockets.sends("interactive", {})
    sockets.sends("events_api", called(said("hello")))
    await turns(store, "hello")
