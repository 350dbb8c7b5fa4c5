"""Logs: a fixed event name and ids; never a message's text, a token, or a body."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

Fields = MutableMapping[str, Any]


def configure() -> None:
    """One line of JSON for each event, on standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            where_it_failed,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s")
    for chatty in ("httpx", "httpcore", "slack_sdk", "telegram", "uvicorn.access"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)


def where_it_failed(_logger: Any, _method: str, fields: Fields) -> Fields:
    """An exception as its kinds and places; its words may hold a customer's text or a token."""
    if fields.pop("exc_info", None):
        kind, error, _ = sys.exc_info()
        frames = traceback.extract_tb(error.__traceback__) if error else []
        fields["error"] = kind.__name__ if kind else ""
        fields["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
    return fields
