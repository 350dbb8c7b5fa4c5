"""The connector for a page and its Instagram account: verify, parse, render, send."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.arrival import Arrival
from bot.core.delivery import Delivery, Payload
from bot.core.entry import Content
from bot.core.errors import Trouble, TryAgain
from bot.core.pace import Limit
from bot.core.retry import POLICIES
from channels.messenger.parse import arrivals
from channels.messenger.render import INSTAGRAM, MESSENGER, Limits, render
from channels.messenger.send import SendApi, Unheard
from channels.messenger.verify import challenge, check_signature

WORDS, MEDIA = ("words", 1 / 250, 50), ("media", 1 / 8, 2)
"""One message of a page each so many seconds, and so many at once: 300 and 10 in any second."""
LONGEST_SEND = 20.0
"""Seconds for one delivery, within the lease of a worker's lane."""
ECHO_WITHIN = 10.0
"""Seconds that an echo is waited for, where it alone can tell whether Meta has taken a message."""


class MetaChannel:
    """What Messenger and Instagram have in common: one webhook, one signature, one Send API."""

    def __init__(self, name: str, limits: Limits, app_secret: str, api: SendApi) -> None:
        self.name = name
        self._limits = limits
        self._app_secret = app_secret.encode()
        self._api = api

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises Refused unless Meta signed these very bytes."""
        check_signature(self._app_secret, headers, body)

    def parse(self, event: Any) -> Sequence[Arrival]:
        """Every item of every entry, of both platforms."""
        return arrivals(event)

    def render(self, content: Content) -> tuple[Payload, ...]:
        """Messages of the Send API."""
        return render(content, self._limits)

    def limits(self, delivery: Delivery) -> Sequence[Limit]:
        """https://developers.facebook.com/docs/messenger-platform/overview#rate-limiting"""
        kind, seconds, burst = MEDIA if "attachment" in delivery.payload else WORDS
        return (Limit(f"{self.name} {kind} {delivery.conversation.id.split(':')[1]}", seconds, burst),)

    async def send(self, delivery: Delivery) -> str:
        """Send one; Meta's id of it. Raises TryAgain, Undeliverable."""
        if delivery.uncertain:
            raise TryAgain("Meta may have taken it: its echo is waited for.", ECHO_WITHIN)
        person_id = delivery.conversation.id.split(":")[2]
        # Comes back with the echo, by which a message can be known as ours after a crash.
        message = {**delivery.payload, "metadata": f"frontdesk:{delivery.id}"}
        try:
            return await asyncio.wait_for(self._api.send(person_id, message), LONGEST_SEND)
        except Unheard as problem:
            raise _after_echo(delivery, problem.reason) from problem
        except asyncio.TimeoutError as error:
            raise _after_echo(delivery, "Meta does not answer.") from error


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
    ) -> None:
        if not (page_id and page_token and app_secret and verify_token):
            raise ValueError("Messenger needs a page id, a page token, an app secret and a verify token.")
        super().__init__("messenger", MESSENGER, app_secret, SendApi(page_id, page_token, api_base))
        self._verify_token = verify_token
        self.instagram = MetaChannel("instagram", INSTAGRAM, app_secret, self._api)
        """For conversations on the page's Instagram account: narrower limits, the same line."""

    def challenge(self, query: Mapping[str, str]) -> str:
        """What to answer Meta's verification of our address with. Raises Refused."""
        return challenge(self._verify_token, query)

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()
