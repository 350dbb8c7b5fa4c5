"""The fake Slack: Slack's own libraries take its events and use its API; it refuses what Slack refuses."""

import json
from typing import Any

import httpx
import pytest
from slack_bolt import App
from slack_bolt.adapter.starlette.handler import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.fakes.receiver import Receiver
from tests.fakes.slack import Agent, FakeSlack, SlackCustomer, other_bot_says
from tests.fakes.slack.samples import actions, section
from tests.fakes.waiting import NeverHappened, eventually


def events(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(r.body)["event"] for r in receiver.received if r.path.endswith("/events")]


async def test_bolt_takes_everything_that_it_sends(
    slack: FakeSlack, web: WebClient, anna: SlackCustomer, sam: Agent
) -> None:
    seen: list[str] = []
    slack.deliver_to("http://bot/webhooks/slack", _bolt_app(slack, seen))
    card = web.chat_postMessage(channel=slack.agent_channel.id, text="x", blocks=[actions("Claim")])
    await slack.postman.settle()
    await anna.says("where is my order?")
    await anna.sends_photo("this one")
    await anna.mentions_bot(slack.channel("help"), "hello")
    await sam.presses(card["ts"], "Claim")
    reply = await sam.replies(card["ts"], "hi")
    await sam.edits(reply, "hi!")
    await sam.commands("/desk", "queue")
    assert sorted(seen) == [
        "/desk queue",
        "app_mention",
        "claim pressed",
        "message",
        "message",
        "message",
        "message file_share",
        "message message_changed",
    ]
    assert all(posted.status == 200 for posted in slack.postman.posted)


async def test_the_sdk_accepts_the_signature(
    slack: FakeSlack, receiver: Receiver, anna: SlackCustomer
) -> None:
    await anna.says("Kafé 🙂")
    (got,) = receiver.received
    assert SignatureVerifier(slack.signing_secret).is_valid_request(got.body, got.headers)
    assert not SignatureVerifier("another").is_valid_request(got.body, got.headers)


async def test_a_dialogue(slack: FakeSlack, receiver: Receiver, web: WebClient, anna: SlackCustomer) -> None:
    await anna.says("my mail is anna@example.com & more")
    (event,) = events(receiver)
    assert event["text"] == "my mail is <mailto:anna@example.com|anna@example.com> &amp; more"
    assert (event["channel_type"], event["channel"]) == ("im", anna.place.id)
    blocks = [section("How can I help <https://shop.example|the shop>?"), actions("Track")]
    web.chat_postMessage(channel=anna.person.id, text="How?", blocks=blocks)
    heard = await anna.hears("help the shop?", within=1)
    assert heard.titles == ["Track"]
    payload = await anna.presses("Track", within=1)
    assert (payload["actions"][0]["value"], payload["channel"]["id"]) == ("7", anna.place.id)
    with pytest.raises(NeverHappened, match="was to press “Refund”"):
        await anna.presses("Refund", within=0)


async def test_the_desk(slack: FakeSlack, receiver: Receiver, web: WebClient, sam: Agent) -> None:
    channel = slack.agent_channel.id
    posted = web.chat_postMessage(
        channel=channel, text="Anna", blocks=[section("Anna asks"), actions("Claim")]
    )
    web.chat_postMessage(channel=channel, text="*Anna:* where is it?", thread_ts=posted["ts"])
    card = await sam.sees_card("anna asks", within=1)
    await sam.sees(card, "where is it?", within=1)
    await sam.presses(card, "Claim")
    web.chat_update(
        channel=channel, ts=card.ts, text="Anna", blocks=[section("Anna, with Sam"), actions("Resolve")]
    )
    assert (card.text, card.titles) == ("Anna, with Sam", ["Resolve"])
    with pytest.raises(NeverHappened, match=r"“Claim”; the buttons are \['Resolve'\]"):
        await sam.presses(card, "Claim", within=0)
    reply = await sam.replies(card, "Hi Anna")
    web.reactions_add(channel=channel, timestamp=reply.ts, name="white_check_mark")
    await sam.sees_reaction(reply, "white_check_mark", within=1)
    web.chat_postEphemeral(channel=channel, user=sam.person.id, text="Not yours")
    assert await sam.is_told("not yours", within=1) == "Not yours"
    assert [post.text for post in card.replies] == ["*Anna:* where is it?", "Hi Anna"]
    assert slack.refused == []


async def test_its_own_posts_come_back_with_a_bot_id(
    slack: FakeSlack, receiver: Receiver, web: WebClient, anna: SlackCustomer
) -> None:
    web.chat_postMessage(
        channel=anna.place.id,
        text="Hello",
        metadata={"event_type": "frontdesk_delivery", "event_payload": {"d": 1}},
    )
    await eventually(lambda: receiver.received, lambda: "no event", within=5)
    (event,) = events(receiver)
    assert (event["bot_id"], event["text"]) == (slack.home.bot_id, "Hello")
    assert "metadata" not in event
    read = web.conversations_history(channel=anna.place.id, include_all_metadata=True)
    assert read["messages"][0]["metadata"]["event_payload"] == {"d": 1}


async def test_uploads_and_downloads(
    slack: FakeSlack, receiver: Receiver, web: WebClient, sam: Agent, anna: SlackCustomer
) -> None:
    web.files_upload_v2(channel=slack.agent_channel.id, content="transcript", filename="t.txt", title="T")
    (card,) = sam.cards()
    assert card.message["files"][0]["title"] == "T"
    await anna.sends_photo("look")
    event = next(e for e in events(receiver) if e.get("user") == anna.person.id)
    assert (event["subtype"], event["text"]) == ("file_share", "look")
    bearer = {"Authorization": f"Bearer {slack.token}"}
    async with httpx.AsyncClient() as client:
        file = await client.get(event["files"][0]["url_private"], headers=bearer)
        assert file.content.startswith(b"\x89PNG")
        assert b"Sign in" in (await client.get(event["files"][0]["url_private"])).content


async def test_views(slack: FakeSlack, receiver: Receiver, web: WebClient, sam: Agent) -> None:
    card = web.chat_postMessage(channel=slack.agent_channel.id, text="x", blocks=[actions("Assign")])
    trigger_id = (await sam.presses(card["ts"], "assign"))["trigger_id"]
    words = {"type": "plain_text", "text": "To"}
    field = {"type": "plain_text_input", "action_id": "name"}
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Assign"},
        "submit": words,
        "blocks": [{"type": "input", "block_id": "to", "label": words, "element": field}],
    }
    web.views_open(trigger_id=trigger_id, view=view)
    await sam.submits(await sam.sees_view("assign", within=1), to="Kim")
    payload = slack.postman.posted[-1].letter.about
    assert payload["view"]["state"]["values"]["to"]["name"]["value"] == "Kim"
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        web.views_open(trigger_id=trigger_id, view=view)
    slack.views.trigger_lifetime = -1
    late = (await sam.presses(card["ts"], "assign"))["trigger_id"]
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        web.views_open(trigger_id=late, view=view)


async def test_a_response_url_replaces_and_wears_out(
    slack: FakeSlack, receiver: Receiver, web: WebClient, sam: Agent
) -> None:
    posted = web.chat_postMessage(channel=slack.agent_channel.id, text="x", blocks=[actions("Claim")])
    payload = await sam.presses(posted["ts"], "Claim")
    (card,) = sam.cards()
    async with httpx.AsyncClient() as client:
        gone = {"replace_original": True, "text": "done", "blocks": [section("done")]}
        await client.post(payload["response_url"], json=gone)
        assert (card.text, card.titles) == ("done", [])
        for _ in range(4):
            await client.post(payload["response_url"], json={"text": "only you"})
        used = await client.post(payload["response_url"], json={"text": "only you"})
    assert used.json()["error"] == "used_url"
    assert sam.whispers() == ["only you"] * 4


async def test_retries_are_numbered_and_signed_anew(
    slack: FakeSlack, receiver: Receiver, anna: SlackCustomer
) -> None:
    slack.patience = 0
    receiver.statuses = [503, 500]
    await anna.says("hi")
    retries = [r.headers.get("x-slack-retry-num") for r in receiver.received]
    assert retries == [None, "1", "2"]
    assert receiver.received[1].headers["x-slack-retry-reason"] == "http_error"
    assert len({json.loads(r.body)["event_id"] for r in receiver.received}) == 1
    await slack.redeliver()
    assert receiver.received[-1].headers["x-slack-retry-reason"] == "http_timeout"


async def test_twins_other_bots_and_wrappers_without_an_event(
    slack: FakeSlack, receiver: Receiver, anna: SlackCustomer, sam: Agent
) -> None:
    help_channel = slack.channel("help")
    thread = await anna.mentions_bot(help_channel, "hello")
    twins = events(receiver)
    assert {e["type"] for e in twins} == {"message", "app_mention"}
    assert len({e["ts"] for e in twins}) == 1
    assert len({json.loads(r.body)["event_id"] for r in receiver.received}) == 2
    await thread.says("more")
    assert events(receiver)[-1]["thread_ts"] == thread.thread_ts
    await other_bot_says(slack, slack.home, help_channel, "rain")
    assert events(receiver)[-1]["subtype"] == "bot_message"
    await sam.joins()
    assert events(receiver)[-1]["subtype"] == "channel_join"
    await slack.says_it_limits_events()
    assert "event" not in json.loads(receiver.received[-1].body)
    await slack.verifies_url()
    assert json.loads(receiver.received[-1].body)["challenge"] == "3eZbrw1aB"


async def test_the_same_person_in_two_workspaces(
    slack: FakeSlack, receiver: Receiver, anna: SlackCustomer
) -> None:
    other = slack.workspace("T0OTHER", token="xoxb-other")
    twin = slack.customer("Anna", at=other, person_id=anna.person.id)
    await anna.says("one")
    await twin.says("two")
    assert [json.loads(r.body)["team_id"] for r in receiver.received] == ["T0HOME", "T0OTHER"]
    web = WebClient("xoxb-other", base_url=slack.api_base)
    web.chat_postMessage(channel=anna.person.id, text="hello there")
    assert [shown.text for shown in twin.screen()] == ["hello there"]
    assert anna.screen() == []


def _bolt_app(slack: FakeSlack, seen: list[str]) -> Starlette:
    client = WebClient(slack.token, base_url=slack.api_base)
    bolt = App(
        client=client,
        signing_secret=slack.signing_secret,
        token_verification_enabled=False,
        process_before_response=True,
    )

    def keep(body: dict[str, Any]) -> None:
        event = body["event"]
        seen.append(" ".join(filter(None, [event["type"], event.get("subtype")])))

    def keep_press(ack: Any, action: dict[str, Any]) -> None:
        ack()
        seen.append(f"{action['action_id']} pressed")

    def keep_command(ack: Any, command: dict[str, Any]) -> None:
        ack()
        seen.append(f"{command['command']} {command['text']}")

    for subtype in (None, "file_share", "message_changed"):
        bolt.event({"type": "message", "subtype": subtype})(keep)
    bolt.event("app_mention")(keep)
    bolt.action("claim")(keep_press)
    bolt.command("/desk")(keep_command)
    handler = SlackRequestHandler(bolt)

    async def take(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/webhooks/slack/{kind}", take, methods=["POST"])])
