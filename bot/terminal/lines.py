"""What is typed, line by line: at a prompt that stays below what comes meanwhile, or from a pipe."""

import asyncio
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout

PROMPT = "You: "
WAITING = f"…\n{PROMPT}"


class Lines(Protocol):
    """Where lines come from."""

    is_typed: bool
    """Whether a person types them, who sees for themselves when an answer has come."""

    async def next(self) -> str | None:
        """The next line; None when there are no more."""

    def redraw(self) -> None:
        """Whether an answer is awaited has changed."""

    def kept_apart(self) -> AbstractContextManager[object]:
        """While it lasts, what is printed does not run into what is being typed."""


class Typed:
    """Lines that a person types and edits."""

    is_typed = True

    def __init__(self, is_awaited: Callable[[], bool]) -> None:
        self._is_awaited = is_awaited
        self._session: PromptSession[str] = PromptSession(self._prompt)

    def _prompt(self) -> str:
        """A line that is done keeps no dots."""
        return WAITING if self._is_awaited() and not self._session.app.is_done else PROMPT

    async def next(self) -> str | None:
        """None on Ctrl-D and Ctrl-C."""
        try:
            return await self._session.prompt_async()
        except (EOFError, KeyboardInterrupt):
            return None

    def redraw(self) -> None:
        """Show or take away the dots."""
        self._session.app.invalidate()

    def kept_apart(self) -> AbstractContextManager[object]:
        """Prints go above the prompt."""
        return patch_stdout(raw=True)


class Piped:
    """Lines of a file or another program, repeated as they are said."""

    is_typed = False

    def __init__(self) -> None:
        self._read: asyncio.Queue[str] = asyncio.Queue()
        # A daemon: a program that writes nothing more must not keep this one from ending.
        threading.Thread(target=self._reading, args=(asyncio.get_running_loop(),), daemon=True).start()

    def _reading(self, loop: asyncio.AbstractEventLoop) -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(self._read.put_nowait, line)
        loop.call_soon_threadsafe(self._read.put_nowait, "")

    async def next(self) -> str | None:
        """None at its end."""
        line = await self._read.get()
        if line.strip():
            print(f"{PROMPT}{line.strip()}", flush=True)
        return line or None

    def redraw(self) -> None:
        """Nobody looks."""

    def kept_apart(self) -> AbstractContextManager[object]:
        """Nothing is typed here."""
        return nullcontext()
