"""The fake Shopify itself: it validates, counts costs, throttles, and keeps what it was told."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fakes.shopify import FakeShopify, Line
from tests.fakes.shopify.cost import Bucket
from tests.fakes.shopify.search import BadSearch, found


@pytest.fixture
def shopify() -> Iterator[FakeShopify]:
    with FakeShopify() as fake:
        yield fake


def ask(shopify: FakeShopify, query: str, token: str = "shpat_fake", **variables: Any) -> Any:
    """The body of the answer."""
    url = f"{shopify.url}/admin/api/2026-07/graphql.json"
    body = {"query": query, "variables": variables}
    return httpx.post(url, json=body, headers={"X-Shopify-Access-Token": token}).json()


@pytest.mark.parametrize(
    "query",
    [
        "query { orders(first: 1) { nodes { colour } } }",
        "query { orders(first: 1, colour: 1) { nodes { id } } }",
        "query { orders(first: 1) { nodes } }",
        "query ($id: String!) { order(id: $id) { id } }",
        "query { orders(first: 1) { nodes { id } }",
        "mutation { orderDelete(orderId: 1) { deletedId } }",
        "",
    ],
)
def test_what_the_schema_does_not_know_is_refused(shopify: FakeShopify, query: str) -> None:
    assert ask(shopify, query)["errors"]
    assert len(shopify.refused) == 1


def test_a_connection_without_a_size_is_refused(shopify: FakeShopify) -> None:
    assert ask(shopify, "query { orders { nodes { id } } }")["errors"]
    assert ask(shopify, "query { orders(first: 251) { nodes { id } } }")["errors"]
    assert len(shopify.refused) == 2


def test_a_wrong_variable_is_refused(shopify: FakeShopify) -> None:
    query = "query ($i: CustomerIdentifierInput!) { customerByIdentifier(identifier: $i) { id } }"
    assert ask(shopify, query, i={"emailAddress": "a@b.co", "phoneNumber": "+44"})["errors"]
    assert ask(shopify, query, i={"shoeSize": 1})["errors"]
    assert ask(shopify, query, i={"emailAddress": "a@b.co"}) | {"extensions": 0} == {
        "data": {"customerByIdentifier": None},
        "extensions": 0,
    }


def test_a_question_costs_what_it_could_return(shopify: FakeShopify) -> None:
    query = "query { orders(first: 10) { nodes { id lineItems(first: 5) { nodes { id product { id } } } } } }"
    cost = ask(shopify, query)["extensions"]["cost"]
    assert cost["requestedQueryCost"] == 10 * (1 + 5 * (1 + 1))
    assert cost["actualQueryCost"] == 0


def test_what_a_question_did_not_return_comes_back(shopify: FakeShopify) -> None:
    mug = shopify.stock.add_product("Mug")["_variants"][0]
    shopify.stock.add_order("#1", None, Line(mug), Line(mug))
    shopify.bucket.now = lambda: 0.0
    shopify.bucket.available = 500
    cost = ask(shopify, "query { orders(first: 9) { nodes { id shippingAddress { id } } } }")["extensions"][
        "cost"
    ]
    assert cost["throttleStatus"]["currentlyAvailable"] == 500 - cost["actualQueryCost"]


def test_a_question_that_costs_too_much_is_refused_whatever_there_is(shopify: FakeShopify) -> None:
    query = "query { orders(first: 250) { nodes { id lineItems(first: 5) { nodes { product { id } } } } } }"
    assert ask(shopify, query)["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"


def test_an_empty_bucket_throttles_and_says_how_far_it_is(shopify: FakeShopify) -> None:
    shopify.bucket.restore_rate = 0
    shopify.bucket.available = 3
    answer = ask(shopify, "query { orders(first: 9) { nodes { id shippingAddress { id } } } }")
    assert answer["errors"][0]["extensions"]["code"] == "THROTTLED"
    cost = answer["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (18, None)
    assert cost["throttleStatus"] == {"maximumAvailable": 2000, "currentlyAvailable": 3, "restoreRate": 0}


def test_a_bucket_fills_up_to_its_brim() -> None:
    clock = [0.0]
    bucket = Bucket(maximum=100, restore_rate=10, now=lambda: clock[0])
    bucket.available = 0
    clock[0] = 4
    assert bucket.available == 40
    clock[0] = 400
    assert bucket.available == 100


def test_a_wrong_token_a_wrong_version_and_a_lacking_scope(shopify: FakeShopify) -> None:
    query = "query { orders(first: 1) { nodes { id } } }"
    assert "Invalid API key" in ask(shopify, query, token="no")["errors"]
    old = httpx.post(
        f"{shopify.url}/admin/api/2019-04/graphql.json",
        json={"query": query},
        headers={"X-Shopify-Access-Token": shopify.token},
    )
    assert old.status_code == 404
    shopify.granted.clear()
    assert ask(shopify, query)["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("a", ["a"]),
        ("name:a", ["a"]),
        ("name:a OR name:b", ["a", "b"]),
        ("name:a name:b", []),
        ("name:a AND name:a", ["a"]),
        ("NOT name:a", ["b", "c d"]),
        ("-name:a", ["b", "c d"]),
        ("(name:a OR name:b) -name:b", ["a"]),
        ('name:"c d"', ["c d"]),
        (r"name:c\ d", ["c d"]),
        ('name:"a OR b"', []),
    ],
)
def test_a_search_is_read_as_shopify_reads_it(query: str, names: list[str]) -> None:
    def in_(name: str) -> bool:
        return found(query, lambda field, value: field in ("", "name") and value == name)

    assert [name for name in ("a", "b", "c d") if in_(name)] == names


@pytest.mark.parametrize("query", ['name:"a', "(a", "a)", "", "a OR"])
def test_a_search_that_cannot_be_read_is_refused(query: str) -> None:
    with pytest.raises(BadSearch):
        found(query, lambda field, value: True)


def test_it_fails_as_it_is_told(shopify: FakeShopify) -> None:
    shopify.fail("orders", 500)
    url = f"{shopify.url}/admin/api/2026-07/graphql.json"
    query = {"query": "query { orders(first: 1) { nodes { id } } }"}
    headers = {"X-Shopify-Access-Token": shopify.token}
    assert httpx.post(url, json=query, headers=headers).status_code == 500
    shopify.limit("orders", retry_after=2)
    limited = httpx.post(url, json=query, headers=headers)
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "2.0")
    shopify.break_off("orders")
    with pytest.raises(httpx.HTTPError):
        httpx.post(url, json=query, headers=headers)
    assert json.loads(httpx.post(url, json=query, headers=headers).text)["data"]
