"""What is pressed and commanded in Slack."""

from typing import Any

import pytest

from bot.core.arrival import Verb
from channels.slack import sentences
from tests.channels.slack.front import DESK, FORM, Front


@pytest.fixture
def front() -> Front:
    return Front()


def press(action_id: str, value: str, **more: Any) -> dict[str, Any]:
    title = {"type": "plain_text", "text": "Claim", "emoji": False}
    found = {"type": "button", "action_id": action_id, "block_id": "b", "text": title, "value": value}
    return {**found, "action_ts": "1700000000.123456", **more}


def pressed(
    *actions: Any, channel: str = DESK, user: str = "U1", team: str = "T1", **more: Any
) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "team": {"id": team, "domain": "shop"},
        "user": {"id": user, "username": "sam", "name": "sam", "team_id": team},
        "api_app_id": "A1",
        "token": "old",
        "container": {
            "type": "message",
            "message_ts": "10.000001",
            "channel_id": channel,
            "is_ephemeral": False,
        },
        "trigger_id": "123.456.abc",
        "channel": {"id": channel, "name": "agents"},
        "message": {"type": "message", "ts": "10.000001", "user": "UBOT", "bot_id": "B1"},
        "response_url": "https://hooks.slack.com/actions/T1/1/abc",
        "actions": list(actions),
        **more,
    }


@pytest.mark.parametrize(
    ("action_id", "verb"),
    [("frontdesk_claim", Verb.CLAIM), ("frontdesk_return", Verb.RETURN), ("frontdesk_resolve", Verb.RESOLVE)],
)
def test_the_cards_buttons_are_acts(front: Front, action_id: str, verb: Verb) -> None:
    assert front.action(pressed(press(action_id, "7"))).status_code == 200
    (act,) = front.acts
    assert (act.verb, act.handoff_id, act.agent_id) == (verb, 7, "slack:T1:U1")


def test_a_press_that_is_sent_again_counts_once_and_another_press_counts_again(front: Front) -> None:
    once = pressed(press("frontdesk_claim", "7"))
    front.action(once)
    front.action(once)
    assert len(front.acts) == 1
    front.action(pressed(press("frontdesk_claim", "7", action_ts="1700000001.000001")))
    front.action(pressed(press("frontdesk_claim", "7"), user="U2"))
    front.action(pressed(press("frontdesk_claim", "7"), team="T2"))
    assert len(front.acts) == 4


def test_a_customers_press_is_a_turn_with_its_title_and_payload(front: Front) -> None:
    title = {"type": "plain_text", "text": "Track my order"}
    front.action(pressed(press("press_0", "/track_order", text=title), channel="D1"))
    (turn,) = front.turns
    assert turn.conversation_id == "slack:T1:U1"
    assert (turn.content.text, turn.content.payload) == ("Track my order", "/track_order")
    assert turn.order == 1_700_000_000_123_456
    assert turn.address == {"channel": "D1", "user": "U1"}


def test_a_press_in_a_channels_thread_belongs_to_that_threads_conversation(front: Front) -> None:
    inside = {"type": "message", "message_ts": "6.1", "channel_id": "C1", "thread_ts": "5.000001"}
    front.action(pressed(press("press_0", "/track_order"), channel="C1", container=inside))
    (turn,) = front.turns
    assert turn.conversation_id == "slack:T1:C1:5.000001"
    assert turn.address["thread_ts"] == "5.000001"


def test_every_press_of_one_call_counts_and_a_strange_one_takes_no_other_with_it(front: Front) -> None:
    front.action(pressed(press("press_0", "/a"), 7, press("press_1", "/b"), channel="D1"))
    assert [turn.content.payload for turn in front.turns] == ["/a", "/b"]
    assert [record.label for record in front.records] == ["unknown"]


def test_a_customer_cannot_act_as_an_agent(front: Front) -> None:
    front.action(pressed(press("frontdesk_resolve", "7"), channel="D1"))
    assert front.acts == []


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "view_submission", "user": {"id": "U1"}, "view": {"id": "V1"}},
        {"type": "view_closed", "view": {}},
        {"type": "message_action", "callback_id": "x", "trigger_id": "1.2.a"},
        {"type": "shortcut", "callback_id": "x"},
        {"type": "something_new"},
        pressed(
            {"type": "radio_buttons", "action_id": "r", "action_ts": "1.1", "selected_option": {"value": "7"}}
        ),
        pressed(
            {"type": "checkboxes", "action_id": "c", "action_ts": "1.1", "selected_options": []}, channel="D1"
        ),
        pressed(
            {"type": "button", "action_id": "press_0", "action_ts": "1.1", "url": "https://x.com"},
            channel="D1",
        ),
        pressed(press("frontdesk_claim", "seven")),
        pressed(press("frontdesk_claim", "9" * 30)),
        pressed(press("another_button", "7")),
        pressed({"type": "button"}, channel="D1"),
        {**pressed(press("press_0", "/a")), "channel": None, "container": {"type": "view"}},
        {"type": "block_actions"},
        {"type": "block_actions", "actions": []},
        {"type": "block_actions", "actions": "x"},
        [],
        "x",
        None,
    ],
)
def test_every_other_payload_is_kept_and_answered_200(front: Front, payload: Any) -> None:
    assert front.action(payload).status_code == 200
    assert front.acts == []
    assert front.turns == []
    assert [record.raw for record in front.records] == [payload]


def test_a_form_without_payload_is_kept(front: Front) -> None:
    assert front.post("actions", b"command=%2Forder&text=hi", FORM).status_code == 200
    assert [record.raw for record in front.records] == [{"command": "/order", "text": "hi"}]


@pytest.mark.parametrize("body", [b"payload=%7Bnot", b"payload="])
def test_a_payload_that_is_not_json_is_400(front: Front, body: bytes) -> None:
    assert front.post("actions", body, FORM).status_code == 400


def test_a_slash_command_is_kept_and_answered_to_its_author_only(front: Front) -> None:
    form = {"command": "/order", "text": "", "team_id": "T1", "user_id": "U1", "trigger_id": "1.2.a"}
    answer = front.command(**form)
    assert answer.json() == {"response_type": "ephemeral", "text": sentences.COMMAND_HELP}
    front.command(**form)
    (record,) = front.records
    assert (record.label, record.conversation_id) == ("command", "slack:T1:U1")
    assert front.turns == []


def test_slacks_check_of_the_commands_address_is_answered(front: Front) -> None:
    assert front.command(ssl_check="1", token="old").status_code == 200
    assert front.journal.arrivals == []


def test_an_unsigned_press_is_refused(front: Front) -> None:
    assert front.post("actions", b"payload=%7B%7D", FORM, secret="another").status_code == 403
    assert front.post("commands", b"command=%2Forder", FORM, secret="another").status_code == 403
