"""A code by e-mail: six digits that only the customer's mailbox has, before anything of theirs is changed."""

import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from actions.identity.hashing import Hashing
from actions.identity.mail import NotSent, Post
from actions.identity.memory import Memory, MemoryDown
from actions.identity.tables import codes
from actions.shop.port import Customer

GOOD_FOR = 600.0
"""Seconds."""
MOST_TRIES = 5
"""Wrong digits, before a code is dead."""
PAUSE = 60.0
"""Seconds between two e-mails to one customer."""
MOST_CODES = 3
"""E-mails to one customer within …"""
SPAN = 3600.0
"""… so many seconds, from whatever conversations."""

Row = Mapping[str, Any]

log = structlog.get_logger(__name__)


class Outcome(str, Enum):
    """What has come of asking for a code, or of typing one. Each but RIGHT has a sentence, `utter_code_…`."""

    SENT = "sent"
    TOO_SOON = "too_soon"
    """One went out less than a minute ago."""
    NO_MORE = "no_more"
    NO_ADDRESS = "no_address"
    """The shop knows none of this customer."""
    FAILED = "failed"
    """The mail server, or our own memory, is down or slow."""
    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    USED_UP = "used_up"
    """Too many wrong tries."""


@dataclass(frozen=True)
class Letter:
    """What the e-mail says; `{code}` stands for the digits."""

    subject: str
    text: str


@dataclass(frozen=True)
class Asker:
    """Who asks, or types, and with which message: a turn that is run again does nothing twice."""

    conversation: str
    message_id: str


def six_digits() -> str:
    """A new code."""
    return f"{secrets.randbelow(10**6):06}"


class Codes:
    """Sends them, and compares."""

    def __init__(
        self,
        memory: Memory,
        hashing: Hashing,
        post: Post,
        clock: Callable[[], float] = time.time,
        make: Callable[[], str] = six_digits,
    ) -> None:
        self._memory = memory
        self._hashing = hashing
        self._post = post
        self._clock = clock
        self._make = make

    def send(self, asker: Asker, customer: Customer, letter: Letter) -> Outcome:
        """To the address that the shop knows. It is noted first: a crash may lose it, but sends no second."""
        if not customer.email:
            return Outcome.NO_ADDRESS
        code = self._make()
        try:
            with self._memory.alone() as known:
                if refused := self._note(known, asker, customer, code):
                    return refused
            self._post.send(customer.email, letter.subject, letter.text.replace("{code}", code))
        except NotSent as problem:
            log.error("code_not_sent", error=type(problem.__cause__).__name__)
            return self._note_failure(asker)
        except MemoryDown as down:
            return _failed(down)
        return Outcome.SENT

    def check(self, asker: Asker, customer: Customer, typed: str) -> Outcome:
        """Whether these are the digits that were sent last."""
        if not customer.email:
            return Outcome.NO_ADDRESS
        try:
            with self._memory.alone() as known:
                return self._compared(known, asker, customer, typed)
        except MemoryDown as down:
            return _failed(down)

    def _note(self, known: Connection, asker: Asker, customer: Customer, code: str) -> Outcome | None:
        """Why none is sent, or that it was; None: it is to be sent now, and is noted."""
        now, whose = self._clock(), self._hashing("customer", customer.id)
        known.execute(sa.delete(codes).where(codes.c.sent_at <= now - SPAN))
        if again := known.execute(sa.select(codes).where(*self._by(asker))).mappings().first():
            return Outcome.FAILED if again["failed"] else Outcome.SENT
        sent = known.execute(sa.select(codes.c.sent_at).where(codes.c.customer == whose)).scalars().all()
        if len(sent) >= MOST_CODES:
            return Outcome.NO_MORE
        if sent and max(sent) > now - PAUSE:
            return Outcome.TOO_SOON
        row: dict[str, Any] = {"conversation": self._conversation(asker), "message": self._message(asker)}
        row |= {"customer": whose, "code": self._hashed(asker, code), "sent_at": now}
        known.execute(sa.insert(codes).values(**row, failed=0, tries=0, last_try="", used_by=""))
        return None

    def _note_failure(self, asker: Asker) -> Outcome:
        """What may have come through all the same is as good as any."""
        try:
            with self._memory.alone() as known:
                known.execute(sa.update(codes).where(*self._by(asker)).values(failed=1))
        except MemoryDown as down:
            return _failed(down)
        return Outcome.FAILED

    def _compared(self, known: Connection, asker: Asker, customer: Customer, typed: str) -> Outcome:
        whose = (codes.c.conversation == self._conversation(asker)) & (
            codes.c.customer == self._hashing("customer", customer.id)
        )
        latest = sa.select(codes).where(whose).order_by(codes.c.sent_at.desc()).limit(1)
        row = known.execute(latest).mappings().first()
        told, noted = self._judged(row, asker, typed)
        if row and noted:
            this = (codes.c.conversation == row["conversation"]) & (codes.c.message == row["message"])
            known.execute(sa.update(codes).where(this).values(**noted))
        return told

    def _judged(self, row: Row | None, asker: Asker, typed: str) -> tuple[Outcome, Row]:
        """What is told, and what is noted of it."""
        message, now = self._message(asker), self._clock()
        if row and row["used_by"] == message:
            return Outcome.RIGHT, {}
        if row is None or row["used_by"] or row["sent_at"] <= now - GOOD_FOR:
            return Outcome.EXPIRED, {}
        again = row["last_try"] == message
        tries = row["tries"] + (not again)
        if tries > MOST_TRIES:
            return Outcome.USED_UP, {}
        if hmac.compare_digest(row["code"], self._hashed(asker, typed)):
            return Outcome.RIGHT, {"used_by": message}
        told = Outcome.USED_UP if tries == MOST_TRIES else Outcome.WRONG
        return told, {"tries": tries, "last_try": message}

    def _by(self, asker: Asker) -> tuple[Any, Any]:
        return codes.c.conversation == self._conversation(asker), codes.c.message == self._message(asker)

    def _conversation(self, asker: Asker) -> str:
        return self._hashing("conversation", asker.conversation)

    def _message(self, asker: Asker) -> str:
        return self._hashing("message", asker.message_id)

    def _hashed(self, asker: Asker, code: str) -> str:
        return self._hashing("code", asker.conversation, code)


def _failed(down: MemoryDown) -> Outcome:
    log.error("codes_not_kept", error=type(down.__cause__).__name__)
    return Outcome.FAILED


def masked(email: str) -> str:
    """`anna@example.com` as a•••@e•••.com: enough for its owner."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}•••@{domain[:1]}•••.{domain.rpartition('.')[2]}"
