"""What designers write, domain.yml and data/, read with the line of everything."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

TALKS = {"rules": "rule", "stories": "story"}
"""The sections of data/ that say what follows what, and what one entry of each is called."""


class Words(str):
    """Words of a file that know where they stand."""

    file: str = ""
    """Below the project's folder."""
    line: int = 0
    """From 1 on."""

    @staticmethod
    def at(words: str, file: str, line: int) -> "Words":
        """These words, there."""
        placed = Words(words)
        placed.file, placed.line = file, line
        return placed

    @property
    def place(self) -> str:
        """Such as `domain.yml, line 12`."""
        return f"{self.file}, line {self.line}"


class _Placing(yaml.SafeLoader):
    """Reads every string as Words."""

    def words(self, node: yaml.ScalarNode) -> Words:
        begins_below = node.style in ("|", ">")
        return Words.at(
            str(self.construct_scalar(node)), str(self.name), node.start_mark.line + 1 + begins_below
        )


_BOOL = "tag:yaml.org,2002:bool"
_Placing.add_constructor("tag:yaml.org,2002:str", _Placing.words)
_Placing.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in forms if tag != _BOOL or first in "tTfF"]
    for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
"""As in YAML 1.2, which Rasa reads: yes, no, on and off are words."""


def read_yaml(path: Path, folder: Path) -> Any:
    """What it holds; every string is Words. Raises yaml.YAMLError, OSError, UnicodeDecodeError."""
    loader = _Placing(path.read_text(encoding="utf-8"))
    loader.name = path.relative_to(folder).as_posix()
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


@dataclass(frozen=True)
class Step:
    """One step of a rule or story, or one of a rule's conditions."""

    kind: str
    """intent, user (words instead of an intent), action, bot (words), slot, loop or checkpoint."""
    names: tuple[Words, ...]
    """One, or several of which each will do."""
    value: str = ""
    """Of a slot: what it must hold, `null` for nothing; empty where only the name is given."""


@dataclass(frozen=True)
class Talk:
    """A rule or a story."""

    kind: str
    """rule or story."""
    name: Words
    condition: tuple[Step, ...]
    steps: tuple[Step, ...]
    waits: bool = True
    """Whether the customer's turn follows."""

    @property
    def everything(self) -> tuple[Step, ...]:
        """Its condition, then its steps."""
        return (*self.condition, *self.steps)

    @property
    def is_in_form(self) -> bool:
        """Whether it is for the middle of a form alone."""
        return any(step.kind == "loop" and step.names[0] for step in self.condition)

    def names(self, *kinds: str) -> Iterator[Words]:
        """What its steps of these kinds name."""
        return (name for step in self.steps if step.kind in kinds for name in step.names)


@dataclass(frozen=True)
class Example:
    """Words that a customer may say."""

    label: Words
    """The intent, with the answer where there are several: `greet`, `faq/gift_cards`."""
    text: Words


@dataclass(frozen=True)
class TalkFiles:
    """All of them, as they stand in a folder."""

    folder: Path
    domain: Mapping[str, Any]
    data: Sequence[Mapping[str, Any]]
    """The files of data/, in the order of their names."""

    @staticmethod
    def read(folder: Path) -> "TalkFiles":
        """Those of a project, all of which are YAML. Raises yaml.YAMLError, OSError, UnicodeDecodeError."""
        data = [named(read_yaml(path, folder)) for path in data_files(folder)]
        return TalkFiles(folder, named(read_yaml(folder / "domain.yml", folder)), data)

    @cached_property
    def responses(self) -> Mapping[Words, Sequence[Mapping[str, Any]]]:
        """Variations, by name; some may stand in data/."""
        found = [named(part.get("responses")) for part in (self.domain, *self.data)]
        return {
            name: [named(one) for one in listed(said)]
            for part in found
            for name, said in part.items()
            if isinstance(name, Words)
        }

    @property
    def variations(self) -> Iterator[tuple[Words, Mapping[str, Any]]]:
        """Each variation of each response, with the response's name."""
        return ((name, one) for name, several in self.responses.items() for one in several)

    @cached_property
    def intents(self) -> Mapping[str, Words]:
        """Those of domain.yml; an intent may stand there with settings of its own."""
        several = [
            list(one) if isinstance(one, dict) else [one] for one in listed(self.domain.get("intents"))
        ]
        return {name: name for names in several for name in names if isinstance(name, Words)}

    @cached_property
    def talks(self) -> Sequence[Talk]:
        """Rules and stories."""
        found = [
            (kind, named(talk))
            for part in self.data
            for section, kind in TALKS.items()
            for talk in listed(part.get(section))
        ]
        return [_talk(kind, stated) for kind, stated in found if isinstance(stated.get(kind), Words)]

    @cached_property
    def examples(self) -> Sequence[Example]:
        """What is learnt from."""
        blocks = [named(block) for part in self.data for block in listed(part.get("nlu"))]
        labelled = [block for block in blocks if isinstance(block.get("intent"), Words)]
        return [
            Example(block["intent"], text) for block in labelled for text in _examples(block.get("examples"))
        ]

    @cached_property
    def labels(self) -> Mapping[str, Words]:
        """What examples are of, each where it stands first."""
        labels: dict[str, Words] = {}
        for example in self.examples:
            labels.setdefault(example.label, example.label)
        return labels


def data_files(folder: Path) -> Sequence[Path]:
    """The files below data/."""
    return sorted(path for path in (folder / "data").rglob("*") if path.suffix in (".yml", ".yaml"))


def named(stated: Any) -> Mapping[str, Any]:
    """It, where it holds things by name; else nothing: what has another shape is for Rasa to refuse."""
    return stated if isinstance(stated, dict) else {}


def listed(stated: Any) -> Sequence[Any]:
    """It, where it is a list; else nothing."""
    return stated if isinstance(stated, list) else []


def _examples(stated: Any) -> Iterator[Words]:
    """A text with a line for each, or a list."""
    for one in listed(stated):
        yield from _lines(named(one).get("text", one))
    yield from _lines(stated)


def _lines(stated: Any) -> Iterator[Words]:
    if not isinstance(stated, Words):
        return
    for number, line in enumerate(stated.splitlines()):
        text = line.strip().removeprefix("-").strip()
        if text:
            yield Words.at(text, stated.file, stated.line + number)


def _talk(kind: str, stated: Mapping[str, Any]) -> Talk:
    condition, steps = listed(stated.get("condition")), listed(stated.get("steps"))
    return Talk(
        kind,
        stated[kind],
        tuple(step for one in condition for step in _steps(named(one))),
        tuple(step for one in steps for step in _steps(named(one))),
        stated.get("wait_for_user_input") is not False,
    )


def _steps(stated: Mapping[str, Any]) -> Iterator[Step]:
    """Mostly one; a list of slots is several."""
    if "or" in stated:
        yield from _either(stated)
    elif "active_loop" in stated:
        yield Step("loop", (_or_else(stated["active_loop"], _key(stated, "active_loop")),))
    elif "slot_was_set" in stated:
        yield from _slots(stated)
    else:
        kinds = ("intent", "user", "action", "bot", "checkpoint")
        yield from (Step(kind, (stated[kind],)) for kind in kinds if isinstance(stated.get(kind), Words))


def _either(stated: Mapping[str, Any]) -> Iterator[Step]:
    several = [step for one in listed(stated["or"]) for step in _steps(named(one))]
    if several:
        values = dict.fromkeys(step.value for step in several)
        yield Step(several[0].kind, tuple(step.names[0] for step in several), " or ".join(values))


def _slots(stated: Mapping[str, Any]) -> Iterator[Step]:
    told = stated["slot_was_set"]
    for one in listed(told) or [told]:
        if isinstance(one, Words):
            yield Step("slot", (one,))
        for name, value in named(one).items():
            yield Step("slot", (_placed(name, stated),), _value(value))


def _value(value: Any) -> str:
    """As YAML writes it."""
    is_bare = value is None or isinstance(value, bool)
    return {None: "null", True: "true", False: "false"}[value] if is_bare else str(value)


def _placed(name: Any, stated: Mapping[str, Any]) -> Words:
    """A slot's name; what is no word, such as a number, stands where the list of slots does."""
    return _or_else(name, _key(stated, "slot_was_set"))


def _key(stated: Mapping[str, Any], name: str) -> Words:
    """The key as it stands in the file."""
    return next(key for key in stated if key == name and isinstance(key, Words))


def _or_else(value: Any, key: Words) -> Words:
    """The value where it is a word; else no word, in the key's place."""
    return value if isinstance(value, Words) else Words.at("", key.file, key.line)
