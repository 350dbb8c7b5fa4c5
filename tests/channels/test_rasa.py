"""The way into Rasa, by a real `rasa run`."""

import itertools
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.channels.small_bot.action_server import ActionServer
from tests.channels.small_bot.server import TOKEN, RasaServer, saying, trained

pytestmark = [
    pytest.mark.rasa,
    pytest.mark.timeout(400),
    pytest.mark.skipif(
        find_spec("rasa") is None, reason="rasa is not installed (the extra rasa, Python 3.10)"
    ),
]


@pytest.fixture(scope="module")
def actions() -> Iterator[ActionServer]:
    server = ActionServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def modelless(actions: ActionServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RasaServer]:
    """A Rasa without a model; it starts beside the other and is waited for where it is used."""
    server = RasaServer(tmp_path_factory.mktemp("modelless"), actions.port, None)
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def rasa(
    actions: ActionServer,
    modelless: RasaServer,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RasaServer]:
    """A Rasa with the small bot."""
    model = trained(request.config.cache.mkdir("small-bot"))
    server = RasaServer(tmp_path_factory.mktemp("rasa"), actions.port, model)
    server.start()
    server.wait()
    yield server
    server.kill()


def message(text: str, message_id: str, conversation_id: str, channel: str = "web") -> dict[str, Any]:
    ids = {"conversation_id": conversation_id, "message_id": message_id}
    return {**ids, "channel": channel, "text": text, "metadata": {"customer_name": "Anna"}}


def replies(response: httpx.Response) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["replies"]
    return found


def texts(response: httpx.Response) -> list[str]:
    return [reply["text"] for reply in replies(response)]


def turns_kept(rasa: RasaServer, conversation_id: str) -> int:
    connection = sqlite3.connect(rasa.folder / "rasa.db")
    query = "SELECT count(*) FROM events WHERE type_name = 'user' AND sender_id = ?"
    (found,) = connection.execute(query, [conversation_id]).fetchone()
    connection.close()
    return int(found)


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_message_gets_its_replies(rasa: RasaServer) -> None:
    assert replies(rasa.turn(message("hello", "m1", "web:a"))) == [
        {"recipient_id": "web:a", "text": "Hello."}
    ]
    assert httpx.get(f"{rasa.url}/webhooks/frontdesk/", trust_env=False).json() == {"status": "ok"}


@pytest.mark.parametrize(
    "token", ["", "Bearer", "Bearer wrong", "Basic a-token-for-tests", "a-token-for-tests", "Bearer é"]
)
def test_without_the_token_nothing_happens(rasa: RasaServer, token: str) -> None:
    refused = rasa.post(message("hello", "m1", "web:stranger"), {b"Authorization": token.encode()})
    assert refused.status_code == 401
    assert turns_kept(rasa, "web:stranger") == 0


GOOD = message("hello", "m1", "web:malformed")


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"{not json", "JSON"),
        (b"\xff\xfe", "JSON"),
        (b"[]", "object"),
        ({**GOOD, "conversation_id": ""}, "conversation_id"),
        ({**GOOD, "conversation_id": "x" * 501}, "conversation_id"),
        ({**GOOD, "message_id": None}, "message_id"),
        ({**GOOD, "message_id": 7}, "message_id"),
        ({**GOOD, "channel": ["web"]}, "channel"),
        ({**GOOD, "text": {"a": 1}}, "text"),
        ({**GOOD, "text": "  "}, "text"),
        ({**GOOD, "metadata": "x"}, "metadata"),
        ({name: value for name, value in GOOD.items() if name != "text"}, "text"),
    ],
)
def test_what_is_no_turn_is_refused_in_one_sentence(rasa: RasaServer, body: Any, word: str) -> None:
    refused = rasa.post(body, {"Authorization": f"Bearer {TOKEN}"})
    assert refused.status_code == 400
    assert word in refused.json()["error"]
    assert turns_kept(rasa, "web:malformed") == 0


def test_what_the_desk_tells_a_bot_that_was_made_without_one_is_answered_with_nothing(
    rasa: RasaServer,
) -> None:
    assert replies(rasa.turn(message("/handoff_queued", "web:d1", "web:desk"))) == []
    news = '/order_shipped{"update_order": "FD-1"}'
    assert replies(rasa.turn(message(news, "update:FD-1:evt_1", "web:desk"))) == []
    assert turns_kept(rasa, "web:desk") == 0
    assert replies(rasa.turn(message('/agent_joined{"agent_name": "Sam"}', "web:d2", "web:desk")))


def made_of(rasa: RasaServer, message_id: str, conversation_id: str) -> Any:
    asked = rasa.turn_details({"conversation_id": conversation_id, "message_id": message_id})
    assert asked.status_code == 200, asked.text
    return asked.json()["turn"]


def test_designers_read_what_was_made_of_a_message(rasa: RasaServer) -> None:
    anna = "web:details"
    for number, text in enumerate(["hello", "count", '/agent_joined{"agent_name": "Sam"}', "hello"]):
        replies(rasa.turn(message(text, f"m{number}", anna)))
    greeted = made_of(rasa, "m0", anna)
    assert greeted["guesses"][0]["intent"] == "greet"
    assert len({guess["intent"] for guess in greeted["guesses"]}) > 2, "what else it may have been"
    confidences = [guess["confidence"] for guess in greeted["guesses"]]
    assert confidences == sorted(confidences, reverse=True)
    assert (greeted["entities"], greeted["slots"], greeted["actions"]) == ([], {}, ["utter_greet"])
    assert made_of(rasa, "m1", anna)["actions"] == ["action_count"]
    joined = made_of(rasa, "m2", anna)
    assert joined["slots"] == {"agent_name": [None, "Sam"]}
    assert [(found["entity"], found["value"]) for found in joined["entities"]] == [("agent_name", "Sam")]
    assert made_of(rasa, "m3", anna)["slots"] == {}, "what stays as it was has not changed"
    assert made_of(rasa, "m9", anna) is None
    assert made_of(rasa, "m0", "web:nobody") is None


def test_designers_read_what_was_made_of_each_request(rasa: RasaServer) -> None:
    ben = "web:details-of-two"
    replies(rasa.turn(message("where is my order? And please count this for me", "m1", ben)))
    replies(rasa.turn(message("hello", "m10", ben)))
    found = made_of(rasa, "m1", ben)
    told = [(each["text"], each["guesses"][0]["intent"]) for each in (found, *found["further"])]
    assert dict(told) == {"where is my order?": "order", "please count this for me": "count"}
    assert made_of(rasa, "m10", ben)["further"] == []


def test_only_frontdesk_reads_what_was_made_of_a_message(rasa: RasaServer) -> None:
    asked = {"conversation_id": "web:details", "message_id": "m0"}
    assert rasa.turn_details(asked, token="wrong").status_code == 401
    refused = rasa.turn_details({"conversation_id": "web:details"})
    assert (refused.status_code, "message_id" in refused.json()["error"]) == (400, True)


def test_a_text_is_understood_and_nothing_is_remembered(rasa: RasaServer) -> None:
    assert rasa.understand({"text": "hello"}, token="wrong").status_code == 401
    assert rasa.understand({"text": " "}).status_code == 400
    meant = rasa.understand({"text": "hello"})
    assert meant.status_code == 200
    assert meant.json()["intent"] == "greet"
    assert 0.0 < meant.json()["confidence"] <= 1.0


def test_a_forgotten_conversation_begins_anew(rasa: RasaServer) -> None:
    rasa.turn(message("hello", "web:f1", "web:forgotten"))
    assert turns_kept(rasa, "web:forgotten") == 1
    assert rasa.forget({"conversation_id": "web:forgotten"}, token="wrong").status_code == 401
    assert rasa.forget({}).status_code == 400
    assert turns_kept(rasa, "web:forgotten") == 1
    assert rasa.forget({"conversation_id": "web:forgotten"}).status_code == 200
    assert turns_kept(rasa, "web:forgotten") == 0


def test_each_platform_gets_its_own_words(rasa: RasaServer) -> None:
    assert texts(rasa.turn(message("hello", "m1", "telegram:1", "telegram"))) == ["Hello, Telegram."]
    assert texts(rasa.turn(message("hello", "m1", "slack:1", "slack"))) == ["Hello."]


def test_actions_know_the_platform_and_the_customer(rasa: RasaServer, actions: ActionServer) -> None:
    replies(rasa.turn(message("count", "m1", "telegram:2", "telegram")))
    latest = actions.calls[-1]["tracker"]["latest_message"]
    assert actions.calls[-1]["tracker"]["latest_input_channel"] == "telegram"
    assert latest["metadata"] == {"customer_name": "Anna"}


def test_an_intent_can_be_told_with_its_entities(rasa: RasaServer) -> None:
    told = message('/agent_joined{"agent_name": "Ida"}', "m1", "web:intent")
    assert texts(rasa.turn(told)) == ["Ida is here."]


def test_all_kinds_of_replies_are_the_same_the_second_time(rasa: RasaServer) -> None:
    first = replies(rasa.turn(message("show me a picture", "m1", "web:rich")))
    assert first == [
        {
            "recipient_id": "web:rich",
            "text": "One paragraph.\n\nAnother.",
            "buttons": [{"title": "Nice", "payload": "/greet"}],
            "button_type": "vertical",
        },
        {"recipient_id": "web:rich", "custom": {"facts": {"size": 3}}},
        {"recipient_id": "web:rich", "image": "https://example.com/mug.png"},
        {
            "recipient_id": "web:rich",
            "attachment": {"type": "file", "payload": {"src": "https://example.com/mug.pdf"}},
        },
        {"recipient_id": "web:rich", "elements": [{"title": "Mug", "subtitle": "white"}]},
    ]
    replies(rasa.turn(message("hello", "m2", "web:rich")))
    assert replies(rasa.turn(message("show me a picture", "m1", "web:rich"))) == first
    assert turns_kept(rasa, "web:rich") == 2


def test_the_same_message_is_one_turn(rasa: RasaServer, actions: ActionServer) -> None:
    before = len(actions.calls)
    first = texts(rasa.turn(message("count", "m1", "web:twice")))
    assert texts(rasa.turn(message("count", "m1", "web:twice"))) == first
    assert len(actions.calls) == before + 1
    assert texts(rasa.turn(message("count", "m2", "web:twice"))) != first


def test_the_same_message_id_elsewhere_is_another_turn(rasa: RasaServer, actions: ActionServer) -> None:
    before = len(actions.calls)
    for conversation in ("web:here", "web:there"):
        replies(rasa.turn(message("count", "m1", conversation)))
    assert len(actions.calls) == before + 2


def test_duplicates_at_the_same_time_are_one_turn(rasa: RasaServer, actions: ActionServer) -> None:
    before = len(actions.calls)
    actions.open_gate.clear()
    with ThreadPoolExecutor(5) as pool:
        asked = [pool.submit(rasa.turn, message("count", "m1", "web:crowd")) for _ in range(5)]
        until(lambda: len(actions.calls) > before)
        actions.open_gate.set()
        answers = [texts(one.result()) for one in asked]
    assert answers == [[f"Count {before + 1}."]] * 5
    assert len(actions.calls) == before + 1
    assert turns_kept(rasa, "web:crowd") == 1


@contextmanager
def lost(actions: ActionServer, loss: str) -> Iterator[None]:
    """While the action server is gone, or fails."""
    if loss == "refused":
        actions.close()
        yield
        actions.reopen()
    else:
        actions.status = 500
        yield
        actions.status = 200


@pytest.mark.parametrize("loss", ["refused", "failing"])
def test_a_turn_whose_action_is_lost_can_be_run_again(
    rasa: RasaServer, actions: ActionServer, loss: str
) -> None:
    replies(rasa.turn(message("hello", "m0", f"web:{loss}")))
    if loss == "refused":
        actions.close()
    else:
        actions.status = 500
    assert rasa.turn(message("count", "m1", f"web:{loss}")).status_code == 503
    assert turns_kept(rasa, f"web:{loss}") == 1
    if loss == "refused":
        actions.reopen()
    else:
        actions.status = 200
    assert texts(rasa.turn(message("count", "m1", f"web:{loss}"))) == [f"Count {len(actions.calls)}."]
    assert turns_kept(rasa, f"web:{loss}") == 2


def test_after_a_kill_an_answered_turn_is_remembered_and_an_open_one_run_again(
    rasa: RasaServer, actions: ActionServer
) -> None:
    answered = replies(rasa.turn(message("count", "m1", "web:killed")))
    before = len(actions.calls)
    actions.open_gate.clear()
    with ThreadPoolExecutor(1) as pool:
        lost = pool.submit(rasa.turn, message("count", "m2", "web:killed"))
        until(lambda: len(actions.calls) > before)
        rasa.kill()
        assert isinstance(lost.exception(), httpx.HTTPError)
    actions.open_gate.set()
    rasa.start()
    rasa.wait()
    assert replies(rasa.turn(message("count", "m1", "web:killed"))) == answered
    assert len(actions.calls) == before + 1
    assert texts(rasa.turn(message("count", "m2", "web:killed"))) == [f"Count {before + 2}."]
    assert turns_kept(rasa, "web:killed") == 2


SHOWN = ("One paragraph.\n\nAnother.", None, None, None, None)
"""The texts of what the bot says to whoever wants the picture; most of it has none."""


def said(response: httpx.Response) -> list[str | None]:
    return [reply.get("text") for reply in replies(response)]


def test_two_requests_in_one_message_are_both_answered_once(rasa: RasaServer, actions: ActionServer) -> None:
    before = len(actions.calls)
    both = message("count this for me, and then? Show me a picture please", "m1", "web:both")
    first = replies(rasa.turn(both))
    assert [reply.get("text") for reply in first] == [*SHOWN, f"Count {before + 1}."]
    assert replies(rasa.turn(both)) == first
    assert len(actions.calls) == before + 1
    assert turns_kept(rasa, "web:both") == 2
    assert actions.calls[-1]["tracker"]["latest_message"]["metadata"]["customer_name"] == "Anna"
    assert said(rasa.turn(message("count", "m2", "web:both"))) == [f"Count {before + 2}."]


def test_what_the_customer_reads_last_is_the_question(rasa: RasaServer) -> None:
    both = message("hello, where is my order? And show me a picture", "m1", "web:asked")
    assert said(rasa.turn(both)) == [*SHOWN, "Which order?"]


def test_a_question_is_not_asked_twice(rasa: RasaServer) -> None:
    both = message("Where is my order? And when do I get my money back?", "m1", "web:once")
    assert said(rasa.turn(both)) == ["That too.", "Which order?"]
    assert said(rasa.turn(both)) == ["That too.", "Which order?"]
    assert turns_kept(rasa, "web:once") == 2


def test_whoever_wants_a_person_is_asked_nothing_more(rasa: RasaServer) -> None:
    three = message("Where is my order? I want a person. Show me a picture", "m1", "web:person")
    for _ in range(2):
        found = replies(rasa.turn(three))
        assert [reply.get("text") for reply in found[:-1]] == [*SHOWN]
        assert found[-1]["custom"] == {"handoff": {"reason": "asked"}}
    assert turns_kept(rasa, "web:person") == 2


def test_one_request_in_many_words_is_one_turn(rasa: RasaServer) -> None:
    texts = (
        "Hello there! Where is my order, and where is it now? Hello?",
        "/greet and also count this for me",
    )
    for number, text in enumerate(texts, start=1):
        assert rasa.turn(message(text, f"m{number}", "web:whole")).status_code == 200
        assert turns_kept(rasa, "web:whole") == number


def test_a_second_request_whose_action_is_lost_is_all_that_is_run_again(
    rasa: RasaServer, actions: ActionServer
) -> None:
    both = message("Show me a picture, and count this for me", "m1", "web:half")
    actions.status = 500
    assert rasa.turn(both).status_code == 503
    assert turns_kept(rasa, "web:half") == 1
    actions.status = 200
    assert said(rasa.turn(both)) == [*SHOWN, f"Count {len(actions.calls)}."]
    assert turns_kept(rasa, "web:half") == 2


def test_after_a_kill_between_two_requests_the_second_is_run(rasa: RasaServer, actions: ActionServer) -> None:
    both, before = message("Show me a picture, and count this for me", "m1", "web:cut"), len(actions.calls)
    actions.open_gate.clear()
    with ThreadPoolExecutor(1) as pool:
        lost = pool.submit(rasa.turn, both)
        until(lambda: len(actions.calls) > before)
        rasa.kill()
        assert isinstance(lost.exception(), httpx.HTTPError)
    actions.open_gate.set()
    assert turns_kept(rasa, "web:cut") == 1
    rasa.start()
    rasa.wait()
    answered = replies(rasa.turn(both))
    assert [reply.get("text") for reply in answered] == [*SHOWN, f"Count {before + 2}."]
    assert replies(rasa.turn(both)) == answered
    assert len(actions.calls) == before + 2
    assert turns_kept(rasa, "web:cut") == 2


@pytest.fixture(scope="module")
def models(rasa: RasaServer, request: pytest.FixtureRequest) -> Path:
    """The folder in which a running Rasa finds models; those that the name says, and one that is none."""
    trained_one = trained(request.config.cache.mkdir("small-bot"))
    folder = rasa.folder / "models"
    folder.mkdir()
    for number in (1, 2):
        saying(trained_one, "utter_greet", f"Hello, {number}.", folder / f"says-{number}.tar.gz")
    (folder / "broken.tar.gz").write_bytes(b"no model at all")
    return folder


def test_a_new_model_takes_over_in_the_middle_of_traffic(rasa: RasaServer, models: Path) -> None:
    """Every turn is answered, and after the change none with the old words."""
    heard: list[str] = []
    swapped = threading.Event()

    def talks(who: int) -> None:
        for number in itertools.count():
            after_swap = swapped.is_set()
            heard.extend(texts(rasa.turn(message("hello", f"s{number}", f"web:swap{who}"))))
            if after_swap:
                return

    with ThreadPoolExecutor() as pool:
        talking = [pool.submit(talks, who) for who in range(4)]
        until(lambda: len(heard) > 8)
        assert rasa.goes_on_with("says-1.tar.gz").json() == {"model": "says-1.tar.gz"}
        swapped.set()
        for talk in talking:
            talk.result()
    assert set(heard) == {"Hello.", "Hello, 1."}
    assert texts(rasa.turn(message("hello", "m1", "web:swapped"))) == ["Hello, 1."]
    assert rasa.goes_on_with("says-2.tar.gz").status_code == 200
    assert texts(rasa.turn(message("hello", "m2", "web:swapped"))) == ["Hello, 2."]
    assert texts(rasa.turn(message("hello", "m1", "web:swapped"))) == ["Hello, 1."], (
        "what was said stays said"
    )


@pytest.mark.parametrize("name", ["broken.tar.gz", "missing.tar.gz"])
def test_a_model_that_cannot_be_loaded_changes_nothing(rasa: RasaServer, models: Path, name: str) -> None:
    assert rasa.goes_on_with("says-2.tar.gz").status_code == 200
    refused = rasa.goes_on_with(name)
    assert refused.status_code == 422
    assert "the old model stays" in refused.json()["error"]
    assert texts(rasa.turn(message("hello", f"after {name}", "web:stays"))) == ["Hello, 2."]


@pytest.mark.parametrize("name", ["../rasa.db", "/etc/passwd", "says-1.tar.gz/../x.tar.gz", "x.zip", ""])
def test_only_models_of_the_folder_are_loaded(rasa: RasaServer, models: Path, name: str) -> None:
    assert rasa.goes_on_with(name).status_code == 400
    assert rasa.goes_on_with("says-1.tar.gz", token="wrong").status_code == 401


def test_without_a_model_it_is_not_ready(modelless: RasaServer) -> None:
    modelless.wait(503)
    refused = modelless.turn(message("hello", "m1", "web:early"))
    assert refused.status_code == 503
    assert refused.json() == {"error": "No model is ready."}
    assert modelless.turn(message("hello", "m1", "web:early"), "wrong").status_code == 401
