"""Who may sign in to the console, and the secrets that all processes share."""

import secrets as random
from collections.abc import Sequence
from functools import cache
from hashlib import sha256

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy.engine import Connection

from bot.core.conversation import Agent
from bot.store.tables import secrets, sessions, users
from bot.store.upsert import insert_new

_hasher = PasswordHasher()


@cache
def _nobody() -> str:
    """Checked when there is no such user, so that both answers take as long."""
    return _hasher.hash(random.token_hex(16))


def sign_in(connection: Connection, name: str, password: str) -> Agent | None:
    """The agent with that name and password; None when there is none."""
    row = connection.execute(sa.select(users).where(users.c.name == name)).mappings().first()
    try:
        _hasher.verify(row["password_hash"] if row else _nobody(), password)
    except VerificationError:
        return None
    return Agent(f"console:{name}", row["shown_name"]) if row else None


def begin_session(connection: Connection, name: str, session: str, now: float, until: float) -> None:
    """Keep somebody signed in; what has run out is cleared away."""
    connection.execute(sessions.delete().where(sessions.c.ends_at < now))
    row = {"digest": _digest(session), "name": name, "ends_at": until}
    connection.execute(sessions.insert().values(row))


def in_session(connection: Connection, session: str, now: float) -> Agent | None:
    """Who is signed in with it; None when nobody is any more."""
    query = (
        sa.select(users.c.name, users.c.shown_name)
        .join(sessions, sessions.c.name == users.c.name)
        .where(sessions.c.digest == _digest(session), sessions.c.ends_at > now)
    )
    row = connection.execute(query).first()
    return Agent(f"console:{row.name}", row.shown_name) if row else None


def end_session(connection: Connection, session: str) -> None:
    """Sign somebody out, wherever a copy of the cookie may be."""
    connection.execute(sessions.delete().where(sessions.c.digest == _digest(session)))


def _digest(session: str) -> str:
    return sha256(session.encode()).hexdigest()


def add(connection: Connection, name: str, shown_name: str, password: str, now: float) -> bool:
    """Add a user; False when the name is taken."""
    row = {
        "name": name,
        "shown_name": shown_name,
        "password_hash": _hasher.hash(password),
        "created_at": now,
    }
    added = connection.execute(insert_new(users, *row), row)
    return bool(added.rowcount)


def set_password(connection: Connection, name: str, password: str) -> bool:
    """Change a user's password and end their sessions; False when there is no such user."""
    connection.execute(sessions.delete().where(sessions.c.name == name))
    changed = users.update().where(users.c.name == name).values(password_hash=_hasher.hash(password))
    return bool(connection.execute(changed).rowcount)


def remove(connection: Connection, name: str) -> bool:
    """Remove a user and end their sessions; False when there is no such user."""
    connection.execute(sessions.delete().where(sessions.c.name == name))
    return bool(connection.execute(users.delete().where(users.c.name == name)).rowcount)


def names(connection: Connection) -> Sequence[tuple[str, str]]:
    """User names and shown names, in order."""
    query = sa.select(users.c.name, users.c.shown_name).order_by(users.c.name)
    return [(row.name, row.shown_name) for row in connection.execute(query)]


def shared_secret(connection: Connection, name: str) -> str:
    """The secret of that name, made at first use and the same in every process from then on."""
    fresh = {"name": name, "value": random.token_urlsafe(32)}
    connection.execute(insert_new(secrets, *fresh), fresh)
    value: str = connection.execute(sa.select(secrets.c.value).where(secrets.c.name == name)).scalar_one()
    return value
