"""The composition root: the only place where everything is built and put together."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Route

from bot import health, heap, logs
from bot.brain import Rasa
from bot.console import Console, console_routes
from bot.console.composition import never
from bot.core.answer import Answerer
from bot.core.courtesy import Courtesy
from bot.core.deliver import Deliverer
from bot.core.desk import DeskKeeper
from bot.core.erasing import Eraser
from bot.core.fetch import Fetcher
from bot.core.files import Files
from bot.core.lane import LaneKind
from bot.core.pace import Pace
from bot.core.ports import Channel, Desk
from bot.core.updates import Judge, Updater
from bot.core.watching import Watcher
from bot.files import KeptFiles
from bot.settings import Messenger, Settings, Slack, Telegram
from bot.store.engine import create_engine
from bot.store.journal import SqlStore
from bot.store.migrate import migrate
from bot.worker import Step, Worker
from channels import webhooks
from channels.messenger import MessengerChannel
from channels.shop import ShopConnector
from channels.slack.customer import SlackCustomerChannel
from channels.slack.desk import SlackDesk
from channels.slack.doors import doors
from channels.slack.sockets import Sockets
from channels.slack.wire import SlackWire
from channels.telegram import TelegramChannel
from channels.telegram.polling import poll
from channels.web import WebChannel

REDIRECTED = {"/": "/chat", "/chat/": "/chat", "/desk/": "/desk"}
JOURNAL_WITHIN = 30.0
"""Seconds that a start waits for its database, before whatever keeps it running starts it anew."""
GRACE = 3
"""Seconds that open requests get when the process is told to stop."""


def now() -> datetime:
    """Now, UTC."""
    return datetime.now(timezone.utc)


@dataclass(frozen=True)
class Platforms:
    """The connectors that are switched on."""

    web: WebChannel
    telegram: TelegramChannel | None
    messenger: MessengerChannel | None
    slack: SlackCustomerChannel | None
    desk: Desk | None
    wire: SlackWire | None

    def channels(self) -> dict[str, Channel]:
        """Each under every name that a conversation's channel can have."""
        named: dict[str, Channel | None] = {
            "web": self.web,
            "telegram": self.telegram,
            "messenger": self.messenger,
            "instagram": self.messenger and self.messenger.instagram,
            "slack": self.slack,
        }
        return {name: channel for name, channel in named.items() if channel is not None}

    def slack_doors(self) -> tuple[webhooks.Door, ...]:
        """Slack's three addresses."""
        return doors(self.wire) if self.wire else ()

    async def start(self) -> None:
        """Learn what a platform tells only when asked."""
        await asyncio.gather(*(c.start() for c in (self.telegram, self.wire) if c is not None))

    async def close(self) -> None:
        """Let every connection go."""
        for connector in (self.telegram, self.messenger, self.wire):
            if connector is not None:
                await connector.close()


@dataclass(frozen=True)
class Frontdesk:
    """The service, put together."""

    settings: Settings
    store: SqlStore
    brain: Rasa
    platforms: Platforms
    files: KeptFiles
    worker: Worker
    secret: str

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Work the lanes as long as this lasts."""
        await self.store.free_the_dead()
        tasks = [asyncio.create_task(work) for work in (self.worker.run(), *self._listening())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _listening(self) -> Iterator[Coroutine[Any, Any, None]]:
        """What is asked of platforms that cannot, or shall not, call us."""
        yield self.platforms.start()
        if self.platforms.telegram and not self.settings.public_url:
            yield poll(self.platforms.telegram, self.store)
        if self.platforms.wire and self.settings.slack and self.settings.slack.app_token:
            yield Sockets(self.platforms.wire, self.settings.slack.app_token, self.store).run()

    async def close(self) -> None:
        """Let every connection go."""
        await self.platforms.close()
        await self.brain.close()
        self.store.close()


async def build(settings: Settings) -> Frontdesk:
    """Everything that the settings switch on, on a journal that is up to date."""
    engine = create_engine(settings.database_url)
    await asyncio.to_thread(migrate, engine, JOURNAL_WITHIN)
    store = SqlStore(engine, now, desk=settings.slack is not None)
    secret = await store.shared_secret("cookies")
    files = KeptFiles(settings.files_url)
    platforms = connect(settings, secret, files)
    brain = Rasa(settings.rasa_urls, settings.rasa_token)
    worker = Worker(store, steps(settings, store, brain, platforms, files), now)
    return Frontdesk(settings, store, brain, platforms, files, worker, secret)


def connect(settings: Settings, secret: str, files: Files) -> Platforms:
    """The connectors of the channels that are on."""
    wire = slack_wire(settings.slack) if settings.slack else None
    return Platforms(
        web=WebChannel(secret),
        telegram=telegram_channel(settings, settings.telegram, files) if settings.telegram else None,
        messenger=messenger_channel(settings.messenger, files) if settings.messenger else None,
        slack=SlackCustomerChannel(wire, files) if wire else None,
        desk=SlackDesk(wire) if wire else None,
        wire=wire,
    )


def telegram_channel(settings: Settings, given: Telegram, files: Files) -> TelegramChannel:
    """Telegram's connector."""
    return TelegramChannel(
        given.bot_token,
        given.secret_token,
        given.api_base,
        per_second=given.per_second,
        files=files,
        menu=settings.sentences.menu(),
    )


def messenger_channel(given: Messenger, files: Files) -> MessengerChannel:
    """Messenger's and Instagram's connector."""
    return MessengerChannel(
        given.page_id, given.page_token, given.app_secret, given.verify_token, given.api_base, files=files
    )


def slack_wire(given: Slack) -> SlackWire:
    """The line to Slack, for customers and for the desk."""
    return SlackWire(given.bot_token, given.signing_secret, given.agent_channel, given.api_base)


def steps(
    settings: Settings, store: SqlStore, brain: Rasa, platforms: Platforms, files: Files
) -> Mapping[LaneKind, Step]:
    """What is done in each kind of lane."""
    channels = platforms.channels()
    pace = Pace()
    courtesy = Courtesy(channels, now, pace)
    answerer = Answerer(store, brain, channels, settings.rules, settings.sentences, now, pace, courtesy)
    found: dict[LaneKind, Step] = {
        LaneKind.ANSWER: answerer.answer,
        LaneKind.SEND: Deliverer(store, channels, now, pace).deliver,
        LaneKind.FETCH: Fetcher(store, channels, files, now).fetch,
        LaneKind.ERASE: Eraser(store, platforms.messenger, (brain, files), now).erase,
        LaneKind.WATCH: Watcher(store, settings.rules, now).watch,
        LaneKind.UPDATE: Updater(store, Judge(channels, settings.rules.updates.quiet, now)).update,
    }
    if platforms.desk is None:
        return found
    keeper = DeskKeeper(store, platforms.desk, channels, now, pace, settings.rules, files)
    return {**found, LaneKind.ACT: keeper.act, LaneKind.DESK: keeper.show}


def routes(frontdesk: Frontdesk, stopping: Callable[[], bool]) -> list[BaseRoute]:
    """Every route of the service."""
    platforms, store, settings = frontdesk.platforms, frontdesk.store, frontdesk.settings
    console = Console(
        store=store,
        reader=store,
        accounts=store,
        web=platforms.web,
        channels=platforms.channels(),
        files=frontdesk.files,
        rules=settings.rules,
        clock=now,
        secret=frontdesk.secret,
        public=bool(settings.public_url),
        stopping=stopping,
    )
    return [
        *(Route(asked, redirection(page)) for asked, page in REDIRECTED.items()),
        *webhooks.routes(store, platforms.telegram, platforms.messenger, *platforms.slack_doors()),
        *shop_events(settings, store),
        *privacy(frontdesk),
        *health.routes(store, frontdesk.brain),
        *console_routes(console),
    ]


def shop_events(settings: Settings, store: SqlStore) -> list[BaseRoute]:
    """Where the shop tells what happens to orders, if a secret is agreed on."""
    if not settings.shop_events_secret:
        return []
    door = webhooks.JsonDoor(ShopConnector(settings.shop_events_secret, now))
    return [Route("/events/orders", webhooks.Webhook("shop", store, door).take, methods=["POST"])]


def privacy(frontdesk: Frontdesk) -> list[BaseRoute]:
    """Where Meta passes on that somebody wants to be forgotten."""
    messenger, address = frontdesk.platforms.messenger, frontdesk.settings.public_url
    if messenger is None:
        return []
    deletion = webhooks.Deletion(messenger, frontdesk.store, address)
    return [Route("/webhooks/messenger/deletion", deletion.take, methods=["POST"])]


def redirection(page: str) -> Callable[[Request], RedirectResponse]:
    """To one of our own pages, by its path alone: the host that a request names may be anybody's."""
    return lambda request: RedirectResponse(page)


def application(settings: Settings, work: bool = True, stopping: Callable[[], bool] = never) -> Starlette:
    """The service as an ASGI application; it builds everything when it starts."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        frontdesk = await build(settings)
        app.router.routes.extend(routes(frontdesk, stopping))
        heap.settle()
        async with frontdesk.store.listening(), frontdesk.working() if work else contextlib.nullcontext():
            yield
        await frontdesk.close()

    found = Starlette(lifespan=lifespan)
    found.router.redirect_slashes = False
    return found


def run_server(settings: Settings, work: bool) -> None:
    """Serve until told to stop; open pages are told to come back later."""
    logs.configure()
    server = uvicorn.Server(
        uvicorn.Config(
            application(settings, work, lambda: server.should_exit),
            host=settings.host,
            port=settings.port,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=GRACE,
            server_header=False,
            ws="none",
        )
    )
    server.run()


def run_worker(settings: Settings) -> None:
    """Work until told to stop."""
    logs.configure()
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(wanted, stop.set)
    frontdesk = await build(settings)
    heap.settle()
    async with frontdesk.store.listening(), frontdesk.working():
        await stop.wait()
    await frontdesk.close()
