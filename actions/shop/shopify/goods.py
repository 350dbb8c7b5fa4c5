"""What is sold, out of Shopify's answers."""

from collections.abc import Iterable, Sequence

from actions.shop.port import MOST_PRODUCTS, Product, Variant
from actions.shop.shopify.client import Ask, Node
from actions.shop.shopify.finding import is_id
from actions.shop.shopify.queries import PRODUCT, PRODUCTS, PRODUCTS_WITH, VARIANTS
from actions.shop.shopify.reading import variant_in
from actions.shop.shopify.search import sold_with
from actions.shop.shopify.values import at, listed, text, words


def products(ask: Ask) -> dict[str, str]:
    """The name of everything that is sold, by id."""
    found: dict[str, str] = {}
    after = None
    while True:
        answer = ask(PRODUCTS, after=after)
        found |= {words(each, "id"): words(each, "title") for each in listed(answer, "products")}
        after = _next(answer, "products")
        if after is None:
            return found


def products_with(ask: Ask, typed: Sequence[str]) -> dict[str, str]:
    """The names of what is sold that hold a word beginning with any of these, by id."""
    plain = [word for word in typed if word.isalnum()]
    if not plain:
        return {}
    answer = ask(PRODUCTS_WITH, most=MOST_PRODUCTS, query=sold_with(plain))
    return {words(each, "id"): words(each, "title") for each in listed(answer, "products")}


def product(ask: Ask, product_id: str) -> Product | None:
    """A product with all its variants; None: it is not sold."""
    variants: list[Variant] = []
    after = None
    while True:
        found = at(ask(PRODUCT, id=product_id, after=after), "product")
        if found is None or text(found, "status") != "ACTIVE":
            return None
        name = words(found, "title")
        variants += [variant_in(each, product_id, name) for each in listed(found, "variants")]
        after = _next(found, "variants")
        if after is None:
            return Product(product_id, name, tuple(variants))


def variants_of(ask: Ask, variant_ids: Iterable[str]) -> dict[str, Variant]:
    """Those of these variants that there are, by id."""
    wanted = [each for each in dict.fromkeys(variant_ids) if is_id(each, "ProductVariant")]
    answer = ask(VARIANTS, ids=wanted) if wanted else {}
    found = [each for each in listed(answer, "nodes") if text(each, "product", "status") == "ACTIVE"]
    named = ((each, words(each, "product", "id"), words(each, "product", "title")) for each in found)
    return {words(each, "id"): variant_in(each, product_id, name) for each, product_id, name in named}


def _next(node: Node, name: str) -> str | None:
    """Where the next page begins; None: this is the last."""
    return (
        text(node, name, "pageInfo", "endCursor")
        if at(node, name, "pageInfo", "hasNextPage") is True
        else None
    )
