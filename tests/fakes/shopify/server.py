"""A Shopify server for one shop: takes questions, validates them, counts what they cost, and answers.

What Shopify does wrong is told by the methods of Misbehaviour, by the name of a question's first field, such
as orders or orderCancel; and by `refuse`, `granted`, `meanwhile`, `bucket`, and `root.changes`.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    execute_sync,
    parse,
    validate,
)
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.parameters import parameters
from tests.fakes.platform import Call, FakePlatform, Refusal, Refused
from tests.fakes.postman import Letter
from tests.fakes.shopify.cost import MOST, Bucket, Price, actual
from tests.fakes.shopify.root import Answer, Root
from tests.fakes.shopify.stock import Node, Stock

API_VERSION = "2026-07"
SCHEMA = build_schema((Path(__file__).parent / "schema.graphql").read_text(encoding="utf-8"))

SCOPES: Mapping[str, str] = {
    "orders": "read_orders",
    "order": "read_orders",
    "returnableFulfillments": "read_returns",
    "customer": "read_customers",
    "customerByIdentifier": "read_customers",
    "products": "read_products",
    "product": "read_products",
    "nodes": "read_products",
    "orderCancel": "write_orders",
    "orderUpdate": "write_orders",
    "refundCreate": "write_orders",
    "returnRequest": "write_returns",
    "returnCreate": "write_returns",
    "orderEditBegin": "write_order_edits",
    "orderEditAddVariant": "write_order_edits",
    "orderEditSetQuantity": "write_order_edits",
    "orderEditCommit": "write_order_edits",
    "customerAddressCreate": "write_customers",
    "customerUpdateDefaultAddress": "write_customers",
}
"""What each field demands of the token, as the documentation of each says."""


class FakeShopify(FakePlatform):
    """One shop. Enter it (`with FakeShopify() as shopify`) to serve on a free port."""

    def __init__(self, token: str = "shpat_fake", zone: str = "Europe/London") -> None:
        super().__init__()
        self.token, self.zone = token, zone
        self.client_id, self.client_secret, self.lasts = "client", "shpss_fake", 86399
        """Of the app that may have tokens, and how many seconds each of them lasts."""
        self.stock = Stock()
        self.root = Root(self.stock)
        self.bucket = Bucket()
        self.granted = set(SCOPES.values())
        self.meanwhile: dict[str, Callable[[], object]] = {}
        """By a question's first field: what somebody else does just before it is answered, once."""
        self._refusals: dict[str, list[str]] = {}
        self._dry = 0

    @property
    def settings(self) -> dict[str, str]:
        """The environment of actions that are to use this shop."""
        return {
            "SHOPIFY_SHOP": "fake.myshopify.com",
            "SHOPIFY_ADMIN_TOKEN": self.token,
            "SHOPIFY_API_BASE": self.url,
        }

    def refuse(self, mutation: str, code: str = "") -> None:
        """Answer the next such mutation with a user error of that code, and do nothing."""
        self._refusals.setdefault(mutation, []).append(code)

    def throttle(self, times: int = 1) -> None:
        """Others have used up all points when the next questions come."""
        self._dry = times

    # What a platform fills in

    def routes(self) -> list[Route]:
        return [
            Route("/admin/api/{version}/graphql.json", self.endpoint, methods=["POST"]),
            Route("/admin/oauth/access_token", self.endpoint, methods=["POST"]),
        ]

    async def read(self, request: Request) -> Call:
        params = await parameters(request)
        if "version" not in request.path_params:
            return Call("access_token", params)
        params["version"] = request.path_params["version"]
        return Call(_first_field(params), params, request.headers.get("X-Shopify-Access-Token", ""))

    def act(self, call: Call) -> Any:
        if call.method == "access_token":
            return self._grant(call.params)
        if call.token != self.token:
            raise Refusal("unknown token", {"errors": "[API] Invalid API key or access token"}, 401)
        if call.params["version"] != API_VERSION:
            raise Refusal("unknown version", {"errors": "Not Found"}, 404)
        self.meanwhile.pop(call.method, lambda: None)()
        return self._answer(call)

    def _grant(self, asked: Mapping[str, Any]) -> Node:
        """A new token for the app; the one before is over."""
        proof = {"client_id": self.client_id, "client_secret": self.client_secret}
        if asked != {"grant_type": "client_credentials", **proof}:
            raise Refusal("wrong proof", {"error": "invalid_client"}, 400)
        self.token = f"shpat_{len(self.calls)}"
        return {"access_token": self.token, "scope": ",".join(sorted(self.granted)), "expires_in": self.lasts}

    def usual_failure(self, status: int) -> Any:
        return {"errors": "Internal Server Error" if status >= 500 else "Bad Request"}

    def usual_limit(self, retry_after: int | None) -> Response:
        told = {} if retry_after is None else {"Retry-After": f"{retry_after}.0"}
        return JSONResponse({"errors": "Exceeded 2 calls per second for api client."}, 429, told)

    def seal(self, letter: Letter, attempt: int) -> Mapping[str, str]:
        """It sends no webhooks."""
        return {}

    # One question

    def _answer(self, call: Call) -> Node:
        variables = call.params.get("variables") or {}
        document, wrong = _understood(call.params["query"])
        if document is None:
            return self._misunderstood(call, wrong)
        if missing := self._not_granted(call, document):
            return _error(f"Access denied. Required access: `{missing}`.", "ACCESS_DENIED")
        price = Price(SCHEMA, document, variables).requested()
        if price > MOST:
            self._note(call, f"it costs {price}")
            return _error("Query cost exceeds the single query max cost limit", "MAX_COST_EXCEEDED")
        if self._dry:
            self._dry, self.bucket.available = self._dry - 1, 0
        if price > self.bucket.available:
            return _error("Throttled", "THROTTLED") | self._cost(price, None)
        return self._executed(call, document, variables, price)

    def _executed(self, call: Call, document: DocumentNode, variables: Node, price: int) -> Node:
        self.bucket.available -= price
        done = execute_sync(SCHEMA, document, self._fields(), variable_values=variables)
        if done.errors:
            return self._misunderstood(call, [error.message for error in done.errors])
        spent = min(actual(done.data, _operation(document).operation is OperationType.MUTATION), price)
        self.bucket.available += price - spent
        return {"data": done.data} | self._cost(price, spent)

    def _fields(self) -> Node:
        made = {name: self._refusing(name, make) for name, make in self.root.mutations().items()}
        return self.root.questions(self.zone) | made

    def _refusing(self, name: str, make: Answer) -> Answer:
        def made(info: Any, **asked: Any) -> Any:
            planned = self._refusals.get(name)
            if not planned:
                return make(info, **asked)
            error = {"code": planned.pop(0) or None, "message": "Told to refuse anna@example.com"}
            return {"userErrors": [error], "orderCancelUserErrors": [error]}

        return made

    def _cost(self, requested: int, spent: int | None) -> Node:
        cost = {"requestedQueryCost": requested, "actualQueryCost": spent}
        return {"extensions": {"cost": cost | {"throttleStatus": self.bucket.status()}}}

    def _misunderstood(self, call: Call, reasons: Iterable[str]) -> Node:
        told = list(reasons)
        self._note(call, "; ".join(told))
        return {"errors": [{"message": reason, "extensions": {"code": "undefinedField"}} for reason in told]}

    def _note(self, call: Call, reason: str) -> None:
        self.refused.append(Refused(call.method, reason, call.params))

    def _not_granted(self, call: Call, document: DocumentNode) -> str:
        chosen = _operation(document).selection_set.selections
        names = [each.name.value for each in chosen if isinstance(each, FieldNode)]
        needed = (SCOPES.get(name, "") for name in names)
        return next((scope for scope in needed if scope and scope not in self.granted), "")


@lru_cache(maxsize=200)
def _understood(query: str) -> tuple[DocumentNode | None, list[str]]:
    """A question that the schema knows; or None, and why it does not."""
    try:
        document = parse(query)
    except GraphQLError as error:
        return None, [error.message]
    wrong = [error.message for error in validate(SCHEMA, document)]
    return (None, wrong) if wrong else (document, [])


def _operation(document: DocumentNode) -> OperationDefinitionNode:
    return next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))


def _first_field(params: Mapping[str, Any]) -> str:
    """What a question is about, beside the shop's clock; empty where it cannot be read."""
    document, _ = _understood(str(params.get("query", "")))
    chosen = _operation(document).selection_set.selections if document else ()
    names = [each.name.value for each in chosen if isinstance(each, FieldNode)]
    return next((name for name in names if name != "shop"), "")


def _error(message: str, code: str) -> Node:
    return {"errors": [{"message": message, "extensions": {"code": code}}]}
