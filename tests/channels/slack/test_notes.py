"""A note never reaches a customer: whatever reads as beginning with // stays in the house."""

import string
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.arrival import DeskAct, Verb
from channels.slack.events import parse
from channels.slack.words import escaped
from tests.channels.slack.front import Front

DESK = "C0DESK"

INVISIBLE = st.text(" \t\n\u00a0\u200b\u200c\u200d\u2060\ufeff\u00ad\u3164\u2800\u180e", max_size=4)
LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)


def spoken(text: str, blocks: Any = None, **event: Any) -> Any:
    """An agent's message in a thread, as Slack tells it."""
    parts = {"blocks": blocks} if blocks is not None else {}
    message = {"type": "message", "channel": DESK, "user": "U1", "ts": "2.000001", "thread_ts": "1.000001"}
    event = {**message, "text": text, **parts, **event}
    return {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event}


def act(body: Any) -> DeskAct:
    (found,) = parse(body, DESK, "UBOT")
    assert isinstance(found, DeskAct)
    return found


def rich(elements: list[Any], kind: str = "rich_text_section") -> list[Any]:
    return [{"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}]


@given(before=INVISIBLE, between=st.text("\u200b\u2060\ufeff", max_size=2), words=LETTERS)
def test_leading_blanks_and_invisible_letters_do_not_turn_a_note_into_a_reply(
    before: str, between: str, words: str
) -> None:
    assert act(spoken(escaped(f"{before}/{between}/{words}"))).verb is Verb.NOTE


@given(
    words=LETTERS,
    mark=st.sampled_from(["*", "_", "~", "`", "```", ">", "&gt;", "&gt; ", "• ", "- ", "*_~", "```\n"]),
)
def test_no_formatting_turns_a_note_into_a_reply(words: str, mark: str) -> None:
    assert act(spoken(f"{mark}//{escaped(words)}{mark}")).verb is Verb.NOTE


@given(
    words=LETTERS,
    style=st.dictionaries(st.sampled_from(["bold", "italic", "strike", "code"]), st.just(True)),
    kind=st.sampled_from(["rich_text_section", "rich_text_quote", "rich_text_preformatted"]),
    cut=st.integers(0, 2),
    told=LETTERS,
)
def test_rich_text_that_reads_as_a_note_is_one_whatever_the_text_beside_it_says(
    words: str, style: dict[str, bool], kind: str, cut: int, told: str
) -> None:
    whole = f"//{words}"
    pieces = [
        {"type": "text", "text": piece, "style": style} for piece in (whole[:cut], whole[cut:]) if piece
    ]
    assert act(spoken(f"x{told}", rich(pieces, kind))).verb is Verb.NOTE


@given(words=LETTERS)
def test_a_link_that_reads_as_a_note_is_one(words: str) -> None:
    assert act(spoken(f"<http://example.com|//{escaped(words)}>")).verb is Verb.NOTE


@given(words=st.text(string.ascii_letters + string.digits + "?!., ", min_size=1).filter(str.strip))
def test_ordinary_words_are_a_reply(words: str) -> None:
    assert act(spoken(words)).verb is Verb.REPLY
    assert act(spoken(words, rich([{"type": "text", "text": words}]))).verb is Verb.REPLY


@pytest.mark.parametrize(
    "text",
    [
        "// call her tomorrow",
        "   // call her tomorrow",
        "\u200b//call her tomorrow",
        "／／ call her tomorrow",
        "&lt;// call her tomorrow",
        "&gt; // call her tomorrow",
        "`// call her tomorrow",
        "<@U2> // call her tomorrow",
        "<@UBOT> // call her tomorrow",
    ],
)
def test_the_slashes_are_cut_off(text: str) -> None:
    found = act(spoken(text))
    assert (found.verb, found.content.text) == (Verb.NOTE, "call her tomorrow")


SIGNS = [
    "<!here> ",
    "<!channel>",
    "<!subteam^S1|@support> ",
    "<!subteam^S1>: ",
    "<#C1|orders> ",
    "<#C1>",
    "<@U2> <@UBOT|frontdesk> ",
    "<!date^1392734382^{date}|Feb 18> ",
    "<https://shop.example/a//b> ",
    "<https://shop.example|our shop>: ",
    ":eyes: ",
    ":wave::skin-tone-2: ",
    ":中文: ",
    "👀 ",
    "⚠️ ",
    "👍🏽",
    "1. ",
    "1) ",
    "(12) ",
    "a. ",
    "iv. ",
    "1️⃣ ",
    "① ",
    "◦ ",
    "‣ ",
    "‒ ",
    "+ ",
    "&gt; ",
    "&gt;&gt;&gt; ",
    "&amp; ",
    '"',
    "“",
    "«",
    "‘",
    "'",
    "[",
    "→ ",
    ": ",
    "\n\t",
    "> <!here> :eyes: 1. “",
]


@pytest.mark.parametrize("sign", SIGNS)
def test_no_sign_before_the_slashes_turns_a_note_into_a_reply(sign: str) -> None:
    front = Front()
    front.event(spoken(f"{sign}// ask <@U7|dana>"))
    assert [(found.verb, found.content.text) for found in front.acts] == [(Verb.NOTE, "ask @dana")]


@pytest.mark.parametrize(
    "sign",
    [
        {"type": "user", "user_id": "U2"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "broadcast", "range": "here"},
        {"type": "emoji", "name": "eyes", "unicode": "1f440"},
        {"type": "emoji", "name": "custom"},
        {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "1970"},
        {"type": "link", "url": "https://shop.example"},
        *({"type": "text", "text": words} for words in ("1. ", ":eyes: ", "👀", "“", "• ", "> ", "a) ")),
    ],
)
def test_nor_does_a_sign_in_rich_text(sign: dict[str, Any]) -> None:
    front = Front()
    blocks = rich([sign, {"type": "text", "text": " // call her"}])
    front.event(spoken("told otherwise", blocks))
    assert [(found.verb, found.content.text) for found in front.acts] == [(Verb.NOTE, "call her")]


def test_signs_before_a_link_that_reads_as_a_note_change_nothing() -> None:
    found = act(spoken("<!here> 1. <http://example.com|// call> her > him"))
    assert (found.verb, found.content.text) == (Verb.NOTE, "call her > him")


@pytest.mark.parametrize("sign", ["<a|", "/", "<a", ":", ":a", "1", "&", "<a>", ">", "_", "<a|/", "👀"])
def test_endless_signs_are_read_in_no_time(sign: str) -> None:
    began = time.process_time()
    act(spoken(sign * 10_000 + "x"))
    assert time.process_time() - began < 2


def test_a_note_in_a_list_of_rich_text_is_a_note() -> None:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": "// first"}]}
    blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": [section]}]}]
    assert act(spoken("1. // first", blocks)).verb is Verb.NOTE


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/a//b",
        "/ is a slash",
        "and/or // maybe",
        "50 // 50",
        "1. 2 // 3",
        "<!here> / or",
        "Hi. // you",
        "<https://a.example/b//c>",
        "<@U2>: 1 // 2",
        ":eyes: yes // no",
        "9:30 // 10:30",
    ],
)
def test_slashes_elsewhere_make_no_note(text: str) -> None:
    assert act(spoken(text)).verb is Verb.REPLY


@pytest.mark.parametrize("subtype", ["message_changed", "message_deleted"])
def test_an_edited_or_deleted_note_does_not_become_a_reply(subtype: str) -> None:
    inner = {"type": "message", "user": "U1", "text": "now without slashes", "ts": "2.0", "thread_ts": "1.0"}
    body = spoken("", subtype=subtype, hidden=True, message=inner, previous_message=inner)
    (found,) = parse(body, DESK, "UBOT")
    assert not isinstance(found, DeskAct)


def test_a_file_beside_a_note_stays_inside_too() -> None:
    file = {"id": "F1", "name": "fraud.png", "mimetype": "image/png"}
    found = act(spoken("// look", subtype="file_share", files=[file]))
    assert found.verb is Verb.NOTE
    assert found.content.attachments[0].name == "fraud.png"
