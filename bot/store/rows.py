"""Between rows and values; the only place that knows how a value lies in its columns."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timezone
from typing import Any

from bot.core.arrival import DeskAct, Verb
from bot.core.case import Awaits, Handoff, HandoffState
from bot.core.conversation import Agent, Consent, Conversation, Holder
from bot.core.entry import Attachment, Author, Button, Card, Comment, Content, Deed, Entry, Kind, Spot, State
from bot.core.shop_event import LANE, EventState, Happened, Parcel, Recorded, ShopEvent

Row = Mapping[str, Any]


def moment(at: datetime | None) -> float | None:
    """Seconds since 1970, UTC."""
    return None if at is None else at.timestamp()


def at(seconds: float | None) -> datetime | None:
    """The moment, UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, timezone.utc)


def _known(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)


def to_content(stored: Mapping[str, Any]) -> Content:
    """The content as it was before `from_content`."""
    return Content(
        text=stored.get("text", ""),
        buttons=tuple(Button(**button) for button in stored.get("buttons", ())),
        attachments=tuple(Attachment(**attachment) for attachment in stored.get("attachments", ())),
        cards=tuple(_to_card(card) for card in stored.get("cards", ())),
        layout=stored.get("layout", ""),
        payload=stored.get("payload", ""),
        custom=stored.get("custom", {}),
        deed=Deed(stored["deed"]) if "deed" in stored else None,
        quote=stored.get("quote", ""),
        referral=stored.get("referral", ""),
        comment=_to_comment(stored["comment"]) if "comment" in stored else None,
        in_public=stored.get("in_public", False),
        album=stored.get("album", ""),
    )


def from_content(content: Content) -> dict[str, Any]:
    """The content as JSON, without what is empty."""
    found = {
        "text": content.text,
        "buttons": [asdict(button) for button in content.buttons],
        "attachments": [from_attachment(attachment) for attachment in content.attachments],
        "cards": [asdict(card) for card in content.cards],
        "layout": content.layout,
        "payload": content.payload,
        "custom": content.custom,
        "deed": content.deed.value if content.deed else "",
        "quote": content.quote,
        "referral": content.referral,
        "comment": asdict(content.comment) if content.comment else {},
        "in_public": content.in_public,
        "album": content.album,
    }
    return {name: value for name, value in found.items() if value}


def _to_comment(stored: Mapping[str, Any]) -> Comment:
    return Comment(**{**stored, "spot": Spot(stored["spot"])})


def _to_card(stored: Mapping[str, Any]) -> Card:
    return Card(**{**stored, "buttons": tuple(Button(**button) for button in stored["buttons"])})


def from_attachment(attachment: Attachment) -> dict[str, Any]:
    """The attachment as JSON, without what is empty."""
    return {name: value for name, value in asdict(attachment).items() if value}


def to_conversation(row: Row) -> Conversation:
    """A row of `conversations`."""
    return Conversation(
        id=row["conversation_id"],
        channel=row["channel"],
        address=row["address"],
        customer_name=row["customer_name"],
        holder=Holder(row["holder"]),
        epoch=row["epoch"],
        agent_name=row["agent_name"],
        facts=row["facts"],
        referral=row["referral"],
        brain_id=row["brain_id"],
        last_customer_at=at(row["last_customer_at"]),
        consent=_to_consent(row),
        brain_failing_since=at(row["brain_failing_since"]),
        told_to_wait=row["told_to_wait"],
        revision=row["revision"],
    )


def _to_consent(row: Row) -> Consent | None:
    said_at = at(row["consent_at"])
    return Consent(row["consent_of"], bool(row["consent"]), said_at) if said_at else None


def _from_consent(consent: Consent | None) -> dict[str, Any]:
    if consent is None:
        return {}
    return {
        "consent_of": consent.customer_id,
        "consent": consent.allowed,
        "consent_at": moment(consent.at),
    }


def from_conversation(conversation: Conversation) -> dict[str, Any]:
    """The columns of a conversation that a move may change."""
    return {
        "holder": conversation.holder.value,
        "epoch": conversation.epoch,
        "agent_name": conversation.agent_name,
        "facts": conversation.facts,
        "brain_failing_since": moment(conversation.brain_failing_since),
        "told_to_wait": conversation.told_to_wait,
        **_from_consent(conversation.consent),
    }


def to_entry(row: Row) -> Entry:
    """A row of `entries`, with the state of its deliveries where the query has them."""
    return Entry(
        id=row["id"],
        conversation_id=row["conversation_id"],
        position=row["position"],
        author=Author(row["author"]),
        author_name=row["author_name"],
        kind=Kind(row["kind"]),
        state=State(row["state"]),
        content=to_content(row["content"]),
        at=_known(row["at"]),
        order=row["platform_order"],
        key=row["key"] or "",
        origin=row["origin"],
        delivery=row.get("delivery") or "",
        reason=row.get("reason") or "",
        arrived_at=at((row.get("raw") or {}).get("arrived_at")),
    )


def to_recorded(row: Row) -> Recorded:
    """A row of `shop_events`, with what the query knows of others: `is_latest`."""
    parcel = row["parcel"]
    expected = parcel.get("expected_on")
    event = ShopEvent(
        id=row["event_id"],
        happened=Happened(row["happened"]) if row["happened"] else None,
        order_number=row["order_number"],
        customer_id=row["customer_id"],
        occurred_at=at(row["occurred_at"]),
        parcel=Parcel(**{**parcel, "expected_on": date.fromisoformat(expected) if expected else None}),
        raw=row["raw"],
    )
    return Recorded(
        event, EventState(row["state"]), bool(row["is_latest"]), row["reason"], row["conversation_id"]
    )


def from_shop_event(event: ShopEvent, now: float) -> dict[str, Any]:
    """The columns of an event that has just come."""
    day = event.parcel.expected_on
    return {
        "event_id": event.id,
        "lane": f"{LANE}{event.customer_id}",
        "happened": event.happened.value if event.happened else "",
        "order_number": event.order_number,
        "customer_id": event.customer_id,
        "occurred_at": moment(event.occurred_at),
        "received_at": now,
        "parcel": {**asdict(event.parcel), "expected_on": day.isoformat() if day else ""},
        "state": (EventState.WAITING if event.happened else EventState.IGNORED).value,
        "raw": event.raw,
    }


def to_handoff(row: Row) -> Handoff:
    """A row of `handoffs`."""
    return Handoff(
        id=row["id"],
        conversation_id=row["conversation_id"],
        state=HandoffState(row["state"]),
        reason=row["reason"],
        summary=row["summary"],
        priority=row["priority"],
        team=row["team"],
        agent=Agent(row["agent_id"], row["agent_name"]) if row["agent_id"] else None,
        requested_at=_known(row["requested_at"]),
        claimed_at=at(row["claimed_at"]),
        awaits=Awaits(row["awaits"]),
        awaits_since=at(row["awaits_since"]),
        ended_at=at(row["ended_at"]),
        expires_at=at(row["expires_at"]),
        outcome=row["outcome"],
        desk_ref=row["desk_ref"] or "",
        shown=row["shown"],
        posting=row["posting"],
        revision=row["revision"],
        card_revision=row["card_revision"],
        last_position=row["last_position"],
    )


def from_handoff(handoff: Handoff) -> dict[str, Any]:
    """The columns of a handoff that a move may change."""
    return {
        "conversation_id": handoff.conversation_id,
        "state": handoff.state.value,
        "reason": handoff.reason,
        "summary": handoff.summary,
        "priority": handoff.priority,
        "team": handoff.team,
        "agent_id": handoff.agent.id if handoff.agent else "",
        "agent_name": handoff.agent.name if handoff.agent else "",
        "requested_at": moment(handoff.requested_at),
        "claimed_at": moment(handoff.claimed_at),
        "awaits": handoff.awaits.value,
        "awaits_since": moment(handoff.awaits_since),
        "ended_at": moment(handoff.ended_at),
        "expires_at": moment(handoff.expires_at),
        "outcome": handoff.outcome,
        "revision": handoff.revision,
    }


def to_act(entry: Entry, raw: Row) -> DeskAct:
    """The agent's act that an entry of kind ACT stands for."""
    return DeskAct(
        key=entry.key,
        agent_id=raw["agent_id"],
        verb=Verb(raw["verb"]),
        handoff_id=raw["handoff_id"],
        content=entry.content,
        origin=entry.origin,
        at=entry.at,
    )
