"""Where a visitor writes from, as the brain is told it: by their network, and never their address."""

import pytest

from bot.console.network import network
from tests.bot.console.place import SECRET, Customer, Place

SAME = [
    ("203.0.113.7", "203.0.113.250"),
    ("2001:db8:1:200::1", "2001:db8:1:2ff:ffff::9"),
    ("::ffff:203.0.113.7", "203.0.113.8"),
    ("fe80::1%eth0", "fe80::2"),
]
OTHER = [("203.0.113.7", "203.0.114.7"), ("2001:db8:1:200::1", "2001:db8:1:300::1")]


@pytest.mark.parametrize(("one", "another"), SAME)
def test_a_household_is_one_network(one: str, another: str) -> None:
    assert network(one, "secret") == network(another, "secret") != ""


@pytest.mark.parametrize(("one", "another"), OTHER)
def test_the_next_is_another(one: str, another: str) -> None:
    assert network(one, "secret") != network(another, "secret")


def test_it_says_nothing_to_whoever_has_not_the_secret() -> None:
    assert network("203.0.113.7", "secret") != network("203.0.113.7", "another")
    assert network("", "secret") == network("testclient", "secret") == ""


async def test_the_brain_is_told_and_the_page_has_no_say_in_it(place: Place) -> None:
    anna = Customer(place.browser())
    await anna.browser.get("/chat")
    await anna.post("Hello", network="of my own choice")
    await place.works()
    (turn,) = place.house.brain.turns
    assert turn.metadata["network"] == network("127.0.0.1", SECRET)
    assert turn.metadata["account"] == anna.conversation_id
    assert "127.0.0" not in str(turn.metadata)
