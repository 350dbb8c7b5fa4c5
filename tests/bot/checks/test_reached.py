"""Responses that nobody reaches, intents that nothing follows, signals without an answer."""

import pytest

from bot.core.press import SIGNALS, UPDATES
from tests.bot.checks.small_bot import SmallBot, examples

NOBODY = "no rule or story, no form, no action. Use it in data/, or delete it."


def test_a_whole_bot_has_neither_problems_nor_hints(bot: SmallBot) -> None:
    assert bot.problems() == []
    assert bot.hints() == []


def test_a_response_that_nobody_says(bot: SmallBot) -> None:
    line = bot.add("domain.yml", '  utter_lost:\n    - text: "Here I am."\n')
    assert bot.problems() == [f"domain.yml, line {line}: nobody says utter_lost: {NOBODY}"]


def test_a_response_that_no_rule_says_any_more(bot: SmallBot) -> None:
    line = bot.change("domain.yml", "utter_done:", "utter_done:")
    bot.change("data/rules.yml", "action: utter_done", "action: utter_greet")
    assert bot.problems() == [f"domain.yml, line {line}: nobody says utter_done: {NOBODY}"]


@pytest.mark.parametrize(
    "said",
    [
        'f"utter_help_{slot}"',
        '"utter_help_" + slot',
        '"utter_help_%s" % slot',
        '"utter_help_{}".format(slot)',
        '"utter_help_colour"',
        'f"utter_{slot}_colour"',
    ],
)
def test_an_action_may_put_a_name_together(bot: SmallBot, said: str) -> None:
    bot.change("actions/help.py", 'f"utter_help_{slot}"', said)
    assert bot.problems() == []


@pytest.mark.parametrize(
    "said", ['f"utter_{slot}"', 'f"utter_helps_{slot}"', '"utter_help"', 'f"utter_help_{slot}_now"', "slot"]
)
def test_an_action_says_no_more_than_it_names(bot: SmallBot, said: str) -> None:
    line = bot.change("domain.yml", "utter_help_colour:", "utter_help_colour:")
    bot.change("actions/help.py", 'f"utter_help_{slot}"', said)
    assert bot.problems() == [f"domain.yml, line {line}: nobody says utter_help_colour: {NOBODY}"]


def test_a_slot_that_nobody_has(bot: SmallBot) -> None:
    rule = "\n  - rule: blue\n    condition:\n      - slot_was_set:\n          - colr: blue\n    steps:\n"
    line = bot.add("data/rules.yml", f"{rule}      - intent: order\n      - action: utter_done\n")
    found = [problem for problem in bot.problems() if "colr" in problem]
    assert found == [
        f"data/rules.yml, line {line + 4}: there is no slot colr in domain.yml. "
        "Correct the name, or add the slot."
    ]


@pytest.mark.parametrize("payload", ["order", "“/order”", "'/order'"])
def test_a_payload_that_is_no_intent_and_looks_like_one(bot: SmallBot, payload: str) -> None:
    line = bot.change("domain.yml", 'payload: "/order"', f'payload: "{payload}"')
    assert bot.problems() == [
        f"domain.yml, line {line}: the payload {payload} is typed for the customer, and means no intent: it "
        'does not begin with /. Write "/order", in straight quotes.'
    ]


def test_what_a_form_does_not_ask(bot: SmallBot) -> None:
    bot.change("domain.yml", "      - colour\n", "      - size\n")
    line = bot.change("domain.yml", "utter_ask_colour:", "utter_ask_colour:")
    assert f"domain.yml, line {line}: nobody says utter_ask_colour: {NOBODY}" in bot.problems()


def test_what_a_form_asks_since_an_action_says_so(bot: SmallBot) -> None:
    bot.change("domain.yml", "      - colour\n", "      - size\n")
    bot.add("actions/help.py", '\nSLOTS = ["colour"]\n')
    assert bot.problems() == []


def test_an_answer_without_examples(bot: SmallBot) -> None:
    line = bot.add("domain.yml", '  utter_faq/opening:\n    - text: "At nine."\n')
    told = "utter_faq/opening is never said: data/ has no examples of faq/opening. Write some."
    assert bot.problems() == [f"domain.yml, line {line}: {told}"]


def test_examples_without_an_answer(bot: SmallBot) -> None:
    line = bot.add("data/faq.yml", examples("faq/opening"))
    told = "faq/opening has no answer. Write utter_faq/opening under responses in domain.yml."
    assert bot.problems() == [f"data/faq.yml, line {line}: {told}"]


def test_answers_that_no_rule_gives(bot: SmallBot) -> None:
    bot.change("data/rules.yml", "action: utter_faq", "action: utter_done")
    unsaid = [problem for problem in bot.problems() if "nobody says utter_faq/" in problem]
    assert len(unsaid) == 2


def test_a_button_that_leads_to_an_answer_without_examples(bot: SmallBot) -> None:
    line = bot.change("domain.yml", "/faq/gift_cards", "/faq/gift_card")
    told = "a button leads to /faq/gift_card, and data/ has no examples of faq/gift_card."
    assert bot.problems() == [f"domain.yml, line {line}: {told}"]


def test_an_answer_whose_button_has_no_words_is_a_hint(bot: SmallBot) -> None:
    bot.change(
        "domain.yml",
        "  utter_please_wait:",
        '  utter_choice_faq_repairs:\n    - text: "Repairs"\n  utter_please_wait:',
    )
    bot.change("actions/help.py", 'f"utter_help_{slot}"', 'f"utter_help_{slot}", f"utter_choice_{slot}"')
    line = bot.change("domain.yml", "utter_faq/gift_cards:", "utter_faq/gift_cards:")
    told = "faq/gift_cards is never offered when the bot is not sure, as its button has no words."
    advice = "Write utter_choice_faq_gift_cards under responses, of 20 letters at most."
    assert bot.hints() == [f"domain.yml, line {line}: {told} {advice}"]


def test_an_intent_that_nothing_follows(bot: SmallBot) -> None:
    line = bot.change("domain.yml", "  - hello\n", "  - bye\n  - hello\n")
    told = "no rule or story uses bye. Write a rule in data/, or delete it."
    assert bot.problems() == [f"domain.yml, line {line}: {told}"]


def test_an_intent_that_only_a_button_can_mean_is_a_hint(bot: SmallBot) -> None:
    line = bot.change(
        "domain.yml", "  - hello\n", "  - pressed\n  - other_language\n  - out_of_scope\n  - hello\n"
    )
    bot.change(
        "data/rules.yml", "      - intent: hello\n", "      - or: [{intent: hello}, {intent: pressed}]\n"
    )
    advice = "Write some, if customers are to say it in their own words."
    told = f"pressed has no examples in data/, so only a button can mean it. {advice}"
    assert bot.hints() == [f"domain.yml, line {line}: {told}"]


def test_an_intent_that_only_fills_a_slot_is_of_use(bot: SmallBot) -> None:
    line = bot.change("domain.yml", "  - tell_colour\n", "  - tell_colour\n")
    bot.change("domain.yml", "        intent: tell_colour\n", "        intent: order\n")
    told = "no rule or story uses tell_colour. Write a rule in data/, or delete it."
    assert bot.problems() == [f"domain.yml, line {line}: {told}"]


@pytest.mark.parametrize("signal", sorted(SIGNALS))
def test_a_signal_without_a_rule(bot: SmallBot, signal: str) -> None:
    line = bot.change("domain.yml", f"  - {signal}\n", f"  - {signal}\n")
    bot.change("data/rules.yml", f"intent: {signal}", "intent: hello")
    bot.change("data/stories.yml", "intent: hello", f"intent: {signal}")
    told = (
        f"the desk tells the bot {signal}, and no rule answers that always counts. "
        "Write one without a condition in data/rules/desk.yml."
    )
    assert bot.problems() == [f"domain.yml, line {line}: {told}"]


def test_a_signal_that_the_bot_does_not_know(bot: SmallBot) -> None:
    bot.change("domain.yml", "  - agent_joined\n", "")
    told = "domain.yml: intents lacks agent_joined, which the desk tells the bot. Add it, and a rule for it."
    assert bot.problems() == [told]


def test_a_bot_that_was_made_for_rasa_alone_may_know_no_signal(bot: SmallBot) -> None:
    for signal in SIGNALS:
        bot.change("domain.yml", f"  - {signal}\n", "")
    assert bot.problems() == []
    [hint] = bot.hints()
    assert hint.startswith("domain.yml: customers are told nothing of what happens at the desk.")


def test_a_bot_that_knows_some_of_what_the_shop_tells_knows_all_of_it(bot: SmallBot) -> None:
    line = bot.change("domain.yml", "  - hello\n", "  - order_shipped\n  - hello\n")
    others = sorted(UPDATES - {"order_shipped"})
    unruled = "the shop tells the bot order_shipped, and no rule answers. Write one in data/."
    assert bot.problems() == [
        f"domain.yml, line {line}: {unruled}",
        *(
            f"domain.yml: intents lacks {name}, which the shop tells the bot. Add it, and a rule for it."
            for name in others
        ),
    ]
