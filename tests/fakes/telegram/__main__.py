"""Try the bot by hand: `python -m tests.fakes.telegram --port 8081 --deliver-to http://…/webhooks/telegram`."""

from tests.fakes.byhand import by_hand
from tests.fakes.telegram import FakeTelegram

if __name__ == "__main__":
    by_hand(FakeTelegram(), lambda telegram: telegram.customer("Anna"))
