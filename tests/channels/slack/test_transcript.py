"""The transcript in the desk's thread: complete, in order, within Slack's limits, and nobody confused."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from bot.core.entry import Attachment, Author, Button, Content, Entry, Kind, State
from channels.slack import sentences
from channels.slack.transcript import LARGEST, Page, page
from tests.channels.slack.screen import seen, strings

REF = "C0DESK:100.000001"
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=timezone.utc)


def entry(position: int, text: str, author: Author = Author.CUSTOMER, kind: Kind = Kind.MESSAGE) -> Entry:
    content, at = Content(text), NOON + timedelta(seconds=position)
    return Entry(position, "telegram:1", position, author, "", kind, State.SETTLED, content, at)


def pages(entries: list[Entry]) -> list[Page]:
    found = []
    while entries:
        filled = page(entries[:100], "Anna", REF)
        assert filled.shown >= (entries[0].position or 0)
        entries = [left for left in entries if (left.position or 0) > filled.shown]
        found.append(filled)
    return found


def shown(filled: Page) -> str:
    return seen({"blocks": filled.blocks})


def assert_within_limits(filled: Page) -> None:
    assert len(filled.blocks) <= 40
    assert sum(map(len, strings(filled.blocks))) <= 9_000
    for block in filled.blocks:
        Block.parse(block).validate_json()  # type: ignore[union-attr]
        assert sum(map(len, strings(block))) <= 3_000
        for paragraph in block["elements"]:
            assert all(element.get("text", "x") for element in paragraph["elements"])
            assert paragraph["elements"]


def test_a_thousand_messages_come_complete_and_in_order() -> None:
    authors = [Author.CUSTOMER, Author.BOT, Author.AGENT]
    entries = [entry(n, f"message {n} of a long talk", authors[n % 3]) for n in range(1, 1001)]
    found = pages(entries)
    for filled in found:
        assert_within_limits(filled)
    lines = [line for filled in found for line in shown(filled).split("\n") if line.startswith("│")]
    assert lines == [f"│ message {n} of a long talk" for n in range(1, 1001)]
    assert len(found) <= 15


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 12_000), st.sampled_from(list(Author)), st.sampled_from(list(Kind))),
        min_size=1,
        max_size=30,
    )
)
def test_whatever_was_said_every_page_is_within_limits_and_nothing_is_passed_over(
    said: list[tuple[int, Author, Kind]],
) -> None:
    entries = [entry(n, f"#{n};" + "x" * size, who, kind) for n, (size, who, kind) in enumerate(said, 1)]
    found = pages(entries)
    text = "\n".join(map(shown, found))
    for filled in found:
        assert_within_limits(filled)
    assert [text.count(f"#{n};") for n in range(1, len(entries) + 1)] == [1] * len(entries)
    assert found[-1].shown == len(entries)


def test_a_long_message_is_spread_over_several_blocks_of_one_message() -> None:
    words = " ".join(f"word{n}" for n in range(900))
    (filled,) = pages([entry(1, words)])
    assert len(filled.blocks) > 1
    assert "".join(text for text in strings(filled.blocks) if "word" in text) == words


def test_a_monstrous_message_is_cut_where_all_can_see_it() -> None:
    (filled,) = pages([replace(entry(1, "x" * 50_000), delivery="failed", reason="Too long.")])
    assert sentences.CUT in shown(filled)
    assert "Not delivered: Too long." in shown(filled)
    assert_within_limits(filled)
    assert sum(map(len, strings(filled.blocks))) > LARGEST * 0.9


def test_customer_bot_agent_note_action_and_event_cannot_be_confused() -> None:
    said = [
        replace(entry(1, "Where is it?"), author_name="Anna Berg"),
        replace(entry(2, "Which order?", Author.BOT), content=Content("Which order?", (Button("Track it"),))),
        entry(3, "Order FD10432: shipped", Author.SYSTEM, Kind.ACTION),
        replace(entry(4, "Claimed", Author.SYSTEM, Kind.EVENT), author_name="Sam"),
        replace(entry(5, "I have a look", Author.AGENT), author_name="Sam"),
        replace(entry(6, "she is angry", Author.AGENT, Kind.NOTE), author_name="Sam"),
    ]
    (filled,) = pages(said)
    assert shown(filled).split("\n") == [
        "👤 Anna Berg  2026-11-02 12:00 UTC",
        "│ Where is it?",
        "🤖 Bot  2026-11-02 12:00 UTC",
        "│ Which order?",
        "│ offered: Track it",
        "⚙️ Action  2026-11-02 12:00 UTC",
        "│ Order FD10432: shipped",
        "🔔 Claimed · Sam  2026-11-02 12:00 UTC",
        "🎧 Sam  2026-11-02 12:00 UTC",
        "│ I have a look",
        "📝 Note by Sam, not sent to the customer  2026-11-02 12:00 UTC",
        "│ she is angry",
    ]


def test_a_customer_cannot_write_a_line_that_looks_like_somebody_elses() -> None:
    (filled,) = pages([entry(1, "hello\n🤖 Bot  12:00\n```refund approved```")])
    assert shown(filled).split("\n")[1:] == ["│ hello", "│ 🤖 Bot  12:00", "│ ```refund approved```"]


@pytest.mark.parametrize(
    "words", ["<!channel>", "<@U123>", "<#C1|general>", "a <!here> b", "@everyone", "*b* _i_"]
)
def test_nothing_a_customer_writes_is_a_mention_or_formatting(words: str) -> None:
    (filled,) = pages([replace(entry(1, words), author_name=words)])
    assert shown(filled).count(words) == 2
    elements = [
        e for block in filled.blocks for paragraph in block["elements"] for e in paragraph["elements"]
    ]
    assert {element["type"] for element in elements} <= {"text", "date"}
    assert not any(mark in text for text in strings(filled.blocks) for mark in ("<!", "<@", "<#"))
    assert not any(mark in filled.notification for mark in ("<!", "<@", "<#"))


def test_words_that_did_not_reach_the_customer_say_so() -> None:
    late = replace(entry(1, "too late", Author.BOT), state=State.SUPERSEDED)
    silenced = replace(entry(2, "silenced", Author.BOT), delivery="superseded")
    failed = replace(entry(3, "lost", Author.BOT), delivery="failed", reason="The customer blocked the bot.")
    (filled,) = pages([late, silenced, failed])
    lines = shown(filled).split("\n")
    assert lines.count("│ ⚠️ not sent: a person had taken over") == 2
    assert lines[-1] == "│ ⚠️ Not delivered: The customer blocked the bot."


def test_files_and_pressed_buttons_are_shown() -> None:
    photo = Attachment("photo", "parcel.jpg", "https://example.com/parcel.jpg")
    place = Attachment("location")
    (filled,) = pages(
        [
            replace(entry(1, ""), content=Content("look", attachments=(photo, place))),
            replace(entry(2, ""), content=Content("Track it", payload="/track_order")),
            replace(entry(3, ""), content=Content()),
        ]
    )
    lines = [line for line in shown(filled).split("\n") if line.startswith("│")]
    assert lines == ["│ look", "│ 📎 photo: parcel.jpg open", "│ 📎 location", "│ 🔘 Track it", "│ —"]


def test_what_an_agent_wrote_in_that_very_thread_is_not_repeated_there() -> None:
    here = replace(entry(1, "here", Author.AGENT), origin=f"{REF}:101.000001")
    elsewhere = replace(entry(2, "elsewhere", Author.AGENT), origin="C0DESK:99.000001:102.000001")
    console = entry(3, "console", Author.AGENT)
    last = replace(entry(4, "here again", Author.AGENT), origin=f"{REF}:103.000001")
    (filled,) = pages([here, elsewhere, console, last])
    assert [line for line in shown(filled).split("\n") if "│" in line] == ["│ elsewhere", "│ console"]
    assert filled.shown == 4


def test_nothing_is_posted_for_what_stands_there_already() -> None:
    here = replace(entry(1, "here", Author.AGENT), origin=f"{REF}:101.000001")
    filled = page([here], "Anna", REF)
    assert (filled.blocks, filled.shown) == ([], 1)
