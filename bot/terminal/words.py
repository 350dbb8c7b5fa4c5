"""How a terminal shows what was said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

Message = Mapping[str, Any]
"""A message as the chat's stream tells it: author, name, text, buttons, attachments."""

NAMES = {"bot": "Bot", "agent": "Agent", "system": "System"}


@dataclass
class Choices:
    """What can be picked by number: all that was offered since the customer wrote last."""

    _open: list[Mapping[str, str]] = field(default_factory=list)

    def offer(self, buttons: Sequence[Mapping[str, str]]) -> Iterator[str]:
        """A line for each; those that open a page have its address instead of a number."""
        for button in buttons:
            if button["url"]:
                yield f"  {button['title']}: {button['url']}"
                continue
            self._open.append(button)
            yield f"  [{len(self._open)}] {button['title']}"

    def picked(self, typed: str) -> Mapping[str, str] | None:
        """The choice of that number."""
        number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else 0
        return self._open[number - 1] if 0 < number <= len(self._open) else None

    def close(self) -> None:
        """Nothing of it can be picked any more."""
        self._open.clear()


def said(message: Message, choices: Choices, url: str) -> str:
    """Who says what, with what can be picked, followed and looked at; `url`: where frontdesk is."""
    name = message["name"] or NAMES.get(message["author"], message["author"])
    first, *more = harmless(message["text"]).split("\n")
    attached = [_attached(attachment, url) for attachment in message["attachments"]]
    lines = [f"{name}: {first}".rstrip(), *(f"  {line}".rstrip() for line in more), *attached]
    return harmless("\n".join([*lines, *choices.offer(message["buttons"])]))


def _attached(attachment: Mapping[str, str], url: str) -> str:
    where = urljoin(url, attachment["url"]) if attachment["url"] else ""
    return f"  ({' '.join(part for part in (attachment['kind'], attachment['name'], where) if part)})"


def harmless(text: str) -> str:
    """Without characters that a terminal would obey."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")
