"""What frontdesk asks of the door inside Rasa, checked."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.core.turn import Turn

IDS = ("conversation_id", "message_id", "channel")
LONGEST_ID = 500
"""What the tracker store's columns hold."""

MODELS = Path("models")
MODEL = re.compile(r"[\w-]+\.tar\.gz")


class Malformed(Exception):
    """The request is not what it should be; the message says how in one sentence."""


def turn_of(body: bytes) -> Turn:
    """The turn that a request's body asks for. Raises Malformed."""
    given = json_object(body)
    conversation, message, channel = (identifier(given, name) for name in IDS)
    return Turn(conversation, message, channel, text_of(given), metadata_of(given))


def json_object(body: bytes) -> Mapping[str, Any]:
    """The JSON object in a body. Raises Malformed."""
    try:
        given = json.loads(body)
    except ValueError as error:
        raise Malformed("The body is not JSON.") from error
    if not isinstance(given, dict):
        raise Malformed("The body is not a JSON object.")
    return given


def identifier(given: Mapping[str, Any], name: str) -> str:
    """A name of something. Raises Malformed."""
    value = given.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Malformed(f"{name} is missing, empty, or no text.")
    if len(value) > LONGEST_ID:
        raise Malformed(f"{name} is longer than {LONGEST_ID} characters.")
    return value


def text_of(given: Mapping[str, Any]) -> str:
    """Words. Raises Malformed."""
    text = given.get("text")
    if not isinstance(text, str) or not text.strip():
        raise Malformed("text is missing, empty, or no text.")
    return text


def model_of(body: bytes) -> Path:
    """Where the model is that a request names. Raises Malformed."""
    name = identifier(json_object(body), "model")
    if not MODEL.fullmatch(name):
        raise Malformed("model is the name of a file in models/, such as 0123456789abcdef.tar.gz.")
    return MODELS / name


def metadata_of(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is told beside the words. Raises Malformed."""
    metadata = given.get("metadata")
    if metadata is not None and not isinstance(metadata, dict):
        raise Malformed("metadata is no object.")
    return metadata or {}
