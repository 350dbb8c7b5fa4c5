"""policy.yml, read and checked."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from actions.shop.policy import KINDS, Persons, Policy, RefundTo
from actions.shop.port import OrderState

SHAPE: Mapping[str, tuple[str, ...]] = {
    "cancel": ("states", "reasons"),
    "change_address": ("states",),
    "change_payment": ("states",),
    "change_items": ("states", "once"),
    "return": ("states", "days"),
    "exchange": ("states", "days"),
    "refunds": ("to", "days"),
    "persons": ("kinds", "states", "amount", "total", "products", "customers"),
}
"""Every setting; all of them are stated, so that nothing is allowed by an omission."""


WITH_STATES = tuple(name for name, keys in SHAPE.items() if "states" in keys and name != "persons")


class BadPolicy(Exception):
    """policy.yml cannot be used; the message is one sentence that names the file and the setting."""


def read_policy(path: Path) -> Policy:
    """What the file says. Raises BadPolicy."""
    try:
        stated = _load(path)
        return Policy(
            states={name: _states(stated, name) for name in WITH_STATES},
            reasons=_reasons(stated["cancel"]["reasons"]),
            items_once=_yes_or_no(stated, "change_items", "once"),
            days={name: _days(stated, name) for name in ("return", "exchange")},
            refund_to=_refund_to(stated["refunds"]["to"]),
            refund_days=_span(stated["refunds"]["days"]),
            persons=_persons(stated["persons"]),
        )
    except _Wrong as wrong:
        raise BadPolicy(f"{path.name}: {wrong}") from None


class _Wrong(Exception):
    """A setting that cannot be used."""


def _load(path: Path) -> Mapping[str, Any]:
    try:
        stated = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _Wrong("there is no such file, and without it nobody knows what may be changed.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1} " if mark else ""
        raise _Wrong(f"{place}is not YAML: {getattr(error, 'problem', error)}.") from error
    _check_names(stated, "", tuple(SHAPE))
    for name, keys in SHAPE.items():
        _check_names(stated[name], f"{name}.", keys)
    loaded: Mapping[str, Any] = stated
    return loaded


def _check_names(stated: Any, within: str, wanted: tuple[str, ...]) -> None:
    if not isinstance(stated, dict):
        raise _Wrong(f"{within.rstrip('.') or 'it'} must hold settings by name: {', '.join(wanted)}.")
    for name in stated:
        if name not in wanted:
            raise _Wrong(f"{within}{name} is no setting; write {', '.join(wanted)}.")
    for name in wanted:
        if name not in stated:
            raise _Wrong(f"{within}{name} is missing.")


def _states(stated: Mapping[str, Any], name: str) -> frozenset[OrderState]:
    return frozenset(_each(OrderState, stated[name]["states"], f"{name}.states"))


def _refund_to(stated: Any) -> frozenset[RefundTo]:
    ways = frozenset(_each(RefundTo, stated, "refunds.to"))
    if not ways:
        raise _Wrong(
            "refunds.to is empty; write original, gift_card or any, or return.states: [] to allow no returns."
        )
    return ways


def _each(kind: Any, stated: Any, setting: str) -> list[Any]:
    return [kind(word) for word in _named([one.value for one in kind], stated, setting)]


def _named(allowed: Sequence[str], stated: Any, setting: str) -> list[str]:
    if not isinstance(stated, list):
        raise _Wrong(f"{setting} must be a list, such as [{allowed[0]}, {allowed[1]}].")
    for word in stated:
        if word not in allowed:
            raise _Wrong(f"{setting} names {word!r}; write any of {', '.join(allowed)}.")
    return stated


def _persons(stated: Mapping[str, Any]) -> Persons:
    return Persons(
        kinds=frozenset(_named(tuple(KINDS.values()), stated["kinds"], "persons.kinds")),
        states=frozenset(_each(OrderState, stated["states"], "persons.states")),
        amount=_hundredths(stated, "amount"),
        total=_hundredths(stated, "total"),
        products=_words(stated, "products"),
        customers=_words(stated, "customers"),
    )


def _hundredths(stated: Mapping[str, Any], key: str) -> int | None:
    value = stated[key]
    if value is None:
        return None
    if not _is_count(value):
        raise _Wrong(f"persons.{key} is {value!r}; write a whole number, or null for never.")
    return int(value) * 100


def _words(stated: Mapping[str, Any], key: str) -> frozenset[str]:
    value = stated[key]
    if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
        raise _Wrong(f'persons.{key} must be a list of words in quotes, such as ["one", "another"].')
    return frozenset(word.strip().casefold() for word in value)


def _reasons(stated: Any) -> tuple[str, ...]:
    if not isinstance(stated, list) or not all(
        isinstance(word, str) and word.isidentifier() for word in stated
    ):
        raise _Wrong("cancel.reasons must be a list of words, such as [no_longer_needed].")
    return tuple(stated)


def _yes_or_no(stated: Mapping[str, Any], name: str, key: str) -> bool:
    value = stated[name][key]
    if not isinstance(value, bool):
        raise _Wrong(f"{name}.{key} is {value!r}; write true or false.")
    return value


def _days(stated: Mapping[str, Any], name: str) -> int | None:
    value = stated[name]["days"]
    if value is None or _is_count(value):
        days: int | None = value
        return days
    raise _Wrong(f"{name}.days is {value!r}; write a whole number, or null for any time.")


def _span(stated: Any) -> tuple[int, int]:
    if (
        isinstance(stated, list)
        and len(stated) == 2
        and all(map(_is_count, stated))
        and stated[0] <= stated[1]
    ):
        return stated[0], stated[1]
    raise _Wrong(f"refunds.days is {stated!r}; write two whole numbers, such as [5, 7].")


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
