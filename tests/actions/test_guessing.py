"""An attacker guesses: in many conversations, from one network, at once, after a restart."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from actions.identity.hashing import Hashing
from actions.identity.memory import Memory
from actions.identity.misses import ACCOUNT, CONVERSATION, DAY, HOUR, NETWORK, REST, THING, Attempt, Misses
from actions.order_lookup import ActionLookUpOrder
from actions.proof import Claim
from actions.shop.port import Shop, ShopDown
from tests.actions.samples import SHOP
from tests.actions.stage import Event, Outcome, run, said
from tests.contracts._shop import schema

ANNAS = {"order_number": "FD-10432", "email": "anna.berg@example.com"}
NOW = 1_000 * DAY
REFUSED = ["utter_too_many_misses"]


class Attacker:
    """Somebody who begins a new conversation for each try, unless told otherwise."""

    def __init__(self, url: str, shop: Shop = SHOP) -> None:
        self.now = NOW
        self.url = url
        self.shop = shop
        self.tried = 0
        self.restart()

    def restart(self) -> None:
        """Another action server, on the same database."""
        misses = Misses(Memory(self.url), Hashing("secret"), lambda: self.now)
        self.misses = misses
        self.action = ActionLookUpOrder(lambda: self.shop, open_misses=lambda: misses)

    def tries(self, slots: dict[str, Any], **metadata: str) -> Outcome:
        """One look-up; `metadata` is what frontdesk tells: account and network."""
        self.tried += 1
        told = {"account": f"web:{self.tried}", **metadata}
        return run(self.action, slots, [message(f"m{self.tried}", told)], sender=f"web:{self.tried}")

    def guesses(self, number: int, **metadata: str) -> list[Outcome]:
        """So many, none of which is about the same thing as another."""
        return [self.tries(nobody(self.tried), **metadata) for _ in range(number)]


def message(message_id: str, metadata: dict[str, str]) -> Event:
    return {**said("inform", "here you are", metadata=metadata), "message_id": message_id}


def nobody(number: int) -> dict[str, str]:
    return {"order_number": f"FD-{20000 + number}", "email": f"guess{number}@example.com"}


@pytest.fixture(params=["sqlite", "postgresql"])
def attacker(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """On each database that is supported."""
    if request.param == "sqlite":
        yield Attacker(f"sqlite:///{tmp_path}/new/actions.db")
    else:
        with schema() as url:
            yield Attacker(url)


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Attacker:
    return Attacker(f"sqlite:///{tmp_path}/actions.db")


@pytest.mark.parametrize(
    "guesses",
    [
        [{**ANNAS, "email": f"guess{n}@example.com"} for n in range(THING.most)],
        [{**ANNAS, "order_number": f"FD-9{n:04}"} for n in range(THING.most)],
    ],
    ids=["the address of an order", "the order of an address"],
)
def test_after_ten_misses_even_the_right_answer_tells_nothing(
    attacker: Attacker, guesses: Sequence[dict[str, str]]
) -> None:
    for guess in guesses:
        assert attacker.tries(guess).responses == ["utter_not_verified"]
    attacker.restart()
    refused = attacker.tries(ANNAS)
    assert refused.responses == REFUSED, "a restart forgives nothing"
    assert not refused.slots["verified"]
    assert refused.messages == attacker.tries(guesses[0]).messages, "a wrong one is answered alike"
    attacker.now += THING.span + 1
    assert attacker.tries(ANNAS).slots["verified"] is True, "nobody is locked out for good"


def test_a_number_that_does_not_exist_is_counted_alike(on_sqlite: Attacker) -> None:
    for n in range(THING.most):
        on_sqlite.tries({"order_number": "FD-99999", "email": f"guess{n}@example.com"})
    assert on_sqlite.tries({"order_number": "FD-99999", "email": "x@example.com"}).responses == REFUSED


@pytest.mark.parametrize(
    "names",
    [
        ["Anna Berg", "Berg Anna", "anna BERG", "Ms Anna Berg", "Dr. Anna Berg"],
        ["Jörg Müller", "Joerg Mueller", "JÖRG MÜLLER", "Müller Jörg", "Herr Jörg Müller"],
    ],
)
def test_a_name_spelled_otherwise_is_the_same_name(on_sqlite: Attacker, names: Sequence[str]) -> None:
    for n in range(THING.most):
        spelled = names[n % len(names)]
        on_sqlite.tries({"customer_name": spelled, "postcode": f"AB{n} 1CD"})
    assert on_sqlite.tries({"customer_name": names[0], "postcode": "LS1 4AB"}).responses == REFUSED


def test_a_postcode_spelled_otherwise_is_the_same_postcode(on_sqlite: Attacker) -> None:
    for n in range(THING.most):
        spelled = ("LS1 4AB", "ls14ab", "LS1-4AB")[n % 3]
        on_sqlite.tries({"customer_name": f"Some{'x' * n} Body", "postcode": spelled})
    assert on_sqlite.tries({"customer_name": "Anna Berg", "postcode": "LS1 4AB"}).responses == REFUSED


def test_others_are_not_held_up(on_sqlite: Attacker) -> None:
    for n in range(THING.most):
        on_sqlite.tries({"order_number": "FD-10500", "email": f"guess{n}@example.com"})
    assert on_sqlite.tries(ANNAS).slots["verified"] is True


def test_one_account_has_so_many_whatever_conversations_it_has(attacker: Attacker) -> None:
    mallory = {"account": "telegram:666"}
    assert REFUSED not in [each.responses for each in attacker.guesses(ACCOUNT.most, **mallory)]
    attacker.restart()
    attacker.now += 6 * DAY
    assert attacker.tries(ANNAS, **mallory).responses == REFUSED
    assert attacker.tries(ANNAS, account="telegram:1").slots["verified"] is True, "others have their own"
    attacker.now += 2 * DAY
    assert attacker.tries(ANNAS, **mallory).slots["verified"] is True


def test_one_network_has_so_many_whoever_writes_from_it(attacker: Attacker) -> None:
    assert REFUSED not in [each.responses for each in attacker.guesses(NETWORK.most, network="n1")]
    attacker.restart()
    assert attacker.tries(ANNAS, network="n1").responses == REFUSED
    assert attacker.tries(ANNAS, network="n2").slots["verified"] is True
    assert attacker.tries(ANNAS).slots["verified"] is True, "a channel that tells none"
    attacker.now += NETWORK.span + 1
    assert attacker.tries(ANNAS, network="n1").slots["verified"] is True


def test_a_brain_that_lost_its_memory_does_not_forgive_a_conversation(on_sqlite: Attacker) -> None:
    for n in range(CONVERSATION.most):
        run(on_sqlite.action, nobody(n), [message(f"m{n}", {})])
    on_sqlite.restart()
    assert run(on_sqlite.action, ANNAS, [message("m99", {})]).responses == REFUSED


def test_own_orders_in_between_buy_no_more_tries(on_sqlite: Attacker) -> None:
    for n in range(THING.most):
        on_sqlite.tries({"order_number": "FD-10500", "email": f"guess{n}@example.com"}, account="me")
        assert on_sqlite.tries(ANNAS, account=f"me {n}").slots["verified"] is True
    assert on_sqlite.tries({"order_number": "FD-10500", "email": "bjorn@example.org"}).responses == REFUSED
    assert on_sqlite.tries(ANNAS, account="me").responses == REFUSED


def test_what_was_right_was_no_miss_and_what_the_shop_did_not_answer_neither(on_sqlite: Attacker) -> None:
    for _ in range(2 * THING.most):
        assert on_sqlite.tries(ANNAS).slots["verified"] is True

    class Away(type(SHOP)):  # type: ignore[misc]
        def owner(self, order_number: str) -> None:
            raise ShopDown

    on_sqlite.shop = Away.__new__(Away)
    for _ in range(2 * THING.most):
        assert on_sqlite.tries(ANNAS).responses == ["utter_shop_down"]
    on_sqlite.shop = SHOP
    assert on_sqlite.tries(ANNAS).slots["verified"] is True


def test_a_turn_that_is_run_again_is_one_miss(on_sqlite: Attacker) -> None:
    wrong = {**ANNAS, "email": "x@example.com"}
    for _ in range(2 * THING.most):
        outcome = run(on_sqlite.action, wrong, [message("the same", {})])
    assert outcome.responses == ["utter_not_verified"]


def test_the_last_one_allowed_is_answered_alike_when_its_turn_is_run_again(on_sqlite: Attacker) -> None:
    wrong = {**ANNAS, "email": "x@example.com"}
    for _ in range(THING.most - 1):
        on_sqlite.tries(wrong)
    for _ in range(2):
        outcome = run(on_sqlite.action, wrong, [message("the last", {})])
        assert outcome.responses == ["utter_not_verified"]


def test_who_goes_on_after_the_limit_does_not_lock_the_owner_out_for_longer(on_sqlite: Attacker) -> None:
    wrong = {**ANNAS, "email": "x@example.com"}
    for _ in range(THING.most):
        on_sqlite.tries(wrong)
    on_sqlite.now += THING.span - 1
    assert on_sqlite.tries(wrong).responses == REFUSED
    on_sqlite.now += 2
    assert on_sqlite.tries(ANNAS).slots["verified"] is True


def test_guesses_made_at_the_same_time_count_too(attacker: Attacker) -> None:
    """On several servers, each of which asks before any has an answer."""
    servers = [Misses(Memory(attacker.url), Hashing("secret"), lambda: NOW) for _ in range(4)]
    claim = Claim("FD-10432", "anna.berg@example.com")

    def begin(nth: int) -> bool:
        return servers[nth % 4].begin(Attempt(f"web:{nth}", f"web:{nth}", "", claim)) is None

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(begin, range(60))) == THING.most


def test_nothing_that_was_typed_and_no_network_is_kept_in_clear(on_sqlite: Attacker, tmp_path: Path) -> None:
    on_sqlite.tries({"customer_name": "Anna Berg", "postcode": "LS1 9ZZ", **nobody(1)}, network="n1")
    kept = (tmp_path / "actions.db").read_bytes().lower()
    for words in (b"anna", b"berg", b"ls1", b"20001", b"guess1", b"web:1", b"n1\0"):
        assert words not in kept
    assert Hashing("secret")("name", "anna berg") != Hashing("another")("name", "anna berg")


def test_what_is_over_is_deleted(on_sqlite: Attacker) -> None:
    on_sqlite.guesses(3, network="n1")
    on_sqlite.now += 8 * DAY
    on_sqlite.guesses(1)
    engine = sa.create_engine(on_sqlite.url)
    with engine.connect() as connection:
        left = connection.execute(sa.text("SELECT DISTINCT attempt FROM identity_misses")).all()
    assert len(left) == 1


def test_a_database_that_is_away_neither_stops_the_talk_nor_lets_anybody_guess(tmp_path: Path) -> None:
    away = Attacker(f"sqlite:///{tmp_path}")  # a folder is no database
    assert away.tries(ANNAS).slots["verified"] is True
    for n in range(THING.most):
        assert away.tries({**ANNAS, "email": f"g{n}@example.com"}).responses == ["utter_not_verified"]
    assert away.tries(ANNAS).responses == REFUSED


def test_what_was_counted_before_it_went_away_counts_when_it_is_back(tmp_path: Path) -> None:
    path = tmp_path / "actions.db"
    attacker = Attacker(f"sqlite:///{path}")
    attacker.guesses(ACCOUNT.most, account="mallory")
    path.rename(tmp_path / "gone.db")
    path.mkdir()
    attacker.now += 2 * HOUR
    assert attacker.tries(nobody(98), account="mallory").responses == ["utter_not_verified"]
    path.rmdir()
    (tmp_path / "gone.db").rename(path)
    assert attacker.tries(nobody(99), account="mallory").responses == ["utter_not_verified"], "it rests"
    attacker.now += REST + 1
    assert attacker.tries(nobody(99), account="mallory").responses == REFUSED


def test_without_a_secret_to_hash_with_nothing_is_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RASA_TOKEN")
    monkeypatch.chdir(tmp_path)
    assert run(ActionLookUpOrder(lambda: SHOP), ANNAS).responses == ["utter_something_went_wrong"]
