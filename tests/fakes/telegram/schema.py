"""Whether a call's parameters are those that the specification names, of the right types."""

from collections.abc import Mapping
from typing import Any

from tests.fakes.parameters import Upload, decoded
from tests.fakes.telegram.specification import Parameter, Specification

_ARRAY = "Array of "


class Mismatch(Exception):
    """A parameter is missing, unknown or of the wrong type; the message names it."""


def checked(specification: Specification, method: str, params: dict[str, Any]) -> dict[str, Any]:
    """The parameters as values, a form's strings decoded. Raises Mismatch."""
    known = specification.methods[method]
    values = {name: _as_value(known[name], value) for name, value in params.items() if name in known}
    _check_names(known, params, f"{method}: ")
    for name, value in values.items():
        _check(specification, known[name].types, value, name)
    return values


def _as_value(parameter: Parameter, value: Any) -> Any:
    # A file_id or a text of digits stays the string that it was; a chat_id may be a number or a @name.
    text = "String" in parameter.types and "Integer" not in parameter.types
    return value if text else decoded(value)


def _check_names(known: Mapping[str, Parameter], given: dict[str, Any], where: str) -> None:
    for name in given:
        if name not in known:
            raise Mismatch(f"{where}there is no “{name}”")
    for parameter in known.values():
        if parameter.required and parameter.name not in given:
            raise Mismatch(f"{where}“{parameter.name}” is required")


def _check(specification: Specification, types: tuple[str, ...], value: Any, where: str) -> None:
    problems = []
    for kind in types:
        try:
            _check_one(specification, kind, value, where)
            return
        except Mismatch as mismatch:
            problems.append(str(mismatch))
    if problems:
        raise Mismatch("; ".join(problems))


def _check_one(specification: Specification, kind: str, value: Any, where: str) -> None:
    if kind == "InputFile" and not isinstance(value, str | Upload):
        raise Mismatch(f"{where} is no file")
    if kind.startswith(_ARRAY):
        _check_array(specification, kind.removeprefix(_ARRAY), value, where)
    elif kind in specification.types and kind != "InputFile":
        _check_object(specification, kind, value, where)
    elif not _is_simple(kind, value):
        raise Mismatch(f"{where} is no {kind}: {value!r:.60}")


def _is_simple(kind: str, value: Any) -> bool:
    if kind in ("Integer", "Float"):
        return isinstance(value, int if kind == "Integer" else int | float) and not isinstance(value, bool)
    if kind in ("Boolean", "True"):
        return isinstance(value, bool)
    return kind == "InputFile" or isinstance(value, str)


def _check_array(specification: Specification, kind: str, value: Any, where: str) -> None:
    if not isinstance(value, list):
        raise Mismatch(f"{where} is no array")
    for position, item in enumerate(value):
        _check(specification, (kind,), item, f"{where}[{position}]")


def _check_object(specification: Specification, kind: str, value: Any, where: str) -> None:
    if specification.subtypes[kind]:
        _check(specification, specification.subtypes[kind], value, where)
        return
    if not isinstance(value, dict):
        raise Mismatch(f"{where} is no {kind}: {value!r:.60}")
    fields = specification.types[kind]
    _check_names(fields, value, f"{where}.")
    for name, item in value.items():
        _check(specification, fields[name].types, item, f"{where}.{name}")
