"""Slack's rules for blocks, and what a person reads in them.

https://docs.slack.dev/reference/block-kit/blocks
"""

import copy
import re
from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from tests.fakes.slack.errors import slack_error

Json = dict[str, Any]

MOST_IN_MESSAGE = 50
MOST_IN_VIEW = 100
MOST_CHARACTERS = 13_000
"""The sum limit stands in no documentation: https://github.com/slackapi/bolt-js/issues/2509"""
LONGEST_ID = 255
_LONGEST = {"section": 3000, "header": 150, "button": 75, "field": 2000, "context": 3000, "option": 75}
_MOST = {"actions": 25, "context": 10, "fields": 10}
LONGEST_VALUE = 2000
LONGEST_URL = 3000
"""https://docs.slack.dev/reference/block-kit/block-elements/button-element"""

_ESCAPED = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_LINK = re.compile(r"<(?:mailto:|https?://)[^|>]*\|([^>]*)>|<(https?://[^|>]*)>")


def check_blocks(blocks: Any, most: int = MOST_IN_MESSAGE) -> None:
    """Refuse what Slack would refuse."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise slack_error("invalid_blocks_format")
    if len(blocks) > most:
        raise slack_error("invalid_blocks", f"no more than {most} items allowed [json-pointer:/blocks]")
    for position, block in enumerate(blocks):
        _check_with_sdk(block, f"/blocks/{position}")
        _check_block(block, f"/blocks/{position}")
    _check_unique([block["block_id"] for block in blocks if "block_id" in block], "block_id")
    if sum(map(len, _texts(blocks))) > MOST_CHARACTERS:
        raise slack_error("msg_blocks_too_long")


def read_aloud(blocks: Sequence[Json]) -> str:
    """The words of blocks as a person reads them, without those on buttons."""
    return "\n".join(_plain(text) for block in blocks for text in _texts([_without_buttons(block)]))


def as_read(text: str) -> str:
    """Slack's text as a person reads it: unescaped, links by their names."""
    return _plain(text)


def buttons(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Each button with the block it is in."""
    for block in blocks:
        for element in [*block.get("elements", ()), block.get("accessory", {})]:
            if element.get("type") == "button":
                yield block, element


def _check_with_sdk(block: Json, where: str) -> None:
    try:
        parsed = Block.parse(copy.deepcopy(block))
        if parsed is None:
            raise slack_error(
                "invalid_blocks", f"unsupported type: {block.get('type')} [json-pointer:{where}]"
            )
        parsed.to_dict()
    except (SlackObjectFormationError, TypeError, ValueError, AttributeError, KeyError) as problem:
        raise slack_error("invalid_blocks", f"{problem} [json-pointer:{where}]") from None


def _check_block(block: Json, where: str) -> None:
    kind = block["type"]
    if kind in ("section", "header") and "text" in block:
        _check_text(block["text"], _LONGEST[kind], where)
    if kind == "header" and block["text"].get("type") != "plain_text":
        raise slack_error("invalid_blocks", f"a header is plain_text [json-pointer:{where}]")
    _check_many(block.get("fields", []), _MOST["fields"], where)
    for field in block.get("fields", []):
        _check_text(field, _LONGEST["field"], where)
    elements = block.get("elements", [])
    if kind in _MOST:
        _check_many(elements, _MOST[kind], where, at_least=1)
    for element in [*elements, *filter(None, [block.get("accessory")])]:
        _check_element(element, kind, where)
    _check_unique([e["action_id"] for e in elements if "action_id" in e], "action_id")


def _check_element(element: Json, kind: str, where: str) -> None:
    if kind == "context" and element.get("type") in ("mrkdwn", "plain_text"):
        _check_text(element, _LONGEST["context"], where)
    if len(element.get("action_id", "")) > LONGEST_ID:
        raise slack_error("invalid_blocks", f"action_id is too long [json-pointer:{where}]")
    if element.get("type") == "button":
        _check_button(element, where)
    for option in element.get("options", []):
        _check_text(option.get("text"), _LONGEST["option"], where)


def _check_button(button: Json, where: str) -> None:
    _check_text(button.get("text"), _LONGEST["button"], where)
    if button["text"].get("type") != "plain_text":
        raise slack_error("invalid_blocks", f"a button's text is plain_text [json-pointer:{where}]")
    if len(button.get("value", "")) > LONGEST_VALUE or len(button.get("url", "")) > LONGEST_URL:
        raise slack_error("invalid_blocks", f"a button's value or url is too long [json-pointer:{where}]")


def _check_text(text: Any, longest: int, where: str) -> None:
    words = text.get("text") if isinstance(text, dict) else None
    if not isinstance(words, str) or text.get("type") not in ("mrkdwn", "plain_text"):
        raise slack_error("invalid_blocks", f"no text object [json-pointer:{where}]")
    if not 1 <= len(words) <= longest:
        raise slack_error("invalid_blocks", f"must be 1 to {longest} characters [json-pointer:{where}]")


def _check_many(items: Any, most: int, where: str, at_least: int = 0) -> None:
    if not isinstance(items, list) or not at_least <= len(items) <= most:
        raise slack_error("invalid_blocks", f"{at_least} to {most} items allowed [json-pointer:{where}]")


def _check_unique(ids: list[str], name: str) -> None:
    if len(set(ids)) != len(ids) or any(len(given) > LONGEST_ID for given in ids):
        raise slack_error("invalid_blocks", f"{name} must be unique and short: {ids}")


def _without_buttons(block: Json) -> Json:
    return {} if block.get("type") == "actions" else {k: v for k, v in block.items() if k != "accessory"}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name == "text" and isinstance(item, str):
                yield item
            else:
                yield from _texts(item)


def _plain(text: str) -> str:
    named = _LINK.sub(lambda link: link[1] or link[2] or "", text)
    for escaped, plain in _ESCAPED.items():
        named = named.replace(escaped, plain)
    return named
