"""Typed words never become an intent; pressed buttons do."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.entry import Attachment, Button, Content
from bot.core.press import OF_THE_BRAIN, SIGNALS, UPDATES, token, told_to_brain

YES, NO = Button("Yes", '/affirm{"order": "1"}'), Button("No, thanks", "/deny")
OFFERED = ((), (YES, NO), (Button("Help", "/help"),))


@given(st.text(max_size=60))
def test_no_typed_text_begins_like_an_intent(text: str) -> None:
    told = told_to_brain(Content(text), ())
    assert told.strip()
    assert not told.strip().startswith("/")


@given(st.text(max_size=60))
def test_no_forged_payload_is_passed_on_but_a_bare_intent(payload: str) -> None:
    told = told_to_brain(Content("words", payload=payload), OFFERED)
    bare = told == payload and told[1:].isidentifier() and told[1:] not in SIGNALS
    assert told == "words" or bare or told == YES.payload


def test_an_offered_payload_counts_whole_and_by_its_token() -> None:
    assert told_to_brain(Content("Yes", payload=YES.payload), OFFERED) == YES.payload
    assert told_to_brain(Content("Yes", payload=token(YES.payload)), OFFERED) == YES.payload


def test_what_is_not_for_customers_to_say_is_refused_even_bare() -> None:
    for intent in SIGNALS | UPDATES | OF_THE_BRAIN:
        assert told_to_brain(Content("words", payload=f"/{intent}"), ()) == "words"


def test_files_are_told_in_words() -> None:
    photo = Attachment("photo")
    assert told_to_brain(Content(attachments=(photo,)), ()) == "[photo]"
    assert told_to_brain(Content("broken", attachments=(photo, photo)), ()) == "broken [photo] [photo]"


def test_a_token_fits_every_platform() -> None:
    assert len(token("/" + "x" * 5000).encode()) <= 64


def test_a_choice_may_be_typed_by_its_number_or_its_words() -> None:
    for typed in ("2", " 2. ", "no, thanks", "NO, THANKS"):
        assert told_to_brain(Content(typed), OFFERED) == "/deny"


def test_a_number_means_only_what_still_stands_there() -> None:
    assert told_to_brain(Content("3"), OFFERED) == "3"
    assert told_to_brain(Content("help"), OFFERED) == "help"
    assert told_to_brain(Content("1"), ((), (), (), (YES,))) == "1"
