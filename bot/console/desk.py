"""The agents' desk: the queue, and one conversation."""

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.console.composition import Console
from bot.console.door import Form, Visit
from bot.console.events import HEART, event, stream, watch
from bot.console.overview import Overview
from bot.console.pages import Pages
from bot.console.seats import Seats
from bot.console.view import Standing, line, standing
from bot.core.case import Case
from bot.core.conversation import Agent
from bot.core.entry import Kind

SHOWN = 200
"""Lines of a transcript at first; "Show earlier messages" doubles them."""
MOST_SHOWN = 6400
NOTHING_WRITTEN = {"mode": "", "text": ""}


@dataclass(frozen=True)
class Queue:
    """Everything that waits or was lately talked about, seen by one agent."""

    waiting: list[Standing]
    mine: list[Standing]
    colleagues: list[Standing]
    recent: list[Standing]

    @property
    def count(self) -> int:
        """How many customers wait for an agent."""
        return len(self.waiting)


class Desk:
    """Pages, fragments and the stream."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages
        self._seats = Seats()
        self._overview = Overview(console.reader)

    async def queue(self, request: Request, visit: Visit) -> Response:
        """The queue's page."""
        return self._pages.page("desk/queue.html", **await self._queue_values(visit), opened="")

    async def queue_fragment(self, request: Request, visit: Visit) -> Response:
        """The queue alone, to be put into a page that is open."""
        opened = request.query_params.get("opened", "")
        return self._pages.page("desk/queue_list.html", **await self._queue_values(visit), opened=opened)

    async def conversation(self, request: Request, visit: Visit) -> Response:
        """A conversation's page."""
        return await self.conversation_page(request, visit)

    async def conversation_page(
        self, request: Request, visit: Visit, problem: str = "", status: int = 200, draft: Form | None = None
    ) -> Response:
        """The page; with the reason why something was refused, and with what was written meanwhile."""
        values = await self._conversation_values(request, visit)
        if values is None:
            return self._pages.problem(request, "no_conversation", 404)
        values = {
            **await self._queue_values(visit),
            **values,
            "problem": problem,
            "draft": {**NOTHING_WRITTEN, **(draft or {})},
            "form_key": form_key(),
        }
        return self._pages.page("desk/conversation.html", status, **values)

    async def conversation_fragment(self, request: Request, visit: Visit) -> Response:
        """Header and transcript alone."""
        values = await self._conversation_values(request, visit)
        if values is None:
            return self._pages.problem(request, "no_conversation", 404)
        return self._pages.page("desk/conversation_parts.html", **values)

    async def stream(self, request: Request, visit: Visit) -> Response:
        """Tells an open page that it should look again, and at what."""
        if not self._seats.are_free(visit.agent.id):
            return self._pages.problem(request, "too_many_pages", 429)
        opened = request.query_params.get("opened", "")
        return stream(self._seats.seated(visit.agent.id, self._pieces(opened)))

    async def _pieces(self, opened: str) -> AsyncIterator[str]:
        async for is_news in watch(self._console, lambda: self._fingerprint(opened)):
            if is_news:
                queue, conversation = await self._fingerprint(opened)
                yield event("changed", {"queue": queue, "conversation": conversation})
            else:
                yield HEART

    async def _fingerprint(self, opened: str) -> tuple[str, str]:
        """What the page shows, in short; with the minute, since pages say how long ago things were."""
        minute = int(self._console.clock().timestamp() // 60)
        queue = await self._overview.fingerprint()
        revision = await self._console.reader.revision(opened) if opened else 0
        return f"{queue}.{minute}", f"{revision}.{minute}"

    async def _queue_values(self, visit: Visit) -> Mapping[str, Any]:
        found, recent = await self._overview.cases()
        failing = await self._overview.failing([*found, *recent])
        return {
            "visit": visit,
            "queue": arranged(found, recent, visit.agent),
            "failing": failing,
            "are_open": self._console.rules.hours.are_open(self._console.clock()),
        }

    async def _conversation_values(self, request: Request, visit: Visit) -> Mapping[str, Any] | None:
        conversation_id = request.path_params["conversation_id"]
        case = await self._console.reader.find(conversation_id)
        if case is None:
            return None
        conversation_id = case.conversation.id  # it may have got another since the page was opened
        wanted = _wanted(request.query_params.get("lines", ""))
        entries = await self._console.reader.latest(conversation_id, wanted)
        return {
            "visit": visit,
            "standing": standing(self._with_window(case), visit.agent),
            "lines": [line(entry) for entry in entries if entry.kind is not Kind.FILE],
            "shown": wanted,
            "has_earlier": len(entries) == wanted < MOST_SHOWN,
            "opened": conversation_id,
        }

    def _with_window(self, case: Case) -> Case:
        channel = self._console.channels.get(case.conversation.channel)
        return replace(case, window=channel.window(case.conversation)) if channel else case


def arranged(queue: Sequence[Case], recent: Sequence[Case], agent: Agent) -> Queue:
    """The cases by what the agent can do about them; each is named once, and once more among the recent."""
    standings = [standing(case, agent) for case in queue]
    return Queue(
        waiting=[found for found in standings if found.stand in ("waiting", "unanswered")],
        mine=[found for found in standings if found.stand == "mine"],
        colleagues=[found for found in standings if found.stand in ("colleague", "elsewhere")],
        recent=[standing(case, agent) for case in recent],
    )


def form_key() -> str:
    """Names one rendering of a form, so that what it asks for is done once."""
    return secrets.token_urlsafe(12)


def _wanted(given: str) -> int:
    wanted = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else SHOWN
    return max(SHOWN, min(wanted, MOST_SHOWN))
