"""The door inside Rasa: one customer message becomes a list of replies, exactly once per message id."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from weakref import WeakValueDictionary

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.events import BotUttered, Event
from rasa.shared.exceptions import InvalidConfigException
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import heap
from bot.core.press import SIGNALS, UPDATES
from bot.core.turn import Turn
from bot.nlu.action_endpoint import make_certain
from bot.nlu.model_swap import Unusable, swap
from bot.nlu.parts import Parsed, ask_for_person, first_turn, further_turns, read_once
from bot.nlu.tracker_store import ConversationStore
from bot.nlu.turn_details import details
from bot.nlu.turn_lost import TurnLost
from channels.rasa_requests import IDS, Malformed, identifier, json_object, model_of, text_of, turn_of

log = structlog.get_logger(__name__)

Reply = dict[str, Any]
"""One of Rasa's bot messages: recipient_id with text, image, buttons, attachment or custom."""


class NotReady(Exception):
    """No turn can be run now; the message says why in one sentence."""


class FrontdeskOutput(CollectingOutputChannel):
    """Collects what the bot says, under the platform's name."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self._channel = channel

    def name(self) -> str:
        """Picks the variations in domain.yml that are written for this platform."""
        return self._channel

    async def send_quick_replies(
        self, recipient_id: str, text: str, quick_replies: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        """As what they are; Rasa's own would make buttons of them."""
        await self._persist_message(
            {**self._message(recipient_id, text=text), "quick_replies": quick_replies}
        )

    async def send_text_with_buttons(
        self, recipient_id: str, text: str, buttons: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        """With how they are to lie, where the response says so."""
        layout = {"button_type": kwargs["button_type"]} if kwargs.get("button_type") else {}
        await self._persist_message({**self._message(recipient_id, text=text, buttons=buttons), **layout})

    async def send_elements(self, recipient_id: str, elements: Any, **kwargs: Any) -> None:
        """As what they are; Rasa's own would make a text of each."""
        await self._persist_message({"recipient_id": recipient_id, "elements": list(elements)})

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """In one piece; Rasa's own would make a message of each paragraph."""
        await self._persist_message(self._message(recipient_id, text=text))


class FrontdeskChannel(InputChannel):
    """`POST /webhooks/frontdesk/turn`, for frontdesk only."""

    def __init__(self, token: str) -> None:
        self._expected = f"Bearer {token}".encode()
        self._swapping = asyncio.Lock()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @classmethod
    def name(cls) -> str:
        """The part of the URL after /webhooks/."""
        return "frontdesk"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "FrontdeskChannel":
        """Built by Rasa from credentials.yml; without a token it does not start."""
        token = (credentials or {}).get("token")
        if not isinstance(token, str) or not token.strip():
            raise InvalidConfigException("credentials.yml: FrontdeskChannel needs a token; set RASA_TOKEN.")
        return cls(token.strip())

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes. Rasa's own way in, `on_new_message`, is not used: it drops the replies."""
        routes = Blueprint("frontdesk")
        routes.listener("after_server_start")(_settle)
        routes.add_route(_handler(self._status), "/", methods=["GET"])
        routes.add_route(_handler(self._turn), "/turn", methods=["POST"])
        routes.add_route(_handler(self._understand), "/understand", methods=["POST"])
        routes.add_route(_handler(self._turn_details), "/turn-details", methods=["POST"])
        routes.add_route(_handler(self._forget), "/forget", methods=["POST"])
        routes.add_route(_handler(self._model), "/model", methods=["POST"])
        return routes

    async def _status(self, request: Request) -> HTTPResponse:
        """Whether turns can be run."""
        try:
            store_of(_ready(request))
        except NotReady as problem:
            return _refusal(503, str(problem))
        return response.json({"status": "ok"})

    async def _turn(self, request: Request) -> HTTPResponse:
        """Run the turn, or find the replies it has had."""
        if not self._is_frontdesk(request):
            return _refusal(401, "The bearer token is missing or wrong.")
        try:
            turn, agent = turn_of(request.body), _ready(request)
            replies = () if _is_news_to(agent, turn) else await self._once(agent, turn)
        except Malformed as problem:
            return _refusal(400, str(problem))
        except NotReady as problem:
            return _refusal(503, str(problem))
        return response.json({"replies": replies})

    async def _understand(self, request: Request) -> HTTPResponse:
        """What a text is taken to mean; nothing is said or remembered."""
        if not self._is_frontdesk(request):
            return _refusal(401, "The bearer token is missing or wrong.")
        try:
            text = text_of(json_object(request.body))
            meant = (await _ready(request).parse_message(text)).get("intent") or {}
        except Malformed as problem:
            return _refusal(400, str(problem))
        except NotReady as problem:
            return _refusal(503, str(problem))
        return response.json(
            {"intent": meant.get("name") or "", "confidence": meant.get("confidence") or 0.0}
        )

    async def _turn_details(self, request: Request) -> HTTPResponse:
        """What was made of a message, for whoever designs the bot; null where it was not put to it."""
        if not self._is_frontdesk(request):
            return _refusal(401, "The bearer token is missing or wrong.")
        try:
            given = json_object(request.body)
            conversation_id, message_id = (identifier(given, name) for name in IDS[:2])
            found = store_of(_ready(request)).around(conversation_id, message_id)
        except Malformed as problem:
            return _refusal(400, str(problem))
        except (NotReady, TurnLost) as problem:
            return _refusal(503, str(problem))
        return response.json({"turn": details(*found) if found else None})

    async def _forget(self, request: Request) -> HTTPResponse:
        """Delete what Rasa remembers of a conversation."""
        if not self._is_frontdesk(request):
            return _refusal(401, "The bearer token is missing or wrong.")
        try:
            conversation_id = identifier(json_object(request.body), "conversation_id")
            async with self._locks.setdefault(conversation_id, asyncio.Lock()):
                forgotten = store_of(_ready(request)).forget(conversation_id)
        except Malformed as problem:
            return _refusal(400, str(problem))
        except (NotReady, TurnLost) as problem:
            return _refusal(503, str(problem))
        return response.json({"events": forgotten})

    async def _model(self, request: Request) -> HTTPResponse:
        """Go on with another model of the folder `models`."""
        if not self._is_frontdesk(request):
            return _refusal(401, "The bearer token is missing or wrong.")
        try:
            model = model_of(request.body)
            async with self._swapping:
                await swap(_ready(request), model)
                heap.settle()
        except Malformed as problem:
            return _refusal(400, str(problem))
        except Unusable as problem:
            return _refusal(422, str(problem))
        except NotReady as problem:
            return _refusal(503, str(problem))
        return response.json({"model": model.name})

    def _is_frontdesk(self, request: Request) -> bool:
        given = str(request.headers.get("Authorization") or "")
        return hmac.compare_digest(given.encode(), self._expected)

    async def _once(self, agent: Agent, turn: Turn) -> Sequence[Reply]:
        """One turn of a conversation at a time; a message that was answered gets the same answer."""
        async with self._locks.setdefault(turn.conversation_id, asyncio.Lock()):
            try:
                return await _replies(turn, await _said(agent, turn))
            except TurnLost as loss:
                log.warning("turn_lost", conversation_id=turn.conversation_id, message_id=turn.message_id)
                raise NotReady(str(loss)) from loss


def _handler(
    method: Callable[[Request], Awaitable[HTTPResponse]],
) -> Callable[[Request], Awaitable[HTTPResponse]]:
    """The method as a function: Sanic writes attributes on a handler, which a bound method does not take."""

    async def handle(request: Request) -> HTTPResponse:
        return await method(request)

    return handle


async def _settle(*_: Any) -> None:
    """The model is loaded by now."""
    heap.settle()


def _ready(request: Request) -> Agent:
    agent = getattr(request.app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        raise NotReady("No model is ready.")
    return agent


def _is_news_to(agent: Agent, turn: Turn) -> bool:
    """Whether desk or shop tell what the bot has never heard of: it was made without them, and is silent."""
    told = turn.text[1:].partition("{")[0]
    known = agent.domain is None or told in agent.domain.intents
    return turn.text.startswith("/") and told in SIGNALS | UPDATES and not known


def store_of(agent: Agent) -> ConversationStore:
    """Ours, out of the wrapper in which Rasa keeps it."""
    store = getattr(agent.tracker_store, "_tracker_store", agent.tracker_store)
    if not isinstance(store, ConversationStore):
        raise NotReady("The tracker store is not bot.nlu.tracker_store.ConversationStore; see endpoints.yml.")
    return store


async def _said(agent: Agent, turn: Turn) -> Sequence[BotUttered]:
    """What the bot says to all requests of a message, up to one that asks for a person."""
    kept = store_of(agent).turn(turn.conversation_id, turn.message_id)
    if kept is None:
        kept = await _run(agent, *await first_turn(agent, turn))
    turns = [kept]
    for further in further_turns(turn, kept):
        if ask_for_person(turns[-1]):
            break
        kept = store_of(agent).turn(further.conversation_id, further.message_id)
        turns.append(kept or await _run(agent, further))
    return read_once([[event for event in each if isinstance(event, BotUttered)] for each in turns])


async def _run(agent: Agent, turn: Turn, parsed: Parsed | None = None) -> Sequence[Event]:
    """Run the turn, then read it back: what the customer gets is what is kept."""
    make_certain(agent)
    message = UserMessage(
        text=turn.text,
        output_channel=FrontdeskOutput(turn.channel),
        sender_id=turn.conversation_id,
        parse_data=parsed,
        input_channel=turn.channel,
        message_id=turn.message_id,
        metadata=dict(turn.metadata),
    )
    if await agent.handle_message(message) is None:
        raise NotReady("No model is ready.")
    kept = store_of(agent).turn(turn.conversation_id, turn.message_id)
    if kept is None:
        raise TurnLost("The turn was not kept.")
    return kept


async def _replies(turn: Turn, said: Sequence[BotUttered]) -> Sequence[Reply]:
    """As Rasa's own channels send it."""
    output = FrontdeskOutput(turn.channel)
    for event in said:
        await output.send_response(turn.conversation_id, event.message())
    replies: Sequence[Reply] = output.messages
    return replies


def _refusal(status: int, sentence: str) -> HTTPResponse:
    return response.json({"error": sentence}, status=status)
