"""A fake Shopify: the GraphQL Admin API of one shop, whose state changes as it is told."""

from tests.fakes.shopify.server import SCOPES, FakeShopify
from tests.fakes.shopify.stock import Line

__all__ = ["SCOPES", "FakeShopify", "Line"]
