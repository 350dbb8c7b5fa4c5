"""What platforms send and what we say, with everything that is awkward about it."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from bot.core.entry import Attachment, Button, Card, Content
from tests.channels.messenger.events import BODIES
from tests.channels.slack.front import called, mention, said
from tests.channels.telegram.updates import RECORDS, TURNS

MESSAGE = {"session": "s3ss10n", "message_id": "m-00000001", "text": "hello"}
KNOWN: Mapping[str, list[Any]] = {
    "telegram": [*TURNS, *RECORDS],
    "messenger": BODIES,
    "instagram": BODIES,
    "slack": [called(said("hi")), called(mention("hi")), called(said("hi", subtype="message_changed"))],
    "web": [MESSAGE, {**MESSAGE, "payload": "/track_order"}],
}
"""Bodies as each platform writes them."""
SAFE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | SAFE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SAFE, inner, max_size=3),
    max_leaves=8,
)
LONG = " ".join(f"word{number}{'.' if number % 9 == 0 else ''}" for number in range(3000))
PHOTO = Attachment("photo", "shoe", "https://shop.example/shoe.jpg")
FILE = Attachment("file", "bill", "https://shop.example/bill.pdf")
MANY = tuple(Button(f"Choice {number};", f"/choice_{number}") for number in range(60))
AWKWARD = [
    Content(LONG),
    Content(LONG, (Button("Yes", "/affirm"), Button("Shop", url="https://shop.example"))),
    Content("Ünï 📦 " * 1500, attachments=(PHOTO, FILE)),
    Content("📦" * 9000),
    Content("<b> & <!channel> *not bold* _x_"),
    Content("Which?", MANY),
    Content("", MANY[:2]),
    Content("Which?", (Button("A very long title " * 9, "/a"), Button("B", "/b" * 3000))),
    Content("Look", (Button("Shop", url="https://shop.example/" + "x" * 4000),), (PHOTO,)),
    Content("", attachments=(PHOTO, FILE, Attachment("location", "Main Street 5"))),
    Content("*Sale* & _today_: `FD<1>` in the [shop & more](https://shop.example/?a=1&b=2)", MANY[:3]),
    Content(f"*{LONG}*"),
    Content("*Look* at it", attachments=(PHOTO,)),
    Content("Which?", MANY[:4], layout="inline"),
    Content("Which?", MANY[:4], layout="reply"),
    Content(
        "Our shoes", cards=tuple(Card(f"Shoe *{n}*", "size & colour " * 12, PHOTO.url) for n in range(23))
    ),
    Content(cards=(Card("Boot", "", "no picture", "https://shop.example/boot", MANY[:7]), Card("📦" * 90))),
]
"""What we say, and every platform has to take."""
