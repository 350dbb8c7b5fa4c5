"""What channels/rasa.py refuses before there is any turn; for the turns see tests/channels/test_rasa.py."""

from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.exceptions import InvalidConfigException

from channels.rasa import FrontdeskChannel, NotReady, store_of


@pytest.mark.parametrize("credentials", [None, {}, {"token": ""}, {"token": " "}, {"token": 5}])
def test_without_a_token_it_does_not_start(credentials: Any) -> None:
    with pytest.raises(InvalidConfigException, match="RASA_TOKEN"):
        FrontdeskChannel.from_credentials(credentials)


def test_a_tracker_store_that_cannot_tell_turns_apart_is_refused() -> None:
    agent = SimpleNamespace(tracker_store=FailSafeTrackerStore(InMemoryTrackerStore(Domain.empty())))
    with pytest.raises(NotReady, match="tracker store"):
        store_of(agent)
