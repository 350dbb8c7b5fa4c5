"""Whether the service is up, ready, and how much it has to do."""

from collections.abc import Mapping
from typing import Protocol

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.errors import TryAgain


class Journal(Protocol):
    """The store, as health needs it."""

    async def ping(self) -> None:
        """Raises TryAgain when the journal cannot be written."""

    async def figures(self) -> Mapping[str, float | Mapping[str, float]]:
        """What waits now; where there is a figure for each channel, by the channel."""


class Brain(Protocol):
    """The brain, as health needs it."""

    async def answers(self) -> bool:
        """Whether a model is ready."""


FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")
"""Headers that a proxy adds: whoever comes with one comes from outside."""

HELP = {
    "waiting_messages": "Accepted messages that are not answered yet.",
    "oldest_waiting_at": "When the oldest of them was written, seconds since 1970; 0: none waits.",
    "owed_deliveries": "Messages to customers that are not sent yet.",
    "postponed_deliveries": "Those of them that have been tried, and are tried again.",
    "failed_deliveries": "Messages to customers that will not be sent unless somebody retries them.",
    "brain_up": "Whether the bot answers: 1, or 0.",
    "open_handoffs": "Conversations that wait for an agent or are held by one.",
}


def routes(journal: Journal, brain: Brain) -> list[BaseRoute]:
    """`/health/live`, `/health/ready`, `/metrics`."""

    async def live(_request: Request) -> Response:
        return JSONResponse({"status": "up"})

    async def ready(_request: Request) -> Response:
        return await readiness(journal, brain)

    async def metrics(request: Request) -> Response:
        if any(name in request.headers for name in FORWARDED):
            return Response("Figures are told inside only.\n", status_code=404)
        return await measured(journal, brain)

    return [
        Route("/health/live", live),
        Route("/health/ready", ready),
        Route("/metrics", metrics),
    ]


async def readiness(journal: Journal, brain: Brain) -> Response:
    """200 while the journal can be written; a dead brain is told, and keeps nobody out."""
    try:
        await journal.ping()
    except TryAgain:
        return JSONResponse({"status": "not ready", "journal": "unreachable"}, status_code=503)
    answers = await brain.answers()
    return JSONResponse({"status": "ready", "journal": "ok", "brain": "ok" if answers else "unreachable"})


async def measured(journal: Journal, brain: Brain) -> Response:
    """The journal's figures in Prometheus's words."""
    try:
        figures = await journal.figures()
    except TryAgain:
        return Response("The journal cannot be reached.\n", status_code=503)
    registry = CollectorRegistry()
    figures = {**figures, "brain_up": float(await brain.answers())}
    for name, value in figures.items():
        if isinstance(value, Mapping):
            gauge = Gauge(f"frontdesk_{name}", HELP[name], ["channel"], registry=registry)
            for channel, figure in value.items():
                gauge.labels(channel).set(figure)
        else:
            Gauge(f"frontdesk_{name}", HELP[name], registry=registry).set(value)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
