"""A customer and the bot, seen through what `emulate` shows."""

from tests.peers.stage import Stage
from tests.peers.workspace import SECRET


async def test_a_direct_message_is_answered_and_our_own_posts_are_not(stage: Stage) -> None:
    """emulate tells us of what we post, and not that a bot did."""
    anna = stage.customer()
    anna.says("hello")
    await anna.sees("bot: hello")
    anna.says("where is my order?")
    await anna.sees("bot: where is my order?")
    assert anna.lines() == ["hello", "🤖 bot: hello", "where is my order?", "🤖 bot: where is my order?"]


async def test_who_calls_the_bot_in_public_is_answered_in_the_thread(stage: Stage) -> None:
    anna, ben = stage.in_public(), stage.in_public()
    overheard = ben.says("has anybody seen my keys?")
    thread = anna.below(anna.says(f"<@{stage.bot}> hello"))
    await thread.sees("bot: hello")
    thread.says("and where is my order?")
    await thread.sees("bot: and where is my order?")
    begun, *lines = thread.lines()
    assert begun == f"<@{stage.bot}> hello"
    assert lines == ["🤖 bot: hello", "and where is my order?", "🤖 bot: and where is my order?"]
    assert ben.below(overheard).lines() == ["has anybody seen my keys?"]
    assert [line for line in anna.lines() if "🤖" in line] == []


async def test_what_slack_writes_in_its_own_way_is_read_as_it_was_meant(stage: Stage) -> None:
    anna = stage.customer()
    anna.says("5 &lt; 6 &amp; <https://shop.example|the shop> &gt; *you*")
    message = await anna.sees("bot: 5 < 6 & the shop (https://shop.example) >")
    assert "5 &lt; 6 &amp; " in message["text"], "what a customer typed is formatting for nobody"


async def test_the_same_events_told_again_change_nothing(stage: Stage) -> None:
    anna = stage.customer()
    anna.says("hello")
    thread = await stage.asks_for_a_person(anna)
    ticked = thread.says("Hello Anna")
    await anna.sees("Hello Anna")
    await thread.sees_sign(ticked, "white_check_mark")
    await thread.sees("here comes Sam")
    before, below = anna.lines(), thread.lines()
    stage.slack.tells_again()
    anna.says("are you there?")
    await thread.sees("are you there?")
    thread.says("I am")
    await anna.sees("I am")
    assert anna.lines() == [*before, "are you there?", "🤖 I am"]
    assert thread.lines()[1 : len(below)] == below[1:], "below the card, which says whose turn it is"
    assert len(thread.lines()) == len(below) + 2


async def test_what_is_signed_with_another_secret_is_refused_and_taken_when_it_is_told_again(
    stage: Stage,
) -> None:
    anna = stage.customer()
    stage.slack.signs_with("not the app's secret")
    anna.says("hello")
    stage.slack.signs_with(SECRET)
    assert stage.slack.told(anna.person) == [403]
    anna.says("where is my order?")
    await anna.sees("bot: where is my order?")
    stage.slack.tells_again()
    await anna.sees("bot: hello")
    assert stage.slack.told(anna.person) == [403, 200, 200, 200]
    assert anna.lines()[2:] == ["🤖 bot: where is my order?", "🤖 bot: hello"]
