"""Step 1, receive: what a platform sent is verified, parsed and stored, and only then acknowledged."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.core.arrival import Came
from bot.core.ports import Store


class NotJson(ValueError):
    """The body is not JSON."""


class Connector(Protocol):
    """What receive needs of a channel; its desk counterpart gives the same two words."""

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises Refused unless the platform itself sent these very bytes."""

    def parse(self, event: Any) -> Sequence[Came]:
        """Every event in the decoded body."""


async def receive(connector: Connector, headers: Mapping[str, str], body: bytes, store: Store) -> int:
    """Store every event of one webhook call; how many. Raises Refused, NotJson, TryAgain."""
    connector.verify(headers, body)
    arrivals = connector.parse(decoded(body))
    if arrivals:
        await store.receive(arrivals)
    return len(arrivals)


def decoded(body: bytes) -> Any:
    """The body's JSON value."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotJson("The body is not JSON.") from error
