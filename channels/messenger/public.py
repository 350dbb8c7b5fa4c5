"""Answers in public: under a comment, or where the page was named.

https://developers.facebook.com/docs/graph-api/reference/object/comments
https://developers.facebook.com/docs/instagram-platform/comment-moderation
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.delivery import Payload
from bot.core.entry import Comment, Spot
from bot.core.errors import Undeliverable
from channels.events import part, parts, words
from channels.messenger.send import SendApi, Unheard

CANNOT_LOOK = "Meta may have shown it already, and does not let us look. See under the post."


@dataclass(frozen=True)
class Public:
    """What one account says for all to read."""

    api: SendApi
    channel: str

    async def say(self, account_id: str, payload: Payload) -> str:
        """Meta's id of the answer. Raises TryAgain, Undeliverable."""
        answered = payload["comment"]
        path, more = self._place(account_id, answered)
        try:
            told = await self.api.call(path, {**more, "message": payload["text"]})
        except Unheard as problem:
            raise (Undeliverable(CANNOT_LOOK) if self._is_hidden(answered) else problem) from problem
        return words(told.get("id")) or f"under {answered['id']}"

    async def find(self, account_id: str, payload: Payload, uncertain: bool) -> str:
        """Meta's id of an answer that may be there already; empty where it is not. Raises TryAgain,
        Undeliverable."""
        answered = payload["comment"]
        if self._is_hidden(answered):
            if uncertain:
                raise Undeliverable(CANNOT_LOOK)
            return ""
        edge, field = ("replies", "text") if self.channel == "instagram" else ("comments", "message")
        asked = {"fields": f"id,{field},from", "limit": "100"}
        told = await self.api.ask(f"{answered['id']}/{edge}", asked)
        if "data" not in told:
            raise Undeliverable(CANNOT_LOOK)
        said = [one for one in parts(told, "data") if isinstance(one, dict) and words(one.get(field))]
        ours = [one for one in said if self._may_be(account_id, part(one, "from").get("id"))]
        return next((words(one.get("id")) for one in ours if one[field] == payload["text"]), "")

    def _may_be(self, account_id: str, who: Any) -> bool:
        """Whether an answer is ours; anybody may write the same words. Instagram has several ids for one."""
        return not who or self.channel == "instagram" or str(who) == account_id

    async def read(self, account_id: str, comment: Comment) -> str:
        """The words of a comment whose event had none. Raises TryAgain."""
        if self.channel != "instagram":
            return words((await self.api.ask(comment.id, {"fields": "message"})).get("message"))
        if comment.spot is not Spot.MENTION:
            return words((await self.api.ask(comment.id, {"fields": "text"})).get("text"))
        is_media = comment.id == comment.under
        name = "mentioned_media" if is_media else "mentioned_comment"
        field = "caption" if is_media else "text"
        asked = f"{name}.{'media' if is_media else 'comment'}_id({comment.id}){{{field}}}"
        return words(part(await self.api.ask(account_id, {"fields": asked}), name).get(field))

    def _is_hidden(self, answered: Mapping[str, Any]) -> bool:
        """Whether Meta does not let us see what stands there."""
        return self.channel == "instagram" and bool(answered["spot"] == Spot.MENTION.value)

    def _place(self, account_id: str, answered: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
        """Where an answer goes, and what else has to be said there."""
        if self.channel != "instagram":
            return f"{answered['id']}/comments", {}
        if answered["spot"] != Spot.MENTION.value:
            return f"{answered['id']}/replies", {}
        of_comment = {"comment_id": answered["id"]} if answered["id"] != answered["under"] else {}
        return f"{account_id}/mentions", {"media_id": answered["under"], **of_comment}
