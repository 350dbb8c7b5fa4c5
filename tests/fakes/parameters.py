"""A call's parameters, however they are sent: query, JSON, form or multipart."""

import json
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request


@dataclass(frozen=True)
class Upload:
    """A file sent inside a call."""

    name: str
    content: bytes


class BadJson(ValueError):
    """The body says that it is JSON, and is not, or is no object."""


async def parameters(request: Request) -> dict[str, Any]:
    """All parameters, the body's over the query's; values as they were sent (a form's are strings)."""
    return {**request.query_params, **await _body(request)}


async def _body(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return _object(await request.body())
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form() as form:
            return {name: await _field(value) for name, value in form.multi_items()}
    return {}


async def _field(value: str | UploadFile) -> str | Upload:
    if isinstance(value, str):
        return value
    return Upload(value.filename or "", await value.read())


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        raise BadJson(body[:100]) from None
    if not isinstance(value, dict):
        raise BadJson(body[:100])
    return value


def decoded(value: Any) -> Any:
    """A form's string as the JSON it holds; anything else as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
