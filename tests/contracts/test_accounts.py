"""The contract of who may sign in: the journal's accounts on every database, and the fake."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.conversation import Agent
from bot.core.ports import Accounts
from tests.bot.console.place import PASSWORD, FakeAccounts
from tests.contracts.test_store import drop, postgres_database
from tests.fakes.house import KIM, SAM, START, House, open_house

UNTIL = START + timedelta(hours=12)


@dataclass
class Known:
    """Accounts that know Sam and Kim, whose password is PASSWORD, and how somebody leaves."""

    accounts: Accounts
    remove: Callable[[str], Awaitable[object]]

    async def signed_in(self, name: str, session: str) -> Agent | None:
        """Who is signed in with the session that has just been begun."""
        await self.accounts.begin_session(name, session, UNTIL)
        return await self.accounts.in_session(session)


@asynccontextmanager
async def opened(database: str, tmp_path: Path) -> AsyncIterator[House]:
    """A house on a fresh database, whose accounts know Sam and Kim."""
    on_postgres = database == "postgresql"
    url = postgres_database() if on_postgres else f"sqlite:///{tmp_path}/journal.db"
    house = open_house(url)
    for agent in (SAM, KIM):
        assert await house.store.add_user(agent.name.lower(), agent.name, PASSWORD)
    yield house
    house.store.close()
    if on_postgres:
        drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    async with opened(request.param, tmp_path) as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql", "fake"])
async def known(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Known]:
    if request.param == "fake":
        yield known_to_the_fake()
        return
    async with opened(request.param, tmp_path) as found:
        yield Known(found.store, found.store.remove_user)


def known_to_the_fake() -> Known:
    """The same two people."""
    fake = FakeAccounts()

    async def remove(name: str) -> None:
        del fake.known[name]

    for agent in (SAM, KIM):
        fake.add(agent.name.lower())
    return Known(fake, remove)


async def test_name_and_password_together_say_who_it_is(known: Known) -> None:
    assert await known.accounts.sign_in("sam", PASSWORD) == SAM
    assert await known.accounts.sign_in("kim", PASSWORD) == KIM


async def test_half_of_it_is_nobody(known: Known) -> None:
    for password in ("wrong", "", PASSWORD + " ", PASSWORD.upper()):
        assert await known.accounts.sign_in("sam", password) is None
    for name in ("nobody", "", "Sam", "sam ", "s%"):
        assert await known.accounts.sign_in(name, PASSWORD) is None
    assert await known.accounts.sign_in("nobody", "") is None


async def test_a_session_says_whose_it_is(known: Known) -> None:
    assert await known.signed_in("sam", "sams") == SAM
    assert await known.signed_in("kim", "kims") == KIM
    assert await known.accounts.in_session("sams") == SAM


async def test_a_session_that_nobody_began_is_nobodys(known: Known) -> None:
    await known.signed_in("sam", "sams")
    for session in ("", "never begun", "sam", "sams ", "SAMS"):
        assert await known.accounts.in_session(session) is None


async def test_signing_out_ends_that_session_and_no_other(known: Known) -> None:
    for name, session in (("sam", "at work"), ("sam", "at home"), ("kim", "kims")):
        await known.signed_in(name, session)
    await known.accounts.end_session("at work")
    await known.accounts.end_session("at work")
    await known.accounts.end_session("never begun")
    found = [await known.accounts.in_session(session) for session in ("at work", "at home", "kims")]
    assert found == [None, SAM, KIM]


async def test_who_is_removed_is_out_everywhere(known: Known) -> None:
    for name, session in (("sam", "at work"), ("sam", "at home"), ("kim", "kims")):
        await known.signed_in(name, session)
    await known.remove("sam")
    assert await known.accounts.sign_in("sam", PASSWORD) is None
    found = [await known.accounts.in_session(session) for session in ("at work", "at home", "kims")]
    assert found == [None, None, KIM]


# What the fake, which has no clock and one password for all, does not show


async def test_a_session_ends_with_its_time(house: House) -> None:
    await house.store.begin_session("sam", "sams", UNTIL)
    house.clock.forward(hours=11, minutes=59)
    assert await house.store.in_session("sams") == SAM
    house.clock.forward(minutes=1)
    assert await house.store.in_session("sams") is None


async def test_a_new_password_ends_every_session_of_that_user(house: House) -> None:
    for name, session in (("sam", "at work"), ("sam", "at home"), ("kim", "kims")):
        await house.store.begin_session(name, session, UNTIL)
    assert await house.store.set_password("sam", "another")
    found = [await house.store.in_session(session) for session in ("at work", "at home", "kims")]
    assert found == [None, None, KIM]
    assert await house.store.sign_in("sam", PASSWORD) is None
    assert await house.store.sign_in("sam", "another") == SAM


async def test_who_is_added_again_is_not_signed_in(house: House) -> None:
    await house.store.begin_session("sam", "sams", UNTIL)
    assert await house.store.remove_user("sam")
    assert await house.store.add_user("sam", "Sam", PASSWORD)
    assert await house.store.in_session("sams") is None


async def test_a_name_is_given_once(house: House) -> None:
    assert not await house.store.add_user("sam", "Other", "x")
    assert await house.store.sign_in("sam", "x") is None
