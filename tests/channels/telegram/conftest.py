"""A fake Telegram that delivers to the real routes, with a journal in memory behind them."""

from collections.abc import AsyncIterator, Iterator

import pytest
from starlette.applications import Starlette

from channels.telegram import TelegramChannel
from channels.webhooks import routes
from tests.fakes.store import FakeStore
from tests.fakes.telegram import FakeTelegram, TelegramCustomer


@pytest.fixture(scope="session")
def served_telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as telegram:
        yield telegram


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
async def telegram(served_telegram: FakeTelegram) -> FakeTelegram:
    served_telegram.behave()
    served_telegram.calls.clear()
    served_telegram.refused.clear()
    served_telegram.spinning.clear()
    return served_telegram


@pytest.fixture
async def channel(telegram: FakeTelegram) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(telegram.token, telegram.secret, telegram.url, "frontdesk_bot")
    yield channel
    await channel.close()


@pytest.fixture
async def app(telegram: FakeTelegram, channel: TelegramChannel, store: FakeStore) -> Starlette:
    app = Starlette(routes=routes(store, telegram=channel))
    telegram.deliver_to("http://bot/webhooks/telegram", app)
    return app


@pytest.fixture
def anna(app: Starlette, telegram: FakeTelegram) -> TelegramCustomer:
    return telegram.customer("Anna")
