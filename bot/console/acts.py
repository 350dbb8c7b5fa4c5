"""What agents do at the desk: each a move of core, done once however often its form arrives."""

import contextlib
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.composition import Console
from bot.console.desk import Desk
from bot.console.door import Form, Visit
from bot.console.pages import Pages, asks_as_script
from bot.console.view import standing
from bot.core import handoff, holding
from bot.core.announcing import LOOK_AGAIN, PATIENCE, to_be_announced
from bot.core.case import Case, Change, Move
from bot.core.conversation import Agent, Holder
from bot.core.entry import Attachment, Content
from bot.core.errors import FrontdeskError, Refused, Undeliverable
from bot.core.files import Fetched

LONGEST_TEXT = 8000
RECENT = 50
"""Entries among which an act that has been done already is looked for."""

_FORM_KEY = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_HANDOFF = re.compile(r"[0-9]{1,18}")
_Pressed = Callable[[Agent, datetime, int], Move]
"""`pressed` is the handoff that the page showed."""


class Acts:
    """Takes the desk's forms."""

    def __init__(self, console: Console, pages: Pages, desk: Desk) -> None:
        self._console = console
        self._pages = pages
        self._desk = desk
        self._moves: Mapping[str, _Pressed] = {
            "claim": handoff.claim,
            "take-over": holding.take_over,
            "release": lambda agent, now, pressed: holding.release(agent, now, console.rules, pressed),
            "return": handoff.return_to_bot,
            "resolve": handoff.resolve,
        }

    async def press(self, request: Request, visit: Visit, fields: Form) -> Response:
        """Claim, Take over, Release, Return to bot, Resolve."""
        made = self._moves.get(request.path_params["act"])
        if made is None:
            raise HTTPException(404)
        shown = fields.get("handoff", "")
        pressed = int(shown) if _HANDOFF.fullmatch(shown) else 0
        move = made(visit.agent, self._console.clock(), pressed)
        return await self._carry_out(request, visit, fields, move)

    async def write(self, request: Request, visit: Visit, fields: Form) -> Response:
        """A reply to the customer, or a note for colleagues; nothing is guessed where neither is asked."""
        text = fields.get("text", "").replace("\r\n", "\n").strip()
        mode = fields.get("mode")
        if not text or mode not in ("reply", "note"):
            return await self._refuse(request, visit, fields, self._pages.sentence("nothing_written"), 400)
        if len(text) > LONGEST_TEXT:
            return await self._refuse(request, visit, fields, self._pages.sentence("too_long"), 413)
        if mode == "reply" and text.startswith("//"):
            return await self._refuse(request, visit, fields, self._pages.sentence("begins_like_note"), 409)
        key = _key(request, visit, fields)
        if mode == "note":
            move = handoff.note(visit.agent, Content(text), key)
        else:
            move = await self._reply(request, visit, Content(text), key)
        return await self._carry_out(request, visit, fields, move)

    async def writing(self, request: Request, visit: Visit, fields: Form) -> Response:
        """The agent is writing to the customer, who sees it where the platform can show it."""
        case = await self._case(request)
        channel = self._console.channels.get(case.conversation.channel)
        if channel and standing(case, visit.agent).stand == "mine":
            with contextlib.suppress(FrontdeskError):
                await channel.show_writing(case.conversation)
        return Response(status_code=204)

    async def send_file(self, request: Request, visit: Visit, fields: Form, file: Fetched) -> Response:
        """A file to the customer, with or without words."""
        key = _key(request, visit, fields)
        conversation_id = (await self._case(request)).conversation.id
        name = f"console-{hashlib.sha256(key.encode()).hexdigest()[:24]}"
        try:
            kept = await self._console.files.keep(conversation_id, name, Attachment("file"), file)
        except Undeliverable as problem:
            sentence = self._pages.sentence("file_refused").format(reason=problem.reason)
            return await self._refuse(request, visit, fields, sentence, 409)
        shown = replace(kept, kind=_kind_of(kept.media_type))
        words = Content(fields.get("text", "").strip()[:LONGEST_TEXT], attachments=(shown,))
        move = await self._reply(request, visit, words, key)
        return await self._carry_out(request, visit, fields, move)

    async def _reply(self, request: Request, visit: Visit, content: Content, key: str) -> Move:
        case = await self._case(request)
        channel = self._console.channels.get(case.conversation.channel)
        if channel is None:
            reason = self._pages.sentence("channel_off")
            return _refusing(reason)
        reply = handoff.reply(visit.agent, content, channel, self._console.clock(), key)
        if not await self._is_done(case.conversation.id, key):
            await self._step_in(visit.agent, case, reply)
        return reply

    async def _step_in(self, agent: Agent, case: Case, reply: Move) -> None:
        """The first words claim, and wait until the customer has read who is there."""
        store, clock, mine = self._console.store, self._console.clock, case.conversation.id
        if case.conversation.holder is not Holder.AGENT:
            with contextlib.suppress(Refused):  # the reply is refused with the same words in a moment
                reply(case)
                await store.change(mine, handoff.step_in(agent, clock()))
        with anyio.move_on_after(PATIENCE.total_seconds()):
            while await to_be_announced(store, mine, clock()):
                await self._console.reader.changed(LOOK_AGAIN.total_seconds())

    async def _carry_out(self, request: Request, visit: Visit, fields: Form, move: Move) -> Response:
        conversation_id = (await self._case(request)).conversation.id
        key = _key(request, visit, fields)
        try:
            await self._console.store.change(conversation_id, once(move, key))
        except Refused as refusal:
            if not await self._is_done(conversation_id, key):
                return await self._refuse(request, visit, fields, str(refusal), 409)
        if asks_as_script(request):
            return Response(status_code=204)
        return RedirectResponse(f"/desk/conversations/{quote(conversation_id)}", status_code=303)

    async def _is_done(self, conversation_id: str, key: str) -> bool:
        """Whether it was refused only because this very press has done it already."""
        entries = await self._console.reader.latest(conversation_id, RECENT)
        return any(entry.key == key for entry in entries)

    async def _refuse(
        self, request: Request, visit: Visit, fields: Form, sentence: str, status: int
    ) -> Response:
        if asks_as_script(request):
            return Response(sentence, status, media_type="text/plain")
        return await self._desk.conversation_page(request, visit, sentence, status, draft=fields)

    async def _case(self, request: Request) -> Case:
        case = await self._console.reader.find(request.path_params["conversation_id"])
        if case is None:
            raise HTTPException(404)
        return case


def once(move: Move, key: str) -> Move:
    """The move, known in the journal by its key: the store does nothing when the key is there already."""

    def known(case: Case) -> Change:
        change = move(case)
        if not change.entries or any(entry.key == key for entry in change.entries):
            return change
        first, *rest = change.entries
        return replace(change, entries=(replace(first, key=key), *rest))

    return known


def _kind_of(media_type: str) -> str:
    kinds = {"image": "photo", "video": "video", "audio": "audio"}
    return kinds.get(media_type.partition("/")[0], "file")


def _key(request: Request, visit: Visit, fields: Form) -> str:
    """Unique to this agent, this conversation and this rendering of the form."""
    given = fields.get("key", "")
    if not _FORM_KEY.fullmatch(given):
        raise HTTPException(400)
    return f"{visit.agent.id}:{request.path_params['conversation_id']}:{given}"


def _refusing(reason: str) -> Move:
    def move(case: Case) -> Change:
        raise Refused(reason)

    return move
