"""Rasa behind its port: what we send, what we make of the answer, what an absence means."""

import json
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.brain import Rasa, to_reply
from bot.core.entry import Attachment, Button, Card, Content
from bot.core.errors import TryAgain
from bot.core.turn import HandoffRequest, Turn, Understanding
from tests.fakes.serving import Serving, break_connection

TURN = Turn("telegram:1", "telegram:7", "telegram", "hello", {"public": False})
NOBODY = "http://127.0.0.1:9"
Answer = Callable[[], Response | None]
"""What Rasa answers; nothing: it breaks the connection."""


def no_reply() -> Response:
    return JSONResponse({"replies": []})


class FakeRasa:
    """Rasa's side of the contract; answers as told."""

    def __init__(self) -> None:
        self.requests: list[tuple[Request, bytes]] = []
        self.answer: Answer = no_reply
        self.serving = Serving(Starlette(routes=[Route("/{path:path}", self.take, methods=["POST"])]))

    async def take(self, request: Request) -> Response:
        """Any request, kept."""
        self.requests.append((request, await request.body()))
        answer = self.answer()
        if answer is None:
            await break_connection(request)
        return answer or Response()


@pytest.fixture(scope="module")
def running() -> Iterator[FakeRasa]:
    found = FakeRasa()
    found.serving.start()
    yield found
    found.serving.stop()


@pytest.fixture
def rasa(running: FakeRasa) -> FakeRasa:
    running.requests.clear()
    running.answer = no_reply
    return running


@pytest.fixture
async def brain(rasa: FakeRasa) -> AsyncIterator[Rasa]:
    found = Rasa([rasa.serving.url], "t0ken")
    yield found
    await found.close()


async def test_a_turn_is_put_as_the_contract_says(brain: Rasa, rasa: FakeRasa) -> None:
    rasa.answer = lambda: JSONResponse({"replies": [{"recipient_id": "telegram:1", "text": "hi"}]})
    assert [reply.content.text for reply in await brain.turn(TURN)] == ["hi"]
    [(request, body)] = rasa.requests
    assert request.url.path == "/webhooks/frontdesk/turn"
    assert request.headers["authorization"] == "Bearer t0ken"
    assert json.loads(body) == {
        "conversation_id": "telegram:1",
        "message_id": "telegram:7",
        "channel": "telegram",
        "text": "hello",
        "metadata": {"public": False},
    }


async def test_a_text_is_understood_without_being_answered(brain: Rasa, rasa: FakeRasa) -> None:
    rasa.answer = lambda: JSONResponse({"intent": "track_order", "confidence": 0.93})
    assert await brain.understand("where is it?") == Understanding("track_order", 0.93)
    [(request, body)] = rasa.requests
    assert request.url.path == "/webhooks/frontdesk/understand"
    assert json.loads(body) == {"text": "where is it?"}
    rasa.answer = lambda: JSONResponse({"intent": "nlu_fallback", "confidence": 0.3})
    assert await brain.understand("asdf") == Understanding("", 0.3)
    rasa.answer = lambda: JSONResponse({"intents": []})
    with pytest.raises(TryAgain):
        await brain.understand("asdf")


@pytest.mark.parametrize(
    "answer",
    [
        lambda: None,
        lambda: JSONResponse({}, 503),
        lambda: JSONResponse({}, 401),
        lambda: PlainTextResponse("oops", 500),
        lambda: PlainTextResponse("not json"),
        lambda: Response("not json", media_type="application/json"),
        lambda: Response("[" * 100_000, media_type="application/json"),
        lambda: JSONResponse(["not", "an", "object"]),
        lambda: JSONResponse({"replys": []}),
        lambda: JSONResponse({"replies": "none"}),
    ],
)
async def test_whatever_keeps_rasa_from_answering_means_try_again(
    brain: Rasa, rasa: FakeRasa, answer: Answer
) -> None:
    rasa.answer = answer
    with pytest.raises(TryAgain):
        await brain.turn(TURN)


async def test_nobody_listens_means_try_again() -> None:
    brain = Rasa([NOBODY], "t0ken")
    with pytest.raises(TryAgain):
        await brain.turn(TURN)
    assert not await brain.answers()
    await brain.close()


@pytest.fixture
async def pair(rasa: FakeRasa) -> AsyncIterator[tuple[Rasa, FakeRasa, FakeRasa]]:
    """A brain of two, the one that is the conversation's own, and the other."""
    second = FakeRasa()
    second.serving.start()
    brain = Rasa([rasa.serving.url, second.serving.url], "t0ken")
    await brain.turn(TURN)
    yield (brain, rasa, second) if rasa.requests else (brain, second, rasa)
    await brain.close()
    second.serving.stop()


async def test_a_conversation_stays_with_its_own_rasa(pair: tuple[Rasa, FakeRasa, FakeRasa]) -> None:
    brain, own, other = pair
    await brain.turn(TURN)
    for urls in ([other.serving.url, own.serving.url], [own.serving.url, other.serving.url]):
        of_another_frontdesk = Rasa(urls, "t0ken")
        await of_another_frontdesk.turn(TURN)
        await of_another_frontdesk.close()
    assert (len(own.requests), len(other.requests)) == (4, 0)


async def test_another_helps_out_where_that_is_not_ready(pair: tuple[Rasa, FakeRasa, FakeRasa]) -> None:
    brain, own, other = pair
    own.answer = lambda: JSONResponse({}, 503)
    await brain.turn(TURN)
    assert len(other.requests) == 1


async def test_another_helps_out_where_that_is_away(pair: tuple[Rasa, FakeRasa, FakeRasa]) -> None:
    _, _, other = pair
    for urls in ([NOBODY, other.serving.url], [other.serving.url, NOBODY]):
        brain = Rasa(urls, "t0ken")
        await brain.turn(TURN)
        await brain.close()
    assert len(other.requests) == 2


async def test_nobody_helps_out_where_that_may_have_begun(pair: tuple[Rasa, FakeRasa, FakeRasa]) -> None:
    brain, own, other = pair
    own.answer = lambda: None
    with pytest.raises(TryAgain):
        await brain.turn(TURN)
    assert not other.requests


def test_words_buttons_and_images() -> None:
    reply = to_reply(
        {
            "text": "choose",
            "image": "https://shop.example/a.png",
            "buttons": [{"title": "Yes", "payload": "/affirm"}, {"payload": "/untitled"}],
            "quick_replies": [{"title": "No", "payload": "/deny", "content_type": "text"}],
        }
    )
    assert reply.content == Content(
        "choose",
        buttons=(Button("Yes", "/affirm"), Button("No", "/deny")),
        attachments=(Attachment("photo", url="https://shop.example/a.png"),),
    )


def test_everything_that_rasas_connectors_know_is_understood() -> None:
    buy = {"title": "Buy", "payload": "/buy"}
    element = {"title": "Boot", "subtitle": "41", "image_url": "https://x/b.png", "buttons": [buy]}
    opens = {"default_action": {"type": "web_url", "url": "https://x/boot"}}
    content = to_reply({"elements": [{**element, **opens}, {"subtitle": "no title"}, 7]}).content
    assert content.cards == (
        Card("Boot", "41", "https://x/b.png", "https://x/boot", (Button("Buy", "/buy"),)),
    )
    quick = {"content_type": "text", "title": "Yes", "payload": "/affirm"}
    assert to_reply({"text": "?", "quick_replies": [quick]}).content.buttons == (Button("Yes", "/affirm"),)
    assert to_reply({"text": "?", "buttons": [buy], "button_type": "reply"}).content.layout == "reply"
    several = [{"text": "one"}, {"text": "two"}]
    assert to_reply({"custom": several}).content.custom == {"messages": several}


def test_a_handoff_is_a_typed_payload() -> None:
    wish = {"reason": "misunderstood", "summary": "s", "priority": "high", "team": None}
    reply = to_reply({"custom": {"handoff": wish}})
    assert reply.handoff == HandoffRequest("misunderstood", "s", "high", "")
    assert reply.content == Content()


def test_action_results_and_facts_are_for_agents_only() -> None:
    done = {"action": {"name": "action_look_up_order", "result": "no match"}, "facts": {"verified": False}}
    reply = to_reply({"custom": done})
    assert reply.action == "action_look_up_order — no match"
    assert reply.facts == {"verified": False}
    assert reply.content == Content()


@pytest.mark.parametrize("custom", [None, "text", 7, [], {"handoff": "yes"}, {"facts": [1]}])
def test_nonsense_in_custom_breaks_nothing(custom: object) -> None:
    reply = to_reply({"text": "hi", "custom": custom})
    assert reply.content.text == "hi"
    assert reply.handoff is None
