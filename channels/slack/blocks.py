"""What agents see in Slack: the card of a handoff, and every sentence that an agent reads there."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from bot.core.case import Case, Handoff, HandoffState
from bot.core.conversation import Conversation, Holder
from bot.core.entry import Attachment, Entry
from channels.slack.change import change_lines
from channels.slack.richtext import Block, Element, rich, section, text, time
from channels.slack.words import escaped

# Sentences

CUSTOMER = "Customer"
BOT = "Bot"
ACTION = "Action"
A_COLLEAGUE = "a colleague"
"""An agent whose name Slack does not tell; the customer reads it too."""
NOTE_BY = "Note by {name}, not sent to the customer"
NOT_SENT = "not sent: {reason}"
TAKEN_OVER = "a person had taken over"
NOT_DELIVERED = "Not delivered: {reason}"
EDITED = (
    "The customer still reads what you first wrote: edits do not reach them. "
    "Write a new message to correct it."
)
EDITED_NOTE = (
    "The customer reads nothing of this: it was a note, and edits do not reach them. "
    "Write a new message to answer."
)
OFFERED = "offered: {titles}"
OPEN = "open"
IN_PUBLIC = "in public, under the comment:"
SEE_IT = "see it there"
ONLY_PUBLIC = (
    "They have only written in public. You may send one private message; then wait until they answer."
)
FILE_FROM = "📎 {kind} from {name}"
FILE_NOT_SHOWN = "A file of the customer's could not be put here. It is in the console."
CAN_WRITE_UNTIL = "You can write until"
CAME_THROUGH = "came through “{referral}”"
ALLOWS_UPDATES = "allows messages about orders"
WANTS_NO_UPDATES = "wants no messages about orders"
WRITES_IN = "writes in {language}"
CUT = "… (whole text in the console)"
NOT_SHOWN = "Slack would not take some lines of this conversation. They are in the console."
HINT = "Write in this thread to answer the customer. Begin with // for a note that stays here."
HINT_ENDED = (
    "Write in this thread to take the conversation up again. Begin with // for a note that stays here."
)
COMMAND_HELP = (
    "Nothing to do here: write to me directly to ask something as a customer, "
    "or answer customers in the threads of the agents' channel."
)

REASONS = {
    "customer_asked": "the customer asked for a person",
    "misunderstood": "the bot did not understand, twice or more",
    "brain_unreachable": "the bot could not be reached for two minutes",
    "taken_over": "an agent took over",
    "answered_elsewhere": "somebody has answered outside the desk",
    "too_many_misses": "too many wrong order details",
    "shop_down": "the shop's system does not answer",
    "confirmed_change": "has confirmed a change that a person makes",
    "not_received": "has not received an order",
    "cancel_order": "wants to cancel an order",
    "change_order": "wants something else in an order",
    "change_address": "wants to change an address",
    "change_payment": "wants to pay in another way",
    "return_item": "wants to return an item",
    "exchange_item": "wants to swap an item",
    "refund_status": "asks about a refund",
    "request_refund": "wants money back",
    "missing_item": "misses something in the parcel",
    "damaged_item": "got something broken",
    "wrong_item": "got the wrong thing",
    "warranty_claim": "has a warranty case",
    "get_invoice": "wants an invoice",
    "payment_problem": "has a problem with a payment",
    "voucher_problem": "has a code that is refused",
    "login_problem": "cannot sign in",
    "newsletter": "has a question about the newsletter",
    "delete_account": "wants account and data deleted",
    "order_not_found": "could not be helped to find an order",
    "product_question": "has a question about a product",
    "complaint": "has a complaint",
    "angry": "is angry",
    "abuse": "is angry, in harsh words",
    "legal_threat": "mentions a lawyer or a court",
    "other_language": "writes in another language",
    "emergency": "something serious has happened",
    "self_harm": "may be thinking of hurting themselves",
    "public_question": "asked something in public",
    "public_complaint": "complained in public",
    "public_urgent": "wrote something urgent in public",
    "public_praise": "praised us in public",
    "public_spam": "advertised in public",
    "public_unclear": "wrote something in public",
}

_CODES = {
    "channel_not_found": "Slack no longer knows this conversation.",
    "is_archived": "The Slack channel is archived.",
    "not_in_channel": "The bot is not a member of the Slack channel.",
    "user_disabled": "The customer's Slack account is deactivated.",
    "user_not_found": "Slack no longer knows this customer.",
    "cannot_dm_bot": "Slack does not let bots write to each other.",
    "messages_tab_disabled": "The Slack app has its messages switched off.",
    "restricted_action": "The workspace's rules do not let the bot write there.",
    "thread_not_found": "The Slack thread was deleted.",
    "message_not_found": "The Slack message was deleted.",
    "missing_scope": "The Slack app lacks a permission.",
    "msg_too_long": "The message is too long for Slack.",
    "msg_blocks_too_long": "The message is too long for Slack.",
    "invalid_blocks": "Slack refused the message's layout or one of its images.",
}


def why_not(code: str) -> str:
    """Slack's word for a refusal, as a sentence."""
    return _CODES.get(code, f"Slack refused it ({code.replace('_', ' ')}).")


def state_in_words(case: Case) -> str:
    """Who has the conversation."""
    handoff = case.handoff
    if handoff is None:
        return "The bot has it"
    name = handoff.agent.name if handoff.agent else A_COLLEAGUE
    if handoff.state is HandoffState.REQUESTED and case.conversation.holder is Holder.BOT:
        return "Waiting for an agent; outside hours, so the bot goes on meanwhile"
    if _is_elsewhere(handoff):
        return f"Somebody answers in {name}; the bot is quiet"
    return {
        HandoffState.REQUESTED: "Waiting for an agent",
        HandoffState.CLAIMED: f"{name} is talking to the customer",
        HandoffState.RESOLVED: f"Resolved by {name}",
        HandoffState.RETURNED: f"Returned to the bot by {name}",
        HandoffState.EXPIRED: "Nobody claimed it in time; the bot has it again",
    }[handoff.state]


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
    hint = HINT if handoff.is_open or handoff.state is HandoffState.EXPIRED else HINT_ENDED
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
        words = case.window.why_not if case.window and was_shut else ONLY_PUBLIC
        yield [*text(words, italic=True), *text("\n")]
    elif case.window:
        yield [*text(f"{CAN_WRITE_UNTIL}: ", bold=True), time(case.window.until), *text("\n")]
    yield text(f"{_SIGNS[handoff.state]} {state_in_words(case)}", bold=True)


_SIGNS = {
    HandoffState.REQUESTED: "🟡",
    HandoffState.CLAIMED: "🟢",
    HandoffState.RESOLVED: "✅",
    HandoffState.RETURNED: "↩️",
    HandoffState.EXPIRED: "⌛",
}


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
        CAME_THROUGH.format(referral=short(conversation.referral, LONGEST_FACT))
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
    return ALLOWS_UPDATES if consent.allowed else WANTS_NO_UPDATES


def _language(facts: Mapping[str, Any]) -> str:
    """The customer's, where it is another than the bot's."""
    language = _fact(facts, "language")
    return WRITES_IN.format(language=language) if language else ""


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
    return REASONS.get(reason, short(reason.replace("_", " "), LONGEST_FACT))


def file_name(entry: Entry, attachment: Attachment) -> str:
    """What the file is called in Slack: the same for the same file, and no other's."""
    ending = PurePosixPath(attachment.file).suffix
    stem = PurePosixPath(attachment.name or attachment.kind.replace(" ", "-")).stem[:60]
    return f"{stem}-{entry.id}{ending}"


def file_caption(entry: Entry, attachment: Attachment, customer: str) -> str:
    """Whose it is."""
    return FILE_FROM.format(kind=attachment.kind.capitalize(), name=entry.author_name or customer)


def short(words: str, longest: int) -> str:
    """The words, cut where they are longer, and saying so."""
    return words if len(words) <= longest else words[: longest - len(CUT)] + CUT


def _buttons(handoff: Handoff) -> list[Block]:
    state, offered = handoff.state, []
    if state in (HandoffState.REQUESTED, HandoffState.EXPIRED) or _is_elsewhere(handoff):
        offered.append(_button("claim", "Claim", handoff, style="primary"))
    if handoff.is_open:
        offered.append(_button("return", "Return to bot", handoff))
        offered.append(_button("resolve", "Resolve", handoff))
    return [{"type": "actions", "elements": offered}] if offered else []


def _is_elsewhere(handoff: Handoff) -> bool:
    is_held = handoff.state is HandoffState.CLAIMED
    return bool(is_held and handoff.agent and handoff.agent.is_elsewhere)


def _button(verb: str, title: str, handoff: Handoff, **style: str) -> Element:
    return {
        "type": "button",
        "action_id": f"frontdesk_{verb}",
        "text": {"type": "plain_text", "text": title, "emoji": False},
        "value": str(handoff.id),
        **style,
    }
