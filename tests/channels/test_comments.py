"""From public to private: comments, posts and mentions on the Page and on Instagram."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.desk_rules import Rules
from bot.core.entry import Author, Button, Content, Kind
from bot.core.turn import Reply
from bot.rules import read_rules
from tests.channels.floor import Floor
from tests.channels.slack import office
from tests.fakes.graph import GraphCustomer


@pytest.fixture
def only_a_person(tmp_path: Path) -> Rules:
    """Rules by which nobody answers a complaint but an agent."""
    rules = tmp_path / "desk.yml"
    rules.write_text("comments: {complaint: {do: [person], intents: [complaint]}}")
    return read_rules(rules)


ON = pytest.mark.parametrize("on", ["messenger", "instagram"])
SENTENCES = {
    "utter_private_question": "Hi {first_name}, you asked: “{comment}”",
    "utter_private_unclear": "Hi {first_name}, you asked: “{comment}” Tell me more.",
    "utter_comment_question": "Thanks, {first_name}! We've written to you.",
    "utter_comment_praise": "Thank you, {first_name}!",
}


@pytest.fixture(autouse=True)
def by_the_rules_that_we_ship(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    floor.house.rules = read_rules(Path("desk.yml"))
    floor.graph.ids_differ = False
    monkeypatch.setattr(office, "_sentences", sentences)


@ON
async def test_a_question_is_answered_shortly_in_public_and_really_in_private(floor: Floor, on: str) -> None:
    anna = floor.graph.customer("Anna Berg", on)
    comment = await anna.comments("Do you ship to Canada?")
    await floor.works()
    thanks, hi = ("Thanks, Anna!", "Hi Anna,") if on == "messenger" else ("Thanks!", "Hi,")
    assert comment.said == [f"{thanks} We've written to you."]
    asked = "Do you ship to Canada?"
    assert heard(anna) == [f"{hi} you asked: “{asked}”\n\nbot: {asked}"]
    await anna.says("great")
    await floor.works()
    assert heard(anna)[1:] == ["bot: great"], "the conversation goes on"


@ON
async def test_a_complaint_gets_a_person_who_reads_the_whole_case(floor: Floor, on: str) -> None:
    anna, sam = floor.graph.customer("Anna", on), floor.slack.agent("Sam")
    comment = await anna.comments("It came broken, never again")
    await floor.works()
    assert comment.said == ["utter_comment_complaint"]
    assert heard(anna) == ["utter_private_complaint"], "and the bot does not talk over it"
    card = sam.cards()[-1]
    for words in ("complained in public", "It came broken, never again", "only written in public"):
        assert words in card.text
    await sam.presses(card, "Claim")
    await anna.says("the lid is off")
    await floor.works()
    thread = "\n".join(post.text for post in card.replies)
    for words in ("wrote in public", "utter_comment_complaint", "in public", "utter_private_complaint"):
        assert words in thread
    await sam.replies(card, "I send you another one")
    await floor.works()
    assert heard(anna)[-1] == "I send you another one"
    assert comment.said == ["utter_comment_complaint"], "agents' words never go public"


async def test_the_urgent_comes_first(floor: Floor) -> None:
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    comment = await anna.comments("the charger caught fire")
    await floor.works()
    assert comment.said == ["utter_comment_urgent"]
    assert heard(anna) == ["utter_private_urgent"]
    assert "Priority: \nhigh" in sam.cards()[-1].text


@ON
@pytest.mark.parametrize(
    ("text", "said"),
    [("I love it", ["Thank you{}!"]), ("get followers here", []), ("@marc look at that", [])],
)
async def test_praise_is_thanked_for_and_the_rest_is_left(
    floor: Floor, on: str, text: str, said: list[str]
) -> None:
    anna = floor.graph.customer("Anna", on)
    comment = await anna.comments(text)
    await floor.works()
    name = ", Anna" if on == "messenger" else ""
    assert comment.said == [words.format(name) for words in said]
    assert not heard(anna)
    assert not floor.asked()
    assert (await floor.transcript(anna))[0].content.text == text, "agents can read it all the same"


async def test_rules_say_what_is_done(floor: Floor, tmp_path: Path) -> None:
    rules = tmp_path / "desk.yml"
    rules.write_text("comments: {praise: {do: [], intents: [praise]}, question: {do: [private]}}")
    floor.house.rules = read_rules(rules)
    anna = floor.graph.customer("Anna")
    thanks = await anna.comments("I love it")
    asked = await anna.comments("Do you ship to Canada?")
    broken = await anna.comments("broken!")
    await floor.works()
    assert thanks.said == asked.said == broken.said == []
    assert len(heard(anna)) == 2, "without a rule of its own, a complaint is a question"


async def test_without_rules_nobody_speaks_in_public(floor: Floor, tmp_path: Path) -> None:
    floor.house.rules = read_rules(tmp_path / "none.yml")
    anna = floor.graph.customer("Anna")
    comment = await anna.comments("Do you ship to Canada?")
    await floor.works()
    assert not comment.said
    assert not heard(anna)
    assert not floor.asked()


async def test_what_is_not_understood_and_asks_is_answered_without_a_guess(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")
    comment = await anna.comments("Would it stand a Kilimanjaro trip?")
    await floor.works()
    assert comment.said == ["Thanks, Anna! We've written to you."]
    assert heard(anna) == ["Hi Anna, you asked: “Would it stand a Kilimanjaro trip?” Tell me more."]
    assert not floor.asked()


async def test_what_the_bot_says_of_an_order_is_said_in_private_only(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")
    floor.house.brain.says = lambda turn: [
        Reply(Content("Order FD-10432 is with DHL"), facts={"order_number": "FD-10432"})
    ]
    comment = await anna.comments("where is my order?")
    await floor.works()
    assert "FD-10432" in heard(anna)[0]
    assert "FD-10432" not in "".join(comment.said)
    assert not any(turn.metadata.get("public") for turn in floor.house.brain.turns)


async def test_choices_are_words_in_the_private_message_and_can_be_typed(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")
    offered = (Button("Track it", "/track_order"), Button("A person", "/human_handoff"))
    floor.house.brain.says = lambda turn: [Reply(Content(f"bot: {turn.text}", offered))]
    await anna.comments("Do you ship to Canada?")
    await floor.works()
    assert heard(anna)[0].endswith("1. Track it\n2. A person")
    await anna.says("2")
    await floor.works()
    assert floor.asked()[-1] == "/human_handoff"


@ON
async def test_a_comment_that_comes_twice_is_answered_once(floor: Floor, on: str) -> None:
    anna = floor.graph.customer("Anna", on)
    comment = await anna.comments("Do you ship to Canada?")
    await floor.graph.redeliver()
    await floor.works()
    await floor.graph.redeliver()
    await floor.works()
    assert len(comment.said) == len(heard(anna)) == 1


async def test_whoever_comments_without_end_is_answered_a_few_times(floor: Floor) -> None:
    """Such as another brand's bot, which answers our answers."""
    other = floor.graph.customer("Another bot")
    said = [await other.comments(f"Do you ship to {n}?") for n in range(12)]
    await floor.works()
    assert sum(len(comment.said) for comment in said) == 5
    assert len(heard(other)) == 5
    floor.house.clock.forward(minutes=30)
    later = await other.comments("Do you ship to Canada?")
    await floor.works()
    assert len(later.said) == 1


async def test_our_own_answers_are_nobodys_comments(floor: Floor) -> None:
    value = {"from": {"id": floor.graph.page.id}, "item": "comment", "verb": "add", "comment_id": "1_2"}
    await floor.graph.sends_change({**value, "message": "Do you ship?", "post_id": "1_1"})
    before = len(floor.graph.calls)
    await floor.works()
    assert not floor.asked()
    assert len(floor.graph.calls) == before, "nobody tries to answer it"


async def test_edits_and_deletions_are_read_at_the_desk_and_asked_nobody(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")
    comment = await anna.comments("Do you ship to Canada?")
    await floor.works()
    await anna.edits_comment(comment, "Do you ship to Cuba?")
    await anna.deletes_comment(comment)
    await floor.works()
    assert len(floor.asked()) == len(heard(anna)) == 1
    deeds = [entry.content for entry in await floor.transcript(anna) if entry.kind is Kind.ASIDE]
    assert [(deed.deed and deed.deed.value, deed.quote) for deed in deeds] == [
        ("edited", "Do you ship to Canada?"),
        ("deleted", "Do you ship to Cuba?"),
    ]


async def test_a_visitors_post_is_answered_through_the_post(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")
    post = await anna.posts("Do you ship to Canada?")
    await floor.works()
    assert len(post.said) == len(heard(anna)) == 1


@ON
async def test_whoever_names_us_elsewhere_is_answered_there_only(floor: Floor, on: str) -> None:
    """The event tells that there is something, and not what: it is read first."""
    anna = floor.graph.customer("Anna", on)
    named = await anna.mentions("Do they ship to Canada? @frontdesk")
    await floor.works()
    assert len(named.said) == 1
    assert not heard(anna)


@ON
async def test_what_meta_does_not_let_us_read_now_is_read_later(floor: Floor, on: str) -> None:
    anna = floor.graph.customer("Anna", on)
    floor.graph.limit("node")
    named = await anna.mentions("Do they ship to Canada? @frontdesk")
    await floor.works()
    assert not named.said
    floor.house.clock.forward(minutes=2)
    await floor.works()
    assert len(named.said) == 1
    assert (await floor.house.store.recent(1))[0].conversation.brain_failing_since is None


async def test_a_comment_of_last_week_is_answered_in_public_only_and_agents_see_why(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")
    comment = await anna.comments("Do you ship to Canada?")
    floor.house.clock.forward(days=8)
    await floor.works()
    assert len(comment.said) == 1
    assert not heard(anna)
    reasons = [entry.reason for entry in await floor.transcript(anna) if entry.reason]
    assert len(reasons) == 1
    assert "7 days" in reasons[0]


async def test_an_agent_may_write_once_through_the_comment_and_is_told_why_not_twice(
    floor: Floor, only_a_person: Rules
) -> None:
    floor.house.rules = only_a_person
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    await anna.comments("it is broken")
    await floor.works()
    card = sam.cards()[-1]
    assert "You may send one private message" in card.text
    await sam.replies(card, "Hello Anna, what happened?")
    await sam.replies(card, "Tell me!")
    await floor.works()
    assert heard(anna) == ["Hello Anna, what happened?"]
    reasons = [entry.reason for entry in await floor.transcript(anna) if entry.reason]
    assert len(reasons) == 1, "both were written before Meta had the first"
    assert "one private message" in reasons[0]
    assert "the one private message that Meta allows was sent" in card.text
    await sam.replies(card, "Are you there?")
    await floor.works()
    assert heard(anna) == ["Hello Anna, what happened?"]
    assert "one private message" in sam.whispers()[-1]
    await anna.says("The lid broke")
    await sam.replies(card, "I see")
    await floor.works()
    assert heard(anna)[1:] == ["I see"]
    assert "only written in public" not in card.text


async def test_who_has_written_long_ago_and_comments_now_is_reached_through_the_comment(
    floor: Floor, only_a_person: Rules
) -> None:
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    long_ago = int((floor.house.clock() - timedelta(days=8)).timestamp() * 1000)
    await anna.sends_event(message={"mid": "m_1", "text": "hello"}, timestamp=long_ago)
    anna.falls_silent(hours=24 * 8)
    await floor.works()
    floor.house.rules = only_a_person
    await anna.comments("it is broken")
    await floor.works()
    await sam.replies(sam.cards()[-1], "What happened?")
    await floor.works()
    assert heard(anna) == ["What happened?"]


async def test_an_agents_long_words_are_refused_before_half_of_them_is_sent(
    floor: Floor, only_a_person: Rules
) -> None:
    floor.house.rules = only_a_person
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    await anna.comments("it is broken")
    await floor.works()
    await sam.replies(sam.cards()[-1], "I am very sorry. " * 200)
    await floor.works()
    assert not heard(anna)
    assert "make it one, and shorter" in sam.whispers()[-1]


async def test_a_mention_under_our_own_post_is_a_comment_like_any_other(floor: Floor) -> None:
    """Meta tells of it twice, in either order."""
    anna = floor.graph.customer("Anna")
    comment = floor.graph.publish(anna.inbox, "@frontdesk do you ship to Canada?")
    about = {
        "item": "comment",
        "comment_id": comment.id,
        "verb": "add",
        "post_id": f"{floor.graph.page.id}_1",
    }
    named = {**about, "sender_id": anna.inbox.person_id, "sender_name": "Anna", "message": comment.text}
    await floor.graph.sends_change(named, "mention")
    await floor.graph.sends_change({**about, "from": {"id": anna.inbox.person_id}, "message": comment.text})
    await floor.works()
    assert len(comment.said) == len(heard(anna)) == 1


async def test_while_a_person_has_the_conversation_a_comment_is_theirs(floor: Floor) -> None:
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    card = await floor.asks_for_a_person(anna, sam)
    await sam.presses(card, "Claim")
    await floor.works()
    before = heard(anna)
    comment = await anna.comments("nobody helps me, is that broken?")
    await floor.works()
    assert not comment.said
    assert heard(anna) == before
    await sam.sees(card, "nobody helps me")


async def test_a_bot_that_is_away_leaves_comments_waiting_and_says_nothing_in_public(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")
    floor.house.brain.away = True
    comment = await anna.comments("Do you ship to Canada?")
    await floor.works()
    floor.house.clock.forward(minutes=5)
    await floor.works()
    assert not comment.said
    assert not heard(anna)
    floor.house.brain.away = False
    floor.house.clock.forward(minutes=1)
    await floor.works()
    assert len(comment.said) == len(heard(anna)) == 1


async def test_a_public_answer_whose_confirmation_was_lost_is_not_given_twice(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")
    floor.graph.break_off("comments", acting=True)
    comment = await anna.comments("I love it")
    await floor.works()
    floor.house.clock.forward(minutes=1)
    await floor.works()
    assert comment.said == ["Thank you, Anna!"]
    assert all(entry.delivery in ("sent", "") for entry in await floor.transcript(anna))


async def test_a_public_answer_that_meta_does_not_let_us_look_for_now_is_not_given_twice(
    floor: Floor,
) -> None:
    anna = floor.graph.customer("Anna")
    floor.graph.break_off("comments", acting=True)
    floor.graph.limit("comments")
    comment = await anna.comments("I love it")
    for _ in range(3):
        await floor.works()
        floor.house.clock.forward(minutes=2)
    await floor.works()
    assert comment.said == ["Thank you, Anna!"]
    assert all(entry.delivery in ("sent", "") for entry in await floor.transcript(anna))


async def test_nor_one_that_meta_never_lets_us_look_for(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")
    floor.graph.break_off("comments", acting=True)
    floor.graph.fail("comments", 403, {"error": {"message": "Permissions error", "code": 200}})
    comment = await anna.comments("I love it")
    await floor.works()
    floor.house.clock.forward(minutes=2)
    await floor.works()
    assert comment.said == ["Thank you, Anna!"]
    [reason] = [entry.reason for entry in await floor.transcript(anna) if entry.reason]
    assert "does not let us look" in reason


async def test_what_others_say_in_the_same_words_is_no_answer_of_ours(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")
    floor.graph.fail("comments", 500)
    comment = await anna.comments("I love it")
    comment.replies.append({"id": "1_2", "words": "Thank you, Anna!", "by": "4242"})
    await floor.works()
    floor.house.clock.forward(minutes=1)
    await floor.works()
    assert [reply["by"] for reply in comment.replies] == ["4242", floor.graph.page.id]


async def test_whoever_has_another_id_in_public_is_one_case_all_the_same(floor: Floor) -> None:
    """Meta says who got the private message: what was said in public goes on in that conversation."""
    floor.graph.ids_differ = True
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    comment = await anna.comments("it is broken")
    await floor.works()
    assert len(comment.said) == 1
    card = sam.cards()[-1]
    await sam.presses(card, "Claim")
    await floor.works()
    await anna.says("the lid is off")
    await floor.works()
    assert heard(anna) == ["utter_private_complaint"], "a person has it, so the bot is quiet"
    await sam.sees(card, "the lid is off")
    said = [entry.content.text for entry in await floor.transcript(anna) if entry.author is Author.CUSTOMER]
    assert said == ["it is broken", "the lid is off"]
    other = f"messenger:{floor.graph.page.id}:9{anna.inbox.person_id}"
    assert await floor.house.store.export(other) == []


async def test_what_was_said_before_goes_before_a_comment_under_another_id(floor: Floor) -> None:
    floor.graph.ids_differ = True
    anna = floor.graph.customer("Anna")
    await anna.says("hello")
    await floor.works()
    await anna.comments("Do you ship to Canada?")
    await anna.comments("And do you ship to Cuba?")
    await floor.works()
    await anna.says("thanks")
    await floor.works()
    found = await floor.transcript(anna)
    said = [entry.content.text for entry in found if entry.author is Author.CUSTOMER]
    assert said == ["hello", "Do you ship to Canada?", "And do you ship to Cuba?", "thanks"]
    assert [entry.position for entry in found] == list(range(1, len(found) + 1))
    assert floor.asked() == ["hello", "Do you ship to Canada?", "And do you ship to Cuba?", "thanks"]
    assert len(heard(anna)) == 4


async def test_a_comment_of_nobody_is_answered_as_well(floor: Floor) -> None:
    """Without a permission, Meta does not say who wrote it."""
    anna = floor.graph.customer("Anna")
    comment = await anna.comments("Do you ship to Canada?", **{"from": {}})
    await floor.works()
    assert len(comment.said) == len(heard(anna)) == 1
    await anna.says("thanks")
    await floor.works()
    assert heard(anna)[1:] == ["bot: thanks"]


async def test_where_meta_names_nobody_our_own_answers_are_not_answered(floor: Floor) -> None:
    """They come back as comments of nobody: whoever answered them would go on for ever."""
    anna = floor.graph.customer("Anna")
    comment = await anna.comments("I love it", **{"from": {}})
    await floor.works()
    assert comment.said == ["Thank you!"], "and no comma where no name is"
    post, answer = f"{floor.graph.page.id}_1", comment.replies[0]["id"]
    ours = {"item": "comment", "verb": "add", "post_id": post, "message": "We love it"}
    await floor.graph.sends_change({**ours, "comment_id": answer, "parent_id": comment.id})
    await floor.graph.sends_change(
        {"item": "status", "verb": "add", "post_id": "1_7", "message": "We love it"}
    )
    on_instagram = {"id": "18", "text": "We love it", "parent_id": "17"}
    await floor.graph.send(floor.graph.instagram, {"field": "comments", "value": on_instagram}, "changes")
    calls = len(floor.graph.calls)
    await floor.works()
    assert len(floor.graph.calls) == calls


def sentences(name: str, channel: str) -> Content:
    return Content(SENTENCES.get(name, name))


def heard(anna: GraphCustomer) -> list[str]:
    """What she was sent in private."""
    return [shown.text for shown in anna.screen()]
