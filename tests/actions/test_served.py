"""All actions together, as rasa-sdk finds, makes and serves them."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException

from actions import order_lookup
from actions.settings import DEFAULT_SHOP, Settings
from actions.shop.opening import configured_shop
from tests.actions.stage import domain, said

SOURCES = Path(order_lookup.__file__).parent


@pytest.fixture(scope="module")
def executor() -> ActionExecutor:
    """The executor with every action under actions/, each made with no arguments."""
    made = ActionExecutor()
    made.register_package("actions")
    return made


def call(executor: ActionExecutor, action: str, **slots: Any) -> dict[str, Any]:
    tracker = {"sender_id": "web:1", "slots": slots, "latest_message": said("inform"), "events": []}
    served = executor.run({"next_action": action, "tracker": tracker, "domain": domain()})
    answer: dict[str, Any] = asyncio.run(served)
    return answer


def test_every_action_of_the_domain_is_served(executor: ActionExecutor) -> None:
    assert set(domain()["actions"]) <= set(executor.actions)
    with pytest.raises(ActionNotFoundException):
        call(executor, "action_unknown")


def test_a_shop_that_is_not_there_is_a_sentence(
    executor: ActionExecutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    configured_shop.cache_clear()
    answer = call(executor, "action_look_up_order", order_number="FD-10432", email="a@b.co")
    assert [message["response"] for message in answer["responses"]] == [None, "utter_shop_down"]
    configured_shop.cache_clear()


def test_what_actions_say_stands_in_the_domain() -> None:
    named = {
        response
        for source in SOURCES.rglob("*.py")
        for response in re.findall(r'"(utter_\w+)"', source.read_text("utf-8"))
    }
    assert len(named) > 10
    assert named - {"utter_action"} <= set(
        domain()["responses"]
    )  # that one is Rasa's word for a response's name


def test_the_shop_is_named_by_the_environment_then_by_env_then_by_default(tmp_path: Path) -> None:
    assert Settings.from_env({}, tmp_path).shop_database_url == DEFAULT_SHOP
    (tmp_path / ".env").write_text("SHOP_DATABASE_URL=sqlite:///from-file.db\n")
    assert Settings.from_env({}, tmp_path).shop_database_url == "sqlite:///from-file.db"
    stated = {"SHOP_DATABASE_URL": "postgresql://127.0.0.1/shop"}
    assert Settings.from_env(stated, tmp_path).shop_database_url == "postgresql://127.0.0.1/shop"
