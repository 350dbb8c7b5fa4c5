"""Shopify's search, as its documentation spells it: https://shopify.dev/docs/api/usage/search-syntax

Terms side by side must all be true; OR, NOT and brackets work; a quoted value is one value.
"""

import re
from collections.abc import Callable

Matches = Callable[[str, str], bool]
"""Whether a field (empty: any) matches a value."""

_TOKEN = re.compile(r'\s*(?:(?P<sign>[()])|(?P<word>(?:"(?:\\.|[^"\\])*"|\\.|[^\s()"])+))', re.DOTALL)


class BadSearch(ValueError):
    """It cannot be read."""


def found(query: str, matches: Matches) -> bool:
    """Whether something is what the search is for."""
    return _Reader(query, matches).read()


class _Reader:
    def __init__(self, query: str, matches: Matches) -> None:
        self._tokens = _tokens(query)
        self._matches = matches

    def read(self) -> bool:
        result = self._either()
        if self._tokens:
            raise BadSearch("There is a bracket too many.")
        return result

    def _either(self) -> bool:
        result = self._all()
        while self._tokens and self._tokens[0] == "OR":
            self._tokens.pop(0)
            result = self._all() or result
        return result

    def _all(self) -> bool:
        result = self._term()
        while self._tokens and self._tokens[0] not in ("OR", ")"):
            if self._tokens[0] == "AND":
                self._tokens.pop(0)
            result = self._term() and result
        return result

    def _term(self) -> bool:
        if not self._tokens:
            raise BadSearch("There is nothing to search for.")
        token = self._tokens.pop(0)
        if token == "NOT":
            return not self._term()
        if token == "(":
            result = self._either()
            if not self._tokens or self._tokens.pop(0) != ")":
                raise BadSearch("A bracket is not closed.")
            return result
        if token.startswith("-"):
            return not self._matches(*_parts(token[1:]))
        return self._matches(*_parts(token))


def _tokens(query: str) -> list[str]:
    tokens, at = [], 0
    while query[at:].strip():
        token = _TOKEN.match(query, at)
        if token is None:
            raise BadSearch("A quote is not closed.")
        tokens.append(token["sign"] or token["word"])
        at = token.end()
    return tokens


def _parts(token: str) -> tuple[str, str]:
    """The field and the value of `name:"#1001"`."""
    field, colon, value = token.partition(":")
    if not colon or '"' in field or "\\" in field:
        field, value = "", token
    value = value[1:-1] if value.startswith('"') and value.endswith('"') and len(value) > 1 else value
    return field, re.sub(r"\\(.)", r"\1", value)
