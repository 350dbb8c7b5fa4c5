"""The brain behind its port: Rasa over HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import httpx
import structlog

from bot.core.entry import Attachment, Button, Content
from bot.core.errors import TryAgain
from bot.core.turn import HandoffRequest, Reply, Turn

log = structlog.get_logger(__name__)

LONGEST_TURN = 20.0
"""Seconds for one turn; the actions' own limits are shorter, a lane's lease is longer."""

Message = Mapping[str, Any]
"""One of Rasa's bot messages: text, image, buttons, attachment, custom."""


class Rasa:
    """Puts turns to `POST {url}/webhooks/frontdesk/turn`, which answers each message id once."""

    def __init__(self, url: str, token: str) -> None:
        self._client = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(LONGEST_TURN, connect=2.0),
            trust_env=False,
        )

    async def turn(self, turn: Turn) -> Sequence[Reply]:
        """The replies to one message. Raises TryAgain when Rasa is away, busy, or has no model."""
        try:
            response = await self._client.post("/webhooks/frontdesk/turn", json=asdict(turn))
        except httpx.HTTPError as error:
            raise TryAgain("Rasa cannot be reached.") from error
        if response.status_code != httpx.codes.OK:
            log.warning("brain_refused", status=response.status_code, conversation_id=turn.conversation_id)
            raise TryAgain(f"Rasa answered {response.status_code}.")
        return [to_reply(message) for message in _messages(response)]

    async def forget(self, conversation_id: str) -> None:
        """Delete what Rasa remembers of a conversation. Raises TryAgain."""
        try:
            response = await self._client.post(
                "/webhooks/frontdesk/forget", json={"conversation_id": conversation_id}
            )
        except httpx.HTTPError as error:
            raise TryAgain("Rasa cannot be reached.") from error
        if response.status_code != httpx.codes.OK:
            raise TryAgain(f"Rasa answered {response.status_code}.")

    async def answers(self) -> bool:
        """Whether a model is ready to take turns."""
        try:
            response = await self._client.get("/webhooks/frontdesk/", timeout=2.0)
        except httpx.HTTPError:
            return False
        return response.status_code == httpx.codes.OK

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.aclose()


def _messages(response: httpx.Response) -> Sequence[Message]:
    try:
        replies = response.json()["replies"]
    except (ValueError, KeyError, TypeError) as error:
        raise TryAgain("Rasa's answer is not of the agreed shape.") from error
    return [reply for reply in replies if isinstance(reply, dict)]


def to_reply(message: Message) -> Reply:
    """One of Rasa's bot messages as words for the customer, or as a typed payload for us."""
    custom = message.get("custom")
    typed = custom if isinstance(custom, dict) else {}
    ours = {name: typed[name] for name in ("handoff", "action", "facts") if isinstance(typed.get(name), dict)}
    return Reply(
        content=_content(message, {} if ours else typed),
        handoff=_handoff(ours["handoff"]) if "handoff" in ours else None,
        action=_action(ours.get("action", {})),
        facts=ours.get("facts", {}),
    )


def _content(message: Message, custom: dict[str, Any]) -> Content:
    return Content(
        text=str(message.get("text") or ""),
        buttons=tuple(_buttons(message)),
        attachments=tuple(_attachments(message)),
        custom=custom,
    )


def _buttons(message: Message) -> Sequence[Button]:
    offered = [*(message.get("buttons") or ()), *(message.get("quick_replies") or ())]
    return [
        Button(
            title=str(button.get("title") or ""),
            payload=str(button.get("payload") or ""),
            url=str(button.get("url") or ""),
        )
        for button in offered
        if isinstance(button, dict) and button.get("title")
    ]


def _attachments(message: Message) -> Sequence[Attachment]:
    found = []
    if message.get("image"):
        found.append(Attachment("photo", url=str(message["image"])))
    attachment = message.get("attachment")
    if attachment:
        found.append(Attachment("file", url=_attachment_url(attachment)))
    return found


def _attachment_url(attachment: Any) -> str:
    """Rasa passes either a URL or Messenger's shape `{"type", "payload": {"src" or "url"}}`."""
    if not isinstance(attachment, dict):
        return str(attachment)
    payload = attachment.get("payload")
    inner = payload if isinstance(payload, dict) else attachment
    return str(inner.get("src") or inner.get("url") or "")


def _handoff(wish: Mapping[str, Any]) -> HandoffRequest:
    return HandoffRequest(
        reason=str(wish.get("reason") or "customer_asked"),
        summary=str(wish.get("summary") or ""),
        priority=str(wish.get("priority") or "normal"),
        team=str(wish.get("team") or ""),
    )


def _action(done: Mapping[str, Any]) -> str:
    return " — ".join(str(done[name]) for name in ("name", "result") if done.get(name))
