"""A person in a workspace: what she writes, presses and shares becomes a signed webhook."""

from __future__ import annotations

import asyncio
import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.samples import PDF, PNG
from tests.fakes.slack.events import action_letter, command_letter, interaction, message_event
from tests.fakes.slack.post import Post
from tests.fakes.slack.workspace import Person, Place, Workspace, as_typed, new_id, next_ts

if TYPE_CHECKING:
    import httpx

    from tests.fakes.slack.server import FakeSlack


@dataclass(frozen=True)
class Member:
    """One person in one workspace."""

    slack: FakeSlack
    workspace: Workspace
    person: Person

    async def writes(self, place: Place, text: str, thread_ts: str = "", **fields: Any) -> Post:
        """A message, in a thread if one is named."""
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        own = {"client_msg_id": new_id("m"), **thread, **fields}
        message = self.workspace.write(place, self.person.id, as_typed(text), **own)
        await self._tells(message_event(place, message))
        return Post(place, message["ts"])

    async def mentions_bot(self, place: Place, text: str) -> Post:
        """A message that calls the bot by name: two events with one ts, at the same time."""
        call = f"<@{self.workspace.bot_user.id}> {as_typed(text)}"
        message = self.workspace.write(place, self.person.id, call, client_msg_id=new_id("m"))
        twin = message_event(place, message)
        mention = {name: value for name, value in twin.items() if name != "channel_type"}
        await asyncio.gather(self._tells(twin), self._tells({**mention, "type": "app_mention"}))
        return Post(place, message["ts"])

    async def shares_file(
        self, place: Place, text: str = "", thread_ts: str = "", name: str = "photo.png"
    ) -> Post:
        """A file, with or without words."""
        kind = "image/png" if name.endswith(".png") else "application/pdf"
        file = self.slack.files.keep(name, PNG if kind == "image/png" else PDF, self.slack.url, kind)
        return await self.writes(place, text, thread_ts, subtype="file_share", files=[file], upload=False)

    async def edits(self, post: Post, text: str) -> None:
        """Change a message of her own."""
        before, edited = post.message, {"user": self.person.id, "ts": next_ts()}
        after = post.place.change(post.ts, text=as_typed(text), edited=edited)
        await self._tells_change(post.place, "message_changed", message=after, previous_message=before)

    async def deletes(self, post: Post) -> None:
        """Take a message of her own away."""
        gone = post.place.messages.pop(post.ts)
        await self._tells_change(post.place, "message_deleted", deleted_ts=post.ts, previous_message=gone)

    async def joins(self, place: Place) -> None:
        """Come into a channel; Slack writes it there as a message."""
        place.members.add(self.person.id)
        words = f"<@{self.person.id}> has joined the channel"
        message = self.workspace.write(place, self.person.id, words, subtype="channel_join")
        await self._tells(message_event(place, message))

    async def reacts(self, post: Post, emoji: str = "eyes") -> None:
        """An emoji on a message."""
        reactions = post.message.get("reactions", {})
        post.place.change(
            post.ts, reactions={**reactions, emoji: [*reactions.get(emoji, []), self.person.id]}
        )
        item = {"type": "message", "channel": post.place.id, "ts": post.ts}
        about = {"type": "reaction_added", "user": self.person.id, "reaction": emoji, "item": item}
        await self._tells({**about, "item_user": post.message.get("user"), "event_ts": next_ts()})

    async def presses_button(self, post: Post, block: dict[str, Any], button: dict[str, Any]) -> Any:
        """The button as it was really posted; the payload as it was sent.

        Of links with a scheme of Slack's own it tells nobody: https://github.com/slackapi/bolt-js/issues/464
        """
        if str(button.get("url", "")).startswith("slack:"):
            return None
        where = {"type": "message", "message_ts": post.ts, "channel_id": post.place.id, "is_ephemeral": False}
        action = {**button, "block_id": block["block_id"], "action_ts": next_ts()}
        return await self._interacts(
            "block_actions",
            container=where
            if "thread_ts" not in post.message
            else {**where, "thread_ts": post.message["thread_ts"]},
            channel={"id": post.place.id, "name": post.place.name},
            message=post.message,
            state={"values": {}},
            response_url=self.slack.response_urls.issue(self.slack.url, post.place, self.person.id, post.ts),
            actions=[action],
        )

    async def uses_shortcut(self, post: Post, callback_id: str) -> Any:
        """A shortcut from a message's menu."""
        return await self._interacts(
            "message_action",
            callback_id=callback_id,
            message_ts=post.ts,
            channel={"id": post.place.id, "name": post.place.name},
            message=post.message,
            response_url=self.slack.response_urls.issue(self.slack.url, post.place, self.person.id, post.ts),
        )

    async def submits(self, view: dict[str, Any], values: dict[str, str]) -> httpx.Response | None:
        """A modal with words in its inputs, by block_id; the answer of the app."""
        inputs = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
        state = {
            block_id: {inputs[block_id]["action_id"]: {"type": inputs[block_id]["type"], "value": value}}
            for block_id, value in values.items()
        }
        filled = {**view, "state": {"values": state}}
        payload = self._payload("view_submission", view=filled, response_urls=[])
        answer = await self.slack.postman.deliver(action_letter(payload))
        if answer is None or not answer.content:
            self.slack.views.open.pop(view["id"], None)
        return answer

    async def commands(self, place: Place, command: str, text: str = "") -> httpx.Response | None:
        """A slash command; the answer of the app."""
        fields = {
            "token": "fake-verification-token",
            "team_id": self.workspace.team_id,
            "team_domain": self.workspace.domain,
            "channel_id": place.id,
            "channel_name": place.name,
            "user_id": self.person.id,
            "user_name": self.person.name.lower(),
            "command": command,
            "text": text,
            "api_app_id": self.workspace.app_id,
            "is_enterprise_install": "false",
            "response_url": self.slack.response_urls.issue(self.slack.url, place, self.person.id),
            "trigger_id": self.slack.views.trigger(self.person.id),
        }
        return await self.slack.postman.deliver(command_letter(fields))

    async def _tells(self, event: dict[str, Any]) -> None:
        await self.slack.send_event(self.workspace, event)

    async def _tells_change(self, place: Place, subtype: str, **more: Any) -> None:
        changed = {"type": "message", "subtype": subtype, "hidden": True, "ts": next_ts(), **more}
        await self._tells(message_event(place, changed))

    async def _interacts(self, kind: str, **more: Any) -> Any:
        payload = self._payload(kind, **more)
        await self.slack.postman.deliver(action_letter(payload))
        return payload

    def _payload(self, kind: str, **more: Any) -> dict[str, Any]:
        trigger = {"trigger_id": self.slack.views.trigger(self.person.id)}
        return copy.deepcopy(interaction(self.workspace, self.person, kind, **trigger, **more))
