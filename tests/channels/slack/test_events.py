"""What Slack's Events API tells becomes turns, agents' acts and records: each once, and nothing is lost."""

import time
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.core.arrival import Verb
from bot.core.entry import Attachment, Content
from bot.core.errors import Refused
from tests.channels.slack.front import DESK, Front, called, mention, said
from tests.channels.slack.test_acts import press, pressed


@pytest.fixture
def front() -> Front:
    return Front()


# Who may knock


def test_a_wrong_or_missing_signature_is_refused_and_nothing_is_stored(front: Front) -> None:
    assert front.post("events", b"{}", secret="another").status_code == 403
    assert front.event(called(said("hi")), **{"X-Slack-Signature": "v0=00"}).status_code == 403
    assert front.client.post("/webhooks/slack/events", content=b"{}").status_code == 403
    assert front.event(called(said("hi")), **{"X-Slack-Request-Timestamp": "soon"}).status_code == 403
    with pytest.raises(Refused):
        front.wire.verify(
            {"x-slack-request-timestamp": str(int(time.time())), "x-slack-signature": "v0=\u00fc"}, b""
        )
    assert front.journal.arrivals == []


@pytest.mark.parametrize(("age", "status"), [(290, 200), (310, 403), (-310, 403)])
def test_a_signature_is_good_for_five_minutes(front: Front, age: int, status: int) -> None:
    assert front.post("events", b'{"type": "x"}', at=time.time() - age).status_code == status


@pytest.mark.parametrize("path", ["events", "actions", "commands"])
def test_what_cannot_be_read_is_400_in_one_sentence(front: Front, path: str) -> None:
    for body in (b"{not json", b"", b"\xff\xfe", b"[" * 200_000):
        answer = front.post(path, body)
        assert answer.status_code == 400
        assert len(answer.text) < 60
    assert front.journal.arrivals == []


def test_a_number_that_is_no_json_is_400(front: Front) -> None:
    assert front.post("events", b'{"type": NaN}').status_code == 400


@pytest.mark.parametrize("path", ["events", "actions"])
def test_a_number_that_no_database_takes_is_kept_as_text(front: Front, path: str) -> None:
    body = '{"type": "x", "numbers": [1e400, -1e400, 99999999999999999999]}'
    form = urlencode({"payload": body}) if path == "actions" else body
    assert front.post(path, form.encode()).status_code == 200
    (kept,) = front.records
    assert kept.raw["numbers"] == ["1e400", "-1e400", "99999999999999999999"]


def test_over_4_megabytes_is_413(front: Front) -> None:
    assert front.post("events", b" " * (4 * 1024 * 1024 + 1)).status_code == 413


def test_a_journal_that_cannot_be_written_is_503_so_that_slack_sends_it_again(front: Front) -> None:
    front.journal.broken = True
    assert front.event(called(said("hi"))).status_code == 503


def test_the_challenge_is_answered_bare(front: Front) -> None:
    answer = front.event({"type": "url_verification", "token": "old", "challenge": "abc123"})
    assert (answer.status_code, answer.text) == (200, "abc123")
    assert answer.headers["content-type"].startswith("text/plain")
    assert front.journal.arrivals == []


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "text/plain", "APPLICATION/JSON"]
)
def test_any_content_type_is_read(front: Front, content_type: str) -> None:
    assert front.event(called(said("hi")), content_type).status_code == 200
    assert [turn.content.text for turn in front.turns] == ["hi"]


# Customers


def test_a_direct_message_is_a_turn(front: Front) -> None:
    front.event(called(said("Where is my order?", ts="1700000000.000100")))
    (turn,) = front.turns
    assert turn.conversation_id == "slack:T1:U1"
    assert turn.key == "slack:T1:D1:1700000000.000100"
    assert turn.order == 1_700_000_000_000_100
    assert turn.address == {"channel": "D1", "user": "U1"}
    assert turn.at is not None
    assert turn.at.timestamp() == pytest.approx(1_700_000_000.0001)


def test_a_mention_in_a_channel_begins_a_conversation_in_its_thread(front: Front) -> None:
    front.event(called(mention("where is my order?", ts="5.000001")))
    front.event(called(mention("and now?", ts="6.000001", thread_ts="5.000001")))
    first, second = front.turns
    assert first.conversation_id == second.conversation_id == "slack:T1:C1:5.000001"
    assert first.address == {"channel": "C1", "user": "U1", "thread_ts": "5.000001", "public": True}
    assert first.content.text == "where is my order?"


@pytest.mark.parametrize("known", ["", "UBOT"])
@pytest.mark.parametrize("mention_first", [True, False])
@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("thread", [{}, {"thread_ts": "5.000001"}])
def test_both_events_of_one_mention_are_one_turn(
    known: str, mention_first: bool, told: bool, thread: dict[str, str]
) -> None:
    front = Front(known)
    outer: dict[str, Any] = {} if told else {"authorizations": []}
    twins = [called(mention("hi", **thread), **outer), called(said("<@UBOT> hi", "C1", **thread), **outer)]
    for body in twins if mention_first else reversed(twins):
        assert front.event(body).status_code == 200
    assert [turn.content.text for turn in front.turns] == ["hi"]


def test_a_mention_of_somebody_else_whose_id_begins_like_the_bots_is_none(front: Front) -> None:
    front.event(called(said("<@UBOT2> hi", "C1")))
    assert [record.label for record in front.records] == ["overheard"]


@pytest.mark.parametrize("reason", ["http_timeout", "http_error", "connection_failed"])
@pytest.mark.parametrize("first_was_lost", [True, False])
def test_a_retry_counts_once_whatever_its_headers_say(
    front: Front, reason: str, first_was_lost: bool
) -> None:
    body = called(said("hi"))
    if not first_was_lost:
        front.event(body)
    retry = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": reason}
    assert front.event(body, **retry).status_code == 200
    assert len(front.turns) == 1


def test_people_of_two_workspaces_never_share_a_conversation(front: Front) -> None:
    front.event(called(said("hi"), team="T1"))
    front.event(called(said("hi"), team="T2"))
    front.event(called(mention("hi", ts="9.000001"), team="T1"))
    front.event(called(mention("hi", ts="9.000001"), team="T2"))
    assert len({turn.conversation_id for turn in front.turns}) == 4
    assert len({turn.key for turn in front.turns}) == 4


def test_somebody_of_another_company_has_one_conversation_in_a_shared_channel(front: Front) -> None:
    """Slack Connect: the event happened in their workspace, and reaches us through the one we are in."""
    theirs: Any = {"team": "T1", "context_team_id": "T1", "is_ext_shared_channel": True}
    asked = mention("hi", ts="9.000001", user="U7", user_team="T7", source_team="T7")
    front.event(called(asked, **theirs, team_id="T7"))
    front.event(called(said("and?", "C1", "U7", "10.000001", thread_ts="9.000001"), **theirs, team_id="T7"))
    front.action(
        pressed(
            press("press_0", "/track_order"),
            channel="C1",
            user="U7",
            team="T7",
            message={"type": "message", "ts": "9.500001", "thread_ts": "9.000001", "team": "T1"},
        )
    )
    assert [turn.conversation_id for turn in front.turns] == ["slack:T1:C1:9.000001"] * 3


def test_somebody_of_another_company_may_write_directly(front: Front) -> None:
    front.event(called(said("hi", user="U7", user_team="T7"), team_id="T7", context_team_id="T1"))
    assert [turn.conversation_id for turn in front.turns] == ["slack:T1:U7"]


def test_what_somebody_of_another_company_edits_is_of_the_same_conversation(front: Front) -> None:
    before, after = said("hi", user="U7", ts="9.000001"), said("hello", user="U7", ts="9.000001")
    changed = {"type": "message", "subtype": "message_changed", "channel": "D1", "event_ts": "9.100001"}
    told = {"message": after, "previous_message": before}
    front.event(called({**changed, **told}, team_id="T7", context_team_id="T1"))
    assert [arrival.conversation_id for arrival in front.arrivals] == ["slack:T1:U7"]


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("see <http://x.com|x.com>", "see x.com"),
        ("see <https://x.com/a?b=1&amp;c=2>", "see https://x.com/a?b=1&c=2"),
        ("see <https://x.com|our shop>", "see our shop (https://x.com)"),
        ("I am <mailto:a@b.com|a@b.com>", "I am a@b.com"),
        ("<@UBOT> hello", "hello"),
        ("<@UBOT|frontdesk>: hello", ": hello"),
        ("ask <@U7|dana> in <#C2|orders> <!here>", "ask @dana in #orders @here"),
        ("<!date^1392734382^{date}|Feb 18>", "Feb 18"),
        ("half a pair \ud83d and \x00 zero", "half a pair ? and  zero"),
    ],
)
def test_slacks_way_of_writing_is_read_as_a_person_would(front: Front, sent: str, read: str) -> None:
    front.event(called(said(sent)))
    assert [turn.content.text for turn in front.turns] == [read]


def test_emoji_are_read_as_the_character_that_was_typed(front: Front) -> None:
    emoji = {"type": "emoji", "name": "flag-nl", "unicode": "1f1f3-1f1f1"}
    blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [emoji]}]}]
    front.event(called(said("from :flag-nl: at 10:30:00 :custom:", blocks=blocks)))
    assert [turn.content.text for turn in front.turns] == ["from 🇳🇱 at 10:30:00 :custom:"]


def test_words_that_stand_in_blocks_only_are_read(front: Front) -> None:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": "hi"}]}
    front.event(called(said("", blocks=[{"type": "rich_text", "elements": [section]}])))
    assert [turn.content.text for turn in front.turns] == ["hi"]


def test_files_come_along_also_without_words(front: Front) -> None:
    files = [
        {"id": "F1", "name": "parcel.jpg", "mimetype": "image/jpeg", "permalink": "https://x.slack.com/F1"},
        {"id": "F2", "name": "a.m4a", "mimetype": "audio/mp4", "subtype": "slack_audio"},
        {"id": "F3", "name": "bill.pdf", "mimetype": "application/pdf"},
        {"id": "F4", "mode": "tombstone"},
    ]
    front.event(called(said("", subtype="file_share", files=files)))
    (turn,) = front.turns
    assert turn.content.words == "[photo] [voice message] [file] [file]"
    assert turn.content.attachments[0].url == "https://x.slack.com/F1"
    assert turn.content.attachments[0].reference == "F1"


def test_a_forwarded_message_comes_along_as_a_link(front: Front) -> None:
    share = {"is_share": True, "fallback": "[today] Anna: hi", "from_url": "https://x.slack.com/p1"}
    front.event(called(said("", attachments=[share])))
    assert front.turns[0].content.words == "[link]"


# Nobody's turn


@pytest.mark.parametrize(
    ("event", "label"),
    [
        (said("I am a bot", bot_id="B1"), "echo"),
        (said("posted by an app", app_id="A1"), "echo"),
        (said("me", user="UBOT"), "echo"),
        (said("me", metadata={"event_type": "frontdesk_delivery", "event_payload": {"delivery": 1}}), "echo"),
        (said("x", subtype="bot_message"), "echo"),
        (said("", subtype="message_changed", hidden=True, message=said("edited")), "edit"),
        (said("", subtype="message_deleted", hidden=True, previous_message=said("old")), "deletion"),
        (said("<@U1> has joined the channel", "C1", subtype="channel_join"), "membership"),
        ({"type": "member_joined_channel", "user": "U1", "channel": "C1"}, "membership"),
        (said("set the topic", "C1", subtype="channel_topic"), "service"),
        (said("two colleagues talking", "C1"), "overheard"),
        (
            {
                "type": "reaction_added",
                "user": "U1",
                "item": {"type": "message", "channel": "D1", "ts": "1.1"},
            },
            "reaction",
        ),
        ({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"}, "home"),
        ({"type": "something_new", "user": "U1"}, "unknown"),
        (said("no user", user=""), "unknown"),
        ({"type": "message", "channel": {"id": "C1"}, "user": "U1", "text": "x", "ts": "1.1"}, "unknown"),
        ({"type": "message", "channel": "D1", "user": "U1", "text": ["x"], "ts": "1.1"}, "unknown"),
    ],
)
def test_what_is_nobodys_turn_is_kept_under_its_label(
    front: Front, event: dict[str, Any], label: str
) -> None:
    body = called(event)
    assert front.event(body).status_code == 200
    assert front.event(body).status_code == 200
    (record,) = front.arrivals
    assert (record.kind.value, record.label, record.raw) == ("record", label, body)


@pytest.mark.parametrize(
    "body",
    [
        {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1518467820, "api_app_id": "A1"},
        {"type": "event_callback", "team_id": "T1"},
        {"type": "event_callback", "event": "text"},
        {"type": "something_new"},
        {},
        [],
        [1, 2],
        "text",
        7,
        None,
        {"type": ["event_callback"]},
        {"type": "event_callback", "event": {"type": {}}, "authorizations": 4},
    ],
)
def test_any_signed_json_is_kept_whole(front: Front, body: Any) -> None:
    assert front.event(body).status_code == 200
    (record,) = front.arrivals
    assert record.raw == body
    assert record.conversation_id == "slack:"


def test_a_message_that_was_merely_overheard_does_not_stand_in_the_way_of_the_mention(front: Front) -> None:
    front.event(called(said("hey <@UBOT>", "C1"), authorizations=None))
    assert front.turns == []
    front.event(called(mention("hey"), authorizations=None))
    assert len(front.turns) == 1


# Agents


def reply(text: str, **more: Any) -> dict[str, Any]:
    return said(text, DESK, **{"ts": "20.000002", "thread_ts": "10.000001", **more})


def test_an_agents_words_in_a_thread_are_a_reply(front: Front) -> None:
    front.event(called(reply("I have a look &amp; call you")))
    (act,) = front.acts
    assert (act.verb, act.content.text) == (Verb.REPLY, "I have a look & call you")
    assert act.desk_ref == "C0DESK:10.000001"
    assert act.origin == "C0DESK:10.000001:20.000002"
    assert act.agent_id == "slack:T1:U1"


def test_an_agents_mention_of_the_bot_is_one_reply(front: Front) -> None:
    twin = mention("hello", DESK, ts="20.000002", thread_ts="10.000001")
    front.event(called(reply("<@UBOT> hello")))
    front.event(called(twin))
    assert [act.content.text for act in front.acts] == ["hello"]


@pytest.mark.parametrize("subtype", ["thread_broadcast", "file_share", "me_message"])
def test_a_persons_words_of_every_kind_are_a_reply(front: Front, subtype: str) -> None:
    front.event(called(reply("hello", subtype=subtype)))
    assert [act.verb for act in front.acts] == [Verb.REPLY]


def test_an_agents_file_is_recorded_and_its_address_in_slack_goes_nowhere(front: Front) -> None:
    file = {
        "id": "F1",
        "name": "internal.png",
        "mimetype": "image/png",
        "permalink": "https://x.slack.com/F1",
    }
    front.event(called(reply("", subtype="file_share", files=[file])))
    (act,) = front.acts
    assert act.content == Content(attachments=(Attachment("photo", reference="F1"),))


def test_a_note_is_a_note(front: Front) -> None:
    front.event(called(reply("  // she called twice")))
    assert [(act.verb, act.content.text) for act in front.acts] == [(Verb.NOTE, "she called twice")]


@pytest.mark.parametrize(
    ("event", "label"),
    [
        (said("lunch?", DESK), "desk chat"),
        (mention("lunch?", DESK), "desk chat"),
        (said("the card itself", DESK, thread_ts="1700000000.000100"), "desk chat"),
        (reply("edited", subtype="message_changed", hidden=True, message=said("edited", DESK)), "edit"),
        (reply("", subtype="message_deleted", hidden=True), "deletion"),
        (reply("the transcript", bot_id="B1"), "echo"),
        (reply("the transcript", user="UBOT"), "echo"),
        (reply("the transcript", metadata={"event_type": "frontdesk_desk"}), "echo"),
        (reply(" "), "empty"),
    ],
)
def test_what_is_no_answer_to_a_customer_is_kept_only(
    front: Front, event: dict[str, Any], label: str
) -> None:
    front.event(called(event))
    assert front.acts == []
    assert [record.label for record in front.records] == [label]


def test_our_own_words_are_known_once_slack_has_told_who_we_are() -> None:
    front = Front("UBOT")
    front.event(called(reply("the transcript", user="UBOT"), authorizations=[]))
    front.event(called(said("an answer", user="UBOT", ts="30.000001"), authorizations=[]))
    assert [record.label for record in front.arrivals] == ["echo", "echo"]


def test_what_is_said_in_a_channels_thread_counts_where_the_bot_was_called_only(front: Front) -> None:
    body = called(said("and now?", "C1", ts="6.000001", thread_ts="5.000001"))
    front.event(body)
    (heard,) = front.records
    assert (heard.label, heard.raw) == ("overheard", body)
    front.event(called(mention("hello", ts="7.000001", thread_ts="5.000001")))
    front.event(called(said("and now?", "C1", ts="8.000001", thread_ts="5.000001")))
    assert [turn.content.text for turn in front.turns] == ["hello", "and now?"]
    assert {turn.conversation_id for turn in front.turns} == {"slack:T1:C1:5.000001"}
