"""The fake Slack's lesser methods: reading back, opening, joining, taking back, shortcuts."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.fakes.receiver import Receiver
from tests.fakes.slack import Agent, FakeSlack, Post


def test_a_thread_is_read_back_page_by_page(slack: FakeSlack, web: WebClient) -> None:
    channel = slack.agent_channel.id
    parent = web.chat_postMessage(channel=channel, text="card")["ts"]
    replies = [web.chat_postMessage(channel=channel, text=f"{n}", thread_ts=parent)["ts"] for n in range(4)]
    assert sorted({parent, *replies}) == [parent, *replies]
    first = web.conversations_replies(channel=channel, ts=parent, limit=3)
    assert [m["text"] for m in first["messages"]] == ["card", "0", "1"]
    cursor = first["response_metadata"]["next_cursor"]
    rest = web.conversations_replies(channel=channel, ts=parent, limit=3, cursor=cursor)
    assert ([m["text"] for m in rest["messages"]], rest["has_more"]) == (["2", "3"], False)
    later = web.conversations_replies(channel=channel, ts=parent, oldest=replies[2])
    assert [m["text"] for m in later["messages"]] == ["3"]
    assert [m["text"] for m in web.conversations_history(channel=channel)["messages"]] == ["card"]


def test_a_reply_to_a_reply_stays_in_the_thread(slack: FakeSlack, web: WebClient) -> None:
    channel = slack.agent_channel.id
    parent = web.chat_postMessage(channel=channel, text="card")["ts"]
    reply = web.chat_postMessage(channel=channel, text="one", thread_ts=parent)["ts"]
    web.chat_postMessage(channel=channel, text="two", thread_ts=reply)
    assert [post.text for post in Post(slack.agent_channel, parent).replies] == ["one", "two"]


def test_people_and_places(slack: FakeSlack, web: WebClient, sam: Agent) -> None:
    assert web.auth_test()["user_id"] == slack.home.bot_user.id
    assert web.users_info(user=sam.person.id)["user"]["profile"]["display_name"] == "Sam"
    opened = web.conversations_open(users=sam.person.id)
    assert web.conversations_open(users=sam.person.id)["channel"] == opened["channel"]
    assert web.conversations_info(channel=opened["channel"]["id"])["channel"]["is_im"]
    elsewhere = slack.channel("elsewhere", bot_in=False)
    web.conversations_join(channel=elsewhere.id)
    assert web.chat_postMessage(channel="#elsewhere", text="here")["channel"] == elsewhere.id


async def test_what_is_taken_back(slack: FakeSlack, web: WebClient, sam: Agent) -> None:
    slack.deliver_to("http://bot/webhooks/slack", Receiver().app)
    channel = slack.agent_channel.id
    ts = web.chat_postMessage(channel=channel, text="x")["ts"]
    web.reactions_add(channel=channel, timestamp=ts, name="eyes")
    with pytest.raises(SlackApiError, match="already_reacted"):
        web.reactions_add(channel=channel, timestamp=ts, name="eyes")
    web.reactions_remove(channel=channel, timestamp=ts, name="eyes")
    assert sam.cards()[0].reactions == []
    web.chat_delete(channel=channel, ts=ts)
    assert sam.cards() == []
    own = await sam.says("", "mine")
    with pytest.raises(SlackApiError, match="cant_delete_message"):
        web.chat_delete(channel=channel, ts=own.ts)


async def test_a_shortcut_on_a_message(slack: FakeSlack, web: WebClient, sam: Agent) -> None:
    slack.deliver_to("http://bot/webhooks/slack", Receiver().app)
    ts = web.chat_postMessage(channel=slack.agent_channel.id, text="x")["ts"]
    payload = await sam.uses_shortcut(Post(slack.agent_channel, ts), "take_over")
    assert (payload["type"], payload["callback_id"], payload["message"]["ts"]) == (
        "message_action",
        "take_over",
        ts,
    )
