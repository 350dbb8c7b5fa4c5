"""What each platform allows, as its documents say it, whatever bursts customers cause."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from bot.core.conversation import Conversation
from bot.core.delivery import Delivery, Payload
from bot.core.entry import Author
from bot.core.pace import Pace
from bot.core.ports import Channel
from channels.messenger import MessengerChannel
from channels.slack.customer import SlackCustomerChannel
from channels.slack.wire import SlackWire
from channels.telegram import TelegramChannel

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=timezone.utc)


def delivery(number: int, conversation_id: str, **payload: object) -> Delivery:
    address = {"channel": "D1"}
    talk = Conversation(conversation_id, conversation_id.partition(":")[0], address)
    return Delivery(number, number, talk, Author.BOT, payload, attempts=0)


def telegram() -> TelegramChannel:
    return TelegramChannel("123:token", "secret")


def messenger() -> MessengerChannel:
    return MessengerChannel("111", "token", "secret", "verify", "http://127.0.0.1:9")


def slack() -> SlackCustomerChannel:
    return SlackCustomerChannel(SlackWire("xoxb-1", "secret", "C0DESK", "http://127.0.0.1:9/api/"))


def everybody(number: int) -> str:
    return f"telegram:{1000 + number}"


@pytest.mark.parametrize(
    ("channel", "who", "payload", "most", "seconds"),
    [
        (telegram, everybody, {}, 30, 1),
        (telegram, lambda _: "telegram:7", {}, 63, 60),
        (telegram, lambda _: "telegram:-1007:7", {}, 20, 60),
        (messenger, lambda number: f"messenger:111:{number}", {"text": "hi"}, 300, 1),
        (messenger, lambda number: f"messenger:111:{number}", {"attachment": {}}, 10, 1),
        (slack, lambda _: "slack:T1:U1", {}, 63, 60),
    ],
    ids=["telegram", "telegram-chat", "telegram-group", "messenger", "messenger-media", "slack"],
)
def test_no_span_of_time_holds_more(
    channel: Callable[[], Channel], who: Callable[[int], str], payload: Payload, most: int, seconds: int
) -> None:
    pace, asked = Pace(), channel()
    went = [
        NOW
        + timedelta(seconds=pace.wait(number, asked.limits(delivery(number, who(number), **payload)), NOW))
        for number in range(1000)
    ]
    in_span = [
        sum(first <= moment < first + timedelta(seconds=seconds) for moment in went) for first in went[:400]
    ]
    assert most * 0.8 <= max(in_span) <= most
