"""A fake Meta: the Graph API on one side, people on Messenger and Instagram on the other."""

from tests.fakes.graph.customer import GraphCustomer
from tests.fakes.graph.server import FakeGraph

__all__ = ["FakeGraph", "GraphCustomer"]
