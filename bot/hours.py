"""When agents are there, from desk.yml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LOOK_AHEAD = 60
"""Days in which the next opening is looked for."""


@dataclass(frozen=True)
class Span:
    """From one time of day up to another."""

    start: time
    end: time
    """00:00 means midnight at the day's end."""

    def holds(self, at: time) -> bool:
        """Whether a time of day lies in it."""
        return self.start <= at and (at < self.end or self.end == time(0))


@dataclass(frozen=True)
class WeekHours:
    """The same hours every week, but for holidays."""

    zone: ZoneInfo
    week: Mapping[str, tuple[Span, ...]]
    """By the day's English name; a day that is absent is closed."""
    holidays: frozenset[date] = field(default_factory=frozenset)

    def are_open(self, at: datetime) -> bool:
        """Whether somebody works at this moment."""
        local = at.astimezone(self.zone)
        return any(span.holds(local.time()) for span in self._spans(local.date()))

    def next_opening(self, at: datetime) -> datetime | None:
        """The next moment somebody works; None when there is none in sight."""
        if self.are_open(at):
            return at
        today = at.astimezone(self.zone).date()
        starts = (
            datetime.combine(day, span.start, self.zone)
            for day in (today + timedelta(days=n) for n in range(LOOK_AHEAD))
            for span in self._spans(day)
        )
        return next((start for start in starts if start > at), None)

    def in_words(self, at: datetime) -> str:
        """A moment as customers read it: "Monday 09:00"."""
        return at.astimezone(self.zone).strftime("%A %H:%M")

    def _spans(self, day: date) -> tuple[Span, ...]:
        if day in self.holidays:
            return ()
        return tuple(sorted(self.week.get(DAYS[day.weekday()], ()), key=lambda span: span.start))


@dataclass(frozen=True)
class AlwaysOpen:
    """Somebody is always there."""

    def are_open(self, at: datetime) -> bool:
        """Always."""
        return True

    def next_opening(self, at: datetime) -> datetime | None:
        """Now."""
        return at

    def in_words(self, at: datetime) -> str:
        """A moment as customers read it."""
        return at.strftime("%A %H:%M UTC")


@dataclass(frozen=True)
class QuietHours:
    """From one time of day up to another, every day; over midnight where the first is the later."""

    zone: ZoneInfo
    start: time
    end: time

    def ends(self, at: datetime) -> datetime | None:
        """When the quiet hours end that there are at this moment; None where there are none."""
        local = at.astimezone(self.zone)
        if not self._hold(local.time()):
            return None
        days = (local.date(), local.date() + timedelta(days=1))
        ends = (datetime.combine(day, self.end, self.zone).astimezone(timezone.utc) for day in days)
        return next(end for end in ends if end > at)

    def in_words(self, at: datetime) -> str:
        """A moment as agents read it: "Monday 08:00"."""
        return at.astimezone(self.zone).strftime("%A %H:%M")

    def _hold(self, at: time) -> bool:
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end
