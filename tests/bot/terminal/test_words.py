"""How a message looks in a terminal."""

from typing import Any

from bot.terminal.words import Choices, said

URL = "http://127.0.0.1:8000"


def message(text: str, **more: Any) -> dict[str, Any]:
    return {"author": "bot", "name": "", "text": text, "buttons": [], "attachments": [], **more}


def button(title: str, url: str = "") -> dict[str, str]:
    return {"title": title, "payload": f"/{title.lower()}", "url": url}


def test_choices_are_numbered_on_until_something_is_picked() -> None:
    choices = Choices()
    first = said(message("Which?", buttons=[button("Yes"), button("Shop", "https://a.test/")]), choices, URL)
    assert first == "Bot: Which?\n  [1] Yes\n  Shop: https://a.test/"
    assert said(message("Or", buttons=[button("No")]), choices, URL) == "Bot: Or\n  [2] No"
    assert [choices.picked(typed) for typed in ("2", "3", "0", "-1", "²", "two", "9" * 9)] == [
        button("No"),
        *[None] * 6,
    ]
    choices.close()
    assert choices.picked("1") is None


def test_a_file_is_found_where_frontdesk_is() -> None:
    attachments = [
        {"kind": "photo", "name": "mug.png", "url": "/chat/files/7/0"},
        {"kind": "file", "name": "", "url": "https://a.test/x.pdf"},
        {"kind": "photo", "name": "lost.png", "url": ""},
    ]
    shown = said(message("Look", author="agent", name="Sam", attachments=attachments), Choices(), URL)
    assert shown.splitlines() == [
        "Sam: Look",
        f"  (photo mug.png {URL}/chat/files/7/0)",
        "  (file https://a.test/x.pdf)",
        "  (photo lost.png)",
    ]


def test_nothing_that_somebody_writes_commands_the_terminal() -> None:
    shown = said(message("one\x1b]0;title\x07\ntwo\x9b2J", buttons=[button("\x1b[2JYes")]), Choices(), URL)
    assert shown == "Bot: one]0;title\n  two2J\n  [1] [2JYes"
