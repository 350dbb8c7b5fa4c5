"""The contract of a channel: the fake, and each real one with its platform's fake at the other end."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.delivery import Payload
from bot.core.entry import Content, Kind
from bot.core.errors import Refused, TryAgain, Undeliverable
from bot.core.ports import Channel
from tests.channels.mutations import VALUES, mutated
from tests.contracts._lines import CALLING, LINES, PROVING, SAID, Line, Platforms, unconnected
from tests.contracts._samples import ANY_JSON, AWKWARD, KNOWN, LONG, MANY, PHOTO

READING = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def platforms() -> Iterator[Platforms]:
    found = Platforms()
    found.start()
    yield found
    found.stop()


@pytest.fixture(params=LINES)
async def line(request: pytest.FixtureRequest, platforms: Platforms) -> AsyncIterator[Line]:
    platforms.forget()
    async with LINES[request.param](platforms) as found:
        yield found


over = pytest.mark.parametrize("line", PROVING, indirect=True)
outside = pytest.mark.parametrize("line", CALLING, indirect=True)


@pytest.fixture(params=PROVING)
def reader(request: pytest.FixtureRequest) -> tuple[str, Channel]:
    name = str(request.param)
    return name, unconnected()[name]


# What arrives


@over
def test_what_the_platform_sent_is_taken(line: Line) -> None:
    line.channel.verify(line.webhook.headers, line.webhook.body)


@over
def test_what_the_platform_did_not_send_is_refused(line: Line) -> None:
    came = line.webhook
    proofs = [name for name in came.headers if "signature" in name or "secret" in name or name == "cookie"]
    assert len(proofs) == 1
    proof, told = proofs[0], came.headers[proofs[0]]
    for wrong in ("", "x", "ü\ud800", told[:-1], told + "0", told.swapcase()):
        with pytest.raises(Refused):
            line.channel.verify({**came.headers, proof: wrong}, came.body)
    with pytest.raises(Refused):
        line.channel.verify({}, came.body)


@pytest.mark.parametrize("line", ["messenger", "instagram", "slack", "web"], indirect=True)
def test_other_bytes_than_those_are_refused(line: Line) -> None:
    body = line.webhook.body.replace(b"s3ss10n", b"another") + b" "
    with pytest.raises(Refused):
        line.channel.verify(line.webhook.headers, body)


@over
def test_a_customers_words_are_one_turn_of_hers(line: Line) -> None:
    [arrival] = line.channel.parse(json.loads(line.webhook.body))
    assert (arrival.kind, arrival.content.text) == (Kind.MESSAGE, SAID)
    assert arrival.channel == line.channel.name
    to_anna = line.address({"text": "Hi"}).conversation
    assert arrival.conversation_id == to_anna.id
    assert arrival.address.items() >= to_anna.address.items()


@over
def test_a_body_that_comes_again_has_the_same_keys(line: Line) -> None:
    first, again = (line.channel.parse(json.loads(line.webhook.body)) for _ in range(2))
    assert [arrival.key for arrival in first] == [arrival.key for arrival in again]


@READING
@given(event=ANY_JSON)
def test_a_shape_that_nobody_knows_is_a_record_that_keeps_it_whole(
    reader: tuple[str, Channel], event: Any
) -> None:
    [record] = reader[1].parse(event)
    assert (record.kind, record.label, record.raw) == (Kind.RECORD, "unknown", event)


@READING
@given(data=st.data())
def test_nothing_that_is_sent_breaks_anything(reader: tuple[str, Channel], data: st.DataObject) -> None:
    name, channel = reader
    event = data.draw(mutated(KNOWN[name]) | VALUES)
    first, again = channel.parse(event), channel.parse(event)
    assert [arrival.key for arrival in first] == [arrival.key for arrival in again]
    assert all(arrival.key.startswith(f"{arrival.channel}:") for arrival in first)
    assert all(arrival.conversation_id.startswith(f"{arrival.channel}:") for arrival in first)
    assert all(arrival.label for arrival in first if arrival.kind is Kind.RECORD)


@pytest.mark.parametrize("line", LINES, indirect=True)
def test_where_nobody_reads_along_there_is_no_way_into_private(line: Line) -> None:
    assert line.channel.private_way(line.address({"text": "Hi"}).conversation) == ""


# What is sent


def words(payloads: tuple[Payload, ...]) -> str:
    """What the customer reads, without what stands on buttons."""

    def read(payload: Payload) -> str:
        template = (payload.get("attachment") or {}).get("payload") or {}
        return str(payload.get("text") or payload.get("caption") or template.get("text") or "")

    return "\n".join(map(read, payloads))


async def test_a_long_text_keeps_every_word_in_order(line: Line) -> None:
    for content in (Content(LONG), Content(LONG, attachments=(PHOTO,)), Content(LONG, MANY[:2])):
        assert re.findall(r"word\d+", words(line.channel.render(content))) == re.findall(r"word\d+", LONG)


async def test_a_long_text_without_a_space_loses_nothing(line: Line) -> None:
    endless = "".join(f"{number:05d}" for number in range(3000))
    assert "".join(words(line.channel.render(Content(endless))).split()) == endless


async def test_nothing_to_say_is_no_call(line: Line) -> None:
    assert line.channel.render(Content()) == ()


@over
async def test_every_choice_is_offered_or_told(line: Line) -> None:
    for content in (Content("Which?", MANY), Content("Which?", MANY[:3]), Content("", MANY[:3])):
        told = json.dumps(line.channel.render(content))
        assert all(button.title in told for button in content.buttons)


@over
@pytest.mark.parametrize("content", AWKWARD, ids=range(len(AWKWARD)))
async def test_whatever_is_rendered_the_platform_takes(line: Line, content: Content) -> None:
    payloads = line.channel.render(content)
    assert payloads
    for payload in payloads:
        assert json.loads(json.dumps(payload)) == payload
        assert await line.channel.send(line.address(payload))
    assert line.platform is None or line.platform.refused == []


async def test_what_is_sent_has_an_id(line: Line) -> None:
    [payload] = line.channel.render(Content("Hi"))
    assert await line.channel.send(line.address(payload))


@outside
@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_platform_in_trouble_is_tried_again(line: Line, status: int) -> None:
    assert line.platform
    line.platform.fail(status=status)
    await assert_later(line, line.channel)


@outside
@pytest.mark.parametrize("wait", [2, None])
async def test_too_many_requests_are_tried_again(line: Line, wait: int | None) -> None:
    assert line.platform
    line.platform.limit(retry_after=wait)
    await assert_later(line, line.channel)


@outside
async def test_a_connection_that_breaks_off_or_is_refused_is_tried_again(line: Line) -> None:
    assert line.platform
    assert line.away
    line.platform.break_off()
    await assert_later(line, line.channel)
    await assert_later(line, line.away)


async def assert_later(line: Line, channel: Channel) -> None:
    """It fails for now, and goes through when the platform is well again."""
    [payload] = channel.render(Content("Hi"))
    with pytest.raises(TryAgain):
        await channel.send(line.address(payload))
    assert await line.channel.send(line.address(payload))


@outside
async def test_what_the_platform_will_never_take_is_given_up_with_a_sentence(line: Line) -> None:
    [payload] = line.channel.render(Content("Hi"))
    with pytest.raises(Undeliverable) as caught:
        await line.channel.send(line.to_nobody(payload))
    assert re.fullmatch(r"[A-Z][^_]+\.", caught.value.reason)
