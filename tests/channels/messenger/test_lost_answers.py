"""What Meta took without our hearing of it is not said again: its echo tells, even seconds later."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from bot.core.answer import Answerer
from bot.core.courtesy import Courtesy
from bot.core.deliver import Deliverer
from bot.core.entry import Content
from bot.core.lane import LaneKind
from bot.core.ports import Channel
from channels.messenger import MessengerChannel, connector
from channels.webhooks import routes
from tests.fakes.graph import FakeGraph, GraphCustomer
from tests.fakes.house import House, open_house


@pytest.fixture
async def house(tmp_path: Path, graph: FakeGraph, channel: MessengerChannel) -> AsyncIterator[House]:
    """The real journal behind the real routes."""
    house = open_house(f"sqlite:///{tmp_path}/journal.db")
    graph.deliver_to(
        "http://bot/webhooks/messenger", Starlette(routes=routes(house.store, messenger=channel))
    )
    graph.echoes = True
    yield house
    house.store.close()


async def works(house: House, channel: Channel) -> None:
    """Workers do all that is due now."""
    channels = {"messenger": channel}
    answerer = Answerer(
        house.store,
        house.brain,
        channels,
        house.rules,
        lambda name, _: Content(name),
        house.clock,
        house.pace,
        Courtesy(channels, house.clock, house.pace),
    )
    deliverer = Deliverer(house.store, channels, house.clock, house.pace)
    steps = {**house.steps(), LaneKind.ANSWER: answerer.answer, LaneKind.SEND: deliverer.deliver}
    while lanes := await house.store.take(house.store.owner, 10):
        for lane in lanes:
            await house.store.release(lane, await steps[lane.kind](lane))


@pytest.mark.parametrize("silent", [True, False])
async def test_an_answer_that_is_lost_does_not_make_us_say_it_twice(
    graph: FakeGraph,
    channel: MessengerChannel,
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    silent: bool,
) -> None:
    monkeypatch.setattr(connector, "LONGEST_SEND", 0.5)
    anna = graph.customer("Anna")
    await anna.says("hi")
    if silent:
        graph.hang("messages", acting=True)
    else:
        graph.break_off("messages", acting=True)
    with graph.postman.hold() as held:
        await works(house, channel)
        house.clock.forward(seconds=4)
        await works(house, channel)
        await graph.postman.settle()
    for echo in held.letters:
        await graph.postman.deliver(echo)
    house.clock.forward(minutes=10)
    await works(house, channel)
    graph.behave()
    assert [shown.text for shown in anna.screen()] == ["bot: hi"]
    (found,) = await sent(house, anna)
    assert found.startswith("sent")


async def test_what_never_arrived_is_said_when_no_echo_came(
    graph: FakeGraph, channel: MessengerChannel, house: House
) -> None:
    anna = graph.customer("Anna")
    await anna.says("hi")
    graph.break_off("messages")
    await works(house, channel)
    assert anna.screen() == []
    house.clock.forward(seconds=connector.ECHO_WITHIN + 1)
    await works(house, channel)
    assert [shown.text for shown in anna.screen()] == ["bot: hi"]


async def sent(house: House, anna: GraphCustomer) -> list[str]:
    """How far each answer is, as the transcript tells."""
    talk = f"messenger:{anna.inbox.account.id}:{anna.inbox.person_id}"
    transcript = await house.store.transcript(talk, 0, 10)
    return [entry.delivery for entry in transcript if entry.content.text == "bot: hi"]
