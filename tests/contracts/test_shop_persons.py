"""What always goes to a person: told in the quote, refused to the customer, taken from an agent."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.shop.policy import KINDS, Persons
from actions.shop.policy_file import read_policy
from actions.shop.port import Cancel, Change, ChangeHome, OrderState, Refusal, Return, ShopRefused
from tests.contracts._shop import BY_BOT, Opens
from tests.contracts._shop_samples import ANNA, CREAM, ORDERS, PRODUCTS, RED_S, VISA
from tests.contracts.test_shop_changes import ELSEWHERE, everything
from tests.contracts.test_shop_once import ONE_OF_EACH, named
from tests.fakes.shop import POLICY, shop_of

CANCEL = Cancel("PAID", "no_longer_needed")
MUG_BACK = Return("DELIVERED", (CREAM.id,), VISA.id)
SHIRT_BACK = Return("DELIVERED", (RED_S.id,), VISA.id)


def quoted(change: Change, **persons: Any) -> str:
    shop = shop_of(*ORDERS, products=PRODUCTS, policy=replace(POLICY, persons=Persons(**persons)))
    return shop.quote(change).for_person


@pytest.mark.parametrize("change", [*ONE_OF_EACH, ChangeHome(ANNA.id, ELSEWHERE)], ids=named)
def test_what_goes_to_a_person_is_quoted_and_not_made_for_a_customer(opens: Opens, change: Change) -> None:
    policy = replace(POLICY, persons=Persons(kinds=frozenset({KINDS[type(change)]})))
    with opens(policy) as backend:
        if not backend.can(change):
            assert backend.refuses(change) is Refusal.UNSUPPORTED
            return
        before = everything(backend)
        assert backend.shop.quote(change).for_person == "kinds"
        with pytest.raises(ShopRefused) as refused:
            backend.shop.change(change, "message 1", BY_BOT)
        assert refused.value.refusal is Refusal.UNSUPPORTED
        assert everything(backend) == before
        quoted_so = backend.shop.quote(change)
        made = backend.shop.change(change, "message 1", replace(BY_BOT, name="Sam"))
        assert made == replace(quoted_so, for_person="")
        assert everything(backend) != before


@pytest.mark.parametrize(
    ("change", "persons", "why"),
    [
        (CANCEL, {}, ""),
        (CANCEL, {"kinds": {"return"}}, ""),
        (CANCEL, {"kinds": {"cancel"}}, "kinds"),
        (CANCEL, {"states": {OrderState.PAID}}, "states"),
        (CANCEL, {"states": {OrderState.PENDING}}, ""),
        (CANCEL, {"amount": 4900}, ""),
        (CANCEL, {"amount": 4899}, "amount"),
        (CANCEL, {"total": 4899}, "total"),
        (MUG_BACK, {"amount": 899}, "amount"),
        (MUG_BACK, {"amount": 900}, ""),
        (MUG_BACK, {"total": 4899}, "total"),
        (CANCEL, {"products": {"linen shirt"}}, "products"),
        (MUG_BACK, {"products": {"linen shirt"}}, ""),
        (SHIRT_BACK, {"products": {"linen shirt"}}, "products"),
        (CANCEL, {"customers": {"anna_berg"}}, "customers"),
        (CANCEL, {"customers": {"anna.berg@example.com"}}, "customers"),
        (CANCEL, {"customers": {"bjorn_weiss"}}, ""),
        (ChangeHome(ANNA.id, ELSEWHERE), {"customers": {"anna_berg"}}, "customers"),
        (ChangeHome(ANNA.id, ELSEWHERE), {"total": 0, "products": {"linen shirt"}}, ""),
    ],
)  # fmt: skip
def test_each_setting_counts_by_itself(change: Change, persons: dict[str, Any], why: str) -> None:
    given = {name: frozenset(value) if isinstance(value, set) else value for name, value in persons.items()}
    assert quoted(change, **given) == why


def test_the_file_says_it_in_the_shops_own_words(tmp_path: Path) -> None:
    stated = yaml.safe_load((Path(__file__).parents[2] / "policy.yml").read_text("utf-8"))
    assert POLICY.persons == Persons(), "as it comes, everything that is allowed is done"
    stated["persons"] = {
        "kinds": ["cancel"],
        "states": ["packed"],
        "amount": 500,
        "total": None,
        "products": ["Linen Shirt "],
        "customers": ["Anna.Berg@example.com"],
    }
    (tmp_path / "policy.yml").write_text(yaml.safe_dump(stated), "utf-8")
    assert read_policy(tmp_path / "policy.yml").persons == Persons(
        kinds=frozenset({"cancel"}),
        states=frozenset({OrderState.PACKED}),
        amount=50000,
        products=frozenset({"linen shirt"}),
        customers=frozenset({"anna.berg@example.com"}),
    )
