"""Telegram's HTML: which text remains and which entities it makes, or why it cannot be parsed.

https://core.telegram.org/bots/api#html-style
"""

import html
import re
from dataclasses import dataclass, field
from typing import Any

TAGS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("span", "tg-spoiler"), "spoiler"),
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}

_PIECE = re.compile(r"<(/?)([a-zA-Z0-9-]*)([^<>]*)>|(<)|([^<]+)")
_NAMED = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]*)""")


class CannotParse(Exception):
    """The text is not Telegram's HTML; the message is Telegram's own complaint."""


@dataclass
class _Parsed:
    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    open: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def offset(self) -> int:
        return utf16_length(self.text)


def utf16_length(text: str) -> int:
    """Telegram counts offsets in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The text without its tags, and its entities. Raises CannotParse."""
    parsed = _Parsed()
    for piece in _PIECE.finditer(source):
        closing, tag, attributes, stray, words = piece.groups()
        at = len(source[: piece.start()].encode())
        if words is not None:
            parsed.text += html.unescape(_NAMED.sub("&amp;", words))
        elif stray or tag.lower() not in TAGS:
            raise CannotParse(f'Unsupported start tag "{tag or ""}" at byte offset {at}')
        elif closing:
            _close(parsed, tag.lower(), at)
        else:
            _open(parsed, tag.lower(), attributes)
    if parsed.open:
        raise CannotParse(f'Can\'t find end tag corresponding to start tag "{parsed.open[-1][0]}"')
    return parsed.text, [entity for entity in parsed.entities if entity["length"]]


def _open(parsed: _Parsed, tag: str, attributes: str) -> None:
    entity: dict[str, Any] = {"type": TAGS[tag], "offset": parsed.offset, "length": 0}
    link = _HREF.search(attributes) if tag == "a" else None
    if link:
        entity["url"] = html.unescape(link[1])
    parsed.entities.append(entity)
    parsed.open.append((tag, entity))


def _close(parsed: _Parsed, tag: str, at: int) -> None:
    if not parsed.open:
        raise CannotParse(f"Unexpected end tag at byte offset {at}")
    expected, entity = parsed.open.pop()
    if expected != tag:
        raise CannotParse(
            f'Unmatched end tag at byte offset {at}, expected "</{expected}>", found "</{tag}>"'
        )
    entity["length"] = parsed.offset - entity["offset"]
