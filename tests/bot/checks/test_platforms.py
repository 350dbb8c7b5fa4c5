"""What a platform will not show as it is written."""

import pytest

from channels.messenger import render as meta
from channels.slack import customer as slack
from channels.telegram import render as telegram
from tests.bot.checks.small_bot import SmallBot

TEXT = '- text: "Done."'
LIMITS = {
    "messenger": ("Messenger", meta.MESSENGER.longest_text, "characters"),
    "instagram": ("Instagram", meta.INSTAGRAM.longest_text, "bytes"),
    "telegram": ("Telegram", telegram.LONGEST_TEXT, "characters"),
    "slack": ("Slack", slack.LONGEST_TEXT, "characters"),
}


def buttons(count: int, *, link: bool = False) -> str:
    """A variation with as many."""
    leads = ["/order"] * (count - link)
    lines = [f'        - title: "Button {n}"\n          payload: "{lead}"\n' for n, lead in enumerate(leads)]
    page = '        - title: "Page"\n          url: "https://shop.example"\n' if link else ""
    return f"{TEXT}\n      buttons:\n{''.join(lines)}{page}".rstrip("\n")


@pytest.mark.parametrize(
    ("title", "length"), [("Talk to a real person now", 25), ("A rather long one 👋👋", 22)]
)
def test_a_title_that_is_cut(bot: SmallBot, title: str, length: int) -> None:
    line = bot.change("domain.yml", 'title: "Order"', f'title: "{title}"')
    told = f'the button "{title}" has {length} characters, Messenger and Instagram show 20. Shorten it.'
    assert bot.problems() == [f"domain.yml, line {line}: {told}"]


def test_a_title_for_one_channel_is_measured_for_that_alone(bot: SmallBot) -> None:
    title = 'title: "Talk to a real person now"'
    bot.change("domain.yml", 'title: "Order"', title)
    bot.change("domain.yml", '- text: "Hello."', '- channel: slack\n      text: "Hello."')
    assert bot.problems() == []
    bot.change("domain.yml", "- channel: slack", "- channel: messenger")
    [problem] = bot.problems()
    assert problem.endswith("has 25 characters, Messenger shows 20. Shorten it.")


def test_of_several_limits_the_strictest_is_told(bot: SmallBot) -> None:
    bot.change("domain.yml", 'title: "Order"', f'title: "{"x" * 76}"')
    [problem] = bot.problems()
    assert problem.endswith("has 76 characters, Messenger and Instagram show 20. Shorten it.")


def test_a_title_that_even_slack_cuts(bot: SmallBot) -> None:
    bot.change("domain.yml", 'title: "Order"', f'title: "{"x" * 76}"')
    bot.change("domain.yml", '- text: "Hello."', '- channel: slack\n      text: "Hello."')
    [problem] = bot.problems()
    assert problem.endswith("has 76 characters, Slack shows 75. Shorten it.")


def test_a_response_that_an_action_puts_on_a_button(bot: SmallBot) -> None:
    bot.change("actions/help.py", 'f"utter_help_{slot}"', 'title(domain, f"utter_help_{slot}")')
    line = bot.change("domain.yml", '"Blue or green."', '"Blue, green, or any other"')
    cut = 'the button "Blue, green, or any other" has 25 characters, Messenger and Instagram show 20.'
    assert bot.problems() == [f"domain.yml, line {line}: {cut} Shorten it."]


@pytest.mark.parametrize("channel", sorted(LIMITS))
def test_a_text_that_is_parted(bot: SmallBot, channel: str) -> None:
    name, longest, unit = LIMITS[channel]
    line = bot.change("domain.yml", TEXT, f'- channel: {channel}\n      text: "{"x" * longest}"') + 1
    assert bot.problems() == []
    bot.change("domain.yml", "x" * longest, "x" * (longest + 1))
    taken = f"{longest + 1:,} {unit} on {name}, which takes {longest:,}"
    told = f"the text of utter_done has {taken}. It comes in pieces: shorten it."
    assert bot.problems() == [f"domain.yml, line {line}: {told}"]


def test_a_text_for_all_is_measured_for_all(bot: SmallBot) -> None:
    bot.change("domain.yml", "Done.", "é" * 2001)
    [problem] = bot.problems()
    assert (
        "2,001 characters on Messenger, which takes 2,000; 4,002 bytes on Instagram, which takes 1,000"
        in problem
    )
    assert "Telegram" not in problem


def test_a_fourth_button_where_one_opens_a_page(bot: SmallBot) -> None:
    bot.change("domain.yml", TEXT, buttons(3, link=True))
    assert (bot.problems(), bot.hints()) == ([], [])
    bot.change("domain.yml", buttons(3, link=True), buttons(4, link=True))
    [problem] = bot.problems()
    assert "utter_done has 4 buttons, Messenger shows 3 where one opens a page; " in problem


def test_a_fourth_choice_is_a_hint_and_a_fourteenth_a_problem(bot: SmallBot) -> None:
    bot.change("domain.yml", TEXT, buttons(3))
    assert (bot.problems(), bot.hints()) == ([], [])
    line = bot.change("domain.yml", buttons(3), buttons(4)) + 2
    own = "the own buttons of Messenger and Instagram end at 3, more are a row that is easily overlooked."
    assert bot.hints() == [f"domain.yml, line {line}: utter_done has 4 buttons; {own} Leave some out."]
    assert bot.problems() == []
    bot.change("domain.yml", buttons(4), buttons(14))
    rest = "Messenger and Instagram show 13; more become a list in words. Leave some out."
    assert bot.problems() == [f"domain.yml, line {line}: utter_done has 14 buttons, {rest}"]


def test_a_long_text_above_a_button_that_opens_a_page(bot: SmallBot) -> None:
    line = bot.change("domain.yml", TEXT, buttons(1, link=True).replace("Done.", "x" * 641))
    told = "the text of utter_done has 641 characters, Messenger shows 640 above a button that opens a page."
    assert bot.problems() == [f"domain.yml, line {line}: {told} Shorten it."]
