"""Emphasis as people write it in chats: `*bold*`, `_italic_`, a code in backticks, `[words](address)`."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_FORM = re.compile(
    r"(?<![\w*])\*\*(?=[^\s*])(?P<strong>[^*\n]*?)(?<=[^\s*])\*\*(?![\w*])"
    r"|(?<![\w*])\*(?=[^\s*])(?P<bold>[^*\n]*?)(?<=[^\s*])\*(?![\w*])"
    r"|(?<![\w_])_(?=[^\s_])(?P<italic>[^_\n]*?)(?<=[^\s_])_(?![\w_])"
    r"|`(?=\S)(?P<code>[^`\n]+?)(?<=\S)`"
    r"|\[(?P<words>[^\]\n]+)\]\((?P<url>https?://[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)"
)
"""Only where it stands around words: 30*40*50 and order_number_x stay as they are."""


@dataclass(frozen=True)
class Run:
    """Words in one style."""

    words: str
    style: str = ""
    """bold, italic, code, link, or none."""
    url: str = ""


def runs(text: str) -> list[Run]:
    """The text in runs, each in one style."""
    found, start = [], 0
    for match in _FORM.finditer(text):
        found += [Run(text[start : match.start()])] if match.start() > start else []
        found.append(_run(match))
        start = match.end()
    return [*found, Run(text[start:])] if start < len(text) else found


def _run(match: "re.Match[str]") -> Run:
    named = match.groupdict()
    bold = named["strong"] or named["bold"]
    if bold:
        return Run(bold, "bold")
    if named["url"]:
        return Run(named["words"], "link", named["url"])
    return Run(named["italic"] or named["code"], "italic" if named["italic"] else "code")


def is_plain(text: str) -> bool:
    """Whether nothing is emphasised."""
    return _FORM.search(text) is None


def plain(text: str) -> str:
    """The words alone; a link's address stands after them."""
    return written(text, lambda run: f"{run.words} ({run.url})" if run.url else run.words)


def written(text: str, form: Callable[[Run], str]) -> str:
    """The text with each run in a platform's own form."""
    return "".join(form(run) for run in runs(text))
