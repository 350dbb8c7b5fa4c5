"""One customer on one channel, and who holds the talk."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

CHANNELS = ("messenger", "instagram", "telegram", "slack", "web")
"""Every platform that a conversation can be on; its id begins with it."""


class Holder(str, Enum):
    """Who answers the customer now."""

    BOT = "bot"
    """The brain answers."""
    QUEUE = "queue"
    """A person was asked for and none has come yet; customers' messages go to the desk."""
    AGENT = "agent"
    """A person answers; the bot is silent."""


@dataclass(frozen=True)
class Consent:
    """Whether a customer lets us write about their orders by ourselves."""

    customer_id: str
    """Of the shop's customer that they had proven to be."""
    allowed: bool
    at: datetime
    """When they said so."""


@dataclass(frozen=True)
class Conversation:
    """One customer on one channel."""

    id: str
    """`telegram:<chat>`, `messenger:<page>:<psid>`, `slack:<team>:<user>`, `web:<session>` …"""
    channel: str
    address: dict[str, Any] = field(default_factory=dict)
    """What the channel needs to answer, beyond the id."""
    customer_name: str = ""
    holder: Holder = Holder.BOT
    epoch: int = 0
    """Goes up when the conversation changes hands; an answer begun in an earlier epoch is never sent."""
    agent_name: str = ""
    """Who holds it, while `holder` is AGENT."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What actions found out: name, email, order_number, order_state, verified; `customer_id`, the shop's,
    only once the customer has proven to be that one."""
    referral: str = ""
    """What the latest link said through which the customer came, such as an advertisement's name."""
    brain_id: str = ""
    """Under which name the brain remembers it, where that is another than `id`: the one it began under."""
    last_customer_at: datetime | None = None
    consent: Consent | None = None
    """What the customer has said to messages about their orders; None: nothing."""
    brain_failing_since: datetime | None = None
    """Since when the oldest waiting message has found no brain; None while all is well."""
    told_to_wait: bool = False
    """Whether the customer was told that their answer takes a while; of one answer, once."""
    revision: int = 0
    """Goes up with every change that a page would show."""

    @property
    def is_only_public(self) -> bool:
        """Whether the customer has commented and never written: platforms let us say hardly anything then."""
        return self.last_customer_at is None and "comment" in self.address

    @property
    def shop_customer(self) -> str:
        """The shop's id of whom the customer has proven to be; empty where they have not."""
        return str(self.facts.get("customer_id") or "")

    @property
    def decided(self) -> Consent | None:
        """The consent of whom they have proven to be; somebody else's, given here before, says nothing.

        Whoever wanted no messages before they had proven anything wants none.
        """
        said = self.consent
        unproven = said and not said.allowed and not said.customer_id
        return said if said and (unproven or said.customer_id == self.shop_customer) else None

    @property
    def allows_updates(self) -> bool:
        """Whether we may write about their orders by ourselves."""
        return bool(self.decided and self.decided.allowed and not self.address.get("public"))


@dataclass(frozen=True)
class Agent:
    """A person of the brand."""

    id: str
    """`console:<user name>`, `slack:<team>:<user>`, or `<channel>:elsewhere`."""
    name: str
    """What the customer is told."""

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is whoever answers outside the desk, such as in a platform's own inbox."""
        return self.id.endswith(":elsewhere")
