"""Real calls, changed anywhere: none breaks anything, and none that is not signed does anything."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from bot.core.arrival import Came
from channels import webhooks
from channels.messenger import MessengerChannel
from channels.slack.doors import doors
from channels.slack.wire import SlackWire
from channels.telegram import TelegramChannel
from tests.channels.messenger.events import BODIES
from tests.channels.mutations import mutated
from tests.channels.slack.front import DESK, called, mention, said
from tests.channels.slack.test_acts import press, pressed
from tests.channels.telegram.updates import RECORDS, TURNS

SECRET, NOWHERE = "only tests know it", "http://127.0.0.1:9"
EXAMPLES = 10_000
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
TALK = [
    *(called(event) for event in (said("hi"), mention("hi"), said("hi", thread_ts="1700000000.000100"))),
    called(said("", subtype="file_share", files=[{"id": "F1", "name": "a.png", "mimetype": "image/png"}])),
    called(said("hi", subtype="message_changed", message=said("ho"), previous_message=said("hi"))),
    called(said("an agent's words", DESK, thread_ts="1700000000.000100")),
    called(
        {"type": "reaction_added", "user": "U1", "reaction": "eyes", "item": {"type": "message", "ts": "1.1"}}
    ),
]
PRESSES = [pressed(press("frontdesk_claim", "7")), pressed(press("press_0", "/track_order"), channel="D1")]

Sealed = tuple[bytes, Mapping[str, str]]
"""A body, and the headers that prove it."""


@dataclass
class Keys:
    """A journal that keeps keys alone."""

    known: set[str] = field(default_factory=set)

    async def receive(self, arrivals: Sequence[Came]) -> None:
        json.dumps([vars(arrival) for arrival in arrivals], default=str)
        self.known.update(arrival.key for arrival in arrivals)


def by_telegram(event: Any) -> Sealed:
    return json.dumps(event).encode(), {"X-Telegram-Bot-Api-Secret-Token": SECRET}


def by_meta(event: Any) -> Sealed:
    body = json.dumps(event).encode()
    return body, {
        "X-Hub-Signature-256": f"sha256={hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}"
    }


def by_slack(event: Any) -> Sealed:
    return _signed(json.dumps(event).encode())


def by_slacks_buttons(event: Any) -> Sealed:
    return _signed(urlencode({"payload": json.dumps(event)}).encode())


def _signed(body: bytes) -> Sealed:
    stamp = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), b"v0:%b:%b" % (stamp.encode(), body), hashlib.sha256).hexdigest()
    return body, {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={signature}"}


CALLS: Mapping[str, tuple[list[Any], Callable[[Any], Sealed]]] = {
    "telegram": ([*TURNS, *RECORDS], by_telegram),
    "messenger": (BODIES, by_meta),
    "slack/events": (TALK, by_slack),
    "slack/actions": (PRESSES, by_slacks_buttons),
}


@dataclass
class Front:
    """The real routes, called without a network."""

    journal: Keys
    loop: asyncio.AbstractEventLoop
    client: httpx.AsyncClient

    def call(self, path: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status."""
        asked = self.client.post(f"/webhooks/{path}", content=body, headers=dict(headers))
        return self.loop.run_until_complete(asked).status_code


@pytest.fixture
def front() -> Iterator[Front]:
    journal, loop = Keys(), asyncio.new_event_loop()
    telegram = TelegramChannel("7000000001:token", SECRET, NOWHERE, "frontdesk_bot")
    messenger = MessengerChannel("104", "token", SECRET, "verify", NOWHERE)
    wire = SlackWire("xoxb-1", SECRET, DESK, f"{NOWHERE}/api/")
    events, actions, commands = doors(wire)
    routes = webhooks.routes(journal, telegram, messenger, events, actions, commands)
    transport = httpx.ASGITransport(Starlette(routes=routes))
    client = httpx.AsyncClient(transport=transport, base_url="http://front")
    yield Front(journal, loop, client)
    for closing in (client.aclose(), telegram.close(), messenger.close(), wire.close()):
        loop.run_until_complete(closing)
    loop.close()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("path", CALLS)
@SETTINGS
@given(data=st.data())
def test_whatever_is_changed_is_taken_or_refused_and_unsigned_does_nothing(
    front: Front, path: str, data: st.DataObject
) -> None:
    events, seal = CALLS[path]
    body, proof = seal(data.draw(mutated(events)))
    before = len(front.journal.known)
    assert front.call(path, body, dict.fromkeys(proof, "1")) == 403
    assert len(front.journal.known) == before
    assert front.call(path, body, proof) in (200, 400)
