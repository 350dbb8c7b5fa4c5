"""Every sentence that an agent reads in Slack, but for a change that was put together (change.py)."""

from bot.core.case import Awaits, HandoffState

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

BOT_HAS_IT = "The bot has it"
OUTSIDE_HOURS = "Waiting for an agent; outside hours, so the bot goes on meanwhile"
ELSEWHERE = "Somebody answers in {name}; the bot is quiet"
AWAITS = {
    Awaits.NOBODY: "{name} is talking to the customer",
    Awaits.AGENT: "{name} has it; the customer waits since",
    Awaits.CUSTOMER: "{name} has it, and has answered; the customer's turn since",
}
STATES = {
    HandoffState.REQUESTED: "Waiting for an agent",
    HandoffState.RESOLVED: "Resolved by {name}",
    HandoffState.RETURNED: "Returned to the bot by {name}",
    HandoffState.EXPIRED: "Nobody claimed it in time; the bot has it again",
}

TAKE_OVER = "{name} has this conversation. The customer is told that you answer now."

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
