"""What the console is made of; the composition root fills it in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core.desk_rules import Rules
from bot.core.files import Files
from bot.core.ports import Accounts, Channel, Clock, Reader, Store
from bot.core.receive import Connector


def never() -> bool:
    """The server goes on."""
    return False


@dataclass(frozen=True)
class Console:
    """The doors that the web chat and the agents' desk go through."""

    store: Store
    reader: Reader
    accounts: Accounts
    web: Connector
    """The web chat's own connector."""
    channels: Mapping[str, Channel]
    """Every channel under each name that a conversation's `channel` can have: how it renders, and until
    when it takes words."""
    files: Files
    """Where files are kept."""
    rules: Rules
    clock: Clock
    secret: str
    """Signs cookies and form tokens; the same in every process."""
    public: bool
    """Whether there is a public https address; without one only this machine is answered."""
    stopping: Callable[[], bool] = never
    """Whether the server is about to stop, so that open streams end by themselves."""
