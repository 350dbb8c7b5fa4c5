"""Too few examples, the same twice, and nearly the same."""

import pytest

from tests.bot.checks.small_bot import SmallBot, examples


def said(bot: SmallBot, label: str, *sentences: str) -> int:
    """Sentences among the examples of one label; the line of the first."""
    lines = "".join(f"      - {sentence}\n" for sentence in sentences)
    name = "data/faq.yml" if "/" in label else "data/nlu.yml"
    begin = f"  - intent: {label}\n    examples: |\n"
    return bot.change(name, begin, begin + lines) + 2


@pytest.mark.parametrize(
    ("count", "wanted", "is_hint"), [(1, 5, False), (4, 5, False), (5, 30, True), (29, 30, True)]
)
@pytest.mark.parametrize("label", ["hello", "faq/repairs"])
def test_too_few(bot: SmallBot, label: str, count: int, wanted: int, is_hint: bool) -> None:
    name = "data/faq.yml" if "/" in label else "data/nlu.yml"
    line = bot.change(name, examples(label), examples(label, count))
    counted = "1 example" if count == 1 else f"{count} examples"
    told = f"{label} has {counted}. Write {wanted} or more, as different as customers are."
    assert (bot.problems(), bot.hints())[is_hint] == [f"{name}, line {line}: {told}"]
    assert (bot.hints(), bot.problems())[is_hint] == []


@pytest.mark.parametrize(
    "other", ["Where's the SHOP???", "wheres the shop", "where’s the shop 👋", "[where's](place) the shop"]
)
@pytest.mark.parametrize("label", ["order", "faq/repairs"])
def test_the_same_under_two_intents(bot: SmallBot, label: str, other: str) -> None:
    first = said(bot, "tell_colour", "where's the shop")
    second = said(bot, label, other)
    [problem] = bot.problems()
    assert problem.endswith("Delete one of them.")
    for label_there, line in (("tell_colour", first), (label, second)):
        moved = line + (label_there == "tell_colour" and label == "order")
        name = "data/faq.yml" if "/" in label_there else "data/nlu.yml"
        assert f"{name}, line {moved}" in problem
        assert label_there in problem


def test_the_same_under_two_answers_of_one_intent(bot: SmallBot) -> None:
    said(bot, "faq/gift_cards", "do you mend")
    said(bot, "faq/repairs", "Do you mend?")
    [problem] = bot.problems()
    assert "an example of faq/repairs" in problem
    assert "one of faq/gift_cards" in problem


def test_the_same_twice_under_one_intent_is_a_hint(bot: SmallBot) -> None:
    line = said(bot, "hello", "hi there", "Hi there!")
    assert bot.problems() == []
    before = f'"hi there" (data/nlu.yml, line {line})'
    told = f'"Hi there!" says the same as {before}. One is enough.'
    assert bot.hints() == [f"data/nlu.yml, line {line + 1}: {told}"]


def test_signs_alone_are_not_all_the_same(bot: SmallBot) -> None:
    said(bot, "hello", "👋")
    said(bot, "order", "🛒")
    assert (bot.problems(), bot.hints()) == ([], [])


@pytest.mark.parametrize(
    "other",
    [
        "could you please tell me where my new parcel is now",  # a word more
        "tell me please could you where my parcel is now",  # another order
    ],
)
def test_nearly_the_same_under_two_intents_is_a_hint(bot: SmallBot, other: str) -> None:
    first = said(bot, "hello", "could you please tell me where my parcel is now")
    second = said(bot, "order", other)
    assert bot.problems() == []
    [hint] = bot.hints()
    assert hint.startswith(f'data/nlu.yml, line {second}: "{other}" (order) is very like ')
    assert f"(hello, data/nlu.yml, line {first})" in hint


def test_what_differs_between_customers_does_not_make_sentences_differ(bot: SmallBot) -> None:
    said(bot, "hello", "my order [FD-10001](order_number) came")
    said(bot, "order", "my order [FD-10002](order_number) came")
    assert len(bot.hints()) == 1


@pytest.mark.parametrize("other", ["where is my money", "my parcel has not come at all"])
def test_other_sentences_are_not_alike(bot: SmallBot, other: str) -> None:
    said(bot, "hello", "where is my parcel")
    said(bot, "order", other)
    assert (bot.problems(), bot.hints()) == ([], [])


def test_within_one_intent_likeness_does_no_harm(bot: SmallBot) -> None:
    said(bot, "hello", "could you tell me where my parcel is", "could you tell me where my parcel is now")
    assert (bot.problems(), bot.hints()) == ([], [])
