"""Slack's way of writing, as plain words: mentions, links, escapes, emoji; and how a note is known."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

_TAG = re.compile(r"<([^<>]*)>")
_EMOJI = re.compile(r":([a-z0-9_+'-]+):")
_MENTIONED = re.compile(r"<@([A-Z0-9]+)[|>]")
_CODE_POINTS = re.compile(r"[0-9a-f]{2,5}(-[0-9a-f]{2,5})*")

_SLASH, _BLANK = "/／⁄∕⧸╱", "\u115f\u1160\u3164\uffa0\u2800"
_NONE = rf"(?:(?![{_SLASH}<>:&])[\W_{_BLANK}])"
_SIGN = re.compile(
    rf"(?P<link><[^<>|]*\|)(?={_NONE}*[{_SLASH}][^<>]*>)"  # up to a link's own words, if these begin the note
    r"|<[^<>]*>"  # a mention, a group, a channel, a date, a link
    r"|:[^\s:<>/]+:"  # an emoji by its name
    r"|&(?:lt|gt|amp);"
    r"|(?:\d+|[^\W\d_]|[ivxIVX]+)[.):\]]|\d\ufe0f?\u20e3|[\u2460-\u24ff]"  # a list's number
    rf"|{_NONE}+|[<>:&]"
)
"""What may stand before a note's slashes."""

SLASHES = frozenset(_SLASH)
MARKS = frozenset("*_~`><|•◦▪-–" + _BLANK)
"""Formatting marks, bullets, and letters that show nothing."""


def escaped(text: str) -> str:
    """Text that Slack shows as it is. https://docs.slack.dev/messaging/formatting-message-text#escaping"""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str, blocks: Any, bot_user: str) -> str:
    """What a person reads where Slack sends `text`, without the bot's own name."""
    readable = _TAG.sub(lambda tag: _tag_in_words(tag[1], bot_user), text)
    glyphs = dict(_glyphs(blocks))
    readable = _EMOJI.sub(lambda name: glyphs.get(name[1], name[0]), readable)
    unescaped = readable.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return clean(unescaped).strip() or ("" if text else clean("".join(_strings(blocks))).strip())


def mentioned(text: str) -> list[str]:
    """The ids of the users whom the text names."""
    return _MENTIONED.findall(text)


def note(text: str, blocks: Any) -> str | None:
    """The words of a note, without its two slashes; None when it is none.

    Asked of both ways in which Slack tells one message, and generous: words taken for a note by mistake stay
    in the house, words taken for a reply by mistake do not.
    """
    told = (
        plain(_from_words(text), blocks, "") if text else "",
        _from_words(clean("".join(_strings(blocks)))),
    )
    return next((found for found in map(_after_slashes, told) if found is not None), None)


def _from_words(text: str) -> str:
    """Without the signs before them: mentions, links, emoji, bullets and quote marks say nothing."""
    start, in_link = 0, False
    while sign := _SIGN.match(text, start):
        start, in_link = sign.end(), in_link or bool(sign["link"])
    return text[start:].replace(">", "", 1) if in_link else text[start:]


def clean(text: str) -> str:
    """Without what no database or other platform takes: zero bytes and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _after_slashes(words: str) -> str | None:
    slashes = 0
    for index, letter in enumerate(words):
        if letter in SLASHES:
            slashes += 1
        elif not _unseen(letter):
            return None
        if slashes == 2:
            return words[index + 1 :].strip()
    return None


def _unseen(letter: str) -> bool:
    return letter in MARKS or letter.isspace() or unicodedata.category(letter)[0] in "CZM"


def _tag_in_words(tag: str, bot_user: str) -> str:
    target, _, label = tag.partition("|")
    if target.startswith("@"):
        return "" if bot_user and target[1:] == bot_user else f"@{label or target[1:]}"
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return label or "@" + target[1:].partition("^")[0]
    return _link_in_words(target, label)


def _link_in_words(target: str, label: str) -> str:
    """The label alone where it says all: Slack writes `<mailto:a@b.c|a@b.c>` where somebody typed `a@b.c`."""
    if not label or target.removesuffix("/").endswith(label.removesuffix("/")):
        return label or target.removeprefix("mailto:").removeprefix("tel:")
    return f"{label} ({target})"


def _strings(node: Any) -> Iterator[str]:
    """All text in rich text blocks, in reading order."""
    if isinstance(node, list):
        for child in node:
            yield from _strings(child)
    elif isinstance(node, dict):
        text = node.get("text")
        yield from [text] if isinstance(text, str) else _strings(text)
        yield from _strings(node.get("elements"))


def _glyphs(node: Any) -> Iterator[tuple[str, str]]:
    """Each emoji's name and the character it stands for, as rich text tells them."""
    if isinstance(node, list):
        for child in node:
            yield from _glyphs(child)
    elif isinstance(node, dict):
        points = node.get("unicode")
        if isinstance(points, str) and _CODE_POINTS.fullmatch(points):
            yield str(node.get("name")), "".join(chr(int(point, 16)) for point in points.split("-"))
        yield from _glyphs(node.get("elements"))
