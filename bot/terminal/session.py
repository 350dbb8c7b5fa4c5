"""`frontdesk chat`: conversations one after another, until the lines end."""

import asyncio
import sys

from bot.brain import Rasa
from bot.terminal.lines import Lines, Piped, Typed
from bot.terminal.talk import Talk
from bot.terminal.visitor import Visitor

HELP = """\
(A number picks one of the choices. /details shows what the bot makes of each message, or no more;
/new begins another conversation; /quit or Ctrl-D ends.)"""


class Session:
    """Whoever sits at the terminal."""

    def __init__(self, visitor: Visitor, url: str, rasa: Rasa, details: bool) -> None:
        self._visitor, self._url, self._rasa = visitor, url, rasa
        self._explains = details
        self._lines: Lines = Typed(lambda: self._talk.awaited) if _is_terminal() else Piped()
        self._talk = self._new_talk()

    def _new_talk(self) -> Talk:
        talk = Talk(self._visitor, self._url, self._rasa.details, self._lines.redraw)
        talk.explains = self._explains
        return talk

    async def run(self) -> None:
        """Until the lines end. Raises NobodyThere, Unanswered."""
        with self._lines.kept_apart():
            if self._lines.is_typed:
                print(HELP)
            while await self._one():
                await self._visitor.begin_anew()
                self._talk = self._new_talk()
                print("(a new conversation)", flush=True)

    async def _one(self) -> bool:
        """One conversation; whether another is wanted."""
        conversing = asyncio.create_task(self._converse())
        listening = asyncio.create_task(self._talk.listen())
        try:
            await asyncio.wait((conversing, listening), return_when=asyncio.FIRST_COMPLETED)
            if listening.done():  # it never ends, but by what is wrong
                await listening
            return await conversing
        finally:
            for task in (conversing, listening):
                task.cancel()
            await asyncio.gather(conversing, listening, return_exceptions=True)

    async def _converse(self) -> bool:
        while (line := await self._lines.next()) is not None:
            typed = line.strip()
            if typed in ("/new", "/quit"):
                return typed == "/new"
            if typed.startswith("/"):
                await self._command(typed)
            elif typed:
                await self._say(typed)
        return False

    async def _command(self, typed: str) -> None:
        if typed != "/details":
            print(HELP, flush=True)
            return
        self._explains = not self._explains
        print(f"(details {'on' if self._explains else 'off'})", flush=True)
        await self._talk.explain(self._explains)

    async def _say(self, typed: str) -> None:
        await self._talk.says(typed)
        if not self._lines.is_typed:
            await self._talk.answered()


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


async def talk(url: str, rasa: Rasa, details: bool) -> None:
    """Talk with the bot of the frontdesk at that address. Raises NobodyThere, Unanswered.

    `rasa`: is asked for details; `details`: whether they are printed from the beginning.
    """
    try:
        async with Visitor(url) as visitor:
            await Session(visitor, url, rasa, details).run()
    finally:
        await rasa.close()
