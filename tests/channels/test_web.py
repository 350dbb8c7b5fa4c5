"""The web chat's connector: whose message it is, what it says, and what the page gets."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from itsdangerous import URLSafeSerializer

from bot.core.entry import Attachment, Button, Content, Kind
from bot.core.errors import Refused
from bot.core.press import token
from channels.web import WebChannel
from tests.channels.deliveries import delivery
from tests.channels.mutations import assert_storable, mutated

SESSION = "s3ss10n-of-Anna_0"
MESSAGE = {"session": SESSION, "message_id": "m-00000001", "text": "hello"}


@pytest.fixture
def web() -> WebChannel:
    return WebChannel("secret")


def cookie(held: Any, secret: str = "secret") -> dict[str, str]:
    value = URLSafeSerializer(secret, salt="frontdesk.frontdesk_chat").dumps(held)
    return {"cookie": f"theme=dark; frontdesk_chat={value}; other=[]"}


def test_a_message_is_taken_with_its_own_sessions_cookie(web: WebChannel) -> None:
    web.verify(cookie({"session": SESSION, "issued": 1}), json.dumps(MESSAGE).encode())


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"cookie": "frontdesk_chat=forged.value"},
        cookie({"session": SESSION}, secret="another"),
        cookie({"session": "somebody-else"}),
        cookie({}),
        cookie(SESSION),
    ],
)
def test_a_message_for_a_session_that_is_not_proved_is_refused(
    web: WebChannel, headers: dict[str, str]
) -> None:
    with pytest.raises(Refused):
        web.verify(headers, json.dumps(MESSAGE).encode())


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"session": 5}', b"[" * 100_000])
def test_a_body_that_names_no_session_is_refused(web: WebChannel, body: bytes) -> None:
    with pytest.raises(Refused):
        web.verify(cookie({"session": SESSION}), body)
    with pytest.raises(Refused):
        web.verify(cookie({"session": ""}), b'{"session": ""}')


def test_a_message_is_a_turn_of_its_session(web: WebChannel) -> None:
    (arrival,) = web.parse(MESSAGE)
    assert (arrival.kind, arrival.conversation_id) == (Kind.MESSAGE, f"web:{SESSION}")
    assert (arrival.key, arrival.content) == ("web:m-00000001", Content("hello"))


def test_a_press_is_its_title_with_the_payload(web: WebChannel) -> None:
    (arrival,) = web.parse({**MESSAGE, "text": "Track my order", "payload": "/track_order"})
    assert arrival.content == Content("Track my order", payload="/track_order")


def test_messages_count_as_they_come(web: WebChannel) -> None:
    (first,), (second,) = web.parse(MESSAGE), web.parse({**MESSAGE, "message_id": "m-2"})
    assert first.order <= second.order


@pytest.mark.parametrize(
    "event",
    [None, [], {}, {**MESSAGE, "session": "a:b"}, {**MESSAGE, "message_id": 5}, {**MESSAGE, "text": " "}],
)
def test_what_is_no_message_is_recorded(web: WebChannel, event: Any) -> None:
    (arrival,) = web.parse(event)
    assert (arrival.kind, arrival.label, arrival.raw) == (Kind.RECORD, "unknown", event)
    assert arrival.conversation_id == "web:"


@settings(max_examples=150, deadline=None)
@given(mutated([MESSAGE, {**MESSAGE, "payload": "/track_order"}]))
def test_no_message_is_lost_or_breaks_anything(event: Any) -> None:
    (arrival,) = WebChannel("secret").parse(event)
    assert_storable(arrival, "web")


def test_the_page_gets_everything_in_one_piece(web: WebChannel) -> None:
    content = Content(
        "x" * 9000,
        buttons=(Button("Yes", "/affirm"), Button(" "), Button("Shop", url="https://shop.example")),
        attachments=(Attachment("photo", "shoe", "https://shop.example/shoe.jpg", "secret-id"),),
    )
    (payload,) = web.render(content)
    assert payload == {
        "text": "x" * 9000,
        "buttons": [
            {"title": "Yes", "payload": "/affirm", "url": ""},
            {"title": "Shop", "payload": "", "url": "https://shop.example"},
        ],
        "attachments": [{"kind": "photo", "name": "shoe", "url": "https://shop.example/shoe.jpg"}],
    }
    assert web.render(Content(" ")) == ()


def test_a_very_long_payload_goes_as_a_token(web: WebChannel) -> None:
    long = "/" + "a" * 1000
    (payload,) = web.render(Content("?", buttons=(Button("Long", long),)))
    assert payload["buttons"][0]["payload"] == token(long)


async def test_sending_is_done_when_it_stands_in_the_journal(web: WebChannel) -> None:
    assert await web.send(delivery(f"web:{SESSION}", {"text": "Hi"}, number=42)) == "web:42"


def test_without_a_secret_there_is_no_chat() -> None:
    with pytest.raises(ValueError, match="secret"):
        WebChannel("")
