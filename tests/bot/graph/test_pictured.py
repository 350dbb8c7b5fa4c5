"""What the page is told of the files."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.graph import draw, pictured
from bot.talk_files import TalkFiles
from tests.bot.checks.small_bot import SmallBot


@pytest.fixture
def bot(tmp_path: Path) -> SmallBot:
    return SmallBot(tmp_path)


def files(bot: SmallBot) -> Any:
    return pictured(TalkFiles.read(bot.folder))


def test_a_rule_is_its_conditions_and_steps_each_with_its_line(bot: SmallBot) -> None:
    line = bot.change("data/rules.yml", "- rule: ordered", "- rule: ordered")
    [ordered] = [talk for talk in files(bot)["talks"] if talk["name"] == "ordered"]
    assert (ordered["at"], ordered["in_form"], ordered["waits"]) == (f"data/rules.yml:{line}", True, True)
    told = [(step["part"], step["kind"], step["names"], step["at"]) for step in ordered["steps"]]
    assert told == [
        ("condition", "loop", ["order_form"], f"data/rules.yml:{line + 2}"),
        ("step", "action", ["order_form"], f"data/rules.yml:{line + 4}"),
        ("step", "loop", [""], f"data/rules.yml:{line + 5}"),
        ("step", "action", ["utter_done"], f"data/rules.yml:{line + 6}"),
    ]


def test_a_rule_named_yes_is_there(bot: SmallBot) -> None:
    assert "yes" in {talk["name"] for talk in files(bot)["talks"]}


@pytest.mark.parametrize(
    ("step", "kind", "names", "value"),
    [
        ("or:\n          - intent: hello\n          - intent: order", "intent", ["hello", "order"], ""),
        ("slot_was_set:\n          - colour: null", "slot", ["colour"], "null"),
        ("slot_was_set:\n          - colour: blue", "slot", ["colour"], "blue"),
        ("slot_was_set:\n          - colour", "slot", ["colour"], ""),
        ("checkpoint: later", "checkpoint", ["later"], ""),
        ('user: "hello there"', "user", ["hello there"], ""),
    ],
)
def test_every_kind_of_step(bot: SmallBot, step: str, kind: str, names: list[str], value: str) -> None:
    bot.add("data/stories.yml", f"  - story: other\n    steps:\n      - {step}\n")
    [told] = files(bot)["talks"][-1]["steps"]
    assert (told["kind"], told["names"], told["value"]) == (kind, names, value)


def test_actions_and_forms_tell_of_themselves(bot: SmallBot) -> None:
    told = files(bot)
    line = bot.change("actions/help.py", "class ActionHelp", "class ActionHelp")
    assert told["actions"] == {
        "action_help": {"at": f"actions/help.py:{line}", "about": "Says which colours there are."}
    }
    assert told["forms"]["order_form"]["asks"] == ["utter_ask_colour"]


def test_the_page_needs_nothing_else_and_no_word_becomes_markup(bot: SmallBot) -> None:
    hostile = "</script><b onclick=alert(1)>"
    bot.change("domain.yml", "Hello.", hostile)
    draw(bot.folder, bot.folder / "graph.html")
    page = (bot.folder / "graph.html").read_text(encoding="utf-8")
    assert hostile not in page
    assert re.findall(r"""(?:src|href)=["']?(?!#)\S+|@import|url\(""", page) == []
    [told] = re.findall(r'<script type="application/json" id="files">(.*?)</script>', page, re.DOTALL)
    assert json.loads(told)["responses"]["utter_greet"]["said"][0]["text"] == hostile
