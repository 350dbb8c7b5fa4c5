"""Request bodies, read no further than they may be long."""

from collections.abc import AsyncGenerator, Mapping
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from bot.core.files import Fetched


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


async def form_with_file(request: Request, limit: int) -> tuple[Mapping[str, str], Fetched]:
    """The fields of a form that brings one file, and the file. Raises TooLong, ValueError."""
    body = await read(request, limit)

    async def whole() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        found = await MultiPartParser(request.headers, whole(), max_files=1, max_fields=20).parse()
    except (MultiPartException, KeyError) as error:
        raise ValueError("no form with a file") from error
    fields = {name: storable(value) for name, value in found.items() if isinstance(value, str)}
    file = next((value for value in found.values() if isinstance(value, UploadFile)), None)
    if file is None or not file.filename:
        raise ValueError("no file")
    return fields, Fetched(await file.read(), storable(file.filename))


def storable(text: str) -> str:
    """The text without what no database and no page can hold: NUL, and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
