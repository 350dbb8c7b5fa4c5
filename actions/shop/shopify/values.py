"""Single values out of Shopify's answers; each raises ShopNonsense for what cannot be."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from actions.shop.port import ShopNonsense
from actions.shop.shopify.client import Node


def at(node: Node, *path: str) -> Any:
    """What stands there; None where the path ends earlier."""
    found: Any = node
    for name in path:
        if found is None:
            return None
        if not isinstance(found, dict):
            raise ShopNonsense(f"{name} stands in no object.")
        found = found.get(name)
    return found


def text(node: Node, *path: str) -> str:
    """Words; empty where there are none."""
    found = at(node, *path)
    if found is not None and not isinstance(found, str):
        raise ShopNonsense(f"{path[-1]} is no text.")
    return (found or "").strip()


def words(node: Node, *path: str) -> str:
    """Words that must be there."""
    found = text(node, *path)
    if not found:
        raise ShopNonsense(f"{path[-1]} is empty.")
    return found


def count(node: Node, *path: str) -> int:
    """A whole number."""
    found = at(node, *path)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise ShopNonsense(f"{path[-1]} is no whole number.")
    return found


def hundredths(node: Node, *path: str) -> int:
    """A sum of money, `"12.50"`, as 1250."""
    try:
        found = Decimal(words(node, *path)) * 100
        whole = int(found)
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise ShopNonsense(f"{path[-1]} is no sum of money.") from error
    if whole != found or whole < 0:
        raise ShopNonsense(f"{path[-1]} is no sum of money.")
    return whole


def decimal(amount: int) -> str:
    """1250 as Shopify writes it: `12.50`."""
    return f"{amount // 100}.{amount % 100:02}"


def moment(node: Node, *path: str) -> datetime | None:
    """A time with its zone; None where there is none. Python 3.10 reads no `Z`."""
    found = text(node, *path)
    try:
        when = datetime.fromisoformat(found.replace("Z", "+00:00")) if found else None
    except ValueError as error:
        raise ShopNonsense(f"{path[-1]} is no time.") from error
    if when and when.tzinfo is None:
        raise ShopNonsense(f"{path[-1]} is a time without a zone.")
    return when


def listed(node: Node, *path: str) -> list[Node]:
    """The objects of a list, or of a connection's nodes, without empty places; none: no list."""
    found = at(node, *path)
    if isinstance(found, dict):
        found = found.get("nodes")
    if not isinstance(found, list | None):
        raise ShopNonsense(f"{path[-1]} is no list.")
    held = [each for each in found or () if each is not None]
    if any(not isinstance(each, dict) for each in held):
        raise ShopNonsense(f"{path[-1]} holds what is no object.")
    return held
