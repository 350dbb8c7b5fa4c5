"""`frontdesk chat`: the bot in a terminal, through the doors that browsers use."""

import re

import pytest

from tests.journeys.stage import Stage

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]


async def test_lines_from_a_pipe_are_answered_one_by_one(stage: Stage) -> None:
    number, email, _ = stage.order("shipped")
    said = stage.service.runs("chat", typed=f"where is my order?\nit's {number}\n{email}\n")
    asked, numbered, told = said.split("You: ")[1:]
    assert re.search(r"^Bot: .*number", asked, re.MULTILINE)
    assert re.search(r"^Bot: .*e-mail", numbered, re.MULTILINE)
    assert number in told
    assert "understood:" not in said


async def test_a_choice_is_picked_by_its_number(stage: Stage) -> None:
    said = stage.service.runs("chat", "--details", typed="zorbl wuffti kranomax\n1\n")
    offered, picked = said.split("You: ")[1:]
    title = re.search(r"^  \[1\] (.+)$", offered, re.MULTILINE)
    assert title, offered
    assert picked.startswith(f"1\n  ({title[1]})\n")
    assert re.search(r"understood: [\w/]+ 1\.00$", picked, re.MULTILINE), "a button leaves nothing to guess"


async def test_details_say_what_the_bot_made_of_it(stage: Stage) -> None:
    number, _, _ = stage.order("shipped")
    said = stage.service.runs("chat", typed=f"hi there\n/details\nwhere is order {number}?\n/details\nbye\n")
    greeted, shown, asked, hidden, left = said.split("You: ")[1:]
    assert "understood:" not in greeted + left
    assert re.search(r"· understood: greet [01]\.\d\d, then \w+", shown), "of the last message, at once"
    assert re.search(r"· understood: track_order [01]\.\d\d, then \w+ [01]\.\d\d", asked)
    assert f"· entities: order_number={number} (Details)" in asked
    assert f"order_number: null → {number}" in asked
    assert re.search(r"· actions: .*order_form", asked)
    assert "(details off)" in hidden


async def test_a_new_conversation_knows_nothing_of_the_one_before(stage: Stage) -> None:
    said = stage.service.runs("chat", "--details", typed="where is my order?\n/new\nhi there\n/quit\nnever\n")
    asked, new, greeted, quitted = said.split("You: ")[1:]
    assert "order_form" in asked
    assert "(a new conversation)" in new
    assert "order_form" not in greeted
    assert quitted == "/quit\n"


async def test_an_agent_answers_in_the_terminal(stage: Stage) -> None:
    with stage.service.program("chat", "--details") as terminal:
        terminal.types("I want to talk to a human please")
        terminal.sees("asked a colleague")
        async with stage.first_agent() as alex:
            await alex.opens("Visitor")
            await alex.sees("I want to talk to a human please")
            await alex.presses("Claim")
            terminal.sees(f"now talking with {alex.name}")
            await alex.replies("Hello from the desk")
            terminal.sees(f"{alex.name}: Hello from the desk")
            terminal.types("good to hear from you")
            await alex.sees("good to hear from you")
            terminal.sees("· the bot was not asked")
            await alex.presses("Resolve")
        terminal.sees("(the bot answers)")


async def test_a_person_types_at_a_prompt(stage: Stage) -> None:
    with stage.service.program("chat").in_a_terminal() as terminal:
        terminal.sees("/quit or Ctrl-D ends")
        terminal.sees("You:")
        terminal.types("zorbl wuffti kranomax")
        terminal.sees("[1] ")
        terminal.types("1")
        terminal.sees("Bot: ")
        with stage.service.stopped("rasa"):
            terminal.types("hi there")
            terminal.sees("…")
        terminal.sees("Bot: ")
        terminal.types("\x04")
        assert terminal.ends() == 0
