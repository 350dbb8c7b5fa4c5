"""What we say fits into the Bot API's limits, and nothing of it is lost."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.delivery import Payload
from bot.core.entry import Attachment, Button, Card, Content
from bot.core.markup import plain
from bot.core.press import token
from channels.pieces import utf16
from channels.telegram.render import render

PHOTO = Attachment("photo", url="https://shop.example/shoe.jpg")


def keyboard(payload: dict[str, object]) -> list[list[dict[str, str]]]:
    markup = payload["reply_markup"]
    assert isinstance(markup, dict)
    return markup["inline_keyboard"]  # type: ignore[no-any-return]


def test_words_are_one_plain_call() -> None:
    assert render(Content("5 < 6 & [so](on)")) == ({"method": "sendMessage", "text": "5 < 6 & [so](on)"},)


@pytest.mark.parametrize("letter", ["a", "ß", "漢", "📦"])
def test_long_text_is_cut_by_utf16_units(letter: str) -> None:
    calls = render(Content(letter * 5000))
    assert "".join(call["text"] for call in calls) == letter * 5000
    assert all(utf16(call["text"]) <= 4096 for call in calls)


def test_long_text_is_cut_between_paragraphs_before_sentences() -> None:
    first, second = "One sentence. " * 200, "Another sentence. " * 200
    calls = render(Content(f"{first.strip()}\n\n{second.strip()}"))
    assert [call["text"] for call in calls] == [first.strip(), second.strip()]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400).map(lambda text: text * 30))
def test_no_word_of_any_text_is_lost(text: str) -> None:
    shown = [as_shown(call) for call in render(Content(text))]
    assert "".join("".join(shown).split()) == "".join(plain(text).split())
    assert all(0 < utf16(words) <= 4096 for words in shown)


def as_shown(call: Payload) -> str:
    """What stands on the screen: markup is none of the words."""
    if "parse_mode" not in call:
        return str(call["text"])
    return html.unescape(re.sub(r"</?[a-z][^<>]*>", "", call["text"]))


def test_each_button_has_a_row_under_the_last_words() -> None:
    *before, last = render(Content("a " * 3000, buttons=(Button("Yes", "/affirm"), Button("No", "/deny"))))
    assert all("reply_markup" not in call for call in before)
    assert keyboard(last) == [
        [{"text": "Yes", "callback_data": "/affirm"}],
        [{"text": "No", "callback_data": "/deny"}],
    ]


def test_a_payload_over_64_bytes_goes_as_a_token() -> None:
    fits, over = "/" + "a" * 63, "/" + "ü" * 32
    (call,) = render(Content("?", buttons=(Button("A", fits), Button("B", over), Button("C"))))
    sent = [row[0]["callback_data"] for row in keyboard(call)]
    assert sent == [fits, token(over), "C"]
    assert all(len(data.encode()) <= 64 for data in sent)


def test_a_button_opens_a_page() -> None:
    (call,) = render(Content("See", buttons=(Button("Shop", url="https://shop.example"),)))
    assert keyboard(call) == [[{"text": "Shop", "url": "https://shop.example"}]]


def test_buttons_that_telegram_would_refuse_become_words() -> None:
    (call,) = render(Content("See", buttons=(Button("Shop", url="shop"), Button("Help", "/help"))))
    assert call == {"method": "sendMessage", "text": "See\n\n1. Shop: shop\n2. Help"}
    (many,) = render(Content("Pick", buttons=tuple(Button(f"B{n}", f"/b{n}") for n in range(101))))
    assert "101. B100" in many["text"]


def test_buttons_without_words_are_named_above_themselves() -> None:
    (call,) = render(Content(buttons=(Button("Yes", "/affirm"), Button(" "))))
    assert (call["text"], len(keyboard(call))) == ("1. Yes", 1)


def test_one_photo_carries_the_words() -> None:
    (call,) = render(Content("Look", attachments=(PHOTO,), buttons=(Button("Buy", "/buy"),)))
    assert (call["method"], call["photo"], call["caption"]) == ("sendPhoto", PHOTO.url, "Look")
    assert keyboard(call)


def test_words_too_long_for_a_caption_follow_the_photo() -> None:
    first, second = render(Content("📦" * 600, attachments=(PHOTO,)))
    assert (first["method"], second["method"]) == ("sendPhoto", "sendMessage")
    assert "caption" not in first


def test_each_of_several_files_is_a_call() -> None:
    bill = Attachment("file", url="https://shop.example/bill.pdf?x=1")
    calls = render(Content("Here", attachments=(PHOTO, bill)))
    assert [call["method"] for call in calls] == ["sendPhoto", "sendDocument", "sendMessage"]


def test_files_that_telegram_does_not_fetch_are_named_in_the_words() -> None:
    sheet = Attachment("file", url="https://shop.example/sheet.xlsx")
    place = Attachment("location", name="Main Street 5")
    assert render(Content("Here", attachments=(sheet, place, Attachment("photo", url="shoe.jpg")))) == (
        {"method": "sendMessage", "text": "Here\n\nhttps://shop.example/sheet.xlsx\nMain Street 5\nshoe.jpg"},
    )


def test_a_designers_own_parameters_pass_through() -> None:
    own = {"text": "<b>Hi</b>", "parse_mode": "HTML", "chat_id": 5}
    assert render(Content(custom=own)) == (
        {"method": "sendMessage", "text": "<b>Hi</b>", "parse_mode": "HTML"},
    )
    place = {"latitude": 52.5, "longitude": 13.4}
    assert render(Content(custom=place)) == ({"method": "sendLocation", **place},)
    for path in ("/etc/passwd", "file:///etc/passwd", "a.jpg"):
        assert render(Content(custom={"photo": path})) == ()
    assert render(Content(custom={"photo": "AgACAgIAAxkBAAI000001"})) != ()
    assert (
        render(Content(custom={"phone_number": "+491", "first_name": "Anna"}))[0]["method"] == "sendContact"
    )
    assert render(Content(custom={"action": "upload_photo"}))[0]["method"] == "sendChatAction"
    assert (
        render(Content(custom={"media": [{"type": "photo", "media": PHOTO.url}]}))[0]["method"]
        == "sendMediaGroup"
    )
    assert render(Content(custom={"photo": PHOTO.url})) == ({"method": "sendPhoto", "photo": PHOTO.url},)


def test_what_people_emphasise_in_chats_is_emphasised() -> None:
    said = "*Sale* & _today_: `FD<1>` in the [shop](https://shop.example/?a=1&b=2)"
    (call,) = render(Content(said))
    assert call["parse_mode"] == "HTML"
    assert call["text"] == (
        "<b>Sale</b> &amp; <i>today</i>: <code>FD&lt;1&gt;</code> in the"
        ' <a href="https://shop.example/?a=1&amp;b=2">shop</a>'
    )


def test_a_card_is_a_picture_with_words_and_buttons() -> None:
    boot = Card("Boot", "41, blue", PHOTO.url, buttons=(Button("Buy", "/buy"),))
    plain_one = Card("Lace", url="https://shop.example/lace")
    first, second = render(Content(cards=(boot, plain_one)))
    assert (first["method"], first["photo"], first["caption"]) == (
        "sendPhoto",
        PHOTO.url,
        "<b>Boot</b>\n41, blue",
    )
    assert keyboard(first) == [[{"text": "Buy", "callback_data": "/buy"}]]
    assert keyboard(second) == [[{"text": "Open ↗", "url": "https://shop.example/lace"}]]


def test_buttons_lie_as_rasas_users_know_it() -> None:
    two = (Button("Yes", "/affirm"), Button("No", "/deny"))
    (row,) = render(Content("Well?", two, layout="inline"))
    assert [[button["text"] for button in line] for line in keyboard(row)] == [["Yes", "No"]]
    (reply,) = render(Content("Well?", two, layout="reply"))
    assert reply["reply_markup"]["keyboard"] == [[{"text": "Yes"}], [{"text": "No"}]]
