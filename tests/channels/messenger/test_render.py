"""What we say fits into the Send API's limits, and nothing of it is lost."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.entry import Attachment, Button, Content
from bot.core.markup import plain
from bot.core.press import token
from channels.messenger.render import INSTAGRAM, MESSENGER, render
from channels.pieces import utf8, utf16
from tests.fakes.graph.limits import check_message

PHOTO = Attachment("photo", url="https://shop.example/shoe.jpg")
SHOP = Button("Shop", url="https://shop.example")


def choices(count: int) -> tuple[Button, ...]:
    return tuple(Button(f"Choice {n}", f"/choice_{n}") for n in range(1, count + 1))


def test_words_are_one_message() -> None:
    assert render(Content("Hi")) == ({"text": "Hi"},)


def test_nothing_to_say_is_no_message() -> None:
    assert render(Content()) == render(Content(" \n", buttons=(Button(" "),))) == ()


def test_long_text_is_cut_at_2000() -> None:
    messages = render(Content("Some words. " * 1000))
    assert " ".join(message["text"] for message in messages) == ("Some words. " * 1000).strip()
    assert all(len(message["text"]) <= 2000 for message in messages)
    assert all(utf16(message["text"]) <= 2000 for message in render(Content("📦" * 3000)))


def test_instagram_takes_1000_bytes() -> None:
    messages = render(Content("ß📦" * 600), INSTAGRAM)
    assert all(utf8(message["text"]) <= 1000 for message in messages)
    assert "".join(message["text"] for message in messages) == "ß📦" * 600


def test_up_to_13_choices_are_quick_replies_under_the_last_words() -> None:
    *before, last = render(Content("word " * 900, buttons=choices(13)))
    assert all("quick_replies" not in message for message in before)
    assert len(last["quick_replies"]) == 13
    assert last["quick_replies"][0] == {
        "content_type": "text",
        "title": "Choice 1",
        "payload": "/choice_1",
    }


def test_more_than_13_choices_are_words() -> None:
    (message,) = render(Content("Pick", buttons=choices(14)))
    assert message.keys() == {"text"}
    assert message["text"].startswith("Pick\n\n1. Choice 1\n2. Choice 2\n")
    assert message["text"].endswith("14. Choice 14")


def test_a_title_over_20_characters_is_told_in_full_as_well() -> None:
    long = Button("I would like to return my order", "/return")
    (message,) = render(Content("Pick", buttons=(long, Button("No"))))
    assert message["text"] == "Pick\n\n1. I would like to return my order\n2. No"
    assert [reply["title"] for reply in message["quick_replies"]] == ["I would like to ret…", "No"]
    assert [reply["payload"] for reply in message["quick_replies"]] == ["/return", "No"]


def test_a_payload_over_1000_characters_goes_as_a_token() -> None:
    fits, over = "/" + "a" * 999, "/" + "b" * 1000
    (message,) = render(Content("?", buttons=(Button("A", fits), Button("B", over))))
    assert [reply["payload"] for reply in message["quick_replies"]] == [fits, token(over)]


def test_buttons_that_open_a_page_are_a_template() -> None:
    (message,) = render(Content("See", buttons=(SHOP, Button("Help", "/help"))))
    payload = message["attachment"]["payload"]
    assert (payload["template_type"], payload["text"]) == ("button", "See")
    assert payload["buttons"] == [
        {"type": "web_url", "title": "Shop", "url": "https://shop.example"},
        {"type": "postback", "title": "Help", "payload": "/help"},
    ]


def test_a_template_holds_640_characters_of_the_words() -> None:
    *before, last = render(Content("Some words. " * 300, buttons=(SHOP,)))
    ending = last["attachment"]["payload"]["text"]
    assert len(ending) <= 640
    told = " ".join([*(message["text"] for message in before), ending])
    assert told == ("Some words. " * 300).strip()


def test_pages_that_fit_no_template_are_words() -> None:
    for content, limits in (
        (Content("See", buttons=(SHOP, *choices(3))), MESSENGER),
        (Content("See", buttons=(SHOP, *choices(2))), INSTAGRAM),
        (Content("See", buttons=(Button("Shop", url="shop"),)), MESSENGER),
    ):
        (message,) = render(content, limits)
        assert message.keys() == {"text"}
        assert message["text"].startswith("See\n\n1. Shop: ")


def test_choices_without_words_are_named_above_themselves() -> None:
    (message,) = render(Content(buttons=choices(2)))
    assert message["text"] == "1. Choice 1\n2. Choice 2"
    assert len(message["quick_replies"]) == 2
    (template,) = render(Content(buttons=(SHOP,)))
    assert template["attachment"]["payload"]["text"] == "1. Shop: https://shop.example"


def test_choices_stand_under_a_picture_where_there_are_no_words() -> None:
    (message,) = render(Content(attachments=(PHOTO,), buttons=choices(2)))
    assert message["attachment"] == {"type": "image", "payload": {"url": PHOTO.url}}
    assert len(message["quick_replies"]) == 2


def test_files_come_before_the_words_and_others_are_named_in_them() -> None:
    place = Attachment("location", name="Main Street 5")
    files = (
        PHOTO,
        Attachment("voice message", url="https://shop.example/a.mp3"),
        place,
        Attachment("photo", "x"),
    )
    first, second, words = render(Content("Here", attachments=files))
    assert (first["attachment"]["type"], second["attachment"]["type"]) == ("image", "audio")
    assert words == {"text": "Here\n\nMain Street 5\nx"}


def test_a_designers_own_message_passes_through() -> None:
    template = {"type": "template", "payload": {"template_type": "generic", "elements": []}}
    assert render(Content(custom={"attachment": template, "sender": {"id": "1"}})) == (
        {"attachment": template},
    )
    assert render(Content(custom={"anything": 1})) == ()


BUTTONS = st.builds(
    Button,
    st.text(max_size=40),
    st.text(max_size=20),
    st.sampled_from(["", "", "", "https://shop.example", "x"]),
)
FILES = st.sampled_from([PHOTO, Attachment("file", "a.pdf"), Attachment("location", "Main Street")])


@settings(max_examples=250, deadline=None)
@given(
    st.text(max_size=100).map(lambda text: text * 30),
    st.lists(BUTTONS, max_size=15),
    st.lists(FILES, max_size=2),
    st.sampled_from([MESSENGER, INSTAGRAM]),
)
def test_whatever_is_said_is_what_meta_takes(
    text: str, buttons: list[Button], files: list[Attachment], limits: Any
) -> None:
    messages = render(Content(text, tuple(buttons), tuple(files)), limits)
    for message in messages:
        check_message({**message, "metadata": "frontdesk:1"})
    told = "".join(
        str(m.get("text", m.get("attachment", {}).get("payload", {}).get("text"))) for m in messages
    )
    assert all("".join(line.split()) in "".join(told.split()) for line in plain(text).split())
