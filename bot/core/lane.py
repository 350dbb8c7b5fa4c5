"""What there is to do, and who holds it."""

from dataclasses import dataclass
from enum import Enum


class LaneKind(str, Enum):
    """A strand of work in a conversation; one worker at a time holds each."""

    ACT = "act"
    """Carry out what agents did at the desk."""
    ANSWER = "answer"
    """Answer what the customer wrote."""
    SEND = "send"
    """Deliver what is owed to the customer."""
    DESK = "desk"
    """Show the desk what is new."""
    FETCH = "fetch"
    """Fetch the files that people sent."""
    UPDATE = "update"
    """Decide who is told what the shop tells of a customer's orders."""
    ERASE = "erase"
    """Delete what is kept of somebody who asks for it."""
    WATCH = "watch"
    """Notice that a time has passed."""


@dataclass(frozen=True)
class Lane:
    """A worker's hold on one strand of work, until the lease runs out."""

    conversation_id: str
    kind: LaneKind
    owner: str
    wakes: int
    """How often it had been woken when it was taken; more by its release means: look again."""
