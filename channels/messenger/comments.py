"""What people write in public, under something of the page's or naming it.

https://developers.facebook.com/docs/graph-api/webhooks/reference/page/#feed
https://developers.facebook.com/docs/instagram-platform/webhooks#field-values
"""

from collections.abc import Mapping
from dataclasses import asdict, replace

from bot.core.arrival import Arrival
from bot.core.entry import Attachment, Comment, Content, Deed, Kind, Spot
from channels.events import Strange, identifier, key, moment, part, whole, words
from channels.messenger.account import Account, Json, milliseconds, record

POSTS = frozenset({"status", "post", "photo", "video", "share", "link", "note"})
"""What Meta calls things that a visitor puts on a page."""
FIELDS: Mapping[str, Spot] = {
    "feed": Spot.COMMENT,
    "mention": Spot.MENTION,
    "comments": Spot.COMMENT,
    "live_comments": Spot.COMMENT,
    "mentions": Spot.MENTION,
}
"""Of the page, and of an Instagram account."""


def change(account: Account, item: Json) -> Arrival:
    """A comment, a post, or a mention; or what was done to one; else a record."""
    field, value = words(item.get("field")), part(item, "value")
    plain = record(account, item, field or "feed")
    comment = _comment(account, field, value)
    if comment is None or _may_be_ours(account, field, value):
        return plain
    verb = words(value.get("verb")) or "add"
    if verb in ("edited", "edit"):
        return _done_to(account, value, plain, comment, Deed.EDITED)
    if verb == "remove":
        return _done_to(account, value, plain, comment, Deed.DELETED)
    return _written(account, value, plain, comment) if verb == "add" else plain


def _comment(account: Account, field: str, value: Json) -> Comment | None:
    """Where it stands; None for what is no words of anybody, such as a like."""
    spot = FIELDS.get(field)
    named = value.get("comment_id") or value.get("id" if field in ("comments", "live_comments") else "")
    if field == "feed" and value.get("item") != "comment":
        spot, named = (Spot.POST, value.get("post_id")) if value.get("item") in POSTS else (None, None)
    named = named or value.get("post_id") or value.get("media_id")
    if spot is None or not named:
        return None
    if spot is Spot.MENTION and words(value.get("post_id")).startswith(f"{account.id}_"):
        spot = Spot.COMMENT  # named under something of the page's own: the feed tells of the same comment
    under = value.get("media_id") if spot is Spot.MENTION else ""
    link = words(value.get("permalink_url")) or words(part(value, "post").get("permalink_url"))
    is_web = link.startswith("https://")
    return Comment(identifier(named), spot, identifier(under) if under else "", link if is_web else "")


def _may_be_ours(account: Account, field: str, value: Json) -> bool:
    """Where Meta does not say who wrote it, an answer to a comment and a post may be what we said ourselves:
    whoever answered that would go on for ever."""
    author = part(value, "from").get("id") or value.get("sender_id")
    if author:
        return str(author) == str(account.id)
    if field != "feed":
        return bool(value.get("parent_id"))
    return value.get("item") != "comment" or value.get("parent_id") not in (None, value.get("post_id"))


def _written(account: Account, value: Json, plain: Arrival, comment: Comment) -> Arrival:
    content = Content(
        text=words(value.get("message")) or words(value.get("text")),
        attachments=tuple(_files(value)),
        deed=Deed.COMMENTED,
        comment=comment,
    )
    at = _at(account, value)
    return replace(
        plain,
        key=key(account.channel, "comment", comment.id),
        conversation_id=_conversation(account, value, comment),
        kind=Kind.COMMENT,
        content=content,
        at=moment(at / 1000),
        order=at,
        customer_name=_name(value),
        platform_id=comment.id,
        address={"comment": {**asdict(comment), "spot": comment.spot.value, "at": at / 1000}},
    )


def _conversation(account: Account, value: Json, comment: Comment) -> str:
    """The person's own; where Meta does not say who it was, the comment's, until it is answered."""
    person = part(value, "from").get("id") or value.get("sender_id")
    try:
        return account.conversation(person)
    except Strange:
        return account.conversation(comment.id)


def _done_to(account: Account, value: Json, plain: Arrival, comment: Comment, deed: Deed) -> Arrival:
    """Agents read it; nobody is asked again."""
    text = words(value.get("message")) or words(value.get("text"))
    at = max(_at(account, value), account.at)
    return replace(
        plain,
        conversation_id=_conversation(account, value, comment),
        kind=Kind.ASIDE,
        content=Content(text if deed is Deed.EDITED else "", deed=deed),
        at=moment(at / 1000),
        order=at,
        concerns=comment.id,
        platform_id=comment.id if deed is Deed.EDITED else "",
        continues=True,
    )


def _at(account: Account, value: Json) -> int:
    """Milliseconds; a feed tells seconds."""
    created = whole(value.get("created_time"))
    return created * 1000 if 0 < created < 10**11 else created or milliseconds(value, account.at)


def _name(value: Json) -> str:
    person = part(value, "from")
    return words(person.get("name")) or words(person.get("username")) or words(value.get("sender_name"))


def _files(value: Json) -> list[Attachment]:
    """Named, not fetched: they stay where everybody sees them."""
    addresses = {"photo": words(value.get("photo")), "video": words(value.get("video"))}
    return [Attachment("link", name=kind, url=url) for kind, url in addresses.items() if url]
