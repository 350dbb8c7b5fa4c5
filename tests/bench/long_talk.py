"""A talk of 500 turns, four in five of them misses: what a turn costs late in it, and what is still known."""

import json
import statistics
import time
from collections.abc import Sequence

from tests.bench.line import Line
from tests.bench.table import Row, milliseconds
from tests.journeys.service import Service

WHO = "telegram:990000001"
TURNS = 500
MISS = "blorp fnord grmbl"
KNOWN = "do you sell gift cards?"
"""Every fifth message; all else is a miss."""
EARLY, LATE = slice(2, 27), slice(TURNS - 25, TURNS)
"""The turns whose costs are compared, by their medians: the first 25 beside the first two, the last 25."""


async def rows(service: Service) -> Sequence[Row]:
    """The costs; and the order that the form, begun in the first turn, finds in the last."""
    line = Line(
        f"{service.settings['RASA_URL']}/webhooks/frontdesk/turn",
        {"Authorization": f"Bearer {service.settings['RASA_TOKEN']}"},
    )
    await _turn(line, "begin", "where is my order? my e-mail is anna.b@example.com")
    took = []
    for number in range(TURNS):
        begun = time.perf_counter()
        await _turn(line, str(number), MISS if number % 5 else KNOWN)
        took.append(time.perf_counter() - begun)
    end = await _turn(line, "end", "FD-10432")
    line.close()
    early, late = statistics.median(took[EARLY]), statistics.median(took[LATE])
    return [
        Row(
            f"one talk of {TURNS} turns, {TURNS - TURNS // 5} of them misses, while the bot asks for an order"
        ),
        Row(
            "  a turn at its beginning, at its end",
            milliseconds(early),
            milliseconds(late),
            f"{late / early:.2f}",
        ),
        Row("  what the order's number, given then, leads to", _led_to(end)),
    ]


async def _turn(line: Line, name: str, text: str) -> str:
    turn = {"conversation_id": WHO, "message_id": f"long:{name}", "channel": "telegram", "text": text}
    answer = await line.post(json.dumps({**turn, "metadata": {}}).encode())
    if answer.status != 200:
        raise RuntimeError(f"The turn “{text}” was answered with {answer.status}.")
    return answer.body.decode()


def _led_to(replies: str) -> str:
    return "the look-up" if "action_look_up_order" in replies else f"something else: {replies[:80]}"
