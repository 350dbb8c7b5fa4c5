"""The card of a handoff in the agents' channel."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from bot.core.case import Awaits, Case, Handoff, HandoffState
from bot.core.conversation import Conversation, Holder
from bot.core.entry import Attachment, Entry
from channels.slack import sentences
from channels.slack.change import change_lines
from channels.slack.richtext import Block, Element, rich, section, text, time
from channels.slack.words import escaped


def state_in_words(case: Case) -> str:
    """Who has the conversation, and who is to speak."""
    handoff = case.handoff
    if handoff is None:
        return sentences.BOT_HAS_IT
    if handoff.state is HandoffState.REQUESTED and case.conversation.holder is Holder.BOT:
        return sentences.OUTSIDE_HOURS
    name = handoff.agent.name if handoff.agent else sentences.A_COLLEAGUE
    if _is_elsewhere(handoff):
        return sentences.ELSEWHERE.format(name=name)
    if handoff.state is HandoffState.CLAIMED:
        return sentences.AWAITS[handoff.awaits].format(name=name)
    return sentences.STATES[handoff.state].format(name=name)


def channel_in_words(channel: str) -> str:
    """The customer's channel as people call it."""
    return "the web chat" if channel == "web" else channel.capitalize()


def headline(case: Case, name: str) -> str:
    """The card in one line, for notifications."""
    return escaped(f"{name} on {channel_in_words(case.conversation.channel)}: {state_in_words(case)}")


# The card

LONGEST_FACT = 200
LONGEST_SUMMARY = 1500


def card(case: Case, name: str) -> list[Block]:
    """Who waits, why, since when, what is known, who has it, and what can be done."""
    handoff = case.handoff
    if handoff is None:
        raise ValueError("A card needs a handoff.")
    blocks = [rich([section(*_lines(case, handoff, name))]), *_buttons(handoff)]
    hint = (
        sentences.HINT if handoff.is_open or handoff.state is HandoffState.EXPIRED else sentences.HINT_ENDED
    )
    return [*blocks, {"type": "context", "elements": [{"type": "plain_text", "text": hint, "emoji": False}]}]


def _lines(case: Case, handoff: Handoff, name: str) -> Iterator[list[Element]]:
    channel = channel_in_words(case.conversation.channel)
    yield [*text(short(name, LONGEST_FACT), bold=True), *text(f" on {channel}\n")]
    yield [*text("Why: ", bold=True), *text(f"{_reason(handoff.reason)}\n")]
    if handoff.summary:
        yield [*text("Summary: ", bold=True), *text(f"{short(handoff.summary, LONGEST_SUMMARY)}\n")]
    yield [*text("Known: ", bold=True), *text(f"{known(case.conversation)}\n")]
    yield from change_lines(case.conversation.facts)
    if handoff.priority not in ("", "normal"):
        yield [*text("Priority: ", bold=True), *text(f"{short(handoff.priority, LONGEST_FACT)}\n")]
    if handoff.team:
        yield [*text("Team: ", bold=True), *text(f"{handoff.team}\n")]
    yield [
        *text("Waiting since: ", bold=True),
        time(handoff.requested_at),
        *text("\n"),
    ]
    if case.conversation.is_only_public:
        was_shut = case.window and case.window.until <= handoff.requested_at
        words = case.window.why_not if case.window and was_shut else sentences.ONLY_PUBLIC
        yield [*text(words, italic=True), *text("\n")]
    elif case.window:
        yield [*text(f"{sentences.CAN_WRITE_UNTIL}: ", bold=True), time(case.window.until), *text("\n")]
    yield text(f"{_sign(handoff)} {state_in_words(case)}", bold=True)
    if handoff.state is HandoffState.CLAIMED and handoff.awaits_since:
        yield [*text(" "), time(handoff.awaits_since)]


_SIGNS = {
    HandoffState.REQUESTED: "🟡",
    HandoffState.CLAIMED: "🟢",
    HandoffState.RESOLVED: "✅",
    HandoffState.RETURNED: "↩️",
    HandoffState.EXPIRED: "⌛",
}


def _sign(handoff: Handoff) -> str:
    """Whose turn it is: red is the agent's."""
    waits_for_agent = handoff.state is HandoffState.CLAIMED and handoff.awaits is Awaits.AGENT
    return "🔴" if waits_for_agent else _SIGNS[handoff.state]


def known(conversation: Conversation) -> str:
    """What actions found out about the customer, in one line."""
    facts = conversation.facts
    order = _fact(facts, "order_number")
    state = _fact(facts, "order_state").replace("_", " ")
    parts = [
        _fact(facts, "name"),
        _fact(facts, "email"),
        _fact(facts, "phone"),
        f"order {order}{f' ({state})' if state else ''}" if order else "",
        _fact(facts, "product"),
        _verified(facts),
        _feeling(facts),
        _language(facts),
        _consent(conversation),
        sentences.CAME_THROUGH.format(referral=short(conversation.referral, LONGEST_FACT))
        if conversation.referral
        else "",
    ]
    return " · ".join(part for part in parts if part)


def _verified(facts: Mapping[str, Any]) -> str:
    """Whether they are who they say, and by what they have shown it."""
    if facts.get("verified") is not True:
        return "not verified"
    how = _fact(facts, "verified_by")
    return f"verified by {how}" if how else "verified"


def _consent(conversation: Conversation) -> str:
    """Whether the bot may write about orders by itself, where the customer has said so or otherwise."""
    consent = conversation.decided
    if consent is None:
        return ""
    return sentences.ALLOWS_UPDATES if consent.allowed else sentences.WANTS_NO_UPDATES


def _language(facts: Mapping[str, Any]) -> str:
    """The customer's, where it is another than the bot's."""
    language = _fact(facts, "language")
    return sentences.WRITES_IN.format(language=language) if language else ""


def _feeling(facts: Mapping[str, Any]) -> str:
    """The customer's mood, where it is more than a shade."""
    feeling = facts.get("sentiment")
    if isinstance(feeling, int | float) and not isinstance(feeling, bool):
        strong = "very unhappy" if feeling < 0 else "very happy"
        return strong if abs(feeling) >= 0.6 else ""
    return "" if feeling in (None, "", "neutral") else short(str(feeling).replace("_", " "), LONGEST_FACT)


def _fact(facts: Mapping[str, Any], name: str) -> str:
    value = facts.get(name)
    return "" if value is None else short(str(value), LONGEST_FACT)


def _reason(reason: str) -> str:
    return sentences.REASONS.get(reason, short(reason.replace("_", " "), LONGEST_FACT))


def file_name(entry: Entry, attachment: Attachment) -> str:
    """What the file is called in Slack: the same for the same file, and no other's."""
    ending = PurePosixPath(attachment.file).suffix
    stem = PurePosixPath(attachment.name or attachment.kind.replace(" ", "-")).stem[:60]
    return f"{stem}-{entry.id}{ending}"


def file_caption(entry: Entry, attachment: Attachment, customer: str) -> str:
    """Whose it is."""
    return sentences.FILE_FROM.format(kind=attachment.kind.capitalize(), name=entry.author_name or customer)


def short(words: str, longest: int) -> str:
    """The words, cut where they are longer, and saying so."""
    return words if len(words) <= longest else words[: longest - len(sentences.CUT)] + sentences.CUT


def _buttons(handoff: Handoff) -> list[Block]:
    state, offered = handoff.state, []
    if state in (HandoffState.REQUESTED, HandoffState.EXPIRED) or _is_elsewhere(handoff):
        offered.append(_button("claim", "Claim", handoff, style="primary"))
    if handoff.is_open:
        offered.append(_button("return", "Return to bot", handoff))
        offered.append(_button("resolve", "Resolve", handoff))
    if handoff.state is HandoffState.CLAIMED and handoff.agent and not handoff.agent.is_elsewhere:
        offered.append(_button("release", "Release", handoff))
        offered.append(_button("take_over", "Take over", handoff, confirm=_confirm(handoff.agent.name)))
    return [{"type": "actions", "elements": offered}] if offered else []


def _is_elsewhere(handoff: Handoff) -> bool:
    is_held = handoff.state is HandoffState.CLAIMED
    return bool(is_held and handoff.agent and handoff.agent.is_elsewhere)


def _confirm(name: str) -> Element:
    """Asked of whoever presses, before anything happens."""
    words = {"title": "Take over?", "text": sentences.TAKE_OVER.format(name=name)}
    answers = {"confirm": "Take over", "deny": "Leave it"}
    return {part: {"type": "plain_text", "text": text} for part, text in {**words, **answers}.items()}


def _button(verb: str, title: str, handoff: Handoff, **more: Any) -> Element:
    return {
        "type": "button",
        "action_id": f"frontdesk_{verb}",
        "text": {"type": "plain_text", "text": title, "emoji": False},
        "value": str(handoff.id),
        **more,
    }
