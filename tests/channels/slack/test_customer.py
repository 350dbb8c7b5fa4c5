"""What customers in Slack are shown: whole, within Slack's limits, and as it was meant."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.conversation import Conversation
from bot.core.delivery import Delivery, Payload
from bot.core.entry import Attachment, Author, Button, Content
from bot.core.errors import Trouble, TryAgain, Undeliverable
from bot.core.press import token
from channels.slack import wire
from channels.slack.customer import SlackCustomerChannel, parted
from channels.slack.wire import SlackWire
from channels.slack.words import escaped, plain
from tests.fakes.slack.blocks import check_blocks
from tests.fakes.slack.server import FakeSlack


def rendered(content: Content) -> tuple[Payload, ...]:
    return SlackCustomerChannel(SlackWire("xoxb-1", "secret", "C0DESK")).render(content)


def buttons(payload: Payload) -> list[dict[str, Any]]:
    rows = [block for block in payload.get("blocks", ()) if block["type"] == "actions"]
    return [button for row in rows for button in row["elements"]]


def test_words_are_sent_as_words() -> None:
    assert rendered(Content("Hello *you*")) == ({"text": "Hello *you*"},)


def test_what_slack_would_take_for_its_own_signs_is_escaped() -> None:
    (payload,) = rendered(Content("<!channel> a < b & c", (Button("Go", "/go"),)))
    assert payload["text"] == "&lt;!channel&gt; a &lt; b &amp; c"
    assert payload["blocks"][0]["text"]["text"] == payload["text"]


def test_buttons_stand_below_their_words() -> None:
    (payload,) = rendered(
        Content("What now?", (Button("Track", "/track"), Button("Shop", url="https://x.com")))
    )
    check_blocks(payload["blocks"])
    track, shop = buttons(payload)
    assert (track["text"]["text"], track["value"]) == ("Track", "/track")
    assert (shop["text"]["text"], shop["url"]) == ("Shop", "https://x.com")
    assert "value" not in shop


def test_more_buttons_than_a_row_takes_go_into_several_rows() -> None:
    (payload,) = rendered(Content("Which?", tuple(Button(f"Number {n}", f"/n{n}") for n in range(60))))
    check_blocks(payload["blocks"])
    assert [button["value"] for button in buttons(payload)] == [f"/n{n}" for n in range(60)]


def test_a_payload_over_the_limit_is_sent_as_its_token() -> None:
    fits, over = "/a" + "x" * 1998, "/a" + "x" * 1999
    (payload,) = rendered(Content("?", (Button("Fits", fits), Button("Over", over))))
    check_blocks(payload["blocks"])
    assert [button["value"] for button in buttons(payload)] == [fits, token(over)]


def test_a_title_over_the_limit_stands_in_the_text_with_its_number_on_the_button() -> None:
    long = "Track " + "my " * 30 + "order"
    (payload,) = rendered(Content("?", (Button("Short", "/s"), Button(long, "/l"))))
    check_blocks(payload["blocks"])
    assert payload["text"] == f"?\n1. {long}"
    assert [(b["text"]["text"], b["value"]) for b in buttons(payload)] == [("Short", "/s"), ("1.", "/l")]


def test_a_picture_is_shown_and_an_address_too_long_for_one_is_told() -> None:
    picture = Attachment("photo", "Parcel", "https://example.com/p.jpg")
    far = Attachment("photo", "Far", "https://example.com/" + "p" * 3000)
    bill = Attachment("file", "Bill", "https://example.com/b.pdf")
    words, *rest, shown = rendered(Content("Look", attachments=(picture, far, bill)))
    assert words["text"].startswith("Look\nFar https://example.com/ppp")
    assert (rest[-1] if rest else words)["text"].endswith("Bill https://example.com/b.pdf")
    check_blocks(shown["blocks"])
    assert shown["blocks"][0]["image_url"] == "https://example.com/p.jpg"


def test_a_message_in_slacks_own_words_goes_through() -> None:
    blocks = [{"type": "divider"}]
    assert rendered(Content(custom={"blocks": blocks, "other": 1})) == ({"text": "", "blocks": blocks},)


@settings(deadline=None)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("&<> .\n"), max_size=9000),
    titles=st.lists(st.text(min_size=1, max_size=120).filter(str.strip), max_size=30),
)
def test_whatever_is_said_slack_takes_it(text: str, titles: list[str]) -> None:
    payloads = rendered(Content(text, tuple(Button(title, f"/{title}" * 30) for title in titles)))
    for payload in payloads:
        assert len(payload["text"]) <= 3000 or not text.strip()
        check_blocks(payload.get("blocks", []))
    assert [len(buttons(payload)) for payload in payloads[-1:] if titles] in ([len(titles)], [])


@given(st.text(st.sampled_from("&<>ab .\n"), max_size=400), st.integers(20, 60))
def test_a_long_text_is_parted_without_losing_or_breaking_anything(text: str, longest: int) -> None:
    pieces = list(parted(escaped(text), longest))
    assert all(0 < len(piece) <= longest for piece in pieces)
    read = "".join(plain(piece, None, "") for piece in pieces)
    assert "".join(read.split()) == "".join(text.split())


def test_a_long_text_is_parted_where_a_reader_pauses() -> None:
    text = "One two three. Four five six. Seven eight."
    assert list(parted(text, 32)) == ["One two three. Four five six.", "Seven eight."]


# Sending


@pytest.fixture
def slack() -> Any:
    with FakeSlack() as fake:
        yield fake


@pytest.fixture
async def channel(slack: FakeSlack) -> AsyncIterator[SlackCustomerChannel]:
    line = SlackWire(slack.token, slack.signing_secret, slack.agent_channel.id, slack.api_base)
    channel = SlackCustomerChannel(line)
    yield channel
    await channel.close()


def delivery(payload: Payload, **address: str) -> Delivery:
    conversation = Conversation("slack:T0HOME:U1", "slack", address)
    return Delivery(41, 7, conversation, Author.BOT, payload, 0)


async def test_a_message_is_posted_where_the_customer_writes(
    slack: FakeSlack, channel: SlackCustomerChannel
) -> None:
    place = slack.home.direct(slack.home.person("Anna").id)
    sent = await channel.send(delivery({"text": "hello"}, channel=place.id))
    (message,) = place.messages.values()
    assert sent == f"{place.id}:{message['ts']}"
    (call,) = slack.called("chat.postMessage")
    assert call.params["metadata"] == {"event_type": "frontdesk_delivery", "event_payload": {"delivery": 41}}
    assert call.params["unfurl_links"] is False


async def test_what_may_have_got_through_before_a_crash_is_looked_for_first(
    slack: FakeSlack, channel: SlackCustomerChannel
) -> None:
    place = slack.home.direct(slack.home.person("Anna").id)
    first = delivery({"text": "hello"}, channel=place.id)
    sent = await channel.send(first)
    assert await channel.send(replace(first, uncertain=True)) == sent
    assert await channel.send(replace(first, attempts=1)) == sent
    other = replace(first, id=42, uncertain=True)
    assert await channel.send(other) != sent
    assert len(place.messages) == 2


async def test_in_a_thread_it_is_looked_for_in_the_thread(
    slack: FakeSlack, channel: SlackCustomerChannel
) -> None:
    place = slack.channel("shop")
    asked = slack.home.write(place, slack.home.person("Anna").id, "hi")
    first = delivery({"text": "hello"}, channel=place.id, thread_ts=asked["ts"])
    sent = await channel.send(first)
    assert await channel.send(replace(first, uncertain=True)) == sent
    slack.fail("conversations.replies", 200, {"ok": False, "error": "missing_scope"})
    assert await channel.send(replace(first, uncertain=True)) != sent, (
        "where Slack shows nothing, say it again"
    )


async def test_a_send_is_over_in_time_and_what_was_cut_short_is_found(
    slack: FakeSlack, channel: SlackCustomerChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "LONGEST", 1.0)
    place = slack.home.direct(slack.home.person("Anna").id)
    slack.dawdle("conversations.history", 0.6)
    hang = slack.hang("chat.postMessage", acting=True)
    began = time.monotonic()
    owed = replace(delivery({"text": "hello"}, channel=place.id), attempts=1)
    with pytest.raises(TryAgain, match="does not answer"):
        await channel.send(owed)
    assert time.monotonic() - began < 1.4
    hang.release()
    (message,) = place.messages.values()
    assert await channel.send(replace(owed, attempts=2)) == f"{place.id}:{message['ts']}"
    assert len(place.messages) == 1


async def test_what_may_have_arrived_is_not_sent_again_before_slack_shows_whether_it_has(
    slack: FakeSlack, channel: SlackCustomerChannel
) -> None:
    place = slack.home.direct(slack.home.person("Anna").id)
    slack.break_off("chat.postMessage", acting=True)
    slack.fail("conversations.history", 503, times=2)
    owed = delivery({"text": "hello"}, channel=place.id)
    for attempt in range(3):
        with pytest.raises(TryAgain):
            await channel.send(replace(owed, attempts=attempt))
    await channel.send(replace(owed, attempts=3))
    assert len(place.messages) == 1


async def test_in_a_long_thread_it_is_looked_for_to_the_end(
    slack: FakeSlack, channel: SlackCustomerChannel
) -> None:
    place = slack.channel("shop")
    anna = slack.home.person("Anna").id
    asked = slack.home.write(place, anna, "hi")
    for number in range(1200):
        slack.home.write(place, anna, f"{number}", thread_ts=asked["ts"])
    first = delivery({"text": "hello"}, channel=place.id, thread_ts=asked["ts"])
    sent = await channel.send(first)
    assert await channel.send(replace(first, uncertain=True)) == sent


async def test_in_a_channel_the_answer_stays_in_the_thread(
    slack: FakeSlack, channel: SlackCustomerChannel
) -> None:
    place = slack.channel("shop")
    asked = slack.home.write(place, slack.home.person("Anna").id, "hi")
    await channel.send(delivery({"text": "hello"}, channel=place.id, thread_ts=asked["ts"]))
    assert [message["text"] for message in place.thread(asked["ts"])] == ["hi", "hello"]


async def test_too_many_requests_name_the_wait(slack: FakeSlack, channel: SlackCustomerChannel) -> None:
    slack.limit("chat.postMessage", retry_after=7)
    with pytest.raises(TryAgain) as caught:
        await channel.send(delivery({"text": "hello"}, channel="D1"))
    assert caught.value.after == 7


async def test_too_many_requests_in_no_words_of_slacks_name_the_wait_too(
    slack: FakeSlack, channel: SlackCustomerChannel
) -> None:
    slack.fail("chat.postMessage", 429, "<html>", headers={"Retry-After": "3", "Content-Type": "text/html"})
    with pytest.raises(TryAgain) as caught:
        await channel.send(delivery({"text": "hello"}, channel="D1"))
    assert caught.value.after == 3


async def test_too_many_requests_without_a_wait_are_tried_again_too(
    slack: FakeSlack, channel: SlackCustomerChannel
) -> None:
    slack.limit("chat.postMessage", retry_after=None)
    with pytest.raises(TryAgain) as caught:
        await channel.send(delivery({"text": "hello"}, channel="D1"))
    assert caught.value.after is None


@pytest.mark.parametrize("status", [200, 502])
@pytest.mark.parametrize("kind", ["text/html", "application/json", "text/plain"])
async def test_an_answer_that_is_none_of_slacks_passes(
    slack: FakeSlack, channel: SlackCustomerChannel, status: int, kind: str
) -> None:
    slack.fail("chat.postMessage", status, "<html>", headers={"Content-Type": kind})
    with pytest.raises(TryAgain):
        await channel.send(delivery({"text": "hello"}, channel="D1"))


async def test_a_broken_connection_passes(slack: FakeSlack, channel: SlackCustomerChannel) -> None:
    slack.break_off("chat.postMessage")
    with pytest.raises(TryAgain):
        await channel.send(delivery({"text": "hello"}, channel="D1"))


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_token_that_slack_refuses_is_tried_again_later(
    slack: FakeSlack, channel: SlackCustomerChannel, code: str
) -> None:
    slack.fail("chat.postMessage", 200, {"ok": False, "error": code})
    with pytest.raises(TryAgain) as caught:
        await channel.send(delivery({"text": "hello"}, channel="D1"))
    assert caught.value.trouble is Trouble.UNMENDED


@pytest.mark.parametrize("code", ["channel_not_found", "is_archived", "user_disabled", "no_such_word"])
async def test_a_customer_out_of_reach_is_told_in_a_sentence(
    slack: FakeSlack, channel: SlackCustomerChannel, code: str
) -> None:
    slack.fail("chat.postMessage", 200, {"ok": False, "error": code})
    with pytest.raises(Undeliverable) as caught:
        await channel.send(delivery({"text": "hello"}, channel="D1"))
    assert caught.value.reason.endswith(".")
    assert "_" not in caught.value.reason


async def test_a_conversation_without_an_address_cannot_be_answered(channel: SlackCustomerChannel) -> None:
    with pytest.raises(Undeliverable):
        await channel.send(delivery({"text": "hello"}))


async def test_one_connection_serves_many_messages(slack: FakeSlack, channel: SlackCustomerChannel) -> None:
    place = slack.home.direct(slack.home.person("Anna").id)
    for number in range(5):
        await channel.send(delivery({"text": f"{number}"}, channel=place.id))
    assert [message["text"] for message in place.messages.values()] == list("01234")
    assert len({call.token for call in slack.calls}) == 1


def test_half_a_set_up_is_refused() -> None:
    for values in (("", "secret", "C1"), ("xoxb", "", "C1"), ("xoxb", "secret", "")):
        with pytest.raises(ValueError, match="Slack needs"):
            SlackWire(*values)
