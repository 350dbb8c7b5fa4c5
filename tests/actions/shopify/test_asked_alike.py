"""Time tells as well: Shopify is asked as often about an order that is not there."""

from actions.proof import Claim, prove
from tests.actions.shopify.conftest import World


def test_a_strangers_guess_costs_as_many_calls_whatever_there_is(world: World) -> None:
    world.buys("#1001")
    calls = []
    for number in ("#1001", "#9999"):
        world.forget_calls()
        assert prove(Claim(order_number=number, email="x@y.com"), world.shop) is None
        calls.append([call.method for call in world.fake.calls])
    assert calls[0] == calls[1]
