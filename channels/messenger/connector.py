"""The connector for a page and its Instagram account: verify, parse, render, send."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from bot.core.arrival import Arrival
from bot.core.conversation import Conversation
from bot.core.delivery import Delivery, Payload
from bot.core.entry import Attachment, Comment, Content
from bot.core.errors import Moved, Trouble, TryAgain
from bot.core.files import NO_FILES, Fetched, Files
from bot.core.pace import Limit
from bot.core.retry import POLICIES
from bot.core.window import Window
from channels.events import part
from channels.fetching import Downloads, Hosts
from channels.messenger.deletion import person_in
from channels.messenger.parse import arrivals
from channels.messenger.public import Public
from channels.messenger.render import INSTAGRAM, MESSENGER, Limits, plain_message, render
from channels.messenger.send import SendApi, Taken, Unheard, Upload
from channels.messenger.verify import challenge, check_signature
from channels.messenger.window import address, own_window, window

WORDS, MEDIA = ("words", 1 / 250, 50), ("media", 1 / 8, 2)
"""One message of a page each so many seconds, and so many at once: 300 and 10 in any second."""
PRIVATE_REPLIES = (5.2, 50)
"""The same for private messages that answer comments: 750 an hour."""
FILE_HOSTS = (".fbcdn.net", ".fbsbx.com", ".cdninstagram.com")
"""Where Meta keeps what people send. [GK]: no page lists them; what comes from elsewhere is not fetched."""
LONGEST_SEND = 20.0
"""Seconds for one delivery, within the lease of a worker's lane."""
ECHO_WITHIN = 10.0
"""Seconds that an echo is waited for, where it alone can tell whether Meta has taken a message."""


def utc_now() -> datetime:
    """Now, UTC."""
    return datetime.now(timezone.utc)


class MetaChannel:
    """What Messenger and Instagram have in common: one webhook, one signature, one Send API."""

    def __init__(
        self,
        name: str,
        limits: Limits,
        app_secret: str,
        api: SendApi,
        now: Callable[[], datetime],
        files: Files,
        downloads: Downloads,
    ) -> None:
        self.name = name
        self._limits = limits
        self._app_secret = app_secret.encode()
        self._api = api
        self._now = now
        self._files = files
        self._downloads = downloads
        self._public = Public(api, name)

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises Refused unless Meta signed these very bytes."""
        check_signature(self._app_secret, headers, body)

    def parse(self, event: Any) -> Sequence[Arrival]:
        """Every item of every entry, of both platforms."""
        return arrivals(event)

    def render(self, content: Content) -> tuple[Payload, ...]:
        """Messages of the Send API."""
        return render(content, self._limits)

    def window(self, conversation: Conversation) -> Window | None:
        """Seven days from the customer's last message."""
        return window(conversation)

    def own_window(self, conversation: Conversation) -> Window | None:
        """24 hours from the customer's last message."""
        return own_window(conversation)

    def private_way(self, conversation: Conversation) -> str:
        """Nobody else reads these talks."""
        return ""

    def limits(self, delivery: Delivery) -> Sequence[Limit]:
        """https://developers.facebook.com/docs/messenger-platform/overview#rate-limiting"""
        account = delivery.conversation.id.split(":")[1]
        kind, seconds, burst = MEDIA if "attachment" in delivery.payload else WORDS
        shared = Limit(f"{self.name} {kind} {account}", seconds, burst)
        if "comment" not in delivery.payload or delivery.payload["in_public"]:
            return (shared,)
        return (Limit(f"{self.name} private {account}", *PRIVATE_REPLIES), shared)

    async def show_writing(self, conversation: Conversation) -> None:
        """Until the message, or for 20 seconds."""
        await self._api.act(conversation.id.split(":")[2], "typing_on")

    async def show_read(self, conversation: Conversation) -> None:
        """https://developers.facebook.com/docs/messenger-platform/send-messages/sender-actions"""
        await self._api.act(conversation.id.split(":")[2], "mark_seen")

    async def fetch(self, attachment: Attachment, conversation: Conversation) -> Fetched:
        """The file, from Meta's own hosts. Raises TryAgain, Undeliverable."""
        content = await self._downloads.get(attachment.url)
        return Fetched(content, attachment.name if attachment.kind == "file" else "")

    async def read(self, comment: Comment, conversation: Conversation) -> str:
        """The words of a comment whose event had none. Raises TryAgain."""
        return await self._public.read(conversation.id.split(":")[1], comment)

    async def send(self, delivery: Delivery) -> str:
        """Send one; Meta's id of it. Raises TryAgain, Undeliverable, Moved."""
        if delivery.payload.get("in_public"):
            return await self._say_in_public(delivery)
        if delivery.uncertain:
            raise TryAgain("Meta may have taken it: its echo is waited for.", ECHO_WITHIN)
        recipient, about = address(delivery, self._now())
        # Comes back with the echo, by which a message can be known as ours after a crash.
        message = {**plain_message(delivery.payload), "metadata": f"frontdesk:{delivery.id}"}
        message, upload = await self._with_upload(message)
        taken = await self._send(delivery, self._api.send(recipient, message, about, upload))
        reached = ":".join((*delivery.conversation.id.split(":")[:2], taken.person_id))
        if taken.person_id and "id" not in recipient and reached != delivery.conversation.id:
            raise Moved(taken.message_id, reached)
        return taken.message_id

    async def _say_in_public(self, delivery: Delivery) -> str:
        """Under the comment, unless it is there already."""
        account_id = delivery.conversation.id.split(":")[1]
        if delivery.uncertain or delivery.attempts:
            found = await self._public.find(account_id, delivery.payload, delivery.uncertain)
            if found:
                return found
        return await self._public.say(account_id, delivery.payload)

    async def _send(self, delivery: Delivery, sending: Awaitable[Taken]) -> Taken:
        try:
            return await asyncio.wait_for(sending, LONGEST_SEND)
        except Unheard as problem:
            raise _after_echo(delivery, problem.reason) from problem
        except asyncio.TimeoutError as error:
            raise _after_echo(delivery, "Meta does not answer.") from error

    async def _with_upload(self, message: Payload) -> tuple[Payload, Upload | None]:
        """A file of ours goes along with the call.

        https://developers.facebook.com/docs/messenger-platform/send-messages/saving-assets
        """
        held = part(part(part(message, "attachment"), "payload"), "held")
        if not held:
            return message, None
        attachment = {"type": message["attachment"]["type"], "payload": {"is_reusable": False}}
        content = await self._files.read(held["file"])
        upload = Upload(content, held["name"] or attachment["type"], held["media_type"])
        return {**message, "attachment": attachment}, upload


def _after_echo(delivery: Delivery, reason: str) -> TryAgain:
    """Once the echo could have come; the usual wait, by the time that it is as long."""
    usual = POLICIES[Trouble.UNANSWERED].wait(delivery.attempts + 1)
    return TryAgain(reason, ECHO_WITHIN if usual < ECHO_WITHIN else None, Trouble.UNANSWERED)


class MessengerChannel(MetaChannel):
    """One Facebook page."""

    def __init__(
        self,
        page_id: str,
        page_token: str,
        app_secret: str,
        verify_token: str,
        api_base: str = "https://graph.facebook.com",
        now: Callable[[], datetime] = utc_now,
        files: Files = NO_FILES,
    ) -> None:
        if not (page_id and page_token and app_secret and verify_token):
            raise ValueError("Messenger needs a page id, a page token, an app secret and a verify token.")
        downloads = Downloads(Hosts(api_base, *FILE_HOSTS))
        api = SendApi(page_id, page_token, api_base)
        super().__init__("messenger", MESSENGER, app_secret, api, now, files, downloads)
        self._verify_token = verify_token
        self.instagram = MetaChannel("instagram", INSTAGRAM, app_secret, api, now, files, downloads)
        """For conversations on the page's Instagram account: narrower limits, the same line."""

    def challenge(self, query: Mapping[str, str]) -> str:
        """What to answer Meta's verification of our address with. Raises Refused."""
        return challenge(self._verify_token, query)

    def asks_for_deletion(self, body: bytes) -> str:
        """Whose data is to be deleted. Raises Refused unless Meta signed it, NotJson."""
        return person_in(self._app_secret, body)

    async def ids_of(self, person: str) -> Sequence[str]:
        """The person's id itself, and those under which the page knows them. Raises TryAgain."""
        return [person, *await self._api.ids_of(person, self._app_secret)]

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()
        await self._downloads.close()
