"""Slack's blocks as text, about as a person sees them: quotes have a bar, buttons stand in brackets."""

from typing import Any


def seen(message: dict[str, Any]) -> str:
    """A whole message."""
    return "\n".join(_block(block) for block in message.get("blocks") or ()) or message["text"]


def strings(node: Any) -> list[str]:
    """Every text in blocks, wherever it stands."""
    if isinstance(node, list):
        return [found for child in node for found in strings(child)]
    if not isinstance(node, dict):
        return []
    own = [node["text"]] if isinstance(node.get("text"), str) else strings(node.get("text"))
    return [*own, *strings(node.get("elements"))]


def _block(block: dict[str, Any]) -> str:
    if block["type"] == "rich_text":
        return "\n".join(_paragraph(paragraph) for paragraph in block["elements"])
    if block["type"] == "actions":
        return "  ".join(f"[{element['text']['text']}]" for element in block["elements"])
    if block["type"] == "context":
        return f"({block['elements'][0]['text']})"
    return str(block.get("text", {}).get("text", f"<{block['type']}>"))


def _paragraph(paragraph: dict[str, Any]) -> str:
    words = "".join(element.get("text") or element.get("fallback", "") for element in paragraph["elements"])
    bar = "│ " if paragraph["type"] == "rich_text_quote" else ""
    return "\n".join(bar + line for line in words.split("\n"))
