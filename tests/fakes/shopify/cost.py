"""What a question costs, counted from what it could return, and the bucket that it is taken from.

https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

MOST = 1000
"""A single question may not cost more."""
MUTATION = 10
"""A change costs that, whatever it returns."""


@dataclass
class Bucket:
    """Points that are there, and come back."""

    maximum: float = 2000
    restore_rate: float = 100
    """Points a second."""
    now: Callable[[], float] = time.monotonic
    _available: float = 2000
    _at: float = field(default_factory=time.monotonic)

    @property
    def available(self) -> float:
        """Points that are there now."""
        grown = self._available + (self.now() - self._at) * self.restore_rate
        return min(grown, self.maximum)

    @available.setter
    def available(self, points: float) -> None:
        self._available, self._at = points, self.now()

    def status(self) -> dict[str, float]:
        """As Shopify tells it."""
        available = int(self.available)
        return {
            "maximumAvailable": self.maximum,
            "currentlyAvailable": available,
            "restoreRate": self.restore_rate,
        }


class Price:
    """Counts what one question could return."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self._schema = schema
        self._variables = variables
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._operations = [
            each for each in document.definitions if isinstance(each, OperationDefinitionNode)
        ]

    def requested(self) -> int:
        """The points."""
        operation = self._operations[0]
        root = self._schema.get_root_type(operation.operation)
        assert root is not None
        if operation.operation is OperationType.MUTATION:
            return MUTATION * len(operation.selection_set.selections)
        return self._of(operation.selection_set, root)

    def _of(self, chosen: SelectionSetNode, parent: Any) -> int:
        total = 0
        for selection in chosen.selections:
            if isinstance(selection, FieldNode):
                total += self._of_field(selection, parent)
            elif isinstance(selection, FragmentSpreadNode):
                fragment = self._fragments[selection.name.value]
                total += self._of(fragment.selection_set, self._named(fragment.type_condition.name.value))
            elif isinstance(selection, InlineFragmentNode) and selection.type_condition:
                total += self._of(selection.selection_set, self._named(selection.type_condition.name.value))
        return total

    def _of_field(self, chosen: FieldNode, parent: Any) -> int:
        if chosen.selection_set is None or chosen.name.value == "pageInfo":
            return 0
        returned = get_named_type(parent.fields[chosen.name.value].type)
        assert isinstance(returned, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType)
        inside = self._of(chosen.selection_set, returned)
        if returned.name.endswith("Connection"):
            return self._size(chosen) * inside
        return self._size(chosen) * (1 + inside)

    def _named(self, name: str) -> Any:
        return self._schema.type_map[name]

    def _size(self, chosen: FieldNode) -> int:
        """How many of it there may be: `first`."""
        for argument in chosen.arguments or ():
            if argument.name.value == "first":
                value = argument.value
                if isinstance(value, VariableNode):
                    return int(self._variables.get(value.name.value) or 0)
                return int(value.value) if isinstance(value, IntValueNode) else 1
        return 1


def actual(data: Any, is_mutation: bool) -> int:
    """The points that an answer was worth: an object each."""
    return MUTATION if is_mutation else _objects(data) - 1


def _objects(data: Any) -> int:
    if isinstance(data, list):
        return sum(map(_objects, data))
    if not isinstance(data, dict):
        return 0
    if "nodes" in data:
        return _objects(data["nodes"])
    return 1 + sum(map(_objects, data.values()))
