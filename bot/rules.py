"""desk.yml, read and checked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from bot.core.comment_rules import CommentRules, Sort, Step
from bot.core.desk_rules import Hours, Rules
from bot.core.update_rules import NeverQuiet, Quiet, UpdateRules
from bot.hours import DAYS, AlwaysOpen, QuietHours, Span, WeekHours

_SPAN = re.compile(r"(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)")
_DURATION = re.compile(r"(\d+)\s*(second|minute|hour)s?")


SETTINGS = ("hours", "teams", "timeouts", "updates", "comments")
TIMEOUTS = ("unclaimed", "answered_elsewhere")


class BadRules(Exception):
    """desk.yml cannot be used; the message names the setting."""


def read_rules(path: Path) -> Rules:
    """What desk.yml says; defaults where there is no such file. Raises BadRules."""
    stated = _load(path)
    unknown = set(stated) - set(SETTINGS)
    if unknown:
        named = ", ".join(sorted(map(str, unknown)))
        raise BadRules(f"{path}: {named} is not a setting of the desk; write {', '.join(SETTINGS)}.")
    timeouts = _mapping(stated, "timeouts")
    if set(timeouts) - set(TIMEOUTS):
        named = ", ".join(sorted(map(str, set(timeouts) - set(TIMEOUTS))))
        raise BadRules(f"desk.yml: timeouts.{named} is no time; write {', '.join(TIMEOUTS)}.")
    return Rules(
        hours=_hours(stated["hours"]) if stated.get("hours") else AlwaysOpen(),
        unclaimed_after=_duration(timeouts.get("unclaimed", "10 minutes"), "timeouts.unclaimed"),
        quiet_after_elsewhere=_duration(
            timeouts.get("answered_elsewhere", "4 hours"), "timeouts.answered_elsewhere"
        ),
        teams=tuple(str(team) for team in stated.get("teams") or ()),
        comments=_comments(_mapping(stated, "comments")),
        updates=UpdateRules(quiet=_quiet(stated)),
    )


def _load(path: Path) -> Mapping[str, Any]:
    if not path.exists():
        return {}
    try:
        stated = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}," if mark else ""
        raise BadRules(f"{path}{place} is not YAML: {getattr(error, 'problem', error)}.") from error
    if not isinstance(stated, dict):
        raise BadRules(f"{path} must hold settings by name.")
    return stated


def _mapping(stated: Mapping[str, Any], name: str, within: str = "") -> Mapping[str, Any]:
    found = stated.get(name) or {}
    if not isinstance(found, dict):
        raise BadRules(f"desk.yml: {within}{name} must hold settings by name.")
    return found


def _hours(stated: Any) -> Hours:
    if not isinstance(stated, dict):
        raise BadRules("desk.yml: hours must hold zone, week and holidays.")
    week = {day: _spans(spans, f"hours.week.{day}") for day, spans in _mapping(stated, "week").items()}
    strange = set(week) - set(DAYS)
    if strange:
        raise BadRules(f"desk.yml: hours.week.{strange.pop()} is no day; write {', '.join(DAYS)}.")
    return WeekHours(
        _zone(stated.get("zone", "UTC"), "hours.zone"), week, _holidays(stated.get("holidays") or ())
    )


def _zone(name: Any, setting: str) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadRules(f"desk.yml: {setting} {name!r} is no time zone, such as Europe/London.") from error


def _spans(stated: Any, setting: str) -> tuple[Span, ...]:
    try:
        return tuple(_span(part.strip()) for part in str(stated).split(","))
    except ValueError as error:
        raise BadRules(f"desk.yml: {setting} is {stated!r}; write 09:00-18:00.") from error


def _span(text: str) -> Span:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return Span(_time(match[1]), _time(match[2]))


def _time(text: str) -> time:
    hour, minute = map(int, text.split(":"))
    return time(0) if (hour, minute) == (24, 0) else time(hour, minute)


def _holidays(stated: Any) -> frozenset[date]:
    try:
        return frozenset(day if isinstance(day, date) else date.fromisoformat(str(day)) for day in stated)
    except (ValueError, TypeError) as error:
        raise BadRules("desk.yml: hours.holidays must be days such as 2026-12-25.") from error


def _quiet(stated: Mapping[str, Any]) -> Quiet:
    """In a time zone of their own, or in that of the agents' hours."""
    updates = _mapping(stated, "updates")
    if set(updates) - {"quiet_hours"}:
        named = ", ".join(sorted(map(str, set(updates) - {"quiet_hours"})))
        raise BadRules(f"desk.yml: updates.{named} is no setting; write quiet_hours.")
    quiet = _mapping(updates, "quiet_hours", "updates.")
    if not quiet:
        return NeverQuiet()
    if not {"from", "to"} <= set(quiet) <= {"from", "to", "zone"}:
        raise BadRules("desk.yml: updates.quiet_hours holds from, to and, if you like, zone.")
    start, end = (_time_of_day(quiet[name], f"updates.quiet_hours.{name}") for name in ("from", "to"))
    if start == end:
        raise BadRules("desk.yml: updates.quiet_hours.from and .to are the same; leave them out for none.")
    hours = stated.get("hours") or {}
    zone = quiet.get("zone") or (hours.get("zone") if isinstance(hours, dict) else None) or "UTC"
    return QuietHours(_zone(zone, "updates.quiet_hours.zone"), start, end)


def _time_of_day(stated: Any, setting: str) -> time:
    """YAML reads 21:30 without quotes as a number of minutes."""
    text = f"{stated // 60}:{stated % 60:02}" if isinstance(stated, int) else str(stated).strip()
    try:
        return _time(text)
    except ValueError as error:
        raise BadRules(f'desk.yml: {setting} is {stated!r}; write a time of day, such as "21:00".') from error


def _comments(stated: Mapping[str, Any]) -> CommentRules:
    strange = set(stated) - {sort.value for sort in Sort}
    if strange:
        raise BadRules(f"desk.yml: comments.{strange.pop()} is no sort; write {_listed(Sort)}.")
    rules = {sort: _mapping(stated, sort.value, "comments.") for sort in Sort if sort.value in stated}
    sorts: dict[str, Sort] = {}
    for sort, rule in rules.items():
        for intent in _words(rule, "intents", sort):
            if sorts.setdefault(intent, sort) is not sort:
                raise BadRules(
                    f"desk.yml: comments has {intent} under {sorts[intent].value} and {sort.value}."
                )
    done = {sort: frozenset(_steps(rule, sort)) for sort, rule in rules.items() if "do" in rule}
    return CommentRules(sorts, done)


def _steps(rule: Mapping[str, Any], sort: Sort) -> Iterator[Step]:
    for word in _words(rule, "do", sort):
        try:
            yield Step(word)
        except ValueError as error:
            raise BadRules(
                f"desk.yml: comments.{sort.value}.do cannot be {word}; write {_listed(Step)}."
            ) from error


def _words(rule: Mapping[str, Any], name: str, sort: Sort) -> Sequence[str]:
    if set(rule) - {"intents", "do"}:
        raise BadRules(f"desk.yml: comments.{sort.value} holds intents and do, and nothing else.")
    found = rule.get(name) or ()
    if not isinstance(found, list | tuple):
        raise BadRules(f"desk.yml: comments.{sort.value}.{name} must be a list, such as [public, private].")
    return [str(word) for word in found]


def _listed(names: type[Sort] | type[Step]) -> str:
    return ", ".join(name.value for name in names)


def _duration(stated: Any, setting: str) -> timedelta:
    match = _DURATION.fullmatch(str(stated).strip())
    if not match or not int(match[1]):
        raise BadRules(
            f"desk.yml: {setting} is {stated!r}; write seconds, minutes or hours, such as 10 minutes."
        )
    return timedelta(**{f"{match[2]}s": int(match[1])})
