"""What actions tell frontdesk beside the customer's words: what they did, what is known, who is wanted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.mood import mood
from actions.proof import is_proven, proven_how
from actions.turns import written

LATELY = 5
"""Messages that tell how the customer feels."""
TOLD = {
    "name": "customer_name",
    "email": "email",
    "phone": "phone",
    "order_number": "order_number",
    "product": "product",
}
"""Facts for the card, and the slots that hold them."""


def tell_result(
    dispatcher: CollectingDispatcher, action: str, result: str, facts: Mapping[str, Any] | None = None
) -> None:
    """For the transcript that agents read: what an action found; and for the card: what is known now."""
    payload: dict[str, Any] = {"action": {"name": action, "result": result}}
    if facts:
        payload["facts"] = dict(facts)
    dispatcher.utter_message(json_message=payload)


def tell_change(dispatcher: CollectingDispatcher, result: str, fields: Mapping[str, Any]) -> None:
    """What became of a change, for the transcript; and each thing that is known of it, for the card."""
    done = {"action": {"name": "action_change_order", "result": result}} if result else {}
    facts = {f"change_{name}": value for name, value in fields.items()}
    dispatcher.utter_message(json_message={**done, "facts": facts})


def tell_consent(dispatcher: CollectingDispatcher, allowed: bool) -> None:
    """The customer lets us write about their orders by ourselves, or does not."""
    dispatcher.utter_message(json_message={"updates": {"allowed": allowed}})


def tell_offer(dispatcher: CollectingDispatcher, customer_id: str) -> None:
    """This customer of the shop was asked whether we may."""
    dispatcher.utter_message(json_message={"facts": {"updates_offered": customer_id}})


def updates_told(tracker: Tracker) -> Mapping[str, Any] | None:
    """What frontdesk knows of that: `customer_id`, `allowed` (None: never said), `offered_to`; None where no
    such messages can be, since the shop tells nothing, or others read along."""
    told = _metadata(tracker).get("updates")
    return told if isinstance(told, dict) else None


@dataclass(frozen=True)
class Wish:
    """Why a person is wanted, in a form that frontdesk understands."""

    reason: str
    """A short word: customer_asked, misunderstood, cancel_order …"""
    summary: str
    """A sentence for the colleague who takes over."""
    priority: str = "normal"
    """Or high."""
    team: str | None = None
    """One of desk.yml's teams."""


def ask_for_person(dispatcher: CollectingDispatcher, tracker: Tracker, wish: Wish) -> None:
    """Ask frontdesk to hand the conversation over, with what is known by now."""
    dispatcher.utter_message(json_message={"handoff": asdict(wish), "facts": known(tracker)})


def known(tracker: Tracker) -> dict[str, Any]:
    """What the customer has said of themselves; `verified` says whether it is more than a claim."""
    proven = is_proven(tracker.slots)
    said = {fact: _spelled(tracker.get_slot(slot)) for fact, slot in TOLD.items() if tracker.get_slot(slot)}
    state = tracker.get_slot("order_state") if proven else ""  # empty: what the card showed before is gone
    feeling = mood(islice(written(tracker), LATELY))
    felt = {"sentiment": feeling} if feeling else {}
    how = proven_how(tracker.slots) if proven else ""
    return {**said, **felt, "order_state": state or "", "verified": proven, "verified_by": how}


def _spelled(value: Any) -> Any:
    """Several things that one message named, in one line."""
    return ", ".join(dict.fromkeys(map(str, value))) if isinstance(value, list) else value


def is_public(tracker: Tracker) -> bool:
    """Whether others can read along: a group, or a channel's thread; frontdesk says so with every message."""
    return bool(_metadata(tracker).get("public"))


def say_not_in_public(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Why nothing is said here, with the link into private where frontdesk knows one."""
    way = str(_metadata(tracker).get("private_way") or "")
    if way:
        dispatcher.utter_message(response="utter_not_in_public", private_way=way)
    else:
        dispatcher.utter_message(response="utter_not_in_public_without_link")


def account(tracker: Tracker) -> str:
    """Whose conversation it is, as frontdesk tells people apart: one person on one channel."""
    return str(_metadata(tracker).get("account") or tracker.sender_id)


def network(tracker: Tracker) -> str:
    """Where the customer writes from, hashed by frontdesk; empty where the channel does not tell."""
    return str(_metadata(tracker).get("network") or "")


def account_name(tracker: Tracker) -> str:
    """What the customer's account on the platform shows as their name; in the web chat there is none."""
    return str(_metadata(tracker).get("customer_name") or "")


def _metadata(tracker: Tracker) -> Mapping[str, Any]:
    return (tracker.latest_message or {}).get("metadata") or {}
