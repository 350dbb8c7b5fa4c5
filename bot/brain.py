"""The brain behind its port: Rasa over HTTP."""

import asyncio
import contextlib
import hashlib
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import aiohttp
import structlog

from bot.core.entry import Attachment, Button, Card, Content
from bot.core.errors import Trouble, TryAgain
from bot.core.turn import HandoffRequest, Reply, Turn, Understanding

log = structlog.get_logger(__name__)

TURN = aiohttp.ClientTimeout(total=20.0, connect=2.0)
"""Seconds for one turn; the actions' own limits are shorter, a lane's lease is longer."""
LOOK = aiohttp.ClientTimeout(total=2.0)
KEEP = 4.0
"""Seconds that an idle connection is kept; Rasa lets go of one after 5."""

MISUNDERSTOOD = "nlu_fallback"
"""What Rasa calls it. https://rasa.com/docs/rasa/fallback-handoff#nlu-fallback"""

OURS = ("handoff", "action", "facts", "updates")
"""What an action tells us beside its words."""

Message = Mapping[str, Any]
"""One of Rasa's bot messages: text, image, buttons, attachment, custom."""


class NotThere(TryAgain):
    """This Rasa has done nothing: it is away, or has no model or memory now."""


class Rasa:
    """Puts turns to `POST {url}/webhooks/frontdesk/turn`, which answers each message id once."""

    def __init__(self, urls: Sequence[str], token: str) -> None:
        """`urls`: of every Rasa on the same memory; a conversation has its own, another if that is away."""
        self._urls = [f"{url.rstrip('/')}/webhooks/frontdesk" for url in urls]
        self._headers = {"Authorization": f"Bearer {token}"}
        self._session: aiohttp.ClientSession | None = None
        self._is_lost = False

    async def turn(self, turn: Turn) -> Sequence[Reply]:
        """The replies to one message. Raises TryAgain when Rasa is away, busy, or has no model."""
        try:
            answer = await self._ask("turn", vars(turn), turn.conversation_id)
        except TryAgain as problem:
            self._noted(lost=True, reason=problem.reason)
            raise
        self._noted(lost=False)
        replies = answer.get("replies") if isinstance(answer, dict) else None
        if not isinstance(replies, list):
            raise TryAgain("Rasa's answer is not of the agreed shape.")
        return [to_reply(message) for message in replies if isinstance(message, dict)]

    def _noted(self, lost: bool, reason: str = "") -> None:
        """Tell operators when it goes, and when it is back; not each time that somebody waits for it."""
        if lost and not self._is_lost:
            log.error("brain_lost", reason=reason)
        elif self._is_lost and not lost:
            log.warning("brain_back")
        self._is_lost = lost

    async def understand(self, text: str) -> Understanding:
        """What Rasa takes a text to mean; no intent where it is below its threshold. Raises TryAgain."""
        answer = await self._ask("understand", {"text": text}, text)
        intent = answer.get("intent") if isinstance(answer, dict) else None
        if not isinstance(intent, str):
            raise TryAgain("Rasa's answer is not of the agreed shape.")
        confidence = answer.get("confidence")
        return Understanding(
            "" if intent == MISUNDERSTOOD else intent,
            float(confidence) if isinstance(confidence, int | float) else 0.0,
        )

    async def forget(self, conversation_id: str) -> None:
        """Delete what Rasa remembers of a conversation. Raises TryAgain."""
        await self._ask("forget", {"conversation_id": conversation_id}, conversation_id)

    async def details(self, conversation_id: str, message_id: str) -> Mapping[str, Any] | None:
        """What Rasa made of a message (`bot.nlu.turn_details`); None: it was not asked. Raises TryAgain."""
        asked = {"conversation_id": conversation_id, "message_id": message_id}
        answer = await self._ask("turn-details", asked, conversation_id)
        turn = answer.get("turn") if isinstance(answer, dict) else None
        return turn if isinstance(turn, dict) else None

    async def answers(self) -> bool:
        """Whether a model is ready to take turns."""
        return any(await asyncio.gather(*map(self._is_ready, self._urls)))

    async def _is_ready(self, url: str) -> bool:
        try:
            async with self._connections().get(f"{url}/", timeout=LOOK) as response:
                return response.status == HTTPStatus.OK
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False

    async def close(self) -> None:
        """Let the connections go."""
        if self._session:
            await self._session.close()
        self._session = None

    async def _ask(self, what: str, body: Mapping[str, Any], about: str) -> Any:
        """Ask the conversation's own Rasa, and the next where that is not there."""
        *others, last = sorted(self._urls, key=lambda url: _rank(url, about))
        for url in others:
            with contextlib.suppress(NotThere):
                return await self._post(url, what, body)
        return await self._post(last, what, body)

    async def _post(self, url: str, what: str, body: Mapping[str, Any]) -> Any:
        try:
            async with self._connections().post(f"{url}/{what}", json=body) as response:
                if response.status == HTTPStatus.SERVICE_UNAVAILABLE:
                    raise NotThere("Rasa is not ready.")
                if response.status != HTTPStatus.OK:
                    log.warning("brain_refused", status=response.status, what=what)
                    raise TryAgain(f"Rasa answered {response.status}.")
                return await response.json()
        except aiohttp.ClientConnectorError as error:
            raise NotThere("Rasa cannot be reached.", trouble=Trouble.UNREACHABLE) from error
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise TryAgain("Rasa does not answer.", trouble=Trouble.UNANSWERED) from error
        except (ValueError, RecursionError) as error:
            raise TryAgain("Rasa's answer is not JSON.") from error

    def _connections(self) -> aiohttp.ClientSession:
        """Begun with the first call, inside the loop that they belong to."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEP)
            self._session = aiohttp.ClientSession(
                connector=connector,
                headers=self._headers,
                timeout=TURN,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _rank(url: str, about: str) -> bytes:
    """Rendezvous hashing: every frontdesk finds the same Rasa, in whatever order they are listed."""
    return hashlib.blake2b(f"{url} {about}".encode(), digest_size=8).digest()


def to_reply(message: Message) -> Reply:
    """One of Rasa's bot messages as words for the customer, or as a typed payload for us."""
    custom = message.get("custom")
    several = {"messages": custom} if isinstance(custom, list) and custom else {}
    typed: dict[str, Any] = custom if isinstance(custom, dict) else several
    ours = {name: typed[name] for name in OURS if isinstance(typed.get(name), dict)}
    return Reply(
        content=_content(message, {} if ours else typed),
        handoff=_handoff(ours["handoff"]) if "handoff" in ours else None,
        action=_action(ours.get("action", {})),
        facts=ours.get("facts", {}),
        updates=bool(ours["updates"].get("allowed")) if "updates" in ours else None,
    )


def _content(message: Message, custom: dict[str, Any]) -> Content:
    return Content(
        text=str(message.get("text") or ""),
        buttons=tuple(_buttons(message)),
        attachments=tuple(_attachments(message)),
        cards=tuple(_cards(message.get("elements"))),
        layout=str(message.get("button_type") or ""),
        custom=custom,
    )


def _buttons(message: Message) -> Sequence[Button]:
    lists = [message.get(name) for name in ("buttons", "quick_replies")]
    offered = [button for found in lists if isinstance(found, list) for button in found]
    return [
        Button(
            title=str(button.get("title") or ""),
            payload=str(button.get("payload") or ""),
            url=str(button.get("url") or ""),
        )
        for button in offered
        if isinstance(button, dict) and button.get("title")
    ]


def _cards(elements: Any) -> Sequence[Card]:
    """Rasa passes on Messenger's shape of a generic template's elements."""
    found = elements if isinstance(elements, list) else []
    return [_card(element) for element in found if isinstance(element, dict) and element.get("title")]


def _card(element: Mapping[str, Any]) -> Card:
    opens = element.get("default_action")
    return Card(
        title=str(element["title"]),
        subtitle=str(element.get("subtitle") or ""),
        image=str(element.get("image_url") or ""),
        url=str(opens.get("url") or "") if isinstance(opens, dict) else "",
        buttons=tuple(_buttons(element)),
    )


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
