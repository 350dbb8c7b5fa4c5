"""A fake Telegram: the Bot API on one side, people who write and press on the other."""

from tests.fakes.telegram.customer import TelegramCustomer
from tests.fakes.telegram.server import FakeTelegram

__all__ = ["FakeTelegram", "TelegramCustomer"]
