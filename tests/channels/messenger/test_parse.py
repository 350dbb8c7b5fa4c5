"""What Meta's webhooks become: whose turn, in which conversation, in which words."""

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given, settings

from bot.core.arrival import Arrival
from bot.core.entry import Attachment, Content, Kind
from channels.messenger.parse import CHANNELS, arrivals
from tests.channels.messenger.events import (
    ACCOUNT,
    ANNA,
    AT,
    BODIES,
    FROM_ANNA,
    PAGE,
    RECORDS,
    TURNS,
    body,
    said,
    told,
)
from tests.channels.mutations import assert_storable, mutated


def parsed(item: Any, **where: Any) -> Arrival:
    (arrival,) = arrivals(body(item, **where))
    return arrival


@pytest.mark.parametrize("event", TURNS)
def test_what_a_customer_says_is_a_turn(event: Any) -> None:
    arrival = parsed(event)
    assert arrival.kind is Kind.MESSAGE
    assert arrival.content != Content()
    assert arrival.conversation_id == f"messenger:{PAGE}:{ANNA}"
    assert arrival.order == AT
    assert arrival.at == datetime.fromtimestamp(AT / 1000, timezone.utc)


@pytest.mark.parametrize(("label", "event"), RECORDS)
def test_what_nobody_says_to_us_is_a_record(label: str, event: Any) -> None:
    arrival = parsed(event)
    assert arrival.kind in (Kind.RECORD, Kind.ASIDE) or arrival.spoken_by
    assert (arrival.label, arrival.raw) == (label, event)
    assert arrival.conversation_id == f"messenger:{PAGE}:{ANNA}"


def count(event: Any) -> int:
    """How many events there are in a body, counted without reading them."""
    entries = event.get("entry") if isinstance(event, dict) else None
    if not isinstance(entries, list) or not entries or event.get("object") not in list(CHANNELS):
        return 1
    return sum(
        max(1, sum(len(v) for v in e.values() if isinstance(v, list))) if isinstance(e, dict) else 1
        for e in entries
    )


@settings(max_examples=250, deadline=None)
@given(mutated(BODIES))
def test_no_event_of_any_body_is_lost_or_breaks_anything(event: Any) -> None:
    found = arrivals(event)
    assert len(found) == count(event)
    for arrival in found:
        assert_storable(arrival, arrival.channel)
        assert arrival.channel in ("messenger", "instagram")


def test_one_strange_event_does_not_take_the_others_with_it() -> None:
    strange: list[Any] = [None, 5, "x", [], {}, {"message": 5}, told(message={}), told(mind={"read": True})]
    found = arrivals(body(said(text="before"), *strange, said("m_9", text="after")))
    assert [arrival.kind for arrival in found] == [Kind.MESSAGE, *[Kind.RECORD] * 8, Kind.MESSAGE]
    assert {arrival.label for arrival in found[1:-1]} == {"unknown"}
    assert [arrival.raw for arrival in found[1:-1]] == strange
    assert found[8].conversation_id == f"messenger:{PAGE}:{ANNA}"
    assert found[1].conversation_id == "messenger:"


@pytest.mark.parametrize(
    "event",
    [
        None,
        [],
        "page",
        {},
        {"object": "page"},
        {"object": "page", "entry": []},
        {"object": "page", "entry": {}},
        {"object": "user", "entry": [{"id": "1", "changes": [{}]}]},
        {"object": ["page"], "entry": [{}]},
    ],
)
def test_a_body_of_an_unknown_shape_is_kept_whole(event: Any) -> None:
    (arrival,) = arrivals(event)
    assert (arrival.kind, arrival.label, arrival.raw) == (Kind.RECORD, "unknown", event)
    assert arrival.conversation_id == "messenger:"
    assert arrivals(event)[0].key == arrival.key


def test_entries_without_events_and_fields_nobody_knows_are_kept() -> None:
    entries = [
        "x",
        {"id": PAGE, "time": AT},
        {"id": PAGE, "messaging": []},
        {"id": PAGE, "dreams": [{"a": 1}]},
    ]
    found = arrivals({"object": "page", "entry": entries})
    assert [arrival.label for arrival in found] == ["unknown"] * 4
    assert found[3].raw == {"a": 1}


def test_a_message_to_nobodys_account_or_from_nobody_is_no_turn() -> None:
    assert parsed(said(text="hi"), account=None).label == "unknown"
    assert parsed(said(text="hi"), account="a:b").label == "unknown"
    assert parsed({**said(text="hi"), "sender": {"user_ref": "1"}}).label == "unknown"
    assert parsed({**said(text="hi"), "sender": {"id": "a b"}}).label == "unknown"
    assert parsed({**said(text="hi"), "sender": {"id": int(ANNA)}}).conversation_id.endswith(f":{ANNA}")


def test_instagram_is_a_channel_of_its_own() -> None:
    event = {**said(text="hi"), "recipient": {"id": ACCOUNT}}
    arrival = parsed(event, to="instagram", account=ACCOUNT)
    assert (arrival.channel, arrival.kind) == ("instagram", Kind.MESSAGE)
    assert arrival.conversation_id == f"instagram:{ACCOUNT}:{ANNA}"
    assert arrival.key == "instagram:m_1"
    echo = {"sender": {"id": ACCOUNT}, "recipient": {"id": ANNA}, "message": {"mid": "m", "text": "x"}}
    found = parsed(echo, to="instagram", account=ACCOUNT)
    assert (found.label, found.proves_sent) == ("echo", 0)
    seen = told(messaging_seen={"mid": "m"})
    assert parsed(seen, to="instagram", account=ACCOUNT).label == "read"


def test_a_message_taken_back_is_another_entry_than_the_message() -> None:
    assert parsed(said("m_1", is_deleted=True)).key != parsed(said("m_1", text="oops")).key


def test_a_change_is_recorded_under_its_own_name() -> None:
    change = {"field": "mention", "value": {}}
    assert parsed(change, field="changes").label == "mention"
    assert parsed({"value": {}}, field="changes").label == "feed"


@pytest.mark.parametrize(
    ("postback", "content"),
    [
        ({"title": "Get Started", "payload": "GET_STARTED"}, Content("Get Started", payload="/greet")),
        ({"payload": '/track_order{"a": 1}'}, Content("track order", payload='/track_order{"a": 1}')),
        ({"payload": "{}"}, Content("{}", payload="{}")),
        ({"title": "Buy"}, Content("Buy")),
    ],
)
def test_a_press_is_read_as_far_as_it_goes(postback: Any, content: Content) -> None:
    assert parsed(told(postback=postback)).content == content


def test_a_press_that_says_nothing_or_comes_from_us_is_no_turn() -> None:
    assert parsed(told(postback={})).label == "unknown"
    ours = {"sender": {"id": PAGE}, "recipient": {"id": ANNA}, "postback": {"title": "Buy"}}
    assert parsed(ours).label == "unknown"


def test_times_come_in_seconds_or_milliseconds_or_not_at_all() -> None:
    def at(**when: Any) -> int:
        timeless = {name: value for name, value in said(text="hi").items() if name != "timestamp"}
        return parsed({**timeless, **when}).order

    assert at(timestamp=AT // 1000) == AT
    assert at(timestamp=AT) == AT
    assert at() == AT + 5
    assert at(timestamp="soon") == AT + 5


def test_a_very_long_id_is_still_one_key() -> None:
    long = parsed(said("m_" + "x" * 5000, text="hi"))
    other = parsed(said("m_" + "x" * 5001, text="hi"))
    assert len(long.key) < 250
    assert long.key != other.key


def test_half_a_surrogate_and_a_zero_byte_are_replaced() -> None:
    assert parsed(said(text="a\x00b\ud800")).content.text == "a\ufffdb\ufffd"
    strange = parsed(told(mind={"\ud800": "\x00"}))
    assert strange.raw["mind"] == {"\ufffd": "\ufffd"}


def test_a_location_without_coordinates_is_a_location() -> None:
    place = {"type": "location", "title": "Home", "url": "https://maps.example", "payload": {}}
    arrival = parsed(said(attachments=[place, "x"]))
    assert arrival.content.attachments == (Attachment("location", "Home", "https://maps.example"),)
    broken = {"type": "file", "payload": {"url": "http://[broken/%00/a"}}
    assert parsed(said(attachments=[broken])).content.attachments[0].kind == "file"


def test_nobody_is_the_customer_of_an_event_without_people() -> None:
    assert parsed({"read": {"watermark": 1}}).conversation_id == "messenger:"
    odd = {**FROM_ANNA, "sender": {"id": "a b"}, "read": {}}
    assert parsed(odd).conversation_id == "messenger:"
