"""What an agent sees of a conversation, before a template puts words around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot.console.feed import web_address
from bot.console.words import consent_in_words, customer_label
from bot.core.aside import shows_words
from bot.core.case import Case, HandoffState
from bot.core.conversation import Agent, Holder
from bot.core.entry import Author, Entry, Kind, State

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What every browser shows."""
HIDDEN_FACTS = ("name", "customer_name", "customer_id", "updates_offered")
"""Shown as the customer's name already, or of use to the shop alone."""


@dataclass(frozen=True)
class Line:
    """One line of the transcript."""

    entry: Entry
    role: str
    """customer, bot, agent, system, note, action or event."""
    fate: str
    """sending, sent, delivered, read, failed or superseded; empty for what is not ours to deliver."""


@dataclass(frozen=True)
class Standing:
    """Who holds a conversation, seen by one agent."""

    case: Case
    stand: str
    """waiting, mine, colleague, elsewhere, bot, or unanswered: a person was asked for, the bot goes on."""

    @property
    def label(self) -> str:
        """What the customer is called at the desk."""
        return customer_label(self.case.conversation)

    @property
    def may_claim(self) -> bool:
        return self.stand in ("waiting", "unanswered", "elsewhere", "bot")

    @property
    def may_end(self) -> bool:
        """Whether Resolve and Return to bot mean anything."""
        handoff = self.case.handoff
        return self.stand != "colleague" and bool(handoff and handoff.is_open)

    @property
    def facts(self) -> Sequence[tuple[str, Any]]:
        """What actions found out, except what is empty or shown elsewhere."""
        conversation = self.case.conversation
        told = {"came_through": conversation.referral, "order_messages": consent_in_words(conversation)}
        known = {**_without_change(conversation.facts), **told}.items()
        return [
            (name, value) for name, value in known if value not in (None, "") and name not in HIDDEN_FACTS
        ]


def _without_change(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of a change nothing is known where none is under way, and none was refused."""
    if facts.get("change_kind"):
        return facts
    return {name: value for name, value in facts.items() if not name.startswith("change_")}


def line(entry: Entry) -> Line:
    """The entry as agents see it."""
    return Line(entry, _role(entry), _fate(entry))


def standing(case: Case, agent: Agent) -> Standing:
    """Where the case stands for that agent."""
    return Standing(case, _stand(case, agent))


def _stand(case: Case, agent: Agent) -> str:
    holder, handoff = case.conversation.holder, case.handoff
    if holder is Holder.AGENT and handoff and handoff.agent and handoff.agent.is_elsewhere:
        return "elsewhere"
    if holder is Holder.AGENT:
        return "mine" if handoff and handoff.agent and handoff.agent.id == agent.id else "colleague"
    if holder is Holder.QUEUE:
        return "waiting"
    missed = handoff and handoff.state in (HandoffState.REQUESTED, HandoffState.EXPIRED)
    return "unanswered" if missed else "bot"


def _role(entry: Entry) -> str:
    if entry.kind is Kind.MESSAGE:
        return entry.author.value
    if entry.kind in (Kind.ASIDE, Kind.COMMENT):
        return entry.author.value if shows_words(entry.content) else Kind.EVENT.value
    return str(entry.kind.value)


def _fate(entry: Entry) -> str:
    if entry.kind is not Kind.MESSAGE or entry.author is Author.CUSTOMER:
        return ""
    if entry.state is State.SUPERSEDED:
        return "superseded"
    return "sending" if entry.delivery == "owed" else entry.delivery


def picture(entry: Entry, number: int) -> str:
    """The address of a picture that the page can show; empty where it can only be named."""
    attachment = entry.content.attachments[number]
    if attachment.file:
        is_shown = attachment.media_type in PICTURES
        return file_address(entry, number) if is_shown else ""
    return web_address(attachment.url) if attachment.kind in ("photo", "image") else ""


def file_address(entry: Entry, number: int) -> str:
    """Where agents find a file of ours; else its own address, if a browser may follow it."""
    attachment = entry.content.attachments[number]
    if attachment.file:
        return f"/desk/conversations/{quote(entry.conversation_id, safe='')}/files/{entry.id}/{number}"
    return web_address(attachment.url)
