"""`frontdesk train --watch`: a designer saves, and reads what that did; the running bot goes on with it."""

import re
import shutil
from collections.abc import Iterator

import pytest

from tests.journeys.program import Program
from tests.journeys.service import ROOT, Service

pytestmark = pytest.mark.timeout(600)

STORIES = """\
version: "3.1"
stories:
  - story: a good day
    steps:
      - intent: greet
      - action: utter_greet
      - intent: mood_great
      - action: utter_happy
  - story: leaving
    steps:
      - intent: goodbye
      - action: utter_goodbye
"""
MESSAGES = """\
text,intent
hello there,greet
howdy,greet
zounds,goodbye
are you a robot,bot_challenge
"""
CONTRADICTION = """\
rules:
  - rule: hello and bye
    steps:
      - intent: greet
      - action: utter_goodbye
"""
SOON = 240.0
"""Seconds for a check, a training and a trial, on a machine that does other things besides."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A running service whose bot is small, in files that may be changed, with something to try it with."""
    bot = tmp_path_factory.mktemp("bot") / "light"
    shutil.copytree(ROOT / "tests" / "bench" / "light_bot", bot)
    (bot / "desk.yml").write_text("timeouts: {unclaimed: 10 minutes}\n", encoding="utf-8")
    made = Service(tmp_path_factory.mktemp("watched"), {}, bot)
    for name, content in (("stories/test_day.yml", STORIES), ("understanding/customers.csv", MESSAGES)):
        path = made.folder / "tests" / name
        path.parent.mkdir(parents=True)
        path.write_text(content, encoding="utf-8")
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def watching(service: Service) -> Iterator[Program]:
    with service.program("train", "--watch") as program:
        first = program.sees("Ctrl-C ends.", SOON)
        assert re.search(r"as it is: stories 2 of 2, understanding 0\.750; live after \d+ s", first), first
        yield program


def saves(service: Service, name: str, old: str, new: str) -> None:
    """What an editor does: another file takes the place of the one that was there."""
    path = (service.folder / name).resolve()
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.with_suffix(".new").write_text(text.replace(old, new), encoding="utf-8")
    path.with_suffix(".new").replace(path)


def heard(service: Service, words: str) -> str:
    """What the running bot says to it."""
    return service.runs("chat", typed=f"{words}\n")


def test_a_save_that_makes_it_better_is_live_and_told(service: Service, watching: Program) -> None:
    assert "Bot: Bye" not in heard(service, "zounds")
    saves(service, "data/nlu.yml", "      - farewell\n", "      - farewell\n      - zounds\n")
    watching.sees("data/nlu.yml: stories 2 of 2 (as before), understanding 1.000 (+0.250)", SOON)
    line = watching.sees(" s\n")
    assert re.fullmatch(r": better goodbye 1; live after \d+ s\n", line), line
    assert "Bot: Bye" in heard(service, "zounds")


def test_a_save_that_makes_it_worse_says_where(service: Service, watching: Program) -> None:
    saves(service, "data/nlu.yml", "      - howdy\n", "")
    saves(service, "data/nlu.yml", "      - bye bye\n", "      - bye bye\n      - howdy\n")
    saves(
        service,
        "data/stories.yml",
        "      - action: utter_happy\n  - story: a bad day that gets",
        "  - story: a bad day that gets",
    )
    watching.sees("understanding 0.750 (-0.250): worse greet 1; live after", SOON)
    watching.sees("  story a good day (tests/stories/test_day.yml): ")
    watching.sees("instead of utter_happy\n")
    watching.sees("  greet, now taken for goodbye: howdy\n")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("- action: utter_iamabot\n", "- action: [utter_iamabot\n", "data/rules.yml, line 11"),
        ("rules:\n", CONTRADICTION, "hello and bye"),
    ],
    ids=["broken", "contradiction"],
)
def test_a_save_that_makes_no_bot_leaves_the_old_one(
    service: Service, watching: Program, old: str, new: str, told: str
) -> None:
    name = "data/rules.yml"
    before = service.models()
    saves(service, name, old, new)
    watching.sees(f"{name}: this makes no new bot, the old model stays:\n", SOON)
    assert "%|" not in watching.sees(told), "no progress bars"
    assert service.models() == before
    assert "Hey! How are you?" in heard(service, "hello")
    saves(service, name, new, old)
    watching.sees(f"{name}: nothing that the bot learns has changed\n", SOON)


def test_what_only_tries_it_is_not_learnt(service: Service, watching: Program) -> None:
    before = service.models()
    saves(service, "tests/understanding/customers.csv", "text,intent\n", "text,intent\nfarewell,goodbye\n")
    watching.sees("customers.csv: saved; the old bot answers meanwhile …\n", SOON)
    line = watching.sees("\n", SOON)
    assert line.strip().endswith(
        "tests/understanding/customers.csv: understanding 0.800 (+0.050), 1 of 1 new messages right"
    )
    saves(service, "tests/understanding/customers.csv", "farewell,goodbye", "farewell,godbye")
    watching.sees("The bot has no intent godbye", SOON)
    assert service.models() == before
