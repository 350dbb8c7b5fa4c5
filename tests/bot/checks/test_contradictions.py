"""Rules and stories that contradict each other, by Rasa's own reckoning; and the command that says so."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.checks import check
from tests.bot.checks.small_bot import ROOT, SmallBot

pytest.importorskip("rasa", reason="Rasa is not installed, so nothing of it can be checked")

GREETED = ("intent: hello",)


@pytest.fixture
def bot(tmp_path: Path) -> SmallBot:
    """With the parts of Frontdesk that Rasa loads."""
    for name in ("bot", "channels"):
        (tmp_path / name).symlink_to(ROOT / name)
    return SmallBot(tmp_path)


def frontdesk(bot: SmallBot, *words: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=bot.folder,
        env={**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def a_talk(kind: str, name: str, *steps: str) -> str:
    lines = "".join(f"      - {step}\n" for step in steps)
    return f"  - {kind}: {name}\n    steps:\n{lines}"


def test_what_contradicts_is_told_with_both_places(bot: SmallBot) -> None:
    rule, greet = a_talk("rule", "greet, and more", *GREETED, "action: utter_done"), "- rule: greet\n"
    greet_line = bot.change("data/rules.yml", greet, greet)
    more_line = bot.add("data/rules.yml", rule)
    asks_line = bot.change("data/rules.yml", "- rule: questions", "- rule: questions")
    asked_line = bot.add("data/stories.yml", a_talk("story", "asked", "intent: faq", "action: utter_done"))
    blue = (*GREETED, "action: utter_greet", "intent: tell_colour", "action: utter_done")
    red = (*GREETED, "action: utter_greet", "intent: tell_colour", "action: utter_greet")
    blue_line = bot.add("data/stories.yml", a_talk("story", "it's blue", *blue))
    red_line = bot.add("data/stories.yml", a_talk("story", "red", *red))
    advice = "Let both do the same, or tell them apart by a condition or an earlier step."
    assert set(check(bot.folder).problems) == {
        f'data/rules.yml, line {more_line}: the rule "greet, and more" goes on with utter_done, and in the '
        f'same place the rule "greet" (data/rules.yml, line {greet_line}) goes on otherwise. {advice}',
        f'data/stories.yml, line {asked_line}: the story "asked" goes on with utter_done, and in the '
        f'same place the rule "questions" (data/rules.yml, line {asks_line}) goes on with utter_faq. '
        f"{advice}",
        f'data/stories.yml, line {blue_line}: the story "it\'s blue" goes on with utter_done, and in the '
        f'same place the story "red" (data/stories.yml, line {red_line}) goes on with utter_greet. {advice}',
    }


def test_an_incomplete_rule_is_told_with_its_place(bot: SmallBot) -> None:
    steps = ("intent: tell_colour", "action: order_form", "action: utter_done")
    line = bot.add("data/rules.yml", a_talk("rule", "a form, halfway", *steps))
    [problem] = check(bot.folder).problems
    begins = "the form 'order_form' in rule 'a form, halfway' does not set the 'active_loop'"
    assert problem.startswith(f"data/rules.yml, line {line}: {begins}")


def test_hints_stop_nothing_and_the_command_says_how_many(bot: SmallBot) -> None:
    bot.add("data/nlu.yml", "  - intent: hello\n    examples: |\n      - Hello Hello1!\n")
    done = frontdesk(bot, "check")
    assert (done.returncode, done.stderr) == (0, "")
    heading, hint, _, last = done.stdout.splitlines()
    assert heading == "Hints, which stop nothing:"
    assert '"Hello Hello1!" says the same as "hello hello1"' in hint
    assert re.fullmatch(r"Settings, .* are fine \(\d+ s, 1 hint\)\. desk\.yml .*", last)


def test_problems_fail_the_command(bot: SmallBot) -> None:
    line = bot.add("domain.yml", '  utter_lost:\n    - text: "Here I am."\n')
    done = frontdesk(bot, "check")
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"domain.yml, line {line}: nobody says utter_lost" in done.stderr
