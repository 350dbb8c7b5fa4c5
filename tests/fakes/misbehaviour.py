"""What a platform does wrong when it is told to: refuse, fail, hang, break off, dawdle."""

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.fakes.serving import break_connection
from tests.fakes.waiting import LOOK_AGAIN

ANY = "*"
"""Stands for every method."""


@dataclass
class Fault:
    """One way to go wrong, for the next `times` calls of a method."""

    times: int = 1
    acting: bool = False
    """Whether the platform does what it was asked before it goes wrong."""
    answer: Response | None = None
    breaks: bool = False
    seconds: float = 0.0
    release: threading.Event = field(default_factory=threading.Event)
    hangs: bool = False

    async def happen(self, request: Request, acted: Response | None) -> Response:
        """Go wrong; `acted` is the honest answer, there when the fault acts first."""
        if self.breaks:
            await break_connection(request)
        await asyncio.sleep(self.seconds)
        while self.hangs and not self.release.is_set():  # noqa: ASYNC110 - set in another thread
            await asyncio.sleep(LOOK_AGAIN)
        return self.answer or acted or Response(status_code=504)


class Hang:
    """A call that is accepted and not answered until it is released."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault

    def release(self) -> None:
        """Answer now, and behave from now on."""
        self._fault.times = 0
        self._fault.release.set()


class Misbehaviour:
    """The faults that a fake platform has in store, by method; `"*"` is every method."""

    def __init__(self) -> None:
        self._faults: dict[str, list[Fault]] = {}

    def fail(
        self,
        method: str = ANY,
        status: int = 500,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        times: int = 1,
    ) -> None:
        """Answer with that status (and the platform's usual body for it, unless given) and do nothing."""
        content = self.usual_failure(status) if body is None else body
        answer = _response(content, status, headers)
        self._plan(method, Fault(times, answer=answer))

    def limit(self, method: str = ANY, retry_after: int | None = 1, times: int = 1) -> None:
        """Say "too many requests" as this platform says it; None: without saying how long to wait."""
        self._plan(method, Fault(times, answer=self.usual_limit(retry_after)))

    def hang(self, method: str = ANY, times: int = 1, acting: bool = False) -> Hang:
        """Accept the call and never answer, until released; `acting`: do what was asked first."""
        fault = Fault(times, acting, hangs=True)
        self._plan(method, fault)
        return Hang(fault)

    def break_off(self, method: str = ANY, times: int = 1, acting: bool = False) -> None:
        """Close the connection without an answer; `acting`: after having done what was asked."""
        self._plan(method, Fault(times, acting, breaks=True))

    def dawdle(self, method: str = ANY, seconds: float = 0.5, times: int = 1) -> None:
        """Answer rightly, but late."""
        self._plan(method, Fault(times, acting=True, seconds=seconds))

    def behave(self) -> None:
        """Forget all faults, and answer what hangs."""
        planned = [fault for faults in self._faults.values() for fault in faults]
        self._faults.clear()
        for fault in planned:
            fault.release.set()

    def usual_failure(self, status: int) -> Any:
        """The body that this platform sends with an error status."""
        raise NotImplementedError

    def usual_limit(self, retry_after: int | None) -> Response:
        """How this platform says "too many requests"."""
        raise NotImplementedError

    def next_fault(self, method: str) -> Fault | None:
        """The fault that the next call of a method meets, if one is in store."""
        planned = self._faults.get(method, []) + self._faults.get(ANY, [])
        for fault in planned:
            if fault.times > 0:
                fault.times -= 1
                return fault
        return None

    def _plan(self, method: str, fault: Fault) -> None:
        self._faults.setdefault(method, []).append(fault)


def _response(content: Any, status: int, headers: Mapping[str, str] | None) -> Response:
    if isinstance(content, str | bytes):
        return Response(content, status, headers)
    return JSONResponse(content, status, headers)
