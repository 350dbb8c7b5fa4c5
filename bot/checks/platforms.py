"""What a platform will not show as it is written: long texts, long buttons, many of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.checks.finding import Finding
from bot.checks.spoken import Spoken
from bot.core.markup import plain
from bot.talk_files import TalkFiles, Words, listed, named
from channels.limits import PLATFORMS, Platform
from channels.pieces import utf16

Buttons = Sequence[Mapping[str, Any]]


def shown(files: TalkFiles) -> Iterator[Finding]:
    """A variation for one channel is for that alone; one without is for all."""
    spoken = Spoken(files.folder)
    for name, variation in files.variations:
        platforms = _platforms(variation)
        yield from _variation(name, variation, platforms)
        text = variation.get("text")
        if spoken.may_be_title(name) and isinstance(text, Words):
            yield from map(Finding, _title(text, platforms))


def _platforms(variation: Mapping[str, Any]) -> Sequence[Platform]:
    channel = variation.get("channel")
    return [platform for platform in PLATFORMS if channel in (None, platform.channel)]


def _variation(name: Words, said: Mapping[str, Any], platforms: Sequence[Platform]) -> Iterator[Finding]:
    buttons = [named(one) for one in listed(said.get("buttons"))]
    text = said.get("text")
    if isinstance(text, Words):
        yield from map(Finding, _text(name, text, any(one.get("url") for one in buttons), platforms))
    for title in (button.get("title") for button in buttons):
        if isinstance(title, Words):
            yield from map(Finding, _title(title, platforms))
    if buttons:
        yield from _many(name, buttons, platforms)


def _text(name: Words, text: Words, has_link: bool, platforms: Sequence[Platform]) -> Iterator[str]:
    """One line, which names every platform that parts it."""
    words = plain(text.strip())
    parted = [
        (platform, platform.measure(words))
        for platform in platforms
        if platform.measure(words) > platform.longest_text
    ]
    if parted:
        limits = [
            f"{length:,} {platform.unit} on {platform.name}, which takes {platform.longest_text:,}"
            for platform, length in parted
        ]
        yield f"{text.place}: the text of {name} has {'; '.join(limits)}. It comes in pieces: shorten it."
    for platform in platforms if has_link else ():
        if platform.longest_with_links and utf16(words) > platform.longest_with_links:
            yield (
                f"{text.place}: the text of {name} has {utf16(words):,} characters, {platform.name} shows "
                f"{platform.longest_with_links} above a button that opens a page. Shorten it."
            )


def _title(title: Words, platforms: Sequence[Platform]) -> Iterator[str]:
    """The shortest limit counts."""
    length = utf16(title)
    limits = {one: one.longest_title for one in platforms if 0 < one.longest_title < length}
    if limits:
        yield (
            f'{title.place}: the button "{title}" has {length} characters, {_strictest(limits)}. Shorten it.'
        )


def _many(name: Words, buttons: Buttons, platforms: Sequence[Platform]) -> Iterator[Finding]:
    keys = (key for button in buttons for key in button if isinstance(key, Words))
    begins = f"{next(keys, name).place}: {name} has {len(buttons)} buttons"
    has_link = any(button.get("url") for button in buttons)
    most = {one: one.most_with_links if has_link else one.most_choices for one in platforms}
    listing = {one: limit for one, limit in most.items() if 0 < limit < len(buttons)}
    few = {one: one.few_choices for one in platforms if 0 < one.few_choices < len(buttons) and not has_link}
    if listing:
        where = " where one opens a page" if has_link else ""
        rest = "more become a list in words. Leave some out."
        yield Finding(f"{begins}, {_strictest(listing)}{where}; {rest}")
    elif few:
        own = f"the own buttons of {_named(list(few))} end at {min(few.values())}"
        yield Finding(
            f"{begins}; {own}, more are a row that is easily overlooked. Leave some out.", is_hint=True
        )


def _strictest(limits: Mapping[Platform, int]) -> str:
    """Who shows least, and how much: `Messenger and Instagram show 20`."""
    least = min(limits.values())
    several = [platform for platform, limit in limits.items() if limit == least]
    return f"{_named(several)} {'shows' if len(several) == 1 else 'show'} {least}"


def _named(platforms: Sequence[Platform]) -> str:
    *first, last = [platform.name for platform in platforms]
    return f"{', '.join(first)} and {last}" if first else last
