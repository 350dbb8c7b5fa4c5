"""One fake Slack with a client, a listening bot, a customer and an agent."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from tests.fakes.receiver import Receiver
from tests.fakes.slack import Agent, FakeSlack, SlackCustomer


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        yield fake


@pytest.fixture
async def receiver(slack: FakeSlack) -> Receiver:
    receiver = Receiver()
    slack.deliver_to("http://bot/webhooks/slack", receiver.app)
    return receiver


@pytest.fixture
def web(slack: FakeSlack) -> WebClient:
    return WebClient(slack.token, base_url=slack.api_base)


@pytest.fixture
def anna(slack: FakeSlack) -> SlackCustomer:
    return slack.customer("Anna")


@pytest.fixture
def sam(slack: FakeSlack) -> Agent:
    return slack.agent("Sam")
