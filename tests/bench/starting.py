"""How long a start takes, from the command to frontdesk taking messages, and to the bot answering."""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.journeys.service import READY_WITHIN, Service

LOOK_AGAIN = 0.01


@dataclass(frozen=True)
class Start:
    """Seconds after the command was given."""

    listens: float
    answers: float


def start(service: Service) -> Start:
    """`frontdesk up`, with the training where there is no model of the sources as they are."""
    begun = time.perf_counter()
    service.launch()
    listens = _seconds(begun, lambda: listening(service), "frontdesk listens", service)
    answers = _seconds(begun, lambda: service.health().get("brain") == "ok", "the bot answers", service)
    return Start(listens, answers)


def start_alone(service: Service) -> float:
    """Seconds until `frontdesk serve` takes messages."""
    begun = time.perf_counter()
    service.launch("serve")
    return _seconds(begun, lambda: listening(service), "frontdesk listens", service)


def listening(service: Service) -> bool:
    """Whether its port is open, which it is from the moment it takes messages."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", service.ports["frontdesk"])) == 0


def _seconds(begun: float, done: Callable[[], bool], wish: str, service: Service) -> float:
    while not done():
        if time.perf_counter() > begun + READY_WITHIN:
            raise AssertionError(f"It never came to this: {wish}.\n{service.printed}")
        time.sleep(LOOK_AGAIN)
    return time.perf_counter() - begun
