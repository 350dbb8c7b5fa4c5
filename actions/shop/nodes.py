"""The values of a JSON file, each with the place where it stands, so that an error can name it."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class BadFile(Exception):
    """The file cannot be used; the message is one sentence that names the file and the place in it."""


class _Twice(Exception):
    """One name, and two values."""


@dataclass(frozen=True)
class Node:
    """One value, and where it stands: `db.json: orders/#W1/items/0`. What is not as asked raises BadFile."""

    value: Any
    file: str
    path: str = ""

    @staticmethod
    def read(path: Path) -> "Node":
        """The whole file."""
        try:
            text = path.read_text(encoding="utf-8")
            return Node(json.loads(text, object_pairs_hook=_each_once), path.name)
        except _Twice as error:
            raise BadFile(f"{path.name}: {error} stands twice in the same object.") from error
        except OSError as error:
            raise BadFile(f"{path} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise BadFile(f"{path} is not UTF-8 text.") from error
        except json.JSONDecodeError as error:
            raise BadFile(f"{path}, line {error.lineno}, is not JSON: {error.msg}.") from error

    def wrong(self, why: str) -> BadFile:
        """The error that names this place."""
        return BadFile(f"{self.file}: {self.path or 'the file'} {why}.")

    def __getitem__(self, name: str) -> "Node":
        found = self.get(name)
        if found is None:
            raise self.wrong(f"lacks the field {name}")
        return found

    def get(self, name: str) -> "Node | None":
        """What stands under a name; None: nothing."""
        held = self._held(dict, "an object")
        return self._below(name, held[name]) if name in held else None

    def fields(self, needed: Sequence[str], more: Sequence[str] = ()) -> "Node":
        """Itself, with all the fields that are needed and none that nobody knows: it would be lost."""
        for name in needed:
            self[name]
        for name in self._held(dict, "an object"):
            if name not in (*needed, *more):
                raise self.wrong(f"has a field {name}, which nobody knows")
        return self

    def named(self) -> Iterator[tuple[str, "Node"]]:
        """What an object holds, by name."""
        for name, value in self._held(dict, "an object").items():
            yield name, self._below(name, value)

    def each(self) -> Iterator["Node"]:
        """What a list holds."""
        for place, value in enumerate(self._held(list, "a list")):
            yield self._below(str(place), value)

    def text(self) -> str:
        """Words; may be empty."""
        found: str = self._held(str, "text")
        return found

    def id(self) -> str:
        """Words that are not empty."""
        if not self.text().strip():
            raise self.wrong("is empty")
        return self.text()

    def texts(self) -> list[str]:
        """A list of words."""
        return [node.text() for node in self.each()]

    def truth(self) -> bool:
        """Yes or no."""
        found: bool = self._held(bool, "true or false")
        return found

    def amount(self) -> int:
        """Money that is not negative, in hundredths."""
        if self.difference() < 0:
            raise self.wrong("is negative")
        return self.difference()

    def difference(self) -> int:
        """Money that may be negative, in hundredths."""
        found = self.value
        if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
            raise self.wrong("is no sum of money")
        if not math.isclose(found * 100, round(found * 100), abs_tol=1e-4):
            raise self.wrong("has more than two decimals")
        return round(found * 100)

    def _held(self, kind: type, named: str) -> Any:
        if not isinstance(self.value, kind):
            raise self.wrong(f"is not {named}")
        return self.value

    def _below(self, name: str, value: Any) -> "Node":
        return Node(value, self.file, f"{self.path}/{name}" if self.path else name)


def _each_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object of the file; JSON itself lets the last of two values win."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Twice(name)
        found[name] = value
    return found
