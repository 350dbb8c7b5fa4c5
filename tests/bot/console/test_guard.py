"""Whom the console answers, and what its answers forbid."""

import pytest

from bot.core.errors import TryAgain
from tests.bot.console.place import HERE, Place

PAGES = ("/chat", "/desk/sign-in")


@pytest.mark.parametrize("base", [HERE, "http://localhost:8000", "http://[::1]:8000", "http://LOCALHOST"])
async def test_this_machine_is_answered(place: Place, base: str) -> None:
    for page in PAGES:
        assert (await place.browser(base).get(page)).status_code == 200


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("evil.example", "127.0.0.1"),  # DNS rebinding: a foreign name that points here
        ("127.0.0.1.evil.example", "127.0.0.1"),
        ("localhost.evil.example:8000", "127.0.0.1"),
        ("", "127.0.0.1"),
        ("[::1", "127.0.0.1"),
        ("127.0.0.1:8000", "203.0.113.9"),
        ("127.0.0.1:8000", "::ffff:203.0.113.9"),
    ],
)
async def test_everybody_else_gets_one_sentence(place: Place, host: str, address: str) -> None:
    browser = place.browser(address=address)
    static = (await place.browser().get("/chat")).text.split('href="')[1].split('"')[0]
    for path in (*PAGES, "/chat/stream", "/desk/stream", static):
        answer = await browser.get(path, headers={"host": host})
        assert answer.status_code == 403
        assert "this machine only" in answer.text
        assert "set-cookie" not in answer.headers
    assert (await browser.post("/chat/messages", json={}, headers={"host": host})).status_code == 403


async def test_a_public_console_answers_everybody(place: Place) -> None:
    public = Place(place.house, public=True)
    browser = public.browser("https://desk.example.org", "203.0.113.9")
    for page in PAGES:
        assert (await browser.get(page)).status_code == 200
    await browser.aclose()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": HERE},
    ],
)
async def test_posts_from_other_pages_are_refused(place: Place, headers: dict[str, str]) -> None:
    anna = await place.customer()
    message = {"message_id": "message-1", "text": "Hello"}
    assert (await anna.browser.post("/chat/messages", json=message, headers=headers)).status_code == 403
    assert (await anna.browser.post("/chat/new", headers=headers)).status_code == 403
    sam = await place.agent()
    assert (await sam.browser.post("/desk/sign-out", headers=headers)).status_code == 403
    assert await place.house.store.recent(10) == []


@pytest.mark.parametrize("headers", [{}, {"origin": HERE}, {"sec-fetch-site": "same-origin", "origin": HERE}])
async def test_posts_from_our_pages_are_taken(place: Place, headers: dict[str, str]) -> None:
    anna = await place.customer()
    message = {"message_id": "message-1", "text": "Hello"}
    assert (await anna.browser.post("/chat/messages", json=message, headers=headers)).status_code == 202


@pytest.mark.parametrize(
    ("page", "frame"), [("/chat", "SAMEORIGIN"), ("/desk/sign-in", "DENY"), ("/desk", "DENY")]
)
async def test_every_page_forbids_what_it_does_not_need(place: Place, page: str, frame: str) -> None:
    headers = (await place.browser().get(page)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors" in policy
    assert "unsafe" not in policy
    assert headers["x-frame-options"] == frame
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


async def test_no_page_has_a_script_or_style_of_its_own(place: Place) -> None:
    sam = await place.agent()
    await place.house.customer_says("Hello")
    await place.works()
    pages = [await sam.browser.get(path) for path in ("/chat", "/desk", "/desk/conversations/fake:anna")]
    pages.append(await place.browser().get("/desk/sign-in"))
    for page in pages:
        assert page.status_code == 200
        assert "<style" not in page.text
        assert "style=" not in page.text
        assert " on" + "click=" not in page.text
        assert page.text.count("<script") == page.text.count('<script type="module" src="/static/')


async def test_static_files_are_kept_by_browsers(place: Place) -> None:
    page = (await place.browser().get("/chat")).text
    script = page.split('src="')[1].split('"')[0]
    answer = await place.browser().get(script)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    folder = script.rpartition("/")[0]
    assert (await place.browser().get(f"{folder}/../composition.py")).status_code == 404
    assert (await place.browser().get(f"{folder}/%2e%2e/composition.py")).status_code == 404


async def test_a_name_that_no_database_holds_is_nobodys(place: Place) -> None:
    sam = await place.agent()
    for address in ("/desk/conversations/web%3A%00", "/desk/queue?opened=a%00", "/desk/stream?opened=%00"):
        assert (await sam.browser.get(address)).status_code == 404
    signing_in = await place.browser().post("/desk/sign-in", data={"user": "s\0am", "password": "\0"})
    assert signing_in.status_code == 403


async def test_a_journal_that_is_away_is_503_at_the_desk(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(limit: int) -> None:
        raise TryAgain("The journal is away.")

    sam = await place.agent()
    monkeypatch.setattr(place.house.store, "queue", away)
    answer = await sam.browser.get("/desk")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert "journal cannot be reached" in answer.text
    assert answer.headers["x-frame-options"] == "DENY"
