"""What Frontdesk says itself, and how desk.yml sorts comments; names in curly brackets; buttons."""

import re
from collections.abc import Iterator

from actions.settings import POLICY
from actions.shop.policy_file import BadPolicy, read_policy
from bot.checks.finding import Finding
from bot.core.comments import FILLED_IN
from bot.rules import BadRules, read_rules
from bot.sentences import DomainSentences, MissingSentence
from bot.talk_files import TalkFiles, Words, listed, named

_OF_COMMENTS = ("utter_comment_", "utter_private_")
_FILLED_IN = re.compile(r"\{(\w+)\}")
_QUOTES = " \"'“”„‘’«»"
_INTENT = re.compile(r"/(\w+)((?:/\w+)?)")


def own_sentences(files: TalkFiles) -> Iterator[Finding]:
    """Everything about what stands in a response, but how a platform shows it."""
    yield from map(Finding, _said_by_us(files))
    yield from map(Finding, _policy(files))
    yield from map(Finding, _never_filled(files))
    yield from map(Finding, _unsayable(files))
    yield from map(Finding, _dead_buttons(files))


def _said_by_us(files: TalkFiles) -> Iterator[str]:
    """What Frontdesk says itself, and desk.yml wants it to say of comments; and how desk.yml sorts these."""
    try:
        rules = read_rules(files.folder / "desk.yml").comments
        DomainSentences(files.folder / "domain.yml", rules.sentences)
    except (BadRules, MissingSentence) as error:
        yield str(error)
        return
    for name, sort in rules.sorts.items():
        if name not in files.intents:
            yield f"desk.yml: comments.{sort.value} names the intent {name}, which domain.yml does not have."


def _policy(files: TalkFiles) -> Iterator[str]:
    """What customers may change; a bot without such a file does not start, and says so then."""
    path = files.folder / POLICY
    try:
        if path.exists():
            read_policy(path)
    except BadPolicy as error:
        yield str(error)


def _never_filled(files: TalkFiles) -> Iterator[str]:
    """A name in curly brackets that is no slot, and that no action fills in."""
    sources = (files.folder / "actions").rglob("*.py")
    actions = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    known = {*FILLED_IN, *named(files.domain.get("slots")), *re.findall(r"\w+", actions)}
    text = (files.folder / "domain.yml").read_text(encoding="utf-8")
    begin = text.find("\nresponses:")
    for found in _FILLED_IN.finditer(text, max(begin, 0)):
        if found[1] not in known:
            line = text.count("\n", 0, found.start()) + 1
            yield (
                f"domain.yml, line {line}: {found[0]} is no slot, and no action fills it in. "
                "Correct the name, or let an action give it."
            )


def _unsayable(files: TalkFiles) -> Iterator[str]:
    """What is said under comments is words alone, and only Frontdesk fills them in."""
    for name, variation in files.variations:
        if not name.startswith(_OF_COMMENTS):
            continue
        said = str(variation.get("text") or "")
        if not said.strip():
            yield f"{name.place}: {name} has no words. Write some."
        if variation.get("buttons"):
            yield f"{name.place}: {name} has buttons; under comments only words are shown."
        for other in set(_FILLED_IN.findall(said)) - set(FILLED_IN):
            only = " and ".join(f"{{{one}}}" for one in FILLED_IN)
            yield f"{name.place}: {{{other}}} cannot stand in {name}; there are only {only}."


def _dead_buttons(files: TalkFiles) -> Iterator[str]:
    """Buttons whose intent nobody knows."""
    buttons = [named(one) for _, said in files.variations for one in listed(said.get("buttons"))]
    payloads = [button["payload"] for button in buttons if isinstance(button.get("payload"), Words)]
    for payload, found in ((payload, _INTENT.match(payload)) for payload in payloads):
        if not found:
            if meant := _INTENT.match(f"/{payload.strip(_QUOTES).lstrip('/')}"):
                yield from _without_slash(payload, meant[1], files)
            continue
        intent, answer = found[1], found[1] + found[2]
        if intent not in files.intents:
            yield (
                f"{payload.place}: a button leads to {payload}, and there is no intent {intent}. "
                "Correct the payload, or add the intent."
            )
        elif found[2] and answer not in files.labels:
            yield f"{payload.place}: a button leads to {payload}, and data/ has no examples of {answer}."


def _without_slash(payload: Words, meant: str, files: TalkFiles) -> Iterator[str]:
    """Words that only look like an intent are what the customer is taken to have typed, and may stay so."""
    if meant in files.intents:
        yield (
            f"{payload.place}: the payload {payload} is typed for the customer, and means no intent: it does "
            f'not begin with /. Write "/{meant}", in straight quotes.'
        )
