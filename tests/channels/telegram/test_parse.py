"""What Telegram's updates become: whose turn, in which conversation, in which words."""

from typing import Any

import pytest
from hypothesis import given, settings

from bot.core.arrival import Arrival
from bot.core.entry import Attachment, Content, Kind
from channels.telegram.groups import Me
from channels.telegram.parse import arrivals
from channels.telegram.presses import Press, press_in
from tests.channels.mutations import assert_storable, mutated
from tests.channels.telegram.updates import (
    ASKED,
    BOT,
    FILE,
    GROUP,
    NEWS,
    PERSON,
    PRESS,
    RECORDS,
    SAID,
    TURNS,
    in_group,
    message,
    update,
)

ME = Me(7000000001, "frontdesk_bot")


def parsed(event: Any, me: Me = ME) -> Arrival:
    (arrival,) = arrivals(event, me)
    return arrival


def mention(text: str, name: str) -> dict[str, Any]:
    start = len(text[: text.index(name)].encode("utf-16-le")) // 2
    return {"text": text, "entities": [{"type": "mention", "offset": start, "length": len(name)}]}


@pytest.mark.parametrize("event", TURNS)
def test_what_a_customer_says_is_a_turn(event: Any) -> None:
    arrival = parsed(event)
    assert arrival.kind is Kind.MESSAGE
    assert arrival.content != Content()
    is_of_a_button = "message" in event.get("callback_query", {})
    assert arrival.key.startswith("telegram:press:" if is_of_a_button else "telegram:870000001")
    assert arrival.order == 870000001
    assert arrival.customer_name == "Anna Берг"
    assert arrival.raw is None


@pytest.mark.parametrize("event", RECORDS)
def test_what_nobody_says_to_us_is_a_record(event: Any) -> None:
    arrival = parsed(event)
    assert arrival.kind in (Kind.RECORD, Kind.ASIDE)
    assert arrival.label not in ("", "unknown")
    assert arrival.raw == event


@settings(max_examples=250, deadline=None)
@given(mutated(TURNS + RECORDS))
def test_no_update_is_lost_or_breaks_anything(event: Any) -> None:
    (arrival,) = arrivals(event, ME)
    assert_storable(arrival, "telegram")
    press_in(event)


# Words


@pytest.mark.parametrize(
    ("said", "text", "payload"),
    [
        ("/start", "/start", "/greet"),
        ("/start ref_42", "/start ref_42", "/greet"),
        ("/start@frontdesk_bot", "/start@frontdesk_bot", "/greet"),
        ("/HELP", "/HELP", "/help"),
        ("/track 4711", "track 4711", ""),
        ("/track@frontdesk_bot 4711", "track 4711", ""),
        ("/starting soon", "starting soon", ""),
        ("/usr/bin is a path", "/usr/bin is a path", ""),
        ("what does /start do?", "what does /start do?", ""),
        ("  spaces\nand lines  ", "  spaces\nand lines  ", ""),
    ],
)
def test_only_a_leading_command_is_more_than_words(said: str, text: str, payload: str) -> None:
    content = parsed(message(text=said)).content
    assert (content.text, content.payload) == (text, payload)


def test_half_a_surrogate_and_a_zero_byte_are_replaced_everywhere() -> None:
    said = {**SAID, "from": {**PERSON, "first_name": "An\ud800na"}, "text": "a\x00b\udfff \ud83d\udce6"}
    arrival = parsed(update(message=said))
    assert arrival.content.text == "a\ufffdb\ufffd 📦"
    assert arrival.customer_name == "An\ufffdna Берг"
    edited = parsed(update(edited_message={**said, "\ud800": ["\x00"]}))
    assert edited.raw["edited_message"]["\ufffd"] == ["\ufffd"]


def test_a_rich_message_is_read() -> None:
    blocks = [{"type": "paragraph", "text": ["Where is ", {"type": "bold", "text": "order 5"}]}]
    assert "order 5" in parsed(message(rich_message={"blocks": blocks})).content.text


def test_the_largest_photo_counts_and_an_animation_is_no_document() -> None:
    sizes = [{**FILE, "file_id": name} for name in ("small", "large")]
    assert parsed(message(photo=sizes)).content.attachments == (Attachment("photo", reference="large"),)
    moving = parsed(message(animation=FILE, document=FILE)).content
    assert [file.kind for file in moving.attachments] == ["video"]


@pytest.mark.parametrize(
    ("fields", "attachment"),
    [
        ({"video_note": FILE}, Attachment("video", reference=FILE["file_id"])),
        ({"audio": {**FILE, "title": "Song"}}, Attachment("audio", "Song", reference=FILE["file_id"])),
        ({"contact": {"first_name": "Ben", "phone_number": "+49"}}, Attachment("contact", "Ben +49")),
        ({"dice": {"emoji": "🎲", "value": 6}}, Attachment("sticker", "🎲 6")),
        ({"poll": {"question": "Red?"}}, Attachment("file", "poll: Red?")),
        ({"story": {"chat": NEWS, "id": 1}}, Attachment("file", "story")),
        (
            {
                "venue": {
                    "location": {"latitude": 1, "longitude": 2.5},
                    "title": "Shop",
                    "address": "Main St",
                },
                "location": {"latitude": 1, "longitude": 2.5},
            },
            Attachment("location", "Shop, Main St", "https://www.openstreetmap.org/?mlat=1.0&mlon=2.5"),
        ),
    ],
)
def test_everything_sendable_is_an_attachment(fields: dict[str, Any], attachment: Attachment) -> None:
    assert parsed(message(**fields)).content.attachments == (attachment,)


# Presses


def test_a_press_says_what_the_button_says() -> None:
    rows = [[{"text": "No", "callback_data": "/deny"}], [{"text": "Yes 👍", "callback_data": "#token"}]]
    shown = {**ASKED, "reply_markup": {"inline_keyboard": rows}}
    press = parsed(update(callback_query={**PRESS, "message": shown, "data": "#token"}))
    assert press.content == Content("Yes 👍", payload="#token")


def test_a_press_on_an_inaccessible_message_stays_in_its_chat() -> None:
    gone = {"message_id": 3, "date": 0, "chat": GROUP}
    press = parsed(update(callback_query={**PRESS, "message": gone, "data": '/inform{"city": "Bonn"}'}))
    assert press.conversation_id == f"telegram:{GROUP['id']}:{PERSON['id']}"
    assert press.content == Content("inform", payload='/inform{"city": "Bonn"}')


def test_the_id_of_a_press_is_found_only_in_a_press() -> None:
    assert press_in(update(callback_query={**PRESS, "data": "x"})) == Press(str(PRESS["id"]))
    assert press_in(message(text="x")) is None
    assert press_in(None) is None


# Groups


@pytest.mark.parametrize(
    "fields",
    [
        mention("@frontdesk_bot where is it", "@frontdesk_bot"),
        mention("📦 where is it @FrontDesk_Bot?", "@FrontDesk_Bot"),
        {"text": "you there", "entities": [{"type": "text_mention", "offset": 0, "length": 3, "user": BOT}]},
        {"text": "/track"},
        {"text": "/track@frontdesk_bot 5"},
        {"text": "this one", "reply_to_message": {**ASKED, "chat": GROUP}},
        {
            "photo": [FILE],
            "caption": "look @frontdesk_bot",
            "caption_entities": [{"type": "mention", "offset": 5, "length": 14}],
        },
    ],
)
def test_a_group_message_to_the_bot_is_a_turn(fields: dict[str, Any]) -> None:
    arrival = parsed(in_group(**fields))
    assert arrival.kind is Kind.MESSAGE
    assert arrival.conversation_id == f"telegram:{GROUP['id']}:{PERSON['id']}"
    assert arrival.address == {"public": True, "reply_to": 11}


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "hello all"},
        mention("@other_bot where is it", "@other_bot"),
        {"text": "/track@other_bot"},
        {"text": "to Ben", "reply_to_message": {**SAID, "chat": GROUP}},
        {"text": "in a topic", "reply_to_message": {**ASKED, "forum_topic_created": {"name": "Shoes"}}},
        {"photo": [FILE]},
    ],
)
def test_a_group_message_to_others_is_overheard(fields: dict[str, Any]) -> None:
    assert (parsed(in_group(**fields)).kind, parsed(in_group(**fields)).label) == (Kind.RECORD, "overheard")


def test_without_its_own_name_the_bot_takes_any_bots_name_for_its_own() -> None:
    nameless = Me(7000000001)
    assert parsed(in_group(**mention("@frontdesk_bot hi", "@frontdesk_bot")), nameless).kind is Kind.MESSAGE
    assert parsed(in_group(**mention("@ben hi", "@ben")), nameless).kind is Kind.RECORD


def test_the_salutation_is_not_part_of_what_is_said() -> None:
    assert parsed(
        in_group(**mention("@frontdesk_bot, hi @frontdesk_bot", "@frontdesk_bot"))
    ).content == Content("hi @frontdesk_bot")
    alone = parsed(in_group(**mention("@frontdesk_bot", "@frontdesk_bot")))
    assert alone.content.text == "@frontdesk_bot"


def test_a_topic_is_part_of_the_address() -> None:
    arrival = parsed(in_group(text="/track", is_topic_message=True, message_thread_id=5))
    assert arrival.address == {"public": True, "reply_to": 11, "thread_id": 5}
    assert parsed(message(text="hi")).address == {}


@pytest.mark.parametrize(
    ("event", "label"),
    [
        (in_group(text="/track", sender_chat=GROUP), "anonymous"),
        (in_group(text="/track", **{"from": BOT}), "bot"),
        (update(message={"message_id": 1, "chat": NEWS, "date": 1, "text": "x"}), "anonymous"),
        (message(pinned_message=ASKED), "service"),
        (message(successful_payment={}), "payment"),
        (message(), "unknown"),
        (update(callback_query={**PRESS, "game_short_name": "chess"}), "game"),
        (update(business_message={**SAID, "text": "hi"}), "business"),
    ],
)
def test_messages_that_no_customer_wrote_to_us_are_records(event: Any, label: str) -> None:
    assert (parsed(event).kind, parsed(event).label) == (Kind.RECORD, label)


def test_a_command_of_the_menu_is_the_choice_that_it_stands_for() -> None:
    me = Me(7000000001, "frontdesk_bot", frozenset({"track_order"}))
    (arrival,) = arrivals(message(text="/track_order"), me)
    assert (arrival.content.text, arrival.content.payload) == ("/track_order", "/track_order")
    (arrival,) = arrivals(message(text="/handoff_resolved"), me)
    assert arrival.content.payload == ""
