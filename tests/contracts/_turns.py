"""Rasa's turn endpoint, as its contract says, without a Rasa."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.core.turn import Reply, Turn
from tests.fakes.serving import Serving, break_connection

TOKEN = "t0ken"
Answer = Callable[[], Response | None]
"""What is answered instead; None: the connection breaks off."""


class TurnEndpoint:
    """Rasa's side, as the contract says: each message id is a turn once, and its replies are kept."""

    def __init__(self) -> None:
        self.says: Callable[[Turn], Sequence[Reply]] = lambda turn: []
        self.turns: list[Turn] = []
        self.instead: Answer | None = None
        self._kept: dict[tuple[str, str], list[Any]] = {}
        self.serving = Serving(
            Starlette(routes=[Route("/webhooks/frontdesk/turn", self._turn, methods=["POST"])])
        )

    def forget(self) -> None:
        """As if nothing had been asked."""
        self.turns.clear()
        self._kept.clear()
        self.instead = None

    async def _turn(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return PlainTextResponse("The token is not right.", 401)
        turn = Turn(**await request.json())
        if self.instead:
            answer = self.instead()
            if answer is None:
                await break_connection(request)
            return answer or Response()
        asked = turn.conversation_id, turn.message_id
        if asked not in self._kept:
            self.turns.append(turn)
            self._kept[asked] = [{"recipient_id": asked[0], **as_rasa_says(r)} for r in self.says(turn)]
        return JSONResponse({"replies": self._kept[asked]})


def as_rasa_says(reply: Reply) -> dict[str, Any]:
    """The reply as one of Rasa's bot messages."""
    content, custom = reply.content, dict(reply.content.custom)
    if reply.handoff:
        custom["handoff"] = asdict(reply.handoff)
    if reply.action:
        custom["action"] = dict(zip(("name", "result"), reply.action.split(" — "), strict=True))
    if reply.facts:
        custom["facts"] = reply.facts
    parts = {
        "text": content.text,
        "buttons": [asdict(button) for button in content.buttons],
        "image": next((file.url for file in content.attachments if file.kind == "photo"), None),
        "attachment": next((file.url for file in content.attachments if file.kind == "file"), None),
        "custom": custom,
    }
    return {name: value for name, value in parts.items() if value}
