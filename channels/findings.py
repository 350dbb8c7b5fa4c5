"""What a look at a platform's side has found, in words for whoever sets it up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

TIMEOUT = 20.0


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


def ask(
    platform: str, method: str, url: str, headers: Mapping[str, str] | None = None, **sent: Any
) -> tuple[Any, Mapping[str, str]]:
    """The JSON that a platform answers, whatever its status, and the headers. Raises Refused."""
    try:
        answer = httpx.request(method, url, headers=dict(headers or {}), timeout=TIMEOUT, **sent)
        told = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        host = url.split("/")[2] if url.count("/") > 1 else url
        raise Refused(f"{platform} could not be reached at {host} ({type(error).__name__}).") from None
    except ValueError:
        raise Refused(f"{platform} answered {answer.status_code}, and no JSON.") from None
    return told if isinstance(told, dict) else {}, answer.headers
