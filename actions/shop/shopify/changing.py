"""Changes that are one mutation, which carries its own mark: calling off, another address, sending back.

What is told to be done is done, or can be found out by the same key: see docs/shopify.md, "Made once".
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from actions.shop.port import (
    Actor,
    Address,
    ChangeAddress,
    Exchange,
    Refusal,
    Return,
    ShopConflict,
    ShopRefused,
)
from actions.shop.shopify.client import Ask, Node
from actions.shop.shopify.marks import LONGEST, Mark, mark_in
from actions.shop.shopify.orders import Found, fetch
from actions.shop.shopify.people import address_in
from actions.shop.shopify.queries import (
    ADD_HOME,
    CANCEL,
    CHANGE_ADDRESS,
    CHOOSE_HOME,
    CREATE_EXCHANGE,
    JOB,
    REQUEST_RETURN,
    RETURNABLE,
)
from actions.shop.shopify.reading import piece_of
from actions.shop.shopify.refusals import made
from actions.shop.shopify.values import at, count, listed, text, words

RECIPIENT = ("firstName", "lastName", "company", "phone")
"""What of an address says who, and stays as it is."""
NO_MARK = "undone"
"""Stands in the mark's place where a change was taken back."""


def cancel(ask: Ask, found: Found, mark: Mark, actor: Actor) -> None:
    """Call it off; Shopify does so in the background, and gives back what was paid the way it came."""
    answer = ask(CANCEL, id=found.id, note=note(mark, actor), refund=bool(found.order.transactions))
    job = made(answer, "orderCancel", "orderCancelUserErrors")
    _wait_for(ask, words(job, "job", "id"), done=at(job, "job", "done") is True)
    after = fetch(ask, found.id)
    kept = mark_in(text(after.node, "cancellation", "staffNote")) if after else None
    if kept is None or kept.id != mark.id:  # it is not called off, or not by us
        raise ShopConflict


def change_address(ask: Ask, found: Found, change: ChangeAddress, mark: Mark, actor: Actor) -> None:
    """Send it elsewhere; where somebody has sent it meanwhile, its address is put back."""
    place = found.node.get("shippingAddress") or {}
    who = {name: text(place, name) for name in RECIPIENT if text(place, name)}
    written = _write_address(
        ask, found, who | place_input(change.address), mark_field(mark, note(mark, actor))
    )
    progress = ("displayFulfillmentStatus", "cancelledAt")
    if any(text(written, name) != text(found.node, name) for name in progress):
        _write_address(ask, found, who | place_input(found.order.address), mark_field(mark, NO_MARK))
        raise ShopConflict


def ask_for_return(ask: Ask, found: Found, change: Return, mark: Mark) -> None:
    """Announce what comes back, to whoever of the shop agrees to it."""
    lines = [line | {"customerNote": mark.pack()} for line in _lines(ask, found, change.items)]
    made(ask(REQUEST_RETURN, id=found.id, lines=lines), "returnRequest")


def exchange(ask: Ask, found: Found, change: Exchange, mark: Mark) -> None:
    """Announce what comes back, and what goes out for it."""
    lines = [line | {"returnReasonNote": mark.pack()} for line in _lines(ask, found, change.items)]
    new = [{"variantId": name, "quantity": pieces} for name, pieces in Counter(change.new_items).items()]
    made(ask(CREATE_EXCHANGE, id=found.id, lines=lines, new=new), "returnCreate")


def change_home(ask: Ask, person: Node, address: Address) -> None:
    """Make it the default address; one that is there already is chosen, so asked again nothing is doubled."""
    default = person.get("defaultAddress")
    if default and address_in(default) == address:
        return
    for home in listed(person, "addressesV2"):
        if address_in(home) == address:
            answer = ask(CHOOSE_HOME, id=words(person, "id"), address=words(home, "id"))
            made(answer, "customerUpdateDefaultAddress")
            return
    who = {name: text(default, name) for name in RECIPIENT if text(default, name)} if default else {}
    made(ask(ADD_HOME, id=words(person, "id"), address=who | place_input(address)), "customerAddressCreate")


def place_input(address: Address) -> dict[str, str]:
    """An address as Shopify takes it. Raises ShopRefused for a country that is not named by its two letters.

    https://shopify.dev/docs/api/admin-graphql/2026-07/input-objects/MailingAddressInput
    """
    country = address.country.strip().upper()
    if len(country) != 2 or not country.isalpha():
        raise ShopRefused(Refusal.UNSUPPORTED)
    given = {
        "address1": address.line,
        "address2": address.line2,
        "city": address.city,
        "zip": address.postcode,
        "provinceCode": address.region,
        "countryCode": country,
    }
    return {name: part for name, part in given.items() if part}


def note(mark: Mark, actor: Actor) -> str:
    """A mark, and for the shop's people who asked for it, and where."""
    return f"{mark.pack()} {actor.name} {actor.conversation_id}"[:LONGEST].strip()


def mark_field(mark: Mark, value: str) -> list[dict[str, str]]:
    """The metafield of one change: of the app's own, so that no other app's is touched.

    https://shopify.dev/docs/apps/build/custom-data/ownership
    """
    return [{"namespace": "$app", "key": mark.id, "type": "multi_line_text_field", "value": value}]


def _write_address(ask: Ask, found: Found, address: dict[str, str], marks: list[dict[str, str]]) -> Node:
    answer = ask(CHANGE_ADDRESS, id=found.id, address=address, marks=marks)
    written: Node = made(answer, "orderUpdate").get("order") or {}
    return written


def _wait_for(ask: Ask, job: str, done: bool) -> None:
    """Raises ShopSlow where the job takes too long; what became of it is found out by the same key."""
    pause = 0.1
    while not done:
        ask.wait(pause)
        pause = min(pause * 2, 1.0)
        done = at(ask(JOB, id=job), "job", "done") is True


def _lines(ask: Ask, found: Found, items: Sequence[str]) -> list[dict[str, object]]:
    """Where in the parcels these pieces are. Raises ShopRefused where so many are not there to come back.

    Shopify wants one of its reasons, and customers are not asked for one.
    """
    wanted, lines = Counter(items), []
    for line, name, there in _returnable(ask, found):
        taken = min(wanted[name], there)
        wanted[name] -= taken
        if taken:
            lines.append({"fulfillmentLineItemId": line, "quantity": taken, "returnReason": "UNKNOWN"})
    if not lines or wanted.total():
        raise ShopRefused(Refusal.NOT_THERE)
    return lines


def _returnable(ask: Ask, found: Found) -> Iterator[tuple[str, str, int]]:
    """What could come back: where it is, what it is, how many."""
    for parcel in listed(ask(RETURNABLE, id=found.id), "returnableFulfillments"):
        for line in listed(parcel, "returnableFulfillmentLineItems"):
            there = at(line, "fulfillmentLineItem") or {}
            yield words(there, "id"), piece_of(at(there, "lineItem") or {}), count(line, "quantity")
