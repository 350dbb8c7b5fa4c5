"""Try the bot by hand: `python -m tests.fakes.graph --port 8082 --deliver-to http://…/webhooks/messenger`."""

from tests.fakes.byhand import by_hand
from tests.fakes.graph import FakeGraph

if __name__ == "__main__":
    by_hand(FakeGraph(), lambda graph: graph.customer("Anna Berg"))
