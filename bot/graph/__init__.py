"""`frontdesk graph`: rules and stories as one page that needs no other file, and no network."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment

from bot.core.press import SIGNALS
from bot.graph.actions import described
from bot.talk_files import Step, Talk, TalkFiles, Words, listed, named

HERE = Path(__file__).parent
HOUSE_STYLE = HERE.parent / "console" / "static" / "console.css"
EXAMPLES = 12
"""Shown of each intent."""


def draw(folder: Path, page: Path) -> None:
    """Write the page about the files in a folder. Raises yaml.YAMLError, OSError, UnicodeDecodeError."""
    template = Environment(autoescape=True).from_string(_text(HERE / "page.html"))
    parts = {
        "style": _text(HOUSE_STYLE) + _text(HERE / "page.css"),
        "script": _text(HERE / "tree.js") + _text(HERE / "page.js"),
        "files": pictured(TalkFiles.read(folder)),
    }
    page.write_text(template.render(**parts), encoding="utf-8")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def pictured(files: TalkFiles) -> Mapping[str, Any]:
    """All that the page shows: `talks`, and by name `intents`, `responses`, `actions` and `forms`."""
    actions = described(files.folder)
    return {
        "talks": [_talk(talk) for talk in files.talks],
        "intents": _intents(files),
        "responses": _responses(files),
        "actions": {name: {"at": action.place, "about": action.about} for name, action in actions.items()},
        "forms": _forms(files),
    }


def _at(words: Words) -> str:
    return f"{words.file}:{words.line}"


def _talk(talk: Talk) -> Mapping[str, Any]:
    return {
        "kind": talk.kind,
        "name": talk.name,
        "at": _at(talk.name),
        "in_form": talk.is_in_form,
        "waits": talk.waits,
        "steps": [
            *(_step(step, "condition") for step in talk.condition),
            *(_step(step, "step") for step in talk.steps),
        ],
    }


def _step(step: Step, part: str) -> Mapping[str, Any]:
    return {
        "kind": step.kind,
        "names": list(step.names),
        "value": step.value,
        "at": _at(step.names[0]),
        "part": part,
    }


def _intents(files: TalkFiles) -> Mapping[str, Any]:
    """Those of domain.yml and those with examples; an answer of a retrieval intent is one of its own."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    for example in files.examples:
        said[example.label].append(example.text)
    return {
        name: {
            "at": _at(word),
            "count": len(said[name]),
            "examples": said[name][:EXAMPLES],
            "from_desk": name in SIGNALS,
        }
        for name, word in {**files.labels, **files.intents}.items()
    }


def _responses(files: TalkFiles) -> Mapping[str, Any]:
    return {
        name: {"at": _at(name), "said": [_variation(said) for said in several]}
        for name, several in files.responses.items()
    }


def _variation(said: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "text": str(said.get("text") or "").strip(),
        "channel": said.get("channel") or "",
        "buttons": _buttons(said),
        "beside": [part for part in ("image", "attachment", "elements", "custom") if said.get(part)],
    }


def _buttons(said: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    """Where each leads: an intent, or an address."""
    buttons = [named(one) for one in listed(said.get("buttons"))]
    return [
        {"title": str(one.get("title") or ""), "leads": str(one.get("payload") or one.get("url") or "")}
        for one in buttons
    ]


def _forms(files: TalkFiles) -> Mapping[str, Any]:
    """What each asks for, by the responses with which it asks."""
    return {
        form: {"at": _at(form), "asks": [_asking(form, slot, files) for slot in _slots(stated)]}
        for form, stated in named(files.domain.get("forms")).items()
        if isinstance(form, Words)
    }


def _slots(form: Any) -> Sequence[str]:
    return [slot for slot in listed(named(form).get("required_slots")) if isinstance(slot, str)]


def _asking(form: str, slot: str, files: TalkFiles) -> str:
    own = f"utter_ask_{form}_{slot}"
    return own if own in files.responses else f"utter_ask_{slot}"
