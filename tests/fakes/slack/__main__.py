"""Try the bot by hand: `python -m tests.fakes.slack --port 8083 --deliver-to http://…/webhooks/slack`."""

from tests.fakes.byhand import by_hand
from tests.fakes.slack import FakeSlack

if __name__ == "__main__":
    by_hand(FakeSlack(), lambda slack: slack.customer("Anna"))
