"""What Meta answers, in the three words that core knows."""

from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientTimeout
from structlog.testing import capture_logs

from bot.core.entry import Attachment, Button, Content
from bot.core.errors import CustomerGone, Trouble, TryAgain, Undeliverable
from channels.messenger import MessengerChannel, connector
from channels.messenger import send as messenger_send
from tests.channels.deliveries import delivery
from tests.fakes.graph import FakeGraph, GraphCustomer
from tests.fakes.graph.errors import graph_error
from tests.fakes.store import FakeStore
from tests.fakes.waiting import eventually


async def send(channel: Any, customer: GraphCustomer, payload: Any = None) -> str:
    account = customer.inbox.account
    place = f"{'instagram' if account.object == 'instagram' else 'messenger'}:{account.id}"
    found = await channel.send(delivery(f"{place}:{customer.inbox.person_id}", payload or {"text": "Hi"}))
    return str(found)


@pytest.fixture
async def ben(graph: FakeGraph, anna: GraphCustomer) -> GraphCustomer:
    """Somebody who has just written, so that the page may answer."""
    await anna.says("hi")
    return anna


async def test_a_message_is_sent_once_and_named_by_meta(
    graph: FakeGraph, channel: MessengerChannel, ben: GraphCustomer
) -> None:
    message_id = await send(channel, ben)
    assert [(shown.id, shown.text) for shown in ben.screen()] == [(message_id, "Hi")]
    (call,) = graph.calls
    assert call.params["messaging_type"] == "RESPONSE"
    assert call.params["?node"] == graph.page.id
    assert call.params["message"]["metadata"] == "frontdesk:7"


async def test_the_token_is_in_a_header_and_in_no_address_or_log(
    graph: FakeGraph, channel: MessengerChannel, ben: GraphCustomer
) -> None:
    graph.fail("messages", 400, graph_error("Invalid OAuth access token", 190))
    with capture_logs() as logs, pytest.raises(TryAgain) as caught:
        await send(channel, ben)
    assert graph.calls[0].token == graph.token
    assert "access_token" not in graph.calls[0].params
    assert graph.token not in str(logs) + caught.value.reason
    assert caught.value.trouble is Trouble.UNMENDED
    assert [(line["event"], line["log_level"]) for line in logs] == [("messenger_token_refused", "error")]


async def test_everything_rendered_is_taken_by_meta(
    graph: FakeGraph, channel: MessengerChannel, ben: GraphCustomer
) -> None:
    photo = Attachment("photo", url="https://shop.example/a.jpg")
    shop = Button("Shop", url="https://shop.example")
    for content in (
        Content("Pick " * 900, buttons=(Button("Yes", "/affirm"),), attachments=(photo,)),
        Content("See", buttons=(shop, Button("Help", "/help"))),
    ):
        for payload in channel.render(content):
            await send(channel, ben, payload)
    assert graph.refused == []
    assert ben.screen()[-1].titles == ["Shop", "Help"]


async def test_instagram_is_answered_through_the_page(
    graph: FakeGraph, channel: MessengerChannel, ben: GraphCustomer, store: FakeStore
) -> None:
    mia = graph.customer("Mia", on="instagram")
    await mia.says("hello")
    assert store.last.conversation_id == f"instagram:{graph.instagram.id}:{mia.inbox.person_id}"
    for payload in channel.instagram.render(Content("ß" * 600)):
        await send(channel.instagram, mia, payload)
    assert [len(shown.text) for shown in mia.screen()] == [500, 100]
    assert channel.instagram.name == "instagram"


async def test_our_own_echo_is_recognised_by_its_metadata(
    graph: FakeGraph, channel: MessengerChannel, ben: GraphCustomer, store: FakeStore
) -> None:
    graph.echoes = True
    message_id = await send(channel, ben)
    echo = await eventually(lambda: store.records, lambda: "no echo came")
    assert echo[0].key == f"messenger:{message_id}"
    assert echo[0].raw["message"]["metadata"] == "frontdesk:7"
    assert (echo[0].proves_sent, echo[0].platform_id) == (7, message_id)


async def test_after_a_crash_the_echo_is_waited_for(
    graph: FakeGraph, channel: MessengerChannel, ben: GraphCustomer
) -> None:
    sent = delivery(f"messenger:{graph.page.id}:{ben.inbox.person_id}", {"text": "Hi"})
    with pytest.raises(TryAgain, match="echo") as caught:
        await channel.send(replace(sent, uncertain=True))
    assert caught.value.after == connector.ECHO_WITHIN
    assert graph.calls == []


@pytest.mark.parametrize("code", [4, 17, 32, 613])
async def test_limits_are_tried_again(
    graph: FakeGraph, channel: MessengerChannel, ben: GraphCustomer, code: int
) -> None:
    graph.fail("messages", 400, graph_error("limit", code))
    with pytest.raises(TryAgain, match="slow down") as caught:
        await send(channel, ben)
    assert caught.value.after is None


async def test_a_limit_that_names_its_end_is_waited_for(
    graph: FakeGraph, channel: MessengerChannel, ben: GraphCustomer
) -> None:
    graph.limit("messages", 90)
    with pytest.raises(TryAgain) as caught:
        await send(channel, ben)
    assert caught.value.after == 120
    graph.fail("messages", 429, headers={"Retry-After": "7"})
    with pytest.raises(TryAgain) as caught:
        await send(channel, ben)
    assert caught.value.after == 7


@pytest.mark.parametrize("usage", ["no json", "[]", '{"1": 5}', '{"1": [5, {"estimated": 1}]}'])
async def test_a_limit_with_a_strange_header_is_tried_again(
    graph: FakeGraph, channel: MessengerChannel, ben: GraphCustomer, usage: str
) -> None:
    headers = {"X-Business-Use-Case-Usage": usage}
    graph.fail("messages", 400, graph_error("limit", 613), headers)
    with pytest.raises(TryAgain) as caught:
        await send(channel, ben)
    assert caught.value.after is None


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, None),
        (503, "<html>"),
        (404, "<html>a proxy's page</html>"),
        (400, graph_error("temporary", 2)),
        (400, graph_error("unknown", 1)),
        (400, graph_error("temporary send failure", 1200)),
        (500, graph_error("something", 999)),
        (400, {"error": {"message": "once more", "code": 999, "is_transient": True}}),
        (400, {"error": "no object"}),
        (400, "[]"),
        (302, ""),
        (200, "<html>"),
        (200, {"recipient_id": "1"}),
    ],
)
async def test_trouble_at_meta_is_tried_again(
    graph: FakeGraph, channel: MessengerChannel, ben: GraphCustomer, status: int, body: Any
) -> None:
    graph.fail("messages", status, body)
    with pytest.raises(TryAgain):
        await send(channel, ben)


@pytest.mark.parametrize(
    ("code", "subcode", "sentence"),
    [
        (551, 1545041, "cannot be reached"),
        (551, None, "cannot be reached"),
        (200, 1545041, "cannot be reached"),
        (100, 2018001, "no such customer"),
        (10, 2018278, "24 hours"),
        (10, 2534022, "24 hours"),
        (10, 1893063, "restricted the page"),
        (100, None, r"refused it \(error 100\)"),
        (100, 2018008, r"refused it \(error 100, 2018008\)"),
    ],
)
async def test_what_meta_will_never_take_is_told_in_a_sentence(
    graph: FakeGraph,
    channel: MessengerChannel,
    ben: GraphCustomer,
    code: int,
    subcode: int | None,
    sentence: str,
) -> None:
    graph.fail("messages", 400, graph_error("no", code, subcode))
    with pytest.raises(Undeliverable, match=sentence):
        await send(channel, ben)


async def test_a_customer_out_of_reach_is_given_up(
    graph: FakeGraph, channel: MessengerChannel, ben: GraphCustomer
) -> None:
    ben.falls_silent(hours=25)
    with pytest.raises(Undeliverable, match="24 hours"):
        await send(channel, ben)
    ben.falls_silent(hours=-25)
    ben.blocks_page()
    with pytest.raises(CustomerGone, match="cannot be reached"):
        await send(channel, ben)
    with pytest.raises(CustomerGone, match="no such customer"):
        await channel.send(delivery(f"messenger:{graph.page.id}:1", {"text": "Hi"}))


async def test_a_broken_connection_is_tried_again(
    graph: FakeGraph, channel: MessengerChannel, ben: GraphCustomer
) -> None:
    graph.break_off("messages")
    with pytest.raises(TryAgain, match="could not be reached") as caught:
        await send(channel, ben)
    assert caught.value.after == connector.ECHO_WITHIN


async def test_silence_is_tried_again(
    graph: FakeGraph, channel: MessengerChannel, ben: GraphCustomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connector, "LONGEST_SEND", 0.2)
    hang = graph.hang("messages")
    with pytest.raises(TryAgain, match="does not answer") as caught:
        await send(channel, ben)
    assert caught.value.after == connector.ECHO_WITHIN
    hang.release()


async def test_an_answer_that_takes_too_long_may_have_been_a_yes(
    graph: FakeGraph, channel: MessengerChannel, ben: GraphCustomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messenger_send, "TIMEOUT", ClientTimeout(total=0.2, connect=0.1))
    hang = graph.hang("messages", acting=True)
    with pytest.raises(TryAgain, match="not heard") as caught:
        await send(channel, ben)
    assert caught.value.after == connector.ECHO_WITHIN
    hang.release()


@pytest.mark.parametrize(
    ("status", "body", "after"),
    [
        (502, "<html>", connector.ECHO_WITHIN),
        (200, "<html>", connector.ECHO_WITHIN),
        (404, "<html>", None),
        (500, graph_error("temporary", 2), None),
    ],
)
async def test_the_echo_is_waited_for_where_the_answer_leaves_it_open(
    graph: FakeGraph, channel: MessengerChannel, ben: GraphCustomer, status: int, body: Any, after: Any
) -> None:
    graph.fail("messages", status, body)
    with pytest.raises(TryAgain) as caught:
        await send(channel, ben)
    assert caught.value.after == after


@pytest.mark.parametrize(("attempts", "after"), [(2, connector.ECHO_WITHIN), (3, None)])
async def test_later_the_usual_wait_is_longer_than_that_for_the_echo(
    graph: FakeGraph, channel: MessengerChannel, ben: GraphCustomer, attempts: int, after: float | None
) -> None:
    graph.break_off("messages")
    owed = delivery(f"messenger:{graph.page.id}:{ben.inbox.person_id}", {"text": "Hi"})
    with pytest.raises(TryAgain) as caught:
        await channel.send(replace(owed, attempts=attempts))
    assert caught.value.after == after


async def test_a_connection_that_never_opened_is_tried_again_soon() -> None:
    nobody = MessengerChannel("1", "token", "secret", "verify", "http://127.0.0.1:9")
    with pytest.raises(TryAgain, match="could not be reached") as caught:
        await nobody.send(delivery("messenger:1:2", {"text": "Hi"}))
    assert caught.value.after is None
    await nobody.close()


async def test_a_deeply_nested_answer_is_tried_again(
    graph: FakeGraph, channel: MessengerChannel, ben: GraphCustomer
) -> None:
    graph.fail("messages", 400, "[" * 200_000)
    with pytest.raises(TryAgain):
        await send(channel, ben)


@pytest.mark.parametrize("missing", range(4))
def test_without_all_its_secrets_there_is_no_channel(missing: int) -> None:
    secrets = ["1", "token", "secret", "verify"]
    secrets[missing] = ""
    with pytest.raises(ValueError, match="needs a page id"):
        MessengerChannel(secrets[0], secrets[1], secrets[2], secrets[3])
