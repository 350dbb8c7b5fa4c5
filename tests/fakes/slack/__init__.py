"""A fake Slack: the Web API on one side, customers and agents on the other."""

from tests.fakes.slack.agent import Agent
from tests.fakes.slack.customer import SlackCustomer
from tests.fakes.slack.other_bot import other_bot_says
from tests.fakes.slack.post import Post
from tests.fakes.slack.server import FakeSlack

__all__ = ["Agent", "FakeSlack", "Post", "SlackCustomer", "other_bot_says"]
