"""Request bodies, read no further than they may be long."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request


class TooLong(ValueError):
    """The body is longer than it may be."""


async def read(request: Request, limit: int) -> bytes:
    """The body. Raises TooLong as soon as it is over `limit` bytes."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLong
    return bytes(body)


def form(body: bytes) -> Mapping[str, str]:
    """The fields of a form as browsers send it by default; the last of each name."""
    text = body.decode("utf-8", "replace")
    fields = parse_qsl(text, keep_blank_values=True, max_num_fields=100)
    return {storable(name): storable(value) for name, value in fields}


def storable(text: str) -> str:
    """The text without what no database and no page can hold: NUL, and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
