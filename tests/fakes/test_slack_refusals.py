"""The fake Slack refuses what Slack refuses, in Slack's words."""

from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.fakes.slack import Agent, FakeSlack
from tests.fakes.slack.samples import actions, section


@pytest.mark.parametrize(
    ("blocks", "error"),
    [
        ([section("x")] * 51, "invalid_blocks"),
        ([section("x" * 3001)], "invalid_blocks"),
        ([section("")], "invalid_blocks"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "invalid_blocks"),
        ([actions(*map(str, range(26)))], "invalid_blocks"),
        ([actions()], "invalid_blocks"),
        ([actions("x" * 76)], "invalid_blocks"),
        (
            [{**actions("x"), "elements": [{**actions("x")["elements"][0], "value": "v" * 2001}]}],
            "invalid_blocks",
        ),
        ([actions("same", "same")], "invalid_blocks"),
        ([{"type": "sektion"}], "invalid_blocks"),
        ([{"text": "no type"}], "invalid_blocks"),
        ([section("x" * 3000)] * 5, "msg_blocks_too_long"),
        ("[", "invalid_blocks_format"),
    ],
)
async def test_it_refuses_blocks_that_slack_refuses(
    slack: FakeSlack, web: WebClient, sam: Agent, blocks: Any, error: str
) -> None:
    with pytest.raises(SlackApiError) as caught:
        web.chat_postMessage(channel=slack.agent_channel.id, text="x", blocks=blocks)
    assert caught.value.response["error"] == error
    assert [refused.method for refused in slack.refused] == ["chat.postMessage"]
    assert sam.cards() == []


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("chat.postMessage", {"channel": "C404", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C0AGENTS"}, "no_text"),
        ("chat.postMessage", {"channel": "C0AGENTS", "text": "x", "as_user": True}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "C0AGENTS", "text": "x", "thread_ts": "1.2"}, "invalid_thread_ts"),
        (
            "chat.postMessage",
            {"channel": "C0AGENTS", "text": "x", "thread_ts": "1700000000.000001"},
            "thread_not_found",
        ),
        ("chat.postMessage", {"channel": "C0AGENTS", "text": "x", "metadata": {}}, None),
        (
            "chat.postMessage",
            {"channel": "C0AGENTS", "text": "x", "metadata": {"a": 1}},
            "invalid_metadata_format",
        ),
        ("chat.postMessage", {"channel": "#elsewhere", "text": "x"}, "not_in_channel"),
        ("chat.update", {"channel": "C0AGENTS", "text": "x", "ts": "1700000000.000001"}, "message_not_found"),
        ("reactions.add", {"channel": "C0AGENTS", "name": "tick", "timestamp": "1.1"}, "invalid_name"),
        ("conversations.replies", {"channel": "C0AGENTS", "ts": "1700000000.000001"}, "thread_not_found"),
        ("users.info", {"user": "U404"}, "user_not_found"),
        ("views.open", {"trigger_id": "1", "view": {"type": "modal"}}, "invalid_blocks_format"),
        ("chat.scream", {}, "unknown_method"),
    ],
)
async def test_it_says_no_as_slack_does(
    slack: FakeSlack, method: str, params: dict[str, Any], error: str | None
) -> None:
    slack.channel("elsewhere", bot_in=False)
    async with httpx.AsyncClient(base_url=slack.api_base) as client:
        answer = await client.post(method, json=params, headers={"Authorization": f"Bearer {slack.token}"})
        assert (answer.status_code, answer.json().get("error")) == (200, error)
        unknown = await client.post("auth.test", headers={"Authorization": "Bearer xoxb-wrong"})
        assert unknown.json()["error"] == "invalid_auth"
        assert (await client.post("auth.test")).json()["error"] == "not_authed"


async def test_long_texts_are_cut_and_forms_are_read(slack: FakeSlack, sam: Agent) -> None:
    form = {"channel": slack.agent_channel.id, "text": "x" * 40_001, "token": slack.token, "blocks": "[]"}
    async with httpx.AsyncClient(base_url=slack.api_base) as client:
        answer = await client.post("chat.postMessage", data=form)
    assert len(answer.json()["message"]["text"]) == 40_000
    assert len(sam.cards()) == 1
