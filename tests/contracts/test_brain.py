"""The contract of the brain: the fake, and the client of Rasa with the turn endpoint at the other end."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.responses import JSONResponse, Response

import bot.brain
from bot.brain import Rasa
from bot.core.entry import Attachment, Button, Content
from bot.core.errors import TryAgain
from bot.core.ports import Brain
from bot.core.turn import HandoffRequest, Reply, Turn
from tests.channels.mutations import VALUES
from tests.contracts._turns import TOKEN, TurnEndpoint
from tests.fakes.house import FakeBrain

TURN = Turn("telegram:1", "telegram:7", "telegram", "Größe 42 📦?", {"public": False, "name": "Anna"})


@dataclass
class Mind:
    """A brain, and how a test tells it what to think."""

    brain: Brain
    tell: Callable[[Callable[[Turn], Sequence[Reply]]], None]
    leave: Callable[[bool], None]
    turns: list[Turn] = field(default_factory=list)


@pytest.fixture(scope="module")
def served() -> Iterator[TurnEndpoint]:
    found = TurnEndpoint()
    found.serving.start()
    yield found
    found.serving.stop()


@pytest.fixture
async def endpoint(served: TurnEndpoint) -> TurnEndpoint:
    served.forget()
    return served


@pytest.fixture
async def rasa(endpoint: TurnEndpoint) -> AsyncIterator[Rasa]:
    found = Rasa([endpoint.serving.url], TOKEN)
    yield found
    await found.close()


@pytest.fixture(params=["fake", "rasa"])
def mind(request: pytest.FixtureRequest, rasa: Rasa, endpoint: TurnEndpoint) -> Mind:
    if request.param == "rasa":
        tell, away = _setting(endpoint, "says"), lambda: JSONResponse({}, 503)
        leave = _setting(endpoint, "instead")
        return Mind(rasa, tell, lambda left: leave(away if left else None), endpoint.turns)
    fake = FakeBrain()
    return Mind(fake, _setting(fake, "says"), _setting(fake, "away"), fake.turns)


def _setting(target: object, name: str) -> Callable[[Any], None]:
    return lambda value: setattr(target, name, value)


REPLIES = [
    Reply(Content("first")),
    Reply(Content("Größe “42” 📦\n\nsecond paragraph")),
    Reply(Content("Which?", (Button("Yes", "/affirm"), Button("Shop", url="https://shop.example")))),
    Reply(Content("Look", attachments=(Attachment("photo", url="https://shop.example/a.png"),))),
    Reply(Content(attachments=(Attachment("file", url="https://shop.example/a.pdf"),))),
    Reply(Content(custom={"blocks": [{"type": "divider"}], "n": 1})),
    Reply(handoff=HandoffRequest("misunderstood", "Wants a refund", "high", "billing")),
    Reply(action="action_look_up_order — no match", facts={"verified": False, "order_number": None}),
    Reply(Content("last")),
]


async def test_what_is_said_comes_whole_and_in_order(mind: Mind) -> None:
    mind.tell(lambda turn: REPLIES)
    assert list(await mind.brain.turn(TURN)) == REPLIES


async def test_the_brain_is_told_the_whole_turn(mind: Mind) -> None:
    await mind.brain.turn(TURN)
    assert mind.turns == [TURN]


async def test_having_nothing_to_say_is_an_answer(mind: Mind) -> None:
    mind.tell(lambda turn: [])
    assert list(await mind.brain.turn(TURN)) == []


async def test_the_same_message_has_the_same_replies(mind: Mind) -> None:
    mind.tell(lambda turn: [Reply(Content(f"{turn.message_id}: {turn.text}"))])
    first = await mind.brain.turn(TURN)
    other = await mind.brain.turn(replace(TURN, message_id="telegram:8"))
    assert await mind.brain.turn(TURN) == first != other


async def test_a_brain_that_is_away_is_asked_again_later(mind: Mind) -> None:
    mind.tell(lambda turn: REPLIES)
    mind.leave(True)
    with pytest.raises(TryAgain) as caught:
        await mind.brain.turn(TURN)
    assert caught.value.reason
    mind.leave(False)
    assert list(await mind.brain.turn(TURN)) == REPLIES


async def test_turns_of_many_conversations_do_not_mix(mind: Mind) -> None:
    mind.tell(lambda turn: [Reply(Content(f"to {turn.conversation_id}"))])
    asked = [replace(TURN, conversation_id=f"telegram:{number}") for number in range(20)]
    answers = await asyncio.gather(*map(mind.brain.turn, asked))
    assert [reply.content.text for [reply] in answers] == [f"to {turn.conversation_id}" for turn in asked]


# What only a brain behind a line can get wrong


async def test_a_message_whose_answer_was_lost_is_one_turn(rasa: Rasa, endpoint: TurnEndpoint) -> None:
    endpoint.says = lambda turn: [Reply(Content(f"turn {len(endpoint.turns)}"))]
    first = await rasa.turn(TURN)
    endpoint.instead = lambda: None
    with pytest.raises(TryAgain):
        await rasa.turn(TURN)
    endpoint.instead = None
    assert await rasa.turn(TURN) == first
    assert endpoint.turns == [TURN]


@pytest.mark.parametrize("status", [400, 401, 404, 409, 429, 500, 502, 503, 504])
async def test_every_refusal_is_tried_again(rasa: Rasa, endpoint: TurnEndpoint, status: int) -> None:
    endpoint.instead = lambda: JSONResponse({"error": "no"}, status)
    with pytest.raises(TryAgain):
        await rasa.turn(TURN)


async def test_nobody_listens_or_the_token_is_another(endpoint: TurnEndpoint) -> None:
    for url, token in (("http://127.0.0.1:9", TOKEN), (endpoint.serving.url, "another")):
        brain = Rasa([url], token)
        with pytest.raises(TryAgain) as caught:
            await brain.turn(TURN)
        assert token not in caught.value.reason
        await brain.close()


async def test_no_answer_in_time_is_tried_again(
    endpoint: TurnEndpoint, rasa: Rasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.brain, "TURN", aiohttp.ClientTimeout(total=0.0001))
    with pytest.raises(TryAgain):
        await rasa.turn(TURN)


NAMES = ("text", "image", "attachment", "custom", "handoff", "action", "facts", "payload", "url", "title")
OBJECTS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4)
BUTTONS = VALUES | st.lists(OBJECTS | VALUES, max_size=3)
LISTED = st.fixed_dictionaries({}, optional={"buttons": BUTTONS, "quick_replies": BUTTONS})
MESSAGES = st.builds(lambda told, listed: {**told, **listed}, OBJECTS, LISTED)
ANSWERS = VALUES | st.fixed_dictionaries({"replies": VALUES | st.lists(MESSAGES | VALUES, max_size=3)})


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=20) | ANSWERS.map(lambda value: json.dumps(value).encode()),
    kind=st.sampled_from(["application/json"] * 3 + ["application/json; charset=x", "text/html"]),
)
def test_whatever_is_answered_is_replies_or_tried_again(served: TurnEndpoint, body: bytes, kind: str) -> None:
    async def ask() -> Sequence[Reply]:
        brain = Rasa([served.serving.url], TOKEN)
        try:
            return await brain.turn(TURN)
        except TryAgain:
            return []
        finally:
            await brain.close()

    served.instead = lambda: Response(body, headers={"content-type": kind})
    assert all(isinstance(reply, Reply) for reply in asyncio.run(ask()))
