"""A bot of a few files without a fault, and ways to put one in."""

from pathlib import Path

from bot.checks import found_without_rasa
from bot.core.press import SIGNALS
from bot.talk_files import TalkFiles

PLENTY = 30
ROOT = Path(__file__).parents[3]

CONFIG = """\
recipe: default.v1
assistant_id: small
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: CountVectorsFeaturizer
  - name: KeywordIntentClassifier
policies:
  - name: RulePolicy
  - name: MemoizationPolicy
"""

DOMAIN = """\
version: "3.1"
intents:
  - hello
  - order
  - tell_colour
  - faq
  - handoff_queued
  - agent_joined
  - handoff_resolved
  - handoff_returned
  - no_agent_available
  - outside_hours
  - customer_silent
slots:
  colour:
    type: text
    mappings:
      - type: from_intent
        intent: tell_colour
        value: blue
forms:
  order_form:
    required_slots:
      - colour
actions:
  - action_help
responses:
  utter_greet:
    - text: "Hello."
      buttons:
        - title: "Order"
          payload: "/order"
        - title: "Gift cards?"
          payload: "/faq/gift_cards"
    - channel: telegram
      text: "Hello, Telegram."
  utter_ask_colour:
    - text: "Which colour?"
  utter_help_colour:
    - text: "Blue or green."
  utter_done:
    - text: "Done."
  utter_desk:
    - text: "Something happened."
  utter_faq/gift_cards:
    - text: "We have gift cards."
  utter_faq/repairs:
    - text: "We repair."
  utter_please_wait:
    - text: "Wait."
  utter_too_many_messages:
    - text: "Too many."
  utter_brain_unreachable:
    - text: "Sorry."
"""

RULES = """\
version: "3.1"
rules:
  - rule: greet
    steps:
      - intent: hello
      - action: utter_greet
  - rule: yes
    steps:
      - intent: order
      - action: action_help
      - action: order_form
      - active_loop: order_form
  - rule: questions
    steps:
      - intent: faq
      - action: utter_faq
  - rule: ordered
    condition:
      - active_loop: order_form
    steps:
      - action: order_form
      - active_loop: null
      - action: utter_done
""" + "".join(
    f"""\
  - rule: {signal}
    steps:
      - intent: {signal}
      - action: utter_desk
"""
    for signal in sorted(SIGNALS)
)

STORIES = """\
version: "3.1"
stories:
  - story: a greeting
    steps:
      - intent: hello
      - action: utter_greet
"""

ACTIONS = '''\
"""Help."""


class ActionHelp:
    """Says which colours there are."""

    def name(self) -> str:
        return "action_help"

    def run(self, dispatcher, slot):
        dispatcher.utter_message(response=f"utter_help_{slot}")
'''


def examples(label: str, count: int = PLENTY) -> str:
    """A block of them, none like another."""
    name = label.replace("/", "")
    lines = "".join(f"      - {name} {name}{number}\n" for number in range(count))
    return f"  - intent: {label}\n    examples: |\n{lines}"


def nlu(*labels: str) -> str:
    """A file of examples."""
    return 'version: "3.1"\nnlu:\n' + "".join(map(examples, labels))


FILES = {
    "config.yml": CONFIG,
    "domain.yml": DOMAIN,
    "data/nlu.yml": nlu("hello", "order", "tell_colour"),
    "data/faq.yml": nlu("faq/gift_cards", "faq/repairs"),
    "data/rules.yml": RULES,
    "data/stories.yml": STORIES,
    "actions/help.py": ACTIONS,
}


class SmallBot:
    """The files, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in FILES.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def change(self, name: str, words: str, others: str) -> int:
        """Put other words in their first place; the line where they begin."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert words in text
        (self.folder / name).write_text(text.replace(words, others, 1), encoding="utf-8")
        return text[: text.index(words)].count("\n") + 1

    def add(self, name: str, lines: str) -> int:
        """At the end of a file; the line of the first."""
        text = (self.folder / name).read_text(encoding="utf-8")
        (self.folder / name).write_text(text + lines, encoding="utf-8")
        return text.count("\n") + 1

    def problems(self) -> list[str]:
        """What our own checks find wrong."""
        return [found.words for found in found_without_rasa(TalkFiles.read(self.folder)) if not found.is_hint]

    def hints(self) -> list[str]:
        """What they find worth a look."""
        return [found.words for found in found_without_rasa(TalkFiles.read(self.folder)) if found.is_hint]
