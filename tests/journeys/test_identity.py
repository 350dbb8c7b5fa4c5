"""An attacker at the front door: a restart forgives no misses, nor does a new page; and a code by e-mail."""

import re
import sqlite3
from collections.abc import Iterator

import pytest

pytest.importorskip("aiosmtpd", reason="aiosmtpd is not installed, so no mail server can be had")

from tests.fakes.mail import FakeMail
from tests.journeys.service import Service, ready_model
from tests.journeys.web import WebCustomer

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

REFUSED = "too many tries"
SAME = "203.0.113.{}"
"""Addresses of one network, as the proxy on this machine tells them."""


@pytest.fixture(scope="module")
def mail() -> Iterator[FakeMail]:
    with FakeMail() as found:
        yield found


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, mail: FakeMail) -> Iterator[Service]:
    """With codes by e-mail, and the demo shop."""
    ready_model()
    address = {
        "FRONTDESK_PUBLIC_URL": "https://desk.example.com"
    }  # without one, this machine alone is answered
    made = Service(tmp_path_factory.mktemp("identity"), {**mail.settings, **address})
    made.start()
    yield made
    made.stop()


def order(service: Service, state: str) -> tuple[str, str]:
    """An order of the demo shop in a state, and its customer's e-mail address."""
    query = (
        "SELECT o.number, c.email FROM orders o JOIN customers c ON c.id = o.customer_id"
        " WHERE o.state = ? ORDER BY o.number LIMIT 1"
    )
    with sqlite3.connect(service.folder / "var" / "shop.db") as shop:
        found: tuple[str, str] = shop.execute(query, (state,)).fetchone()
        return found


def state_of(service: Service, number: str) -> str:
    with sqlite3.connect(service.folder / "var" / "shop.db") as shop:
        return str(shop.execute("SELECT state FROM orders WHERE number = ?", (number,)).fetchone()[0])


class Visitor(WebCustomer):
    """Somebody far away, who comes through a proxy on this machine."""

    def __init__(self, service: Service, name: str, address: str) -> None:
        super().__init__(service.url, name)
        self._browser.headers["X-Forwarded-For"] = address

    async def _loads_page(self) -> bool:
        answer = await self._browser.get("/chat")
        if answer.is_success:  # the cookie is for https only, which ends at the proxy
            self._browser.headers["Cookie"] = answer.headers["set-cookie"].partition(";")[0]
        return answer.is_success


async def tries(customer: WebCustomer, number: str, email: str, answer: str) -> None:
    """One look-up."""
    await customer.says(f"where is my order {number}? my email is {email}")
    await customer.hears(answer)


async def test_a_restart_forgives_no_misses_and_no_new_page_does(service: Service) -> None:
    number, email = order(service, "shipped")
    for nth in range(10):
        async with Visitor(service, f"Guesser {nth}", f"198.51.{nth}.7") as guesser:
            await tries(guesser, number, f"guess{nth}@example.com", "details")
    service.kill("actions")
    service.kill("rasa")
    service.wait_until_it_answers()
    async with Visitor(service, "Guesser again", "192.0.2.1") as guesser:
        await tries(guesser, number, email, REFUSED)
        await guesser.presses("Talk to a person")
        await guesser.hears("colleague")
    async with Visitor(service, "Somebody else", "192.0.2.2") as other:
        number, email = order(service, "delivered")
        await tries(other, number, email, number)


async def test_one_network_has_so_many_tries_whatever_pages_it_opens(service: Service) -> None:
    number, email = order(service, "paid")
    for nth in range(30):
        async with Visitor(service, f"Sweeper {nth}", SAME.format(nth + 1)) as sweeper:
            await tries(sweeper, f"FD-{90000 + nth}", f"sweep{nth}@example.com", "details")
    async with Visitor(service, "Sweeper again", SAME.format(200)) as sweeper:
        await tries(sweeper, number, email, REFUSED)
    async with Visitor(service, "Neighbour", "203.0.114.1") as neighbour:
        await tries(neighbour, number, email, number)


async def test_a_change_waits_for_the_code_that_was_mailed(service: Service, mail: FakeMail) -> None:
    number, email = order(service, "pending")
    async with Visitor(service, "Hanna", "192.0.2.3") as hanna:
        await hanna.says(f"please cancel order {number}, I don't need it any more. my email is {email}")
        await hanna.hears(f"Cancel order {number}")
        await hanna.says("yes")
        sent = await hanna.hears("six-digit code")
        assert email not in sent.text
        assert mail.recipients == [email]
        found = re.search(r"\b\d{6}\b", mail.letters[0].get_content())
        assert found
        code = found[0]
        assert code not in service.logs()
        await hanna.says("how long does delivery take?")
        await hanna.hears("working days")
        await hanna.hears("six-digit code")
        await hanna.says("I didn't get it")
        await hanna.hears("less than a minute ago")
        await hanna.says(f"{(int(code) + 1) % 10**6:06}")
        await hanna.hears("not the code")
        assert state_of(service, number) == "pending"
        service.kill("actions")
        service.wait_until_it_answers()
        await hanna.says(code)
        await hanna.hears("cancelled")
        assert state_of(service, number) == "cancelled"
    assert len(mail.letters) == 1
    kept = (service.folder / "var" / "actions.db").read_bytes()
    assert code.encode() not in kept
    assert email.encode() not in kept


async def test_whoever_stops_or_wants_a_person_instead_is_understood(
    service: Service, mail: FakeMail
) -> None:
    number, email = order(service, "pending")
    async with Visitor(service, "Ivo", "192.0.2.4") as ivo:
        await ivo.says(f"please cancel order {number}, I don't need it any more. my email is {email}")
        await ivo.hears(f"Cancel order {number}")
        await ivo.says("yes")
        await ivo.hears("six-digit code")
        await ivo.says("stop")
        await ivo.hears("left it as it was")
        await ivo.says(f"cancel order {number} after all, I don't need it")
        await ivo.hears(f"Cancel order {number}")
        await ivo.says("yes")
        await ivo.hears("less than a minute ago")
        await ivo.presses("Talk to a person")
        await ivo.hears("asked a colleague")
        assert state_of(service, number) == "pending"
