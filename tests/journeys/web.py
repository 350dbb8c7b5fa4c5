"""People without a platform: a customer in the web chat and an agent at the console, over HTTP alone."""

import asyncio
import contextlib
import json
import re
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import httpx
from typing_extensions import Self

from tests.fakes.customer import Choice, Customer, Shown
from tests.fakes.postman import BROKEN
from tests.fakes.waiting import PATIENCE
from tests.journeys.html_page import Form, HtmlPage

ONCE_MORE = 0.2
"""Seconds after which a page tries again what did not get through."""


class WebCustomer(Customer):
    """Somebody with the web chat open: `async with WebCustomer(url, "Dana") as dana`."""

    def __init__(self, url: str, name: str) -> None:
        super().__init__(name)
        self._browser = httpx.AsyncClient(base_url=url, timeout=PATIENCE, trust_env=False)
        self._lines: dict[int, dict[str, Any]] = {}
        self._seen = "0"
        self.holder = "bot"
        """Who answers, as the page's header says it."""

    async def __aenter__(self) -> Self:
        await self.opens_page()
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *failure: object) -> None:
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        await self._browser.aclose()

    async def opens_page(self) -> None:
        """What sets the cookie; a second time it finds the same conversation. Reloads until it is there."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not await self._loads_page():
            assert asyncio.get_running_loop().time() < deadline, "/chat never answered"
            await asyncio.sleep(ONCE_MORE)

    async def _loads_page(self) -> bool:
        try:
            answer = await self._browser.get("/chat")
        except BROKEN:
            return False
        assert answer.status_code in (200, 503), answer.text
        return answer.status_code == httpx.codes.OK

    def screen(self) -> Sequence[Shown]:
        """What the bot and the agents wrote."""
        lines = [line for _, line in sorted(self._lines.items())]
        return [_shown(line) for line in lines if line["author"] != "customer"]

    def own_lines(self) -> list[str]:
        """What the page shows as her own words."""
        return [line["text"] for _, line in sorted(self._lines.items()) if line["author"] == "customer"]

    async def says(self, text: str) -> Any:
        """Write words."""
        return await self._posts({"text": text, "payload": ""})

    async def sends_photo(self, caption: str = "") -> Any:
        """The web chat takes words only."""
        raise AssertionError("There is nowhere to put a picture in the web chat.")

    async def press(self, shown: Shown, choice: Choice) -> Any:
        """Press one of the chips below a message."""
        assert not choice.raw["url"], f"“{choice.title}” opens {choice.raw['url']}; the bot learns nothing"
        return await self._posts({"text": choice.title, "payload": choice.raw["payload"]})

    async def _posts(self, message: dict[str, str]) -> dict[str, str]:
        """As the page does it: the same id again until it is stored."""
        told = {"message_id": secrets.token_hex(16), **message}
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while await self._attempt(told) != httpx.codes.ACCEPTED:
            assert asyncio.get_running_loop().time() < deadline, f"“{message['text']}” was never taken"
            await asyncio.sleep(ONCE_MORE)
        return told

    async def _attempt(self, told: dict[str, str]) -> int:
        try:
            answer = await self._browser.post("/chat/messages", json=told)
        except BROKEN:
            return 0
        assert answer.status_code in (202, 503), f"{answer.status_code} {answer.text}"
        return answer.status_code

    async def _read(self) -> None:
        """The stream, opened again whenever it ends, from where it ended."""
        while True:
            with contextlib.suppress(*BROKEN):
                async for name, told, position in self._events():
                    self._seen = position or self._seen
                    if name == "message":
                        self._lines.setdefault(told["position"], told)
                    elif name == "state":
                        self.holder = told["holder"]
            await asyncio.sleep(ONCE_MORE)

    async def _events(self) -> AsyncIterator[tuple[str, Any, str]]:
        where = f"/chat/stream?after={self._seen}"
        async with self._browser.stream("GET", where, timeout=httpx.Timeout(PATIENCE, read=40)) as answer:
            told: dict[str, str] = {}
            async for line in answer.aiter_lines():
                name, _, value = line.partition(": ")
                if name:
                    told[name] = value
                elif told:
                    yield told.get("event", ""), json.loads(told.get("data", "null")), told.get("id", "")
                    told = {}


def _shown(line: dict[str, Any]) -> Shown:
    choices = tuple(Choice(button["title"], button) for button in line["buttons"])
    return Shown(f"{line['position']}", line["text"], choices, line)


class DeskAgent:
    """Somebody at the console: signs in, looks at pages, fills in and sends the forms that are on them."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self.user, self._password = user, password
        self.name = ""
        """What customers read; known once signed in."""
        self._browser = httpx.AsyncClient(
            base_url=url, timeout=PATIENCE, follow_redirects=True, trust_env=False
        )
        self._at = "/desk"

    async def __aenter__(self) -> Self:
        page = await self._look("/desk")
        form = _form(page, "Sign in")
        page = await self._send(form, user=self.user, password=self._password)
        name = re.search(r'<span class="me">([^<]+)</span>', page.html)
        assert name, page.words
        self.name = name[1]
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self._browser.aclose()

    # Looking

    async def opens(self, words: str, within: float | None = None) -> str:
        """Wait for a conversation with these words in the queue, and open it; its id."""
        page = await self._until("/desk", lambda page: bool(self._link(page, words)), f"“{words}”", within)
        self._at = self._link(page, words)
        await self._look(self._at)
        return self._at.rpartition("/")[2]

    async def sees(self, words: str, within: float | None = None) -> HtmlPage:
        """Wait for words on the conversation's page."""
        return await self._until(self._at, lambda page: words.lower() in page.words.lower(), words, within)

    async def reads(self) -> HtmlPage:
        """The conversation's page as it is now."""
        return await self._look(self._at)

    # Acting

    async def presses(self, title: str, within: float | None = None) -> HtmlPage:
        """Wait for a button that says this, and press it; the page that follows."""
        page = await self._until(self._at, lambda page: bool(page.form(title)), f"a button “{title}”", within)
        return await self.presses_on(page, title)

    async def presses_on(self, page: HtmlPage, title: str) -> HtmlPage:
        """Press a button on a page that has been open for a while."""
        return await self._send(_form(page, title))

    async def replies(self, text: str) -> HtmlPage:
        """Write to the customer."""
        return await self._writes(text, "reply")

    async def notes(self, text: str) -> HtmlPage:
        """Write to colleagues."""
        return await self._writes(text, "note")

    async def _writes(self, text: str, mode: str) -> HtmlPage:
        page = await self._look(self._at)
        form = next(form for form in page.forms if form.action.endswith("/messages"))
        assert mode in form.modes, f"{self.name} may not write a {mode} here"
        return await self._send(form, mode=mode, text=text)

    async def _look(self, address: str) -> HtmlPage:
        answer = await self._browser.get(address)
        assert answer.status_code == 200, f"{answer.status_code} at {address}: {answer.text}"
        return HtmlPage(answer.text)

    async def _send(self, form: Form, **filled_in: str) -> HtmlPage:
        """The page that follows; a refusal is a page, too."""
        answer = await self._browser.post(form.action, data={**form.fields, **filled_in})
        assert answer.status_code in (200, 409), f"{answer.status_code} at {form.action}: {answer.text}"
        return HtmlPage(answer.text)

    def _link(self, page: HtmlPage, words: str) -> str:
        found = page.link(words)
        return found if found.startswith("/desk/conversations/") else ""

    async def _until(
        self, address: str, right: Callable[[HtmlPage], bool], wish: str, within: float | None
    ) -> HtmlPage:
        page = await self._look(address)
        deadline = asyncio.get_running_loop().time() + (PATIENCE if within is None else within)
        while not right(page):
            overdue = asyncio.get_running_loop().time() > deadline
            assert not overdue, f"{self.name} was to see {wish}. There is:\n{page.words}"
            await asyncio.sleep(ONCE_MORE / 2)
            page = await self._look(address)
        return page


def _form(page: HtmlPage, button: str) -> Form:
    form = page.form(button)
    assert form, f"there is no button “{button}” on this page:\n{page.words}"
    return form
