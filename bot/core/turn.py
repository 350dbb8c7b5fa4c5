"""What is put to the brain, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.arrival import NOTHING
from bot.core.entry import Content


@dataclass(frozen=True)
class HandoffRequest:
    """The brain asks for a person."""

    reason: str
    summary: str = ""
    priority: str = "normal"
    team: str = ""


@dataclass(frozen=True)
class Reply:
    """One thing the brain said: words for the customer, or a typed payload for us."""

    content: Content = NOTHING
    handoff: HandoffRequest | None = None
    action: str = ""
    """What an action did and found, for agents."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    updates: bool | None = None
    """Whether the customer has just allowed messages about their orders, or wants none; None: neither."""


@dataclass(frozen=True)
class Understanding:
    """What the brain takes a text to mean, without answering it."""

    intent: str
    """Such as `track_order`; empty where it does not understand."""
    confidence: float = 0.0
    """From 0 to 1."""


@dataclass(frozen=True)
class Turn:
    """One message put to the brain."""

    conversation_id: str
    message_id: str
    channel: str
    """The platform: picks the responses of domain.yml that are written for it."""
    text: str
    """What the customer wrote, or an intent such as `/agent_joined{"agent_name": "Ida"}`."""
    metadata: Mapping[str, Any] = field(default_factory=dict)
