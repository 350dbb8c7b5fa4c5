"""A page as somebody without scripts sees it: its words, its links, its forms and their buttons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

SILENT = frozenset({"script", "style", "template", "title"})
"""What is in these nobody reads on the page."""
HIDDEN_OR_TYPED = frozenset({"hidden", "text", "password"})


@dataclass
class Form:
    """One form as it would be sent untouched."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    modes: set[str] = field(default_factory=set)
    """What its radio buttons let one choose."""
    buttons: list[str] = field(default_factory=list)
    """What its buttons say."""


@dataclass
class Link:
    """One link."""

    address: str
    words: str = ""


class HtmlPage(HTMLParser):
    """What stands on one page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.words = ""
        self.forms: list[Form] = []
        self.links: list[Link] = []
        self._within: list[str] = []
        self.feed(html)

    def form(self, button: str) -> Form | None:
        """The form with a button that says this."""
        return next((form for form in self.forms if button in form.buttons), None)

    def link(self, words: str) -> str:
        """The address of the first link with these words in it; empty when there is none."""
        return next((link.address for link in self.links if words in link.words), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given["action"]))
        elif tag == "a":
            self.links.append(Link(given["href"]))
        elif tag == "img" and given.get("alt"):
            self.words += f"[{given['alt']}]\n"
        elif "form" in self._within and tag == "input":
            self._input(given)
        elif "form" in self._within and tag == "button":
            self.forms[-1].buttons.append("")
        self._within.append(tag)

    def _input(self, given: Mapping[str, str]) -> None:
        form = self.forms[-1]
        if given.get("type", "text") in HIDDEN_OR_TYPED:
            form.fields[given["name"]] = given.get("value", "")
        elif given["type"] == "radio" and "disabled" not in given:
            form.modes.add(given["value"])

    def handle_endtag(self, tag: str) -> None:
        while self._within and self._within.pop() != tag:
            continue

    def handle_data(self, data: str) -> None:
        if SILENT & set(self._within) or not data.strip():
            return
        words = " ".join(data.split())
        self.words += f"{words}\n"
        if "a" in self._within:
            self.links[-1].words += f"{words} "
        if "form" in self._within and "button" in self._within:
            self.forms[-1].buttons[-1] = f"{self.forms[-1].buttons[-1]} {words}".strip()
