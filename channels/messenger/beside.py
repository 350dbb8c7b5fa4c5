"""What customers do beside writing: edits, deletions, reactions, links; and what became of our words."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core.arrival import Arrival, Receipt
from bot.core.entry import Content, Deed, Kind
from channels.events import moment, part, parts, whole, words
from channels.messenger.account import Account, Json, record
from channels.messenger.attachments import attachments


def _aside(account: Account, item: Json, label: str, content: Content, concerns: str = "") -> Arrival:
    """It is theirs, in a conversation that is known."""
    plain = record(account, item, label)
    by_account = str(part(item, "sender").get("id") or "") == str(account.id)
    if by_account or plain.conversation_id.endswith(":"):
        return plain
    platform_id = concerns if content.deed is Deed.EDITED else ""  # what is done next is done to this
    beside = replace(plain, kind=Kind.ASIDE, content=content, continues=True)
    return replace(beside, concerns=concerns, platform_id=platform_id)


def _edit(account: Account, item: Json, edit: Json) -> Arrival:
    """https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message_edits"""
    content = Content(words(edit.get("text")), deed=Deed.EDITED)
    return _aside(account, item, "edit", content, words(edit.get("mid")))


def deletion(account: Account, item: Json, mid: str) -> Arrival:
    """The event has the id of the message itself, which is another entry."""
    return _aside(account, item, "deletion", Content(deed=Deed.DELETED), mid)


def _reaction(account: Account, item: Json, reaction: Json) -> Arrival:
    """https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message-reactions"""
    deed = Deed.UNREACTED if reaction.get("action") == "unreact" else Deed.REACTED
    sign = words(reaction.get("emoji")) or words(reaction.get("reaction"))
    return _aside(account, item, "reaction", Content(sign, deed=deed), words(reaction.get("mid")))


def _referral(account: Account, item: Json, referral: Json) -> Arrival:
    """A link was followed in a conversation that is there already."""
    content = Content(deed=Deed.CAME, referral=ref(referral))
    return (
        _aside(account, item, "referral", content) if content.referral else record(account, item, "referral")
    )


def ref(referral: Json) -> str:
    """What the link says; an advertisement without words of its own is named by its number."""
    return words(referral.get("ref")) or words(referral.get("ad_id"))


def _read(account: Account, item: Json, told: Json) -> Arrival:
    return _receipt(account, item, told, "read")


def _delivered(account: Account, item: Json, told: Json) -> Arrival:
    return _receipt(account, item, told, "delivery")


def _receipt(account: Account, item: Json, told: Json, label: str) -> Arrival:
    """https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message-reads"""
    mids = tuple(filter(None, map(words, (told.get("mid"), *parts(told, "mids")))))
    until = moment(whole(told.get("watermark")) / 1000)
    receipt = Receipt(label == "read", mids, until)
    return replace(record(account, item, label), receipt=receipt if mids or until else None)


BESIDE: Mapping[str, Callable[[Account, Json, Json], Arrival]] = {
    "message_edit": _edit,
    "message_edits": _edit,
    "reaction": _reaction,
    "referral": _referral,
    "read": _read,
    "messaging_seen": _read,
    "delivery": _delivered,
}
"""By the part of an event that tells of it."""


def elsewhere(account: Account, item: Json) -> Arrival:
    """Another app has the conversation: agents read what the customer writes there, and nobody answers.

    https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/standby
    """
    message = part(item, "message")
    content = Content(words(message.get("text")), attachments=attachments(message), deed=Deed.WROTE_ELSEWHERE)
    if message.get("is_echo") or not (content.text or content.attachments):
        return record(account, item, "standby")
    return replace(_aside(account, item, "standby", content), platform_id=words(message.get("mid")))
