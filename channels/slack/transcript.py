"""A stretch of the transcript as one Slack message; nobody's words can be taken for another's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from bot.core.aside import done, shows_words
from bot.core.entry import Attachment, Author, Entry, Kind, State
from channels.slack import card, sentences
from channels.slack.richtext import Block, Element, link, quote, rich, section, text, time
from channels.slack.words import escaped

LARGEST = 9_000
"""Weight of one message. Slack says `msg_blocks_too_long` from about 11,300 characters on, though no page
of its own says so: https://github.com/slackapi/bolt-js/issues/2867"""
LARGEST_BLOCK = 2_800
"""Characters; a section may have 3,000, and rich text is not known to have more.
https://docs.slack.dev/reference/block-kit/blocks/section-block/
Any two neighbours are over it together, so there are never more than eight of the fifty allowed."""
ELEMENT_WEIGHT = 10
"""What a piece of rich text counts beside its characters; a guess on the safe side."""
MARGIN = 600
"""Room for what a cut entry says beside its words."""
LONGEST_EVENT = 500
NOTIFICATION = 150
"""Characters of the last entry that a notification shows."""

_ICONS = {
    (Author.CUSTOMER, Kind.MESSAGE): "👤",
    (Author.CUSTOMER, Kind.ASIDE): "👤",
    (Author.CUSTOMER, Kind.COMMENT): "📣",
    (Author.BOT, Kind.MESSAGE): "🤖",
    (Author.SYSTEM, Kind.MESSAGE): "🤖",
    (Author.AGENT, Kind.MESSAGE): "🎧",
    (Author.AGENT, Kind.NOTE): "📝",
    (Author.SYSTEM, Kind.ACTION): "⚙️",
    (Author.SYSTEM, Kind.EVENT): "🔔",
}


@dataclass
class Page:
    """One message for the desk's thread, while it is being filled."""

    largest: int
    shown: int = 0
    """The last position that the thread shows once this is posted."""
    notification: str = ""
    blocks: list[Block] = field(default_factory=list)
    _weight: int = 0
    _last_block: int = 0

    def takes(self, elements: Sequence[Element]) -> bool:
        """Whether there is room for these."""
        return not self.blocks or self._weight + sum(map(_weight, elements)) <= self.largest

    def add(self, elements: Sequence[Element]) -> None:
        """Put them at the end."""
        for element in elements:
            weight = _weight(element)
            if not self.blocks or self._last_block + weight > LARGEST_BLOCK:
                self.blocks.append(rich([]))
                self._last_block = 0
            self.blocks[-1]["elements"].append(element)
            self._last_block += weight
            self._weight += weight


def page(entries: Sequence[Entry], customer: str, desk_ref: str, largest: int = LARGEST) -> Page:
    """As many entries as fit one message, in order, without those that stand in that very thread already."""
    filled = Page(largest)
    for entry in entries:
        if not entry.origin.startswith(f"{desk_ref}:"):
            elements = _elements(entry, customer, largest)
            if not filled.takes(elements):
                break
            filled.add(elements)
            filled.notification = _notification(entry, customer)
        filled.shown = entry.position or filled.shown
    return filled


def _elements(entry: Entry, customer: str, largest: int) -> list[Element]:
    """The entry with its author above it; a monstrous one is cut, and says so."""
    heading = _heading(entry, customer)
    if entry.kind is Kind.EVENT or not shows_words(entry.content):
        return [heading]
    body = _cut(list(_body(entry)), largest - _weight(heading) - MARGIN)
    return [heading, *(quote(run) for run in _runs([*body, *_fate(entry)]))]


def _heading(entry: Entry, customer: str) -> Element:
    sign = _ICONS.get((entry.author, entry.kind), "❔")
    icon = text("📣 " if entry.content.in_public else f"{sign} ")
    when = [*text("  "), time(entry.at)]
    if entry.kind is Kind.EVENT:
        return section(icon, text(_happened(entry), italic=True), when)
    if entry.content.deed:
        did = text(f" {done(entry.content)}", italic=True)
        return section(icon, text(_name(entry, customer), bold=True), did, when)
    aloud = text(f" {sentences.IN_PUBLIC}", italic=True) if entry.content.in_public else []
    return section(icon, text(_name(entry, customer), bold=True), aloud, when)


def _happened(entry: Entry) -> str:
    happened = " · ".join(part for part in (entry.content.text, entry.author_name) if part)
    return card.short(happened, LONGEST_EVENT)


def _name(entry: Entry, customer: str) -> str:
    if entry.kind is Kind.NOTE:
        return sentences.NOTE_BY.format(name=entry.author_name)
    if entry.kind is Kind.ACTION:
        return sentences.ACTION
    names = {Author.CUSTOMER: entry.author_name or customer, Author.AGENT: entry.author_name}
    return card.short(names.get(entry.author) or sentences.BOT, card.LONGEST_FACT)


def _notification(entry: Entry, customer: str) -> str:
    if entry.kind is Kind.EVENT:
        return escaped(_happened(entry))
    if entry.content.deed:
        words = entry.content.words[:NOTIFICATION] if shows_words(entry.content) else ""
        return escaped(" ".join(filter(None, (_name(entry, customer), done(entry.content), words))))
    words = entry.content.words or " · ".join(button.title for button in entry.content.buttons)
    return escaped(f"{_name(entry, customer)}: {words[:NOTIFICATION]}")


def _cut(body: list[Element], room: int) -> list[Element]:
    if sum(map(_element_weight, body)) <= room:
        return body
    words = "".join(element.get("text", "") for element in body)
    return [*text(words[:room]), *text(f" {sentences.CUT}", bold=True)]


def _body(entry: Entry) -> Iterator[Element]:
    content = entry.content
    pressed = "🔘 " if content.payload else ""
    parts = [text(f"{pressed}{content.text}")] if content.text else []
    parts += [_attachment(attachment) for attachment in content.attachments]
    if content.deed and content.comment and content.comment.link:
        parts.append([link(content.comment.link, sentences.SEE_IT)])
    parts += [
        text(f"▫️ {card.title}{f' — {card.subtitle}' if card.subtitle else ''}") for card in content.cards
    ]
    if content.choices:
        titles = " · ".join(button.title for button in content.choices)
        parts.append(text(sentences.OFFERED.format(titles=titles), italic=True))
    return _joined(parts or [text("—")])


def _attachment(attachment: Attachment) -> list[Element]:
    named = text(f"📎 {attachment.kind}{f': {attachment.name}' if attachment.name else ''}")
    if attachment.url.startswith(("http://", "https://")):
        return [*named, *text(" "), link(attachment.url, sentences.OPEN)]
    return named


def _fate(entry: Entry) -> Iterator[Element]:
    """Words that did not reach the customer say so."""
    superseded = entry.state is State.SUPERSEDED or entry.delivery == "superseded"
    fates = {
        "superseded": sentences.NOT_SENT.format(reason=entry.reason or sentences.TAKEN_OVER),
        "failed": sentences.NOT_DELIVERED.format(reason=entry.reason),
    }
    words = fates.get("superseded" if superseded else entry.delivery)
    yield from text(f"\n⚠️ {words}", bold=True) if words else ()


def _joined(parts: Sequence[list[Element]]) -> Iterator[Element]:
    for index, part in enumerate(parts):
        yield from chain(text("\n"), part) if index else part


def _runs(body: Sequence[Element]) -> Iterator[list[Element]]:
    """The elements in portions that fit a block each; a long text is taken apart."""
    run: list[Element] = []
    for element in chain.from_iterable(map(_portions, body)):
        if run and sum(map(_element_weight, run)) + _element_weight(element) > LARGEST_BLOCK - ELEMENT_WEIGHT:
            yield run
            run = []
        run.append(element)
    yield run


def _portions(element: Element) -> Iterator[Element]:
    words, size = element.get("text", ""), LARGEST_BLOCK - 100
    if len(words) <= size:
        yield element
        return
    for start in range(0, len(words), size):
        yield {**element, "text": words[start : start + size]}


def _weight(paragraph: Element) -> int:
    return ELEMENT_WEIGHT + sum(map(_element_weight, paragraph["elements"]))


def _element_weight(element: Element) -> int:
    return ELEMENT_WEIGHT + sum(len(str(element.get(part, ""))) for part in ("text", "url", "fallback"))
