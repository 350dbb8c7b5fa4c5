"""Typed words never become an intent; pressed buttons do."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.entry import Attachment, Button, Content
from bot.core.press import SIGNALS, token, told_to_brain

OFFERED = (Button("Yes", '/affirm{"order": "1"}'),)


@given(st.text(max_size=60))
def test_no_typed_text_begins_like_an_intent(text: str) -> None:
    told = told_to_brain(Content(text), OFFERED)
    assert told.strip()
    assert not told.strip().startswith("/")


@given(st.text(max_size=60))
def test_no_forged_payload_is_passed_on_but_a_bare_intent(payload: str) -> None:
    told = told_to_brain(Content("words", payload=payload), OFFERED)
    assert told == "words" or (told == payload and told[1:].isidentifier() and told[1:] not in SIGNALS)


def test_an_offered_payload_counts_whole_and_by_its_token() -> None:
    assert told_to_brain(Content("Yes", payload=OFFERED[0].payload), OFFERED) == OFFERED[0].payload
    assert told_to_brain(Content("Yes", payload=token(OFFERED[0].payload)), OFFERED) == OFFERED[0].payload


def test_what_only_the_desk_may_tell_is_refused_even_bare() -> None:
    for intent in SIGNALS:
        assert told_to_brain(Content("words", payload=f"/{intent}"), ()) == "words"


def test_files_are_told_in_words() -> None:
    photo = Attachment("photo")
    assert told_to_brain(Content(attachments=(photo,)), ()) == "[photo]"
    assert told_to_brain(Content("broken", attachments=(photo, photo)), ()) == "broken [photo] [photo]"


def test_a_token_fits_every_platform() -> None:
    assert len(token("/" + "x" * 5000).encode()) <= 64
