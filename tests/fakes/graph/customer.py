"""A person on Messenger or Instagram."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tests.fakes.customer import Choice, Customer, Shown
from tests.fakes.graph.comments import PublicComment
from tests.fakes.graph.events import PAGE_INBOX_APP, echo
from tests.fakes.graph.inbox import Inbox, new_mid, next_moment
from tests.fakes.samples import MP4, PDF, PNG

if TYPE_CHECKING:
    from tests.fakes.graph.server import FakeGraph


class GraphCustomer(Customer):
    """One person's thread with the page. Each act returns the event as it was sent."""

    def __init__(self, graph: FakeGraph, inbox: Inbox) -> None:
        super().__init__(inbox.name, graph)
        self.graph, self.inbox = graph, inbox

    def screen(self) -> Sequence[Shown]:
        """What the page sent her; quick replies stand under the newest message only, until she answers."""
        return [_shown(message, self.inbox.offered) for message in self.inbox.messages]

    async def says(self, text: str) -> Any:
        """Write words."""
        return await self.sends(text=text)

    async def sends(self, **fields: Any) -> Any:
        """Send a message with any fields of Meta's message object."""
        self.inbox.touch()
        return await self._event(message={"mid": new_mid(), **fields})

    async def press(self, shown: Shown, choice: Choice) -> Any:
        """A quick reply is a message with a payload, a button is a postback."""
        raw = choice.raw
        if "content_type" in raw:
            return await self.sends(text=raw["title"], quick_reply={"payload": raw["payload"]})
        assert raw["type"] == "postback", f"“{choice.title}” opens {raw.get('url')}; the bot learns nothing"
        return await self.posts_back(raw["title"], raw["payload"])

    async def posts_back(self, title: str, payload: str | None = None, **more: Any) -> Any:
        """A press on a button, an ice breaker or the menu; None: without a payload, which happens."""
        self.inbox.touch()
        told = {} if payload is None else {"payload": payload}
        return await self._event(postback={"mid": new_mid(), "title": title, **told, **more})

    async def sends_photo(self, caption: str = "") -> Any:
        """A picture; words go as a message of their own, as Messenger sends them."""
        sent = await self.sends_attachments(self._file("image", PNG, "picture.png"))
        return await self.says(caption) if caption else sent

    async def sends_attachments(self, *attachments: dict[str, Any]) -> Any:
        """Several files in one message."""
        return await self.sends(attachments=list(attachments))

    async def sends_voice(self) -> Any:
        """A voice message."""
        return await self.sends_attachments(self._file("audio", MP4, "voice.mp4"))

    async def sends_document(self, name: str = "receipt.pdf") -> Any:
        """A file."""
        return await self.sends_attachments(self._file("file", PDF, f"{name}?oh=1"))

    async def sends_sticker(self) -> Any:
        """The thumb."""
        sticker = {**self._file("image", PNG, "thumb.png")["payload"], "sticker_id": 369239263222822}
        return await self.sends_attachments({"type": "image", "payload": sticker})

    async def sends_location(self, latitude: float = 52.5, longitude: float = 13.4) -> Any:
        """A place."""
        payload = {"coordinates": {"lat": latitude, "long": longitude}}
        return await self.sends_attachments(
            {"type": "location", "title": "Anna's location", "payload": payload}
        )

    def _file(self, kind: str, content: bytes, name: str) -> dict[str, Any]:
        """An attachment of that kind, where Meta keeps it."""
        return {"type": kind, "payload": {"url": self.graph.keep_file(content, name)}}

    async def edits(self, event: dict[str, Any], text: str) -> Any:
        """Change the words of a message that she sent."""
        return await self._event(message_edit={"mid": event["message"]["mid"], "text": text, "num_edit": 1})

    async def deletes(self, event: dict[str, Any]) -> Any:
        """Take back a message that she sent; the event bears the message's own id."""
        return await self._event(message={"mid": event["message"]["mid"], "is_deleted": True})

    async def reads(self) -> Any:
        """She has seen everything so far."""
        return await self._event(read={"watermark": next_moment()})

    async def receives(self) -> Any:
        """Her phone has everything so far."""
        mids = [message["mid"] for message in self.inbox.messages[-1:]]
        return await self._event(delivery={"mids": mids, "watermark": next_moment()})

    async def reacts(self, shown: Shown, emoji: str = "❤") -> Any:
        """React to a message; it opens the window."""
        self.inbox.touch()
        reaction = {"reaction": "love", "emoji": emoji, "action": "react", "mid": shown.id}
        return await self._event(reaction=reaction)

    async def follows_link(self, ref: str) -> Any:
        """Come back through an m.me link."""
        self.inbox.touch()
        return await self._event(referral={"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"})

    async def says_on_standby(self, text: str) -> Any:
        """Write while another app holds the thread: the bot may read, and must not answer."""
        message = {"mid": new_mid(), "text": text}
        return await self.graph.send(self.inbox.account, self._addressed(message=message), "standby")

    async def is_written_to_by_hand(self, text: str = "", app_id: int = PAGE_INBOX_APP) -> Any:
        """A colleague answers in Meta's own inbox: words, or a picture. The bot sees an echo."""
        message: dict[str, Any] = (
            {"text": text} if text else {"attachment": self._file("image", PNG, "by-hand.png")}
        )
        mid = self.inbox.show(message)
        return await self.graph.send(self.inbox.account, echo(self.inbox, mid, message, app_id))

    async def comments(self, text: str, **value: Any) -> PublicComment:
        """Write under something of the page's or the account's, for all to read."""
        return await self._publishes(text, "comment", **value)

    async def posts(self, text: str) -> PublicComment:
        """Write on the page itself."""
        return await self._publishes(text, "post")

    async def mentions(self, text: str) -> PublicComment:
        """Name the page or the account somewhere else; the event has no words."""
        return await self._publishes(text, "mention")

    async def edits_comment(self, comment: PublicComment, text: str) -> Any:
        """Change the words of a comment."""
        comment.text = text
        return await self._change(comment, "edited")

    async def deletes_comment(self, comment: PublicComment) -> Any:
        """Take a comment away."""
        del self.graph.comments[comment.id]
        return await self._change(comment, "remove")

    async def _publishes(self, text: str, kind: str, **value: Any) -> PublicComment:
        under = f"{next_moment()}" if kind == "mention" and not self._on_page else ""
        comment = self.graph.publish(self.inbox, text, kind, under)
        await self._change(comment, "add", **value)
        return comment

    async def _change(self, comment: PublicComment, verb: str, **more: Any) -> Any:
        changed = self._of_page(comment, verb) if self._on_page else self._of_instagram(comment)
        changed["value"] |= more
        return await self.graph.send(self.inbox.account, changed, "changes")

    @property
    def _on_page(self) -> bool:
        return self.inbox.account.object == "page"

    @property
    def _public_id(self) -> str:
        return f"9{self.inbox.person_id}" if self.graph.ids_differ else self.inbox.person_id

    def _of_page(self, comment: PublicComment, verb: str) -> dict[str, Any]:
        """https://developers.facebook.com/docs/graph-api/webhooks/reference/page/#feed"""
        if comment.kind == "mention":
            about = {"item": "comment", "comment_id": comment.id, "sender_id": self._public_id}
            return {"field": "mention", "value": {**about, "sender_name": self.name, "verb": verb}}
        item = "status" if comment.kind == "post" else "comment"
        post = f"{self.graph.page.id}_1"
        named = {"post_id": comment.id} if item == "status" else {"comment_id": comment.id, "post_id": post}
        value: dict[str, Any] = {
            "from": {"id": self._public_id, "name": self.name},
            "item": item,
            "verb": verb,
            **named,
        }
        value |= {"created_time": int(comment.at), "message": comment.text, "parent_id": post}
        value |= {"post": {"permalink_url": "https://www.facebook.com/frontdesk/posts/1", "id": post}}
        return {"field": "feed", "value": value}

    def _of_instagram(self, comment: PublicComment) -> dict[str, Any]:
        """https://developers.facebook.com/docs/instagram-platform/webhooks/examples"""
        if comment.kind == "mention":
            return {"field": "mentions", "value": {"media_id": comment.under, "comment_id": comment.id}}
        by = {"id": self._public_id, "username": self.name.lower()}
        media = {"id": "17900000000000001", "media_product_type": "FEED"}
        return {
            "field": "comments",
            "value": {"id": comment.id, "text": comment.text, "from": by, "media": media},
        }

    async def sends_event(self, **fields: Any) -> Any:
        """Any event, also of a shape nobody knows."""
        return await self._event(**fields)

    def falls_silent(self, hours: float) -> None:
        """Time passes since she last did anything."""
        self.inbox.active_at -= hours * 3600

    def blocks_page(self) -> None:
        """From now on the page cannot reach her."""
        self.inbox.blocked = True

    async def _event(self, **fields: Any) -> Any:
        return await self.graph.send(self.inbox.account, self._addressed(**fields))

    def _addressed(self, **fields: Any) -> dict[str, Any]:
        ends = {"sender": {"id": self.inbox.person_id}, "recipient": {"id": self.inbox.account.id}}
        return {**ends, "timestamp": next_moment(), **fields}


def _shown(message: dict[str, Any], offered: str) -> Shown:
    payload = message.get("attachment", {}).get("payload", {})
    elements = payload.get("elements", [])
    replies = message.get("quick_replies", []) if message["mid"] == offered else []
    buttons = [*payload.get("buttons", []), *(button for e in elements for button in e.get("buttons", []))]
    words = [message.get("text", ""), payload.get("text", "")]
    words += [part for e in elements for part in (e["title"], e.get("subtitle", ""))]
    choices = tuple(Choice(raw.get("title", ""), raw) for raw in (*buttons, *replies))
    return Shown(message["mid"], "\n".join(filter(None, words)), choices, message)
