"""The turn endpoint inside Rasa, called directly: what one turn costs without the road around it."""

import itertools
import json
from collections.abc import Iterator, Sequence

from tests.bench.customers import TALK
from tests.bench.line import Line
from tests.bench.load import Outcome, flat_out

_numbers = itertools.count(1)


async def turns(
    rasa_url: str, token: str, at_once: int, seconds: float, talks: int, says: Sequence[str] = TALK
) -> Outcome:
    """Turns one after another on so many lines; each line goes through as many new talks, again and again."""

    def line() -> Line:
        return Line(f"{rasa_url}/webhooks/frontdesk/turn", {"Authorization": f"Bearer {token}"})

    return await flat_out(line, _bodies(talks, says), at_once, seconds)


def _bodies(talks: int, says: Sequence[str]) -> Iterator[bytes]:
    people = [f"telegram:{900_000_000 + next(_numbers)}" for _ in itertools.repeat(None, talks)]
    for text in itertools.cycle(says):
        for person in people:
            turn = {"conversation_id": person, "message_id": f"bench:{next(_numbers)}"}
            yield json.dumps({**turn, "channel": "telegram", "text": text, "metadata": {}}).encode()
