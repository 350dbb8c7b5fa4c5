"""The main job in two real browser windows: a customer at /chat on a phone, an agent at /desk."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys.stage import Stage

CHROMIUM = Path("/usr/bin/chromium")
QUIETLY = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync")
ALONE = ("--disable-background-networking", "--disable-component-update")
PICTURES = Path("results/pictures")
"""Where the screenshots are left, below the project."""
PATIENCE = 20_000
"""Milliseconds that a person in front of a screen waits."""

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIETLY, *ALONE])
        yield found
        found.close()


class ChatWindow:
    """The customer's window."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.goto(f"{url}/chat")

    def says(self, text: str) -> None:
        box = self.page.get_by_role("textbox")
        box.fill(text)
        box.press("Enter")
        expect(self.page.get_by_role("log")).to_contain_text(text, timeout=PATIENCE)

    def hears(self, words: str) -> None:
        found = re.compile(re.escape(words), re.IGNORECASE)
        expect(self.page.get_by_role("log")).to_contain_text(found, timeout=PATIENCE)

    def presses(self, title: str) -> None:
        self.page.get_by_role("button", name=title).last.click(timeout=PATIENCE)


class DeskWindow:
    """The agent's window, signed in with what `make run` printed."""

    def __init__(self, page: Page, url: str, printed: str) -> None:
        self.page = page
        page.goto(f"{url}/desk")
        signed = re.search(r"user (\S+), password (\S+)", printed)
        assert signed, printed
        page.get_by_label(re.compile("user", re.IGNORECASE)).fill(signed[1])
        page.get_by_label(re.compile("password", re.IGNORECASE)).fill(signed[2])
        page.keyboard.press("Enter")

    def opens(self, words: str) -> None:
        self.page.get_by_role("link").filter(has_text=words).first.click(timeout=PATIENCE)

    def presses(self, title: str) -> None:
        self.page.get_by_role("button", name=title, exact=True).click(timeout=PATIENCE)

    def writes(self, text: str, button: str) -> None:
        self.page.get_by_role("textbox").last.fill(text)
        self.page.get_by_role("button", name=re.compile(button)).click(timeout=PATIENCE)
        self.sees(text)

    def notes(self, text: str) -> None:
        self.page.get_by_text("Note for colleagues", exact=True).click()
        self.writes(text, "Save note")

    def replies(self, text: str) -> None:
        self.page.get_by_text("Reply to customer", exact=True).click()
        self.writes(text, "Send to|send to")

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words, timeout=PATIENCE)


def test_the_whole_journey_in_two_windows(stage: Stage, browser: Browser) -> None:
    number, email, name = stage.order("out_for_delivery")
    phone = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True).new_page()
    chat = ChatWindow(phone, stage.service.url)
    chat.says("hello")
    chat.hears("bot")
    chat.presses("Track my order")
    chat.hears("number")
    chat.says(number)
    chat.hears("e-mail")
    chat.says(email)
    chat.hears(number)
    chat.says("Can I talk to a person, please?")
    chat.hears("colleague")
    screen = browser.new_context(viewport={"width": 1280, "height": 860}).new_page()
    desk = DeskWindow(screen, stage.service.url, stage.service.printed)
    desk.opens(name)
    for line in ("hello", email, "Can I talk to a person, please?"):
        desk.sees(line)
    desk.presses("Claim")
    chat.hears("You're now talking with")
    desk.notes("Neighbour took the last parcel; ask there first.")
    desk.replies("Hello! The van is two streets away. Shall I have it left with a neighbour?")
    chat.hears("two streets away")
    chat.says("Yes please, number 12 & thanks!")
    desk.sees("Yes please, number 12 & thanks!")
    PICTURES.mkdir(parents=True, exist_ok=True)
    phone.screenshot(path=PICTURES / "chat.png")
    screen.screenshot(path=PICTURES / "desk.png")
    desk.presses("Resolve")
    chat.hears("anything else")
    chat.says("how long does delivery take?")
    chat.hears("working days")
    assert "Neighbour took" not in phone.content()
