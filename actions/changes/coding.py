"""The code that a change needs where codes by e-mail are on: after the customer's yes, before it is made."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions.changes.consent import is_yes
from actions.changes.draft import Draft, Step
from actions.changes.facts import Facts
from actions.changes.making import SHORT, Progress, confirms, go_on, is_dropped, made, with_more
from actions.changes.question import Question
from actions.changes.recap import in_short
from actions.changes.said import Said
from actions.identity.codes import Asker, Codes, Letter, Outcome, masked

SIX_DIGITS = re.compile(r"(?<![\d.,])(\d{3})[ -]?(\d{3})(?![\d.,]*\d)")
ONCE_MORE = re.compile(
    r"\bresend\b|\b(?:send|get|have|want|need)\b.{0,20}\b(?:again|another|once more|a new|new (?:one|code))\b"
    r"|\b(?:another|a new|new) (?:one|code|e-?mail)\b"
    r"|(?:\bnot|n['’]?t|\bnever) (?:\w+ ){0,2}(?:get|got|gotten|receive|come|came|arrive|here|there)d?\b"
    r"|\bno (?:code|e-?mail|mail)\b|\bnothing (?:came|arrived|there|in my)\b",
    re.IGNORECASE,
)
"""Words by which a code has not come, or another one is wanted."""
AGAIN = ("Send it again", "again:")
ANOTHER = ("Send a new one", "again:")
TRY_AGAIN = ("Try again", "again:")
LEAVE = ("Leave it as it is", "drop:")
PERSON = ("Talk to a person", "/human_handoff")
WAYS_ON: Mapping[Outcome, Sequence[tuple[str, str]]] = {
    Outcome.SENT: (AGAIN, LEAVE, PERSON),
    Outcome.TOO_SOON: (AGAIN, LEAVE, PERSON),
    Outcome.WRONG: (AGAIN, LEAVE, PERSON),
    Outcome.EXPIRED: (ANOTHER, LEAVE, PERSON),
    Outcome.USED_UP: (ANOTHER, LEAVE, PERSON),
    Outcome.FAILED: (TRY_AGAIN, LEAVE, PERSON),
    Outcome.NO_MORE: (PERSON, LEAVE),
    Outcome.NO_ADDRESS: (PERSON, LEAVE),
}
"""What is offered below each sentence."""
NOTED: Mapping[Outcome, str] = {
    Outcome.SENT: "a code was mailed to the customer",
    Outcome.TOO_SOON: "no code mailed: one went out less than a minute ago",
    Outcome.NO_MORE: "no code mailed: too many within an hour",
    Outcome.NO_ADDRESS: "no code mailed: the shop knows no e-mail address of this customer",
    Outcome.FAILED: "no code mailed or compared: the mail server or the database is down or slow",
    Outcome.RIGHT: "the right code was typed",
    Outcome.WRONG: "a wrong code was typed",
    Outcome.EXPIRED: "a code was typed that is over",
    Outcome.USED_UP: "too many wrong codes were typed",
}
"""What the transcript says of it."""


def letter_of(domain: Mapping[str, Any]) -> Letter:
    """The e-mail, as domain.yml words it."""
    responses = (domain or {}).get("responses") or {}
    subject, text = (
        str(responses[name][0]["text"]) for name in ("utter_code_mail_subject", "utter_code_mail_text")
    )
    return Letter(subject.strip(), text)


@dataclass(frozen=True)
class Coding:
    """One turn of a change whose customer has typed no code yet."""

    codes: Codes
    asker: Asker
    facts: Facts
    letter: Letter

    def go_on(self, drafts: Sequence[Draft], said: Said) -> Progress:
        """What an answer leads to; nothing is made but by a right code."""
        is_asked = drafts[0].asked == Step.CODE
        if is_dropped(drafts[0], said):
            return self._as_ever(drafts, said)
        if confirms(drafts[0], said, self.facts) and not said.is_early:
            return self._sent(with_more(drafts, said, self.facts))
        if is_asked and (digits := SIX_DIGITS.search(said.text)):
            return self._compared(drafts, digits[1] + digits[2])
        if is_asked and _wants_another(said):
            return self._sent(drafts)
        progress = self._as_ever(drafts, said)
        if is_asked and not progress.understood:
            return self._still_asked(drafts, progress)
        return progress

    def _as_ever(self, drafts: Sequence[Draft], said: Said) -> Progress:
        return go_on(drafts, said, self.facts, self._key, self.asker.conversation)

    def _sent(self, drafts: Sequence[Draft]) -> Progress:
        return self._asked(drafts, self.codes.send(self.asker, self.facts.customer, self.letter))

    def _compared(self, drafts: Sequence[Draft], typed: str) -> Progress:
        customer = self.facts.customer
        outcome = self.codes.check(self.asker, customer, typed)
        if outcome is not Outcome.RIGHT:
            return self._asked(drafts, outcome)
        progress = made(drafts, self.facts, self._key, self.asker.conversation)
        return replace(progress, coded_for=customer.id, noted=NOTED[outcome])

    def _asked(self, drafts: Sequence[Draft], outcome: Outcome) -> Progress:
        asked = self._question(drafts[0], outcome)
        return Progress(left=[asked.draft, *drafts[1:]], asked=asked, noted=NOTED[outcome])

    def _still_asked(self, drafts: Sequence[Draft], progress: Progress) -> Progress:
        missed = replace(drafts[0], misses=drafts[0].misses + 1)
        asked = self._question(missed, Outcome.NO_ADDRESS)
        if self.facts.customer.email:
            asked = self._question(missed, Outcome.SENT, "utter_ask_code")
        return replace(progress, left=[asked.draft, *drafts[1:]], asked=asked)

    def _question(self, draft: Draft, outcome: Outcome, response: str = "") -> Question:
        values = {"address": masked(self.facts.customer.email), SHORT: in_short(draft, self.facts)}
        asked = replace(draft, asked=Step.CODE.value)
        return Question(asked, response or f"utter_code_{outcome.value}", values, WAYS_ON[outcome])

    @property
    def _key(self) -> str:
        """Makes a change once, however often the turn is run."""
        return f"{self.asker.conversation} {self.asker.message_id}"


def _wants_another(said: Said) -> bool:
    """A bare yes too: it answers the offer to send a new one."""
    asks = bool(ONCE_MORE.search(said.text)) or is_yes(said.text)
    return said.choice.startswith("again") or asks
