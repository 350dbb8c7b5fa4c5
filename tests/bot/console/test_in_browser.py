"""The pages in a real browser: what only scripts and styles can get wrong."""

import asyncio
import contextlib
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright
from starlette.applications import Starlette

from bot.console import console_routes
from bot.core.entry import Button, Content
from bot.core.turn import HandoffRequest, Reply, Turn
from bot.store.engine import create_engine
from bot.store.journal import SqlStore
from bot.store.migrate import migrate
from bot.worker import Worker
from tests.bot.console.place import PASSWORD, Place
from tests.fakes.house import FakeClock, House

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = "<img src=x onerror=\"document.title='taken'\"> javascript:alert(1) https://a.test/?q=<b>"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


class RealClock(FakeClock):
    """Goes on by itself."""

    def __call__(self) -> datetime:
        return datetime.now(timezone.utc)


def answers(turn: Turn) -> list[Reply]:
    """A brain of three sentences."""
    if turn.text == "/human_handoff":
        return [Reply(Content("I'll get somebody.")), Reply(handoff=HandoffRequest("customer_asked"))]
    if turn.text.startswith("/"):
        return [Reply(Content(turn.text[1:].partition("{")[0].replace("_", " ")))]
    choices = (Button("Yes", "/affirm"), Button("No", "/deny"))
    return [Reply(Content(f"You said: {turn.text}", buttons=choices))]


def opened(folder: Path) -> Place:
    """A place on a real clock."""
    engine, clock = create_engine(f"sqlite:///{folder}/journal.db"), RealClock()
    migrate(engine)
    place = Place(House(SqlStore(engine, clock, desk=False), clock))
    place.house.brain.says = answers
    for name in ("sam", "kim"):
        place.accounts.add(name)
    return place


class Service:
    """The console and a worker, served from a thread of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        config = uvicorn.Config(Starlette(lifespan=self._working), port=0, log_config=None, ws="none")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    @contextlib.asynccontextmanager
    async def _working(self, app: Starlette) -> AsyncIterator[None]:
        place = opened(self._folder)
        console = replace(place.console(), stopping=lambda: self._server.should_exit)
        app.router.routes.extend(console_routes(console))
        task = asyncio.create_task(Worker(place.house.store, place.steps(), place.house.clock).run())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        place.house.store.close()

    def start(self) -> str:
        """Its address."""
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            self._thread.join(0.02)
        return f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def stop(self) -> bool:
        """Whether it stopped soon, although pages are open."""
        self._server.should_exit = True
        self._thread.join(10)
        return not self._thread.is_alive()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path)
    yield service
    assert service.stop()


@pytest.fixture
def address(service: Service) -> str:
    """Where the console is served."""
    return service.start()


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


def window(browser: Browser, width: int = 1280, height: int = 800) -> Page:
    """A browser with cookies of its own; a script that fails there fails the test."""
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.set_default_timeout(15_000)
    return page


def chat(browser: Browser, address: str, width: int = 1280) -> Page:
    """The web chat, open."""
    page = window(browser, width)
    page.goto(f"{address}/chat")
    expect(page.get_by_role("heading", name="Hello! How can we help?")).to_be_visible()
    return page


def say(page: Page, text: str) -> None:
    """Write it and press Enter."""
    page.get_by_role("textbox", name="Your message").fill(text)
    page.keyboard.press("Enter")


def desk(browser: Browser, address: str, name: str = "sam") -> Page:
    """The desk, signed in, in the only conversation."""
    page = window(browser)
    page.goto(f"{address}/desk")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("region", name="All recent conversations").get_by_role("link").first.click()
    expect(page.get_by_role("log", name="Transcript")).to_be_visible()
    return page


def test_a_talk_in_two_windows(browser: Browser, address: str) -> None:
    anna = chat(browser, address, width=320)
    say(anna, HOSTILE)
    conversation = anna.get_by_role("log", name="Conversation")
    expect(conversation.get_by_text(HOSTILE, exact=True)).to_be_visible()
    expect(conversation.get_by_role("link").first).to_have_attribute("href", "https://a.test/?q=")
    anna.get_by_role("button", name="Yes").click()
    expect(conversation.get_by_role("button", name="No")).to_be_disabled()
    say(anna, "A person?")
    sam = desk(browser, address)
    transcript = sam.get_by_role("log", name="Transcript")
    expect(transcript.get_by_text(HOSTILE, exact=True)).to_be_visible()
    sam.get_by_role("button", name="Take over from the bot").click()
    expect(sam.get_by_role("main").get_by_text("You are talking to Visitor")).to_be_visible()
    sam.get_by_role("radio", name="Note for colleagues").check()
    sam.get_by_role("textbox", name="Note for colleagues").fill("A careful customer")
    sam.get_by_role("button", name="Save note").click()
    expect(transcript.get_by_text("A careful customer")).to_be_visible()
    sam.get_by_role("radio", name="Reply to customer").check()
    sam.get_by_role("textbox", name="Reply to Visitor").fill("Hello, Sam here")
    sam.get_by_role("button", name="Send to Visitor").click()
    expect(conversation.get_by_text("Hello, Sam here")).to_be_visible()
    expect(conversation.get_by_text("Sam", exact=True)).to_be_visible()
    expect(conversation.get_by_text("A careful customer")).to_have_count(0)
    expect(transcript.get_by_text("sent ✓").last).to_be_visible()
    sam.get_by_role("button", name="Resolve").click()
    expect(sam.get_by_role("button", name="Take over from the bot")).to_be_visible()
    expect(conversation.get_by_text("handoff resolved")).to_be_visible()
    assert anna.title() == "Customer support"
    assert sam.title().endswith("· Frontdesk")
    assert anna.evaluate("document.documentElement.scrollWidth") == 320


def test_what_an_agent_types_is_left_alone(browser: Browser, address: str) -> None:
    anna = chat(browser, address)
    for number in range(12):
        say(anna, f"Line {number} of a long story")
    expect(anna.get_by_text("You said: Line 11")).to_be_visible()
    sam = desk(browser, address)
    box, scroller = sam.get_by_role("textbox", name="Reply to Visitor"), sam.locator("#scroller")
    expect(scroller.get_by_text("You said: Line 11")).to_be_visible()
    box.fill("half a sentence")
    box.evaluate("box => box.setSelectionRange(4, 6)")
    scroller.evaluate("list => { list.scrollTop = 100 }")
    say(anna, "And one thing more")
    expect(sam.get_by_role("button", name="2 new messages")).to_be_visible()
    assert box.evaluate("box => [box.selectionStart, box.selectionEnd, box === document.activeElement]") == [
        4,
        6,
        True,
    ]
    assert box.input_value() == "half a sentence"
    assert scroller.evaluate("list => list.scrollTop") == 100
    sam.get_by_role("button", name="2 new messages").click()
    expect(scroller.get_by_text("You said: And one thing more")).to_be_in_viewport()
    expect(sam.get_by_role("button", name="2 new messages")).to_be_hidden()


def test_an_unsent_message_survives_a_reload_and_is_sent_once(browser: Browser, address: str) -> None:
    anna = chat(browser, address)
    say(anna, "First")
    expect(anna.get_by_text("You said: First")).to_be_visible()
    anna.route("**/chat/messages", lambda route: route.abort())
    say(anna, "Second")
    say(anna, "Third")
    expect(anna.get_by_text("Not sent. Trying again…")).to_be_visible()
    anna.reload()
    expect(anna.get_by_text("Third", exact=True)).to_be_visible()
    anna.unroute("**/chat/messages")
    expect(anna.get_by_text("You said: Third")).to_be_visible()
    expect(anna.get_by_text("Not sent.")).to_have_count(0)
    said = [line.removeprefix("You said: ") for line in anna.locator(".bubble .words").all_inner_texts()]
    assert {line: said.count(line) for line in said} == {"First": 2, "Second": 2, "Third": 2}
    anna.reload()
    expect(anna.get_by_text("You said: Third")).to_be_visible()
    expect(anna.locator(".bubble.customer")).to_have_count(3)


def test_a_refusal_stands_where_the_agent_looks(browser: Browser, address: str) -> None:
    anna = chat(browser, address)
    anna.get_by_role("button", name="Talk to a person").click()
    expect(anna.get_by_text("A colleague will be with you soon")).to_be_visible()
    sam, kim = desk(browser, address), desk(browser, address, "kim")
    kim.route("**/desk/stream*", lambda route: route.abort())
    kim.reload()
    sam.get_by_role("button", name="Claim", exact=True).click()
    expect(sam.get_by_role("main").get_by_text("You are talking to Visitor")).to_be_visible()
    kim.get_by_role("textbox", name="Reply to Visitor").fill("Me too")
    kim.get_by_role("button", name="Claim and send to Visitor").click()
    expect(kim.get_by_role("alert")).to_have_text("Sam has this conversation.")
    expect(kim.locator("#text")).to_have_value("Me too")


def test_a_stopping_server_is_not_held_up_by_open_pages(
    browser: Browser, service: Service, address: str
) -> None:
    anna = chat(browser, address)
    say(anna, "Hello")
    expect(anna.get_by_text("You said: Hello")).to_be_visible()
    assert service.stop()
    expect(anna.get_by_text("Connection lost. Trying again…")).to_be_visible(timeout=15_000)
