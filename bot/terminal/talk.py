"""One conversation in the terminal: what is said to it, what comes, and what the bot made of it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.core.errors import TryAgain
from bot.terminal.details import NOT_A_TURN, in_lines
from bot.terminal.visitor import Event, NotSent, Visitor
from bot.terminal.words import Choices, said

PATIENCE = 180.0
"""Seconds; after two minutes without the bot a person is asked for, and the customer is told."""
QUIET = 1.0
"""Seconds in which nothing more comes; what the desk tells the bot is answered a moment later."""

CONNECTION = {"lost": "(connection lost; trying again …)", "back": "(connected again)"}
HOLDERS = {"bot": "the bot answers", "queue": "a person was asked for", "agent": "{} answers"}

Look = Callable[[str, str], Awaitable[Mapping[str, Any] | None]]
"""The turn of a conversation's message; None where the bot was not asked. Raises TryAgain."""


class Unanswered(Exception):
    """No answer came; the message says how long was waited."""


class Talk:
    """What has come of one conversation so far, and what is awaited."""

    def __init__(self, visitor: Visitor, url: str, look: Look, redraw: Callable[[], None]) -> None:
        """`redraw`: called when `awaited` has changed."""
        self._visitor, self._url, self._look, self._redraw = visitor, url, look, redraw
        self.awaited = False
        """Whether somebody is about to answer."""
        self._holder = "bot"
        self._choices = Choices()
        self._shown: set[int] = set()
        self._on_their_way: set[str] = set()
        self._said: list[str] = []
        self._explained = 0
        self._settled, self._news = asyncio.Event(), asyncio.Event()
        self._settled.set()
        self.explains = False
        """Whether each message is followed by what the bot made of it."""

    async def says(self, typed: str) -> None:
        """Say what was typed, or press the button of that number."""
        button = self._choices.picked(typed)
        self._choices.close()
        if button:
            print(f"  ({button['title']})", flush=True)
        text, payload = (button["title"], button["payload"]) if button else (typed, "")
        message_id = self._visitor.new_id()
        self._on_their_way.add(message_id)
        self._said.append(message_id)
        self._settled.clear()
        try:
            await self._visitor.says(message_id, text, payload)
        except NotSent as problem:
            self._on_their_way.discard(message_id)
            self._said.remove(message_id)
            self._settled.set()
            print(f"(not sent: {problem})", flush=True)

    async def explain(self, wanted: bool) -> None:
        """From now on, and at once of the last message."""
        self.explains = wanted
        self._explained = max(0, len(self._said) - 1)
        if self._settled.is_set():
            await self._explain()

    async def answered(self) -> None:
        """Return when all is answered and nothing more comes. Raises Unanswered."""
        try:
            await asyncio.wait_for(self._until_quiet(), PATIENCE)
        except asyncio.TimeoutError as error:
            raise Unanswered(f"No answer came within {PATIENCE:.0f} seconds.") from error

    async def _until_quiet(self) -> None:
        while True:
            await self._settled.wait()
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), QUIET)
            except asyncio.TimeoutError:
                return

    async def listen(self) -> None:
        """Print what comes, for ever."""
        async for event in self._visitor.events():
            await self._hears(event)

    async def _hears(self, event: Event) -> None:
        if event.name == "message":
            self._hears_message(event.told)
        elif event.name == "state":
            await self._hears_state(event.told)
        elif event.name == "restored":
            self._shown.clear()
        elif event.name in CONNECTION:
            print(CONNECTION[event.name], flush=True)

    def _hears_message(self, message: Mapping[str, Any]) -> None:
        self._news.set()
        if message["position"] in self._shown:
            return
        self._shown.add(message["position"])
        if message["author"] == "customer":
            self._on_their_way.discard(message["message_id"])
        else:
            print(said(message, self._choices, self._url), flush=True)

    async def _hears_state(self, state: Mapping[str, Any]) -> None:
        if state["holder"] != self._holder:
            self._holder = state["holder"]
            self._news.set()
            print(f"({HOLDERS[self._holder].format(state['agent'])})", flush=True)
        if state["awaited"] != self.awaited:
            self.awaited = state["awaited"]
            self._redraw()
        if not (self.awaited or self._on_their_way):
            await self._explain()
            self._settled.set()

    async def _explain(self) -> None:
        """What the bot made of the messages that are answered since the last time."""
        waiting, self._explained = self._said[self._explained :], len(self._said)
        for message_id in waiting if self.explains else ():
            print(await self._explanation(message_id), flush=True)

    async def _explanation(self, message_id: str) -> str:
        try:
            turn = await self._look(self._visitor.conversation_id, f"web:{message_id}")
        except TryAgain as problem:
            return f"  · no details: {problem.reason}"
        return in_lines(turn) if turn else NOT_A_TURN
