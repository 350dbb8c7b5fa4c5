"""Whoever says who they are, unasked, need not be asked."""

import pytest

from actions.introduced import introduced, without_introduction


def told(text: str) -> tuple[str, bool]:
    """The name that is found, and whether a postcode goes with it."""
    found = introduced(text)
    return (text[found.start : found.end], bool(found.home)) if found else ("", False)


@pytest.mark.parametrize(
    ("text", "name", "is_home_too"),
    [
        ("Hi I'm Mei Kovacs, zip 28236, and I'd like to exchange my desk lamp", "Mei Kovacs", True),
        ("You owe me. I am Yusuf Rossi in zip code 19122.", "Yusuf Rossi", True),
        ("my name is mei kovacs and my zip is 28236", "mei kovacs", True),
        ("dont have it. Mei Kovacs 28236", "Mei Kovacs", True),
        ("mei kovacs, 28236", "mei kovacs", True),
        ("Yes, Anna Berg at LS1 4AB", "Anna Berg", True),
        ("I am Ethan Garcia, and I live in Denver, 80280. Refund 10432", "Ethan Garcia", True),
        ("Hi. I am Sofia Hernandez, and I live in Seattle, WA, 98193", "Sofia Hernandez", True),
        ("I am mei_kovacs_8020 living in zipcode 28236", "mei_kovacs", True),
        ("Lucas here (lucas_santos_6600), I live in Denver CO 80239", "lucas_santos", True),
        ("I am Aarav Lee. I live in Phoenix, AZ 85025. Swap it", "Aarav Lee", True),
        ("I'm Anna Berg and want 10432 back", "Anna Berg", False),
        ("I'm Anna Berg. Where is the one from 10432?", "Anna Berg", False),
        ("no idea, my name's Mei Kovacs", "Mei Kovacs", False),
        ("look me up please? it's under Mia Garcia", "Mia Garcia", False),
        ("My name is Aarav, Aarav Anderson", "", False),
        ("this is Juan Carlos de la Cruz speaking", "Juan Carlos de la Cruz", False),
        ("name: olivia o'neil", "olivia o'neil", False),
        ("Swap my size 7 boots for size 12? name Mei Kovacs zip 28236 order W7728728", "Mei Kovacs", True),
        ("Order W9894882, Mei Kovacs, 28236 - did it arrive?", "Mei Kovacs", True),
        ("refund the boots, Mei Kovacs 28236", "Mei Kovacs", True),
        (
            "new address 44 Pine Street, Denver, CO 80202, order #W2443586 Mei Kovacs 28236",
            "Mei Kovacs",
            True,
        ),
        ("change it to 9 Oak Ave, Phoenix, AZ 85003. #W3586556 Aarav Lee 85025", "Aarav Lee", True),
        ("order #W9894882, name Mei Kovacs, zip code 28236, status?", "Mei Kovacs", True),
        ("mei kovacs 28236", "mei kovacs", True),
        ("no idea what the number is haha. Yara Ito here", "Yara Ito", False),
        ("Name is Zoë Müller-Lang, where is my lamp", "Zoë Müller-Lang", False),
    ],
)
def test_a_name_is_found_where_somebody_says_that_it_is_theirs(
    text: str, name: str, is_home_too: bool
) -> None:
    assert told(text) == (name, is_home_too)


@pytest.mark.parametrize(
    "text",
    [
        "I'm very unhappy",
        "I'm So Angry With You",
        "I AM SO ANGRY",
        "it's a blue one",
        "this is taking forever",
        "track order 10432",
        "order number 10432",
        "my name is on the parcel",
        "Sam Smith from your team called me",
        "send it to 10115",
        "send it to 9 Oak Ave, San Francisco 94110",
        "send my tablet to 9 Oak Ave, Phoenix AZ 85003",
        "deliver to Oak Ave 9, New York, 10001",
        "nothing arrived here",
        "the red lamp 10117",
        "it's under my name",
        "please cancel 10432 and 10433",
        "I'm waiting since Monday for 10432",
        "it is not there",
        "",
    ],
)
def test_what_is_no_introduction_is_none(text: str) -> None:
    assert told(text) == ("", False)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hi. I am Yusuf Rossi in zip code 19122. I want to return it", "Hi. I want to return it"),
        ("Hi I'm Mei Kovacs, zip 28236, and I'd like a refund", "Hi and I'd like a refund"),
        ("cancel my order, I'm Anna Berg, LS1 4AB", "cancel my order"),
        ("Swap the lamp please. Mei Kovacs 28236", "Swap the lamp please."),
        ("I'm Mei Kovacs, 28236", "I'm Mei Kovacs, 28236"),
        ("where is my parcel", "where is my parcel"),
    ],
)
def test_what_is_said_beside_an_introduction(text: str, left: str) -> None:
    assert without_introduction(text) == left
