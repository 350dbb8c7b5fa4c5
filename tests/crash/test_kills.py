"""`kill -9` in the middle of everything: what was accepted is answered, in order, once."""

import asyncio
import signal
from collections.abc import Callable, Iterator

import pytest

from tests.crash.report import report
from tests.crash.storm import Storm
from tests.crash.traffic import Talk, Traffic, traffic
from tests.fakes.customer import Customer
from tests.fakes.misbehaviour import Hang
from tests.fakes.telegram import TelegramCustomer
from tests.journeys.stage import Stage
from tests.journeys.talks import asks_for_a_person, asks_the_bot

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

PROCESSES = ("frontdesk", "rasa", "actions")


@pytest.fixture(autouse=True)
def all_behave_again(stage: Stage) -> Iterator[None]:
    yield
    stage.behave()


def kill(stage: Stage, *dying: str) -> None:
    """The killed come back under new ids, and the others keep theirs."""
    service = stage.service
    before = {name: service.pids(name) for name in PROCESSES}
    for name in dying:
        service.kill(name)
    for name in dying:
        service.sees_new(name, before[name])
    for name in set(PROCESSES) - set(dying):
        assert service.pids(name) == before[name], f"{name} did not notice"


def assert_all_is_well(crowd: Traffic, may_repeat: Callable[[Talk], bool]) -> None:
    """Every answer, in order, and once; whoever has a reason to repeat one, repeats one at most."""
    for talk in crowd.talks:
        assert not talk.misses()
        assert talk.doubled <= may_repeat(talk), f"{talk.customer.name} heard something twice"
        assert talk.excuses <= 1, "customers are asked to wait once"


def never(talk: Talk) -> bool:
    """Nothing is sent twice where the process that sends was not killed."""
    return False


def on_telegram(talk: Talk) -> bool:
    """One call of each conversation is under way at a time, and Telegram cannot be asked about it."""
    return isinstance(talk.customer, TelegramCustomer)


@pytest.mark.parametrize(
    ("dying", "may_repeat"),
    [
        (("actions",), never),
        (("rasa",), never),
        (("frontdesk",), on_telegram),
        (PROCESSES, on_telegram),
    ],
    ids=["actions", "rasa", "frontdesk", "all"],
)
async def test_whatever_dies_every_message_is_answered_in_order(
    stage: Stage, dying: tuple[str, ...], may_repeat: Callable[[Talk], bool]
) -> None:
    name = "+".join(dying)
    async with stage.visitor(f"{name} W1") as one, stage.visitor(f"{name} W2") as two:
        crowd = traffic(stage, name, (one, two))
        crowd.begins()
        await crowd.reaches(0.4)
        await asyncio.to_thread(kill, stage, *dying)
        await crowd.ends()
        assert_all_is_well(crowd, may_repeat)
        assert all(len(talk.script) == talk.said for talk in crowd.talks)


async def test_a_kill_between_a_platforms_answer_and_our_note_of_it(stage: Stage) -> None:
    """The customer has the words already, and the journal does not know: the worst moment there is."""
    anna, ben = stage.telegram.customer("Anna Unsure"), stage.graph.customer("Ben")
    cleo = stage.slack.customer("Cleo")
    hung = [
        stage.telegram.hang("sendMessage", acting=True),
        stage.graph.hang("messages", acting=True),
        stage.slack.hang("chat.postMessage", acting=True),
    ]
    everybody: tuple[Customer, ...] = (anna, ben, cleo)
    await asyncio.gather(*map(asks_the_bot, everybody))
    await die_while(stage, hung)
    for customer in everybody:
        await customer.says("which ways to pay are there?")
        await customer.hears("PayPal")
    heard = [[shown.text for shown in customer.screen()] for customer in everybody]
    assert [len(texts) for texts in heard] == [3, 2, 2], (
        "Telegram has no way to ask; Meta echoes, Slack shows"
    )
    assert heard[0][0] == heard[0][1]


async def test_a_kill_between_slacks_answer_and_our_note_doubles_no_card(stage: Stage) -> None:
    dana, sam = stage.telegram.customer("Dana Carded"), stage.agent("Sam")
    card_is_up = stage.slack.hang("chat.postMessage", acting=True)
    await asks_for_a_person(dana)
    card = await sam.sees_card("Dana Carded")
    await die_while(stage, [card_is_up])
    await sam.sees(card, "asked a colleague")
    lines_are_up = stage.slack.hang("chat.postMessage", acting=True)
    await dana.says("it rattles when I shake it")
    await sam.sees(card, "it rattles when I shake it")
    await die_while(stage, [lines_are_up])
    await dana.says("loudly")
    await sam.sees(card, "loudly")
    assert len([shown for shown in sam.cards() if "Dana Carded" in shown.text]) == 1
    assert sum("it rattles when I shake it" in post.text for post in card.replies) == 1
    await sam.replies(card, "Then send it back")
    await dana.hears("Then send it back")


async def die_while(stage: Stage, hung: list[Hang]) -> None:
    """frontdesk dies while platforms keep it waiting; they go on when it is gone."""
    await asyncio.to_thread(kill, stage, "frontdesk")
    for hang in hung:
        hang.release()
    await asyncio.to_thread(stage.service.wait_until_it_listens)


async def test_handoffs_sessions_and_forms_survive_a_full_stop(stage: Stage) -> None:
    """And a start with dialogue files that cannot be trained: the model there was is good enough."""
    number, email, _ = stage.order("shipped", 3)
    eva, fay, sam = stage.telegram.customer("Eva Stopped"), stage.graph.customer("Fay"), stage.agent("Sam")
    async with stage.visitor("Gus") as gus, stage.first_agent() as alex:
        await fay.says("where is my order?")
        await fay.hears("number")
        await fay.says(number)
        await fay.hears("e-mail")
        await asks_for_a_person(eva)
        card = await sam.sees_card("Eva Stopped")
        await sam.presses(card, "Claim")
        await eva.hears("now talking with Sam")
        await asks_the_bot(gus)
        await asyncio.to_thread(stop_for_good, stage)
        models = stage.service.models()
        with stage.service.dialogue_spoilt():
            await asyncio.to_thread(stage.service.start)
        assert "Training failed. Rasa said:" in stage.service.printed
        assert "The bot starts with the model it had." in stage.service.printed
        assert stage.service.models() == models
        await fay.says(email)
        await fay.hears(number)
        await eva.says("are you still there?")
        await sam.sees(card, "are you still there?")
        await sam.replies(card, "Yes, and so is the thread")
        await eva.hears("Yes, and so is the thread")
        assert len([shown for shown in sam.cards() if "Eva Stopped" in shown.text]) == 1
        await gus.says("which ways to pay are there?")
        await gus.hears("PayPal")
        assert gus.own_lines() == ["how long does delivery take?", "which ways to pay are there?"]
        await alex.opens("Eva Stopped")
        await alex.sees("Yes, and so is the thread")


async def test_after_a_kill_of_the_start_itself_the_next_one_takes_over(stage: Stage) -> None:
    """Its programs run on without it, on the ports that the next start needs."""
    ida = stage.telegram.customer("Ida")
    before = {name: stage.service.pids(name) for name in PROCESSES}
    stage.service.kill_start()
    stage.service.launch()
    for name in PROCESSES:
        await asyncio.to_thread(stage.service.sees_new, name, before[name])
    await asyncio.to_thread(stage.service.wait_until_it_answers)
    assert not {pid for name in PROCESSES for pid in stage.service.pids(name)} & set().union(*before.values())
    await asks_the_bot(ida)


def stop_for_good(stage: Stage) -> None:
    """Ctrl-C; nothing of it runs on."""
    stage.service.stop()
    assert stage.service.everything() == []


async def test_a_brain_that_is_away_for_long_is_excused_once(stage: Stage) -> None:
    """The customer learns that the message is safe; when the brain is back, everything is answered."""
    hal = stage.telegram.customer("Hal Waiting")
    with stage.service.stopped("rasa"):
        await hal.says("how long does delivery take?")
        await hal.says("which ways to pay are there?")
        await hal.hears("takes a moment", within=45)
    await hal.hears("working days", within=60)
    await hal.hears("PayPal")
    assert not any("having trouble" in shown.text for shown in hal.screen()), "one excuse is enough"
    assert len(hal.screen()) == 3


async def test_told_to_end_in_the_middle_of_a_turn_it_does_so_in_time(stage: Stage) -> None:
    """As an upgrade does it; the turn is another process's at once."""
    ivy = stage.telegram.customer("Ivy Drained")
    with stage.service.stopped("rasa"):
        await ivy.says("how long does delivery take?")
        old = stage.service.pids("frontdesk")
        stage.service.kill("frontdesk", by=signal.SIGTERM)
        await asyncio.to_thread(stage.service.sees_gone, old, 10)
    await ivy.hears("working days", within=60)
    answers = [shown for shown in ivy.screen() if "takes a moment" not in shown.text]
    assert len(answers) == 1


async def test_a_bot_that_learns_in_the_middle_of_traffic_loses_nothing(stage: Stage) -> None:
    """The running bot goes on with what it learnt; where it could not learn, with what it knew."""
    old, new = "answer questions about delivery and paying", "answer questions about gold"
    stage.service.remembers_training()
    storm, jack = Storm(stage, None, seed=1), stage.telegram.customer("Jack")
    with stage.service.domain_changed(old, new):
        said = await storm.during(asyncio.to_thread(stage.service.runs, "train"))
    assert "The running bot answers with it from now on." in said
    assert not storm.broken(), report(storm)
    await jack.says("help")
    await jack.hears(new)
    with stage.service.dialogue_spoilt():
        said = await asyncio.to_thread(stage.service.runs, "train", code=1)
    assert "the old model stays" in said
    await jack.says("help me please")
    await jack.hears(new)
