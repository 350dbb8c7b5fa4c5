"""What customers do beside writing: agents read it where it happened, and the bot is not asked again."""

from bot.core.entry import Kind
from tests.channels.floor import Floor


async def lines(floor: Floor, conversation_id: str) -> list[tuple[str, str]]:
    """Asides of a conversation: what was done, and the words below."""
    found = await floor.house.store.transcript(conversation_id, 0, 1000)
    return [(e.content.deed.value, e.content.text) for e in found if e.content.deed]


async def test_an_edit_on_telegram_is_read_at_the_desk_and_asks_nobody(floor: Floor) -> None:
    anna, sam = floor.telegram.customer("Anna"), floor.slack.agent("Sam")
    said = await anna.says("wher is it")
    await floor.works()
    card = await floor.asks_for_a_person(anna, sam)
    asked = floor.asked()
    await anna.edits(said, "where is my parcel 4711")
    await floor.works()
    line = await sam.sees(card, "edited “wher is it”; it now reads:")
    assert "where is my parcel 4711" in line.text
    assert floor.asked() == asked
    await anna.edits(said, "forget it")
    await floor.works()
    await sam.sees(card, "edited “where is my parcel 4711”; it now reads:")


async def test_a_reaction_names_the_message_that_it_is_for(floor: Floor) -> None:
    anna, sam = floor.telegram.customer("Anna"), floor.slack.agent("Sam")
    card = await floor.asks_for_a_person(anna, sam)
    await sam.replies(card, "It is on its way")
    await floor.works()
    await anna.reacts(await anna.hears("on its way"), "👍")
    await floor.works()
    await sam.sees(card, "reacted 👍 to “It is on its way”")


async def test_on_messenger_edits_deletions_reactions_and_links_are_read_at_the_desk(floor: Floor) -> None:
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    first = await anna.says("wher is it")
    second = await anna.says("my number is secret")
    await floor.works()
    card = await floor.asks_for_a_person(anna, sam)
    asked = floor.asked()
    await anna.edits(first, "where is it")
    await anna.deletes(second)
    await anna.reacts(await anna.hears("one moment"), "❤")
    await anna.follows_link("spring-sale")
    await floor.works()
    for words in (
        "edited “wher is it”; it now reads:",
        "deleted “my number is secret”",
        "reacted ❤ to “one moment”",
        "came through the link “spring-sale”",
    ):
        await sam.sees(card, words)
    assert floor.asked() == asked


async def test_in_slack_edits_deletions_and_reactions_are_read_at_the_desk(floor: Floor) -> None:
    anna, sam = floor.slack.customer("Anna"), floor.slack.agent("Sam")
    first, second = await anna.says("wher is it"), await anna.says("oops")
    await floor.works()
    card = await floor.asks_for_a_person(anna, sam)
    asked = floor.asked()
    await anna.edits(first, "where is it")
    await anna.deletes(second)
    await anna.member.reacts(first, "heart")
    await floor.works()
    for words in ("edited “wher is it”; it now reads:", "deleted “oops”", "reacted :heart: to “where is it”"):
        await sam.sees(card, words)
    assert floor.asked() == asked


async def test_what_is_written_to_another_app_is_read_and_not_answered(floor: Floor) -> None:
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    card = await floor.asks_for_a_person(anna, sam)
    asked = floor.asked()
    await anna.says_on_standby("hello other app")
    await floor.works()
    line = await sam.sees(card, "wrote, while another app answers for us")
    assert "hello other app" in line.text
    assert floor.asked() == asked


async def test_what_others_change_in_a_group_is_none_of_our_business(floor: Floor) -> None:
    group = floor.telegram.group("Friends of shoes")
    anna = group.customer("Anna")
    await anna.says("/help")
    overheard = await anna.says("private talk of others")
    await floor.works()
    await anna.edits(overheard, "changed")
    await floor.works()
    [conversation] = {turn.conversation_id for turn in floor.house.brain.turns}
    assert await lines(floor, conversation) == []
    kept = await floor.house.store.export(conversation)
    assert [row["kind"] for row in kept if row.get("raw")] == [Kind.RECORD.value] * 2


async def test_a_deed_in_a_conversation_that_nobody_knows_is_only_kept(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")
    await anna.follows_link("spring-sale")
    await floor.works()
    assert floor.asked() == []
    [row] = await floor.house.store.export(f"messenger:{floor.graph.page.id}:{anna.inbox.person_id}")
    assert row["raw"]["label"] == "referral"


async def test_the_brain_and_the_card_know_through_which_link_the_customer_came(floor: Floor) -> None:
    anna, ben, sam = floor.telegram.customer("Anna"), floor.graph.customer("Ben"), floor.slack.agent("Sam")
    await anna.says("/start spring-sale")
    await ben.posts_back("Get Started", "get_started", referral={"ref": "autumn", "source": "SHORTLINK"})
    await floor.works()
    referrals = {turn.channel: turn.metadata["referral"] for turn in floor.house.brain.turns}
    assert referrals == {"telegram": "spring-sale", "messenger": "autumn"}
    card = await floor.asks_for_a_person(anna, sam)
    assert "came through “spring-sale”" in card.text
    assert floor.house.brain.turns[-1].metadata["referral"] == "spring-sale"


async def test_an_agent_sees_that_the_customer_has_read_the_answer(floor: Floor) -> None:
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    card = await floor.asks_for_a_person(anna, sam)
    written = await sam.replies(card, "It is on its way")
    await floor.works()
    await sam.sees_reaction(written, "white_check_mark")
    await anna.receives()
    await floor.works()
    [entry] = [
        e for e in await floor.house.store.latest(anna_of(floor, anna), 9) if "on its way" in e.content.text
    ]
    assert (entry.delivery, written.reactions) == ("delivered", ["white_check_mark"])
    await anna.reads()
    await floor.works()
    assert written.reactions == ["white_check_mark", "eyes"]
    [entry] = [
        e for e in await floor.house.store.latest(anna_of(floor, anna), 9) if "on its way" in e.content.text
    ]
    assert entry.delivery == "read"


def anna_of(floor: Floor, anna: object) -> str:
    return f"messenger:{floor.graph.page.id}:{anna.inbox.person_id}"  # type: ignore[attr-defined]
