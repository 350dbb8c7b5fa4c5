"""The desk's door: signing in and out, forged cookies, and forms that are not ours."""

from dataclasses import replace

import pytest
from itsdangerous import URLSafeSerializer
from starlette.applications import Starlette

from bot.console import attempts, console_routes
from bot.console.attempts import Attempts
from tests.bot.console.place import HERE, PASSWORD, SECRET, Place, token
from tests.fakes.house import FakeClock

WRONG = "That user name or password is wrong."
ROOMS = (
    "/desk",
    "/desk/queue",
    "/desk/stream",
    "/desk/conversations/fake:anna",
    "/desk/conversations/fake:anna/parts",
)


async def test_signing_in_opens_the_queue(place: Place) -> None:
    sam = await place.agent()
    answer = await sam.browser.get("/desk")
    assert answer.status_code == 200
    assert "Nobody is waiting." in answer.text


@pytest.mark.parametrize("room", ROOMS)
async def test_nobody_comes_in_unsigned(place: Place, room: str) -> None:
    await place.house.customer_says("secret words")
    await place.works()
    answer = await place.browser().get(room)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/desk/sign-in?next=%2Fdesk")
    script = await place.browser().get(room, headers={"x-asked-by": "desk"})
    assert script.status_code == 401
    assert "secret" not in answer.text + script.text


async def test_after_signing_in_one_is_where_one_wanted_to_be(place: Place) -> None:
    place.accounts.add("sam")
    sam = place.stranger()
    answer = await sam.sign_in("sam", PASSWORD, next="/desk/conversations/fake:anna")
    assert answer.headers["location"] == "/desk/conversations/fake:anna"


@pytest.mark.parametrize(
    "wanted", ["https://evil.test/", "//evil.test/desk", "/desk/conversations/../../x", "/desk\\x", "/chat"]
)
async def test_after_signing_in_one_never_leaves_the_desk(place: Place, wanted: str) -> None:
    place.accounts.add("sam")
    answer = await place.stranger().sign_in("sam", PASSWORD, next=wanted)
    assert answer.headers["location"] == "/desk"


async def test_wrong_name_and_wrong_password_get_the_same_answer(place: Place) -> None:
    place.accounts.add("sam")
    door = place.stranger()
    wrong_password = await door.sign_in("sam", "wrong")
    wrong_name = await door.sign_in("max", "wrong")
    assert (wrong_password.status_code, wrong_name.status_code) == (403, 403)
    assert WRONG in wrong_password.text
    assert wrong_password.text.replace("sam", "max") == wrong_name.text


async def test_the_name_that_was_typed_is_shown_as_text(place: Place) -> None:
    answer = await place.stranger().sign_in('"><script>alert(1)</script>', "wrong")
    assert "<script>alert" not in answer.text


async def test_five_misses_close_the_door_for_a_while(place: Place) -> None:
    place.accounts.add("sam")
    door = place.stranger()
    for _ in range(5):
        assert (await door.sign_in("sam", "wrong")).status_code == 403
    assert (await door.sign_in("sam", PASSWORD)).status_code == 429
    place.house.clock.forward(minutes=16)
    assert (await door.sign_in("sam", PASSWORD)).status_code == 303


async def test_being_right_forgets_what_was_wrong(place: Place) -> None:
    place.accounts.add("sam")
    for _ in range(3):
        door = place.stranger()
        for _ in range(4):
            await door.sign_in("sam", "wrong")
        assert (await door.sign_in("sam", PASSWORD)).status_code == 303


def test_one_address_may_not_try_many_names() -> None:
    door = Attempts(FakeClock())
    tried = [door.begin("10.0.0.1", f"user{number}") for number in range(40)]
    assert tried.count(True) == attempts.PER_ADDRESS
    assert door.begin("10.0.0.2", "user1")


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "REMEMBERED", 50)
    door = Attempts(FakeClock())
    for number in range(1000):
        door.begin(f"10.0.0.{number}", f"user{number}")
    assert len(door._tallies) <= 50


async def test_the_session_is_a_new_one_after_signing_in(place: Place) -> None:
    place.accounts.add("sam")
    door = place.stranger()
    page = await door.browser.get("/desk/sign-in")
    before = door.browser.cookies["frontdesk_desk"]
    answer = await door.sign_in("sam", PASSWORD)
    assert door.browser.cookies["frontdesk_desk"] != before
    assert token((await door.browser.get("/desk")).text) != token(page.text)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/desk" in cookie
    assert "Secure" not in cookie


async def test_cookies_are_for_https_only_when_public(place: Place) -> None:
    public = Place(place.house, public=True)
    browser = public.browser("https://desk.example.org", "203.0.113.9")
    for page in ("/chat", "/desk/sign-in"):
        assert "Secure" in (await browser.get(page)).headers["set-cookie"]
    await browser.aclose()


async def test_a_session_ends_after_a_shift(place: Place) -> None:
    sam = await place.agent()
    place.house.clock.forward(hours=11, minutes=59)
    assert (await sam.browser.get("/desk")).status_code == 200
    place.house.clock.forward(minutes=2)
    assert (await sam.browser.get("/desk")).status_code == 303


async def test_signing_out_takes_the_session_away(place: Place) -> None:
    sam = await place.agent()
    page = await sam.browser.get("/desk")
    assert (await sam.browser.post("/desk/sign-out", data={"token": token(page.text)})).status_code == 303
    assert (await sam.browser.get("/desk")).status_code == 303


async def test_the_journals_own_accounts_open_the_door(place: Place) -> None:
    store = place.house.store
    await store.add_user("sam", "Sam Sand", PASSWORD)
    place.app = Starlette(routes=console_routes(replace(place.console(), accounts=store)))
    door = place.stranger()
    assert (await door.sign_in("sam", "wrong")).status_code == 403
    assert (await door.sign_in("sam", PASSWORD)).status_code == 303
    assert "Sam Sand" in (await door.browser.get("/desk")).text


async def test_signing_out_ends_the_session_for_a_copied_cookie_too(place: Place) -> None:
    sam = await place.agent()
    page = await sam.browser.get("/desk")
    copied = sam.browser.cookies["frontdesk_desk"]
    await sam.browser.post("/desk/sign-out", data={"token": token(page.text)})
    answer = await place.browser().get("/desk", headers={"cookie": f"frontdesk_desk={copied}"})
    assert answer.status_code == 303


async def test_a_user_who_was_removed_is_out(place: Place) -> None:
    sam = await place.agent()
    del place.accounts.known["sam"]
    assert (await sam.browser.get("/desk")).status_code == 303


async def test_forged_and_borrowed_cookies_open_nothing(place: Place) -> None:
    place.accounts.add("sam")
    issued = int(place.house.clock().timestamp())
    held = {"user": "sam", "nonce": "n", "issued": issued}
    forged = URLSafeSerializer("another secret", salt="frontdesk.frontdesk_desk").dumps(held)
    borrowed = URLSafeSerializer(SECRET, salt="frontdesk.frontdesk_chat").dumps(held)
    early = URLSafeSerializer(SECRET, salt="frontdesk.frontdesk_desk").dumps(
        held | {"issued": issued + 86_400}
    )
    for cookie in (forged, borrowed, early, "rubbish", ""):
        answer = await place.browser().get("/desk", headers={"cookie": f"frontdesk_desk={cookie}"})
        assert answer.status_code == 303


@pytest.mark.parametrize("given", [None, "", "wrong"])
@pytest.mark.parametrize("act", ["claim", "return", "resolve", "messages"])
async def test_a_form_without_our_token_does_nothing(place: Place, act: str, given: str | None) -> None:
    sam = await place.agent()
    await place.house.customer_says("Hello")
    await place.works()
    before = await place.house.said()
    form = {"text": "Hi", "mode": "reply", "key": "some-key"} | ({} if given is None else {"token": given})
    answer = await sam.browser.post(f"/desk/conversations/fake:anna/{act}", data=form)
    assert answer.status_code == 403
    assert await place.house.said() == before


async def test_anothers_token_is_not_mine(place: Place) -> None:
    sam, kim = await place.agent("sam"), await place.agent("kim")
    await place.house.customer_says("Hello")
    await place.works()
    theirs = token((await kim.browser.get("/desk")).text)
    answer = await sam.presses("fake:anna", "claim", token=theirs)
    assert answer.status_code == 403


async def test_signing_in_needs_our_form_too(place: Place) -> None:
    place.accounts.add("sam")
    form = {"user": "sam", "password": PASSWORD, "token": "x"}
    assert (await place.browser().post("/desk/sign-in", data=form)).status_code == 403
    assert (await place.stranger().sign_in("sam", PASSWORD, token="x")).status_code == 403


async def test_a_link_on_another_site_leads_in_without_signing_out(place: Place) -> None:
    """Browsers keep a strict cookie back when a link elsewhere was followed; the page asks again itself."""
    sam = await place.agent()
    stranger = place.browser()
    answer = await stranger.get("/desk/sign-in?next=/desk", headers={"sec-fetch-site": "cross-site"})
    assert 'content="0; url=/desk/sign-in?next=%2Fdesk"' in answer.text
    assert "set-cookie" not in answer.headers
    again = await sam.browser.get("/desk/sign-in?next=/desk")
    assert (again.status_code, again.headers["location"]) == (303, "/desk")


async def test_a_form_that_never_ends_is_413(place: Place) -> None:
    answer = await place.browser().post("/desk/sign-in", content=b"x" * 200_000, headers={"origin": HERE})
    assert answer.status_code == 413
