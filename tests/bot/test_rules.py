"""desk.yml and the hours it holds."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.comment_rules import Sort, Step
from bot.core.turn import Understanding
from bot.rules import BadRules, read_rules

LONDON = ZoneInfo("Europe/London")
HOURS = """
hours:
  zone: Europe/London
  week:
    monday: 09:00-18:00
    friday: 09:00-12:30, 13:30-24:00
  holidays: [2026-12-25]
teams: [orders]
timeouts: {unclaimed: 90 seconds}
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "desk.yml"
    path.write_text(text)
    return path


def test_without_a_file_somebody_is_always_there(tmp_path: Path) -> None:
    rules = read_rules(tmp_path / "desk.yml")
    assert rules.hours.are_open(datetime.now(timezone.utc))
    assert rules.unclaimed_after == timedelta(minutes=10)


@pytest.mark.parametrize(
    ("local", "is_open"),
    [
        ("2026-11-02T09:00", True),
        ("2026-11-02T08:59", False),
        ("2026-11-02T18:00", False),
        ("2026-11-03T12:00", False),
        ("2026-11-06T13:00", False),
        ("2026-11-06T23:59", True),
        ("2026-12-25T10:00", False),
        ("2026-07-06T09:00", True),
    ],
)
def test_hours_are_the_brands_own(tmp_path: Path, local: str, is_open: bool) -> None:
    rules = read_rules(written(tmp_path, HOURS))
    assert (
        rules.hours.are_open(datetime.fromisoformat(local).replace(tzinfo=LONDON).astimezone(timezone.utc))
        is is_open
    )


def test_the_next_opening_skips_closed_days_and_is_said_in_local_time(tmp_path: Path) -> None:
    hours = read_rules(written(tmp_path, HOURS)).hours
    tuesday = datetime(2026, 11, 3, 12, 0, tzinfo=LONDON)
    opening = hours.next_opening(tuesday)
    assert opening == datetime(2026, 11, 6, 9, 0, tzinfo=LONDON)
    assert hours.in_words(opening) == "Friday 09:00"


QUIET = 'updates: {quiet_hours: {from: 21:30, to: "08:00"}}'
EVENING = datetime(2026, 7, 1, 21, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        (QUIET, None),
        (f"hours: {{zone: Europe/London}}\n{QUIET}", datetime(2026, 7, 2, 7, 0, tzinfo=timezone.utc)),
        (QUIET.replace("}}", ", zone: Europe/Paris}}"), datetime(2026, 7, 2, 6, 0, tzinfo=timezone.utc)),
        ("teams: [orders]", None),
        ("updates: {quiet_hours: }", None),
    ],
    ids=["UTC", "the agents'", "their own", "none", "empty"],
)
def test_quiet_hours_are_in_a_time_zone(tmp_path: Path, text: str, ends: datetime | None) -> None:
    quiet = read_rules(written(tmp_path, text)).updates.quiet
    assert quiet.ends(EVENING) == ends
    assert ends is None or quiet.in_words(ends) == "Thursday 08:00"


def test_teams_and_timeouts(tmp_path: Path) -> None:
    rules = read_rules(written(tmp_path, HOURS))
    assert rules.teams == ("orders",)
    assert rules.unclaimed_after == timedelta(seconds=90)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("hours: {zone: Mars/Olympus}", "hours.zone"),
        ("hours: {week: {munday: 09:00-17:00}}", "munday"),
        ("hours: {week: {monday: nine}}", "hours.week.monday"),
        ("hours: {week: {monday: 09:00-27:00}}", "hours.week.monday"),
        ("hours: {holidays: [christmas]}", "hours.holidays"),
        ("hours: always", "hours"),
        ("timeouts: {unclaimed: soon}", "timeouts.unclaimed"),
        ("timeouts: {unclaimed: 0 minutes}", "timeouts.unclaimed"),
        ("tems: [orders]", "tems"),
        ("[1, 2", "line 1, is not YAML"),
        ("- a\n- b", "by name"),
        (
            "timeouts: {unclamed: 5 minutes}",
            "timeouts.unclamed is no time; write unclaimed, answered_elsewhere",
        ),
        ("updates: never", "updates must hold"),
        ("updates: {quiet: 21-8}", "updates.quiet is no setting; write quiet_hours"),
        ("updates: {quiet_hours: night}", "updates.quiet_hours must hold"),
        ('updates: {quiet_hours: {from: "21:00"}}', "updates.quiet_hours holds from, to"),
        ('updates: {quiet_hours: {from: "21:00", to: "8"}}', "updates.quiet_hours.to is '8'"),
        ('updates: {quiet_hours: {from: 21:00, to: "25:00"}}', "updates.quiet_hours.to is '25:00'"),
        ('updates: {quiet_hours: {from: "08:00", to: "08:00"}}', "updates.quiet_hours.from and .to"),
        (
            'updates: {quiet_hours: {from: "21:00", to: "08:00", zone: Moon}}',
            "updates.quiet_hours.zone 'Moon'",
        ),
        ("comments: always", "comments"),
        ("comments: {anger: {do: [public]}}", "comments.anger"),
        ("comments: {praise: [public]}", "comments.praise"),
        ("comments: {praise: {do: public}}", "comments.praise.do"),
        ("comments: {praise: {do: [shout]}}", "comments.praise.do cannot be shout"),
        ("comments: {praise: {does: [public]}}", "comments.praise holds"),
        (
            "comments: {praise: {intents: [thanks]}, spam: {intents: [thanks]}}",
            "thanks under praise and spam",
        ),
    ],
)
def test_a_mistake_is_one_sentence_that_names_it(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(BadRules, match=named):
        read_rules(written(tmp_path, text))


def test_comments_are_sorted_by_intent_and_everything_else_is_a_question(tmp_path: Path) -> None:
    rules = read_rules(written(tmp_path, "comments: {praise: {do: [public], intents: [thanks]}}")).comments
    assert rules.sort(Understanding("thanks"), "thanks") is Sort.PRAISE
    assert rules.sort(Understanding("gift_cards"), "gift cards") is Sort.QUESTION
    assert rules.sort(Understanding(""), "@marc look") is Sort.UNCLEAR
    assert rules.sort(Understanding(""), "would it fly?") is Sort.QUESTION
    assert rules.steps[Sort.PRAISE] == {Step.PUBLIC}
    assert Sort.QUESTION not in rules.steps


def test_the_desk_yml_that_is_shipped_is_right() -> None:
    assert read_rules(Path(__file__).parents[2] / "desk.yml").teams
