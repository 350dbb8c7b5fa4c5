"""What a look at a platform's side has found, in words for whoever sets it up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

TIMEOUT = 20.0
AGAIN = "Run: .venv/bin/frontdesk channels setup {name}"
"""What mends most of it."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    good: bool
    words: str
    todo: str = ""
    """What to do about it; empty where nothing is to be done."""

    def __str__(self) -> str:
        sign = "✓" if self.good else "✗"
        return f"{sign} {self.words}" + (f"\n    {self.todo}" if self.todo else "")


class Refused(Exception):
    """The platform says no, or cannot be reached; the message says which, without any secret."""


class Unreachable(Refused):
    """Nobody was there; whatever was to be shown has not been looked at."""


def unless_away(refusal: Refused, todo: str) -> Finding:
    """What to do about a refusal; about a platform that is not there, look at this machine first."""
    away = "Look at this machine's internet connection, firewall or proxy; nothing else was looked at."
    return Finding(False, str(refusal), away if isinstance(refusal, Unreachable) else todo)


def ask(
    platform: str, method: str, url: str, headers: Mapping[str, str] | None = None, **sent: Any
) -> tuple[Any, Mapping[str, str]]:
    """The JSON that a platform answers, whatever its status, and the headers. Raises Refused, Unreachable."""
    try:
        answer = httpx.request(method, url, headers=dict(headers or {}), timeout=TIMEOUT, **sent)
        told = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        host = url.split("/")[2] if url.count("/") > 1 else url
        raise Unreachable(f"{platform} could not be reached at {host} ({type(error).__name__}).") from None
    except ValueError:
        raise Refused(f"{platform} answered {answer.status_code}, and no JSON.") from None
    return told if isinstance(told, dict) else {}, answer.headers
