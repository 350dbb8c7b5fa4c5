"""What the stock Facebook connector of Rasa gets wrong, sent here as it was sent there."""

import hashlib
import hmac
import json
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.core.entry import Attachment, Button, Content
from channels.messenger import MessengerChannel
from tests.channels.deliveries import delivery
from tests.channels.messenger.conftest import VERIFY_TOKEN
from tests.channels.messenger.events import RECORDS, TURNS, body, said
from tests.fakes.graph import FakeGraph, GraphCustomer
from tests.fakes.postman import Letter
from tests.fakes.store import FakeStore


def letter(event: Any) -> Letter:
    return Letter(json.dumps(event).encode())


def signed(graph: FakeGraph, event: Any, algorithm: str) -> str:
    digest = hmac.new(graph.app_secret.encode(), letter(event).body, algorithm).hexdigest()
    return f"{algorithm}={digest}"


async def post(graph: FakeGraph, event: Any, **headers: str | None) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await graph.postman.post(letter(event), headers=named)


async def test_a_request_signed_with_sha256_only_is_taken(
    graph: FakeGraph, app: Starlette, store: FakeStore
) -> None:
    answer = await post(graph, body(said(text="hi")))
    assert (answer.status_code, len(store.turns)) == (200, 1)


async def test_a_request_signed_with_sha1_only_is_refused(
    graph: FakeGraph, app: Starlette, store: FakeStore
) -> None:
    event = body(said(text="hi"))
    old = signed(graph, event, "sha1")
    assert (await post(graph, event, X_Hub_Signature_256=None, X_Hub_Signature=old)).status_code == 403
    assert store.received == []


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha512"])
async def test_the_sender_does_not_choose_the_algorithm(
    graph: FakeGraph, app: Starlette, store: FakeStore, algorithm: str
) -> None:
    event = body(said(text="hi"))
    header = signed(graph, event, algorithm)
    assert (await post(graph, event, X_Hub_Signature_256=header)).status_code == 403
    assert store.received == []


@pytest.mark.parametrize(
    "header", [None, "", "sha256=", "sha256", "=", "new=1", "__name__=x", f"sha256={'0' * 64}"]
)
async def test_a_bad_signature_is_refused_and_never_acknowledged(
    graph: FakeGraph, app: Starlette, store: FakeStore, header: str | None
) -> None:
    answer = await post(graph, body(said(text="hi")), X_Hub_Signature_256=header)
    assert answer.status_code == 403
    assert store.received == []


async def test_the_signature_is_over_the_bytes_as_they_came(
    graph: FakeGraph, app: Starlette, store: FakeStore
) -> None:
    raw = json.dumps(body(said(text="ü")), ensure_ascii=True, indent=3).encode()
    assert (await graph.postman.post(Letter(raw))).status_code == 200
    changed = Letter(raw.replace(b"m_1", b"m_2"))
    seal = hmac.new(graph.app_secret.encode(), raw, hashlib.sha256).hexdigest()
    answer = await graph.postman.post(changed, headers={"X-Hub-Signature-256": f"sha256={seal}"})
    assert answer.status_code == 403
    assert [turn.content.text for turn in store.turns] == ["ü"]


async def test_only_a_subscription_with_our_token_gets_its_bare_challenge(
    graph: FakeGraph, app: Starlette
) -> None:
    answer = await graph.subscribes(VERIFY_TOKEN)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")
    for token, mode in (("wrong", "subscribe"), ("", "subscribe"), (VERIFY_TOKEN, "unsubscribe")):
        refused = await graph.subscribes(token, mode)
        assert (refused.status_code, "1158201444" in refused.text) == (403, False)
    assert (await graph.postman.get({})).status_code == 403


async def test_every_event_of_a_batch_is_taken(graph: FakeGraph, app: Starlette, store: FakeStore) -> None:
    ben = graph.customer("Ben")
    anna = graph.customer("Anna")
    async with graph.batch():
        await anna.says("one")
        await ben.says("two")
        await anna.says("three")
        await graph.sends_change({"item": "comment"})
    assert [turn.content.text for turn in store.turns] == ["one", "two", "three"]
    assert len({turn.conversation_id for turn in store.turns}) == 2
    assert [record.label for record in store.records] == ["feed"]


async def test_two_entries_in_one_call_are_both_taken(
    graph: FakeGraph, app: Starlette, store: FakeStore
) -> None:
    first, second = (body(said(mid, text=mid))["entry"][0] for mid in ("m_1", "m_2"))
    await post(graph, {"object": "page", "entry": [first, second]})
    assert [turn.content.text for turn in store.turns] == ["m_1", "m_2"]


async def test_changes_and_standby_are_recorded_without_an_error(
    graph: FakeGraph, anna: GraphCustomer, store: FakeStore
) -> None:
    await graph.sends_change({"item": "comment", "verb": "add", "comment_id": "1_2"})
    await anna.says_on_standby("to another app")
    assert store.turns == []
    assert [record.label for record in store.records] == ["feed", "standby"]
    assert store.records[1].conversation_id == f"messenger:{graph.page.id}:{anna.inbox.person_id}"
    assert store.records[1].raw["message"]["text"] == "to another app"


async def test_a_message_that_cannot_be_stored_is_not_acknowledged(
    graph: FakeGraph, app: Starlette, store: FakeStore
) -> None:
    store.away, store.retry_after = True, 2.4
    answer = await post(graph, body(said(text="hi")))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    store.away = False
    assert (await post(graph, body(said(text="hi")))).status_code == 200
    assert [turn.content.text for turn in store.turns] == ["hi"]


async def test_the_same_message_twice_is_one_turn(
    graph: FakeGraph, anna: GraphCustomer, store: FakeStore
) -> None:
    event = await anna.says("once")
    await graph.redeliver()
    assert [turn.key for turn in store.turns] == [f"messenger:{event['message']['mid']}"]


async def test_every_attachment_is_kept(anna: GraphCustomer, store: FakeStore) -> None:
    await anna.sends_photo()
    await anna.sends_sticker()
    await anna.sends_location(52.5, 13.4)
    await anna.sends_document("receipt.pdf")
    template = {"type": "template", "title": "Shoes", "payload": {"template_type": "generic"}}
    link = {"type": "fallback", "title": "The shop", "url": "https://shop.example"}
    await anna.sends_attachments(template, link, {"type": "hologram", "payload": {}})
    kinds = [[file.kind for file in turn.content.attachments] for turn in store.turns]
    assert kinds == [["photo"], ["sticker"], ["location"], ["file"], ["link", "link", "file"]]
    assert store.turns[2].content.attachments[0].url.endswith("?mlat=52.5&mlon=13.4")
    assert store.turns[3].content.attachments[0].name == "receipt.pdf"
    assert store.turns[4].content.attachments[1] == Attachment("link", "The shop", "https://shop.example")


async def test_an_echo_of_a_picture_is_no_customers_message(anna: GraphCustomer, store: FakeStore) -> None:
    await anna.is_written_to_by_hand()
    await anna.is_written_to_by_hand("words by hand")
    assert [told.label for told in store.arrivals] == ["echo", "echo"]
    assert all(told.spoken_by for told in store.arrivals)
    assert {told.conversation_id for told in store.arrivals} == {
        f"messenger:{anna.inbox.account.id}:{anna.inbox.person_id}"
    }


async def test_a_press_without_a_payload_says_its_title(anna: GraphCustomer, store: FakeStore) -> None:
    await anna.posts_back("Track my order")
    assert store.last.content == Content("Track my order")
    await anna.posts_back("Track my order", "/track_order")
    assert store.last.content == Content("Track my order", payload="/track_order")


async def test_receipts_and_their_like_are_recorded(
    graph: FakeGraph, app: Starlette, store: FakeStore
) -> None:
    await post(graph, body(*(event for _, event in RECORDS)))
    assert [told.label for told in store.arrivals] == [label for label, _ in RECORDS]
    assert [told.raw for told in store.arrivals] == [event for _, event in RECORDS]
    assert store.turns == []


async def test_reading_a_batch_costs_no_call_to_meta(
    graph: FakeGraph, app: Starlette, store: FakeStore
) -> None:
    await post(graph, body(*TURNS))
    assert len(store.turns) == len({turn.key for turn in store.turns})
    assert graph.calls == []


async def test_long_words_and_many_choices_fit(
    graph: FakeGraph, anna: GraphCustomer, channel: MessengerChannel
) -> None:
    await anna.says("hi")
    long = "A sentence with an emoji 📦. " * 200
    for count in (2, 13, 14):
        buttons = tuple(Button(f"{n} is a rather long title", "/x" * n * 60) for n in range(1, count + 1))
        for part in channel.render(Content(long, buttons=buttons)):
            await channel.send(delivery(f"messenger:{graph.page.id}:{anna.inbox.person_id}", part))
    assert graph.refused == []
    assert "14. 14 is a rather long title" in anna.screen()[-1].text
