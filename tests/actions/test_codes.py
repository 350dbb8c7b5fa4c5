"""A code by e-mail before a change: for the customer, and as an attacker who has the rest of the proof."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from actions.changes.coding import WAYS_ON
from actions.changing import ActionAskChangeStep, Changer
from actions.identity.codes import GOOD_FOR, MOST_CODES, MOST_TRIES, PAUSE, SPAN, Codes, Outcome, masked
from actions.identity.hashing import Hashing
from actions.identity.mail import NotSent
from actions.identity.memory import Memory
from actions.next_steps import ActionNextSteps
from actions.order_form import ValidateOrderForm
from actions.shop.port import OrderState
from tests.actions.samples import ANNA, BJORN, PENDING, SHIPPED
from tests.actions.stage import Outcome as Said
from tests.actions.stage import domain, ran, run, said
from tests.fakes.shop import TODAY, shop_of

WISH = "cancel it please, I don't need it any more"


class Mailbox:
    """Takes e-mails, or refuses them."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str, str]] = []
        self.is_away = False

    def send(self, to: str, subject: str, text: str) -> None:
        if self.is_away:
            raise NotSent from OSError()
        self.letters.append((to, subject, text))

    @property
    def code(self) -> str:
        """In the latest."""
        found = re.search(r"\b\d{6}\b", self.letters[-1][2])
        assert found
        return found[0]


class World:
    """A shop with two customers, a mailbox, and a clock."""

    def __init__(self, url: str) -> None:
        self.now, self.url, self.mailbox = 1e6, url, Mailbox()
        paid = replace(PENDING, state=OrderState.PENDING)
        self.shop = shop_of((ANNA, SHIPPED), (BJORN, paid))

    def changer(self) -> Changer:
        """Of an action server that has just begun."""
        codes = Codes(Memory(self.url), Hashing("secret"), self.mailbox, lambda: self.now)
        return Changer(lambda: self.shop, lambda: TODAY, lambda: codes)

    def state(self) -> str:
        """Of Björn's order."""
        order = self.shop.order(PENDING.number)
        assert order
        return order.state.value

    def talk(self, conversation: str = "web:1") -> "Talk":
        """Somebody has given order number and e-mail, and wants the order cancelled; the whole is asked."""
        return Talk(self, conversation)


class Talk:
    """One conversation."""

    def __init__(self, world: World, conversation: str) -> None:
        self.world, self.conversation = world, conversation
        self.count = 0
        self.slots: dict[str, Any] = {
            "verified": True,
            "customer_id": BJORN.id,
            "proven_by": "name and postcode",
        }
        self.slots |= {
            "order_number": PENDING.number,
            "proven_order": PENDING.number,
            "order_state": "pending",
        }
        begun = [said("cancel_order", WISH), ran("action_look_up_order")]
        self.asked = self._keeps(
            run(ActionNextSteps(world.changer()), self.slots, begun, sender=conversation)
        )

    def says(self, text: str, intent: str = "inform", message_id: str = "", **more: Any) -> Said:
        """The next message."""
        self.count += 1
        event = {**said(intent, text, **more), "message_id": message_id or f"m{self.count}"}
        form = ValidateOrderForm(self.world.changer())
        return self._keeps(run(form, self.slots, [event], "order_form", self.conversation))

    def presses(self, title: str) -> Said:
        """A button below the question that is asked."""
        payloads = {button["title"]: button["payload"] for button in self.question["buttons"]}
        choice = re.search(r'"choice": "([^"]*)"', payloads[title])
        assert choice, payloads
        pressed = [{"entity": "choice", "value": choice[1]}]
        return self.says(payloads[title], "choose", entities=pressed)

    @property
    def question(self) -> dict[str, Any]:
        """As the customer reads it."""
        (message,) = run(ActionAskChangeStep(), self.slots).messages
        return message

    @property
    def response(self) -> str:
        return str(self.question["response"])

    def _keeps(self, outcome: Said) -> Said:
        self.slots |= outcome.slots
        return outcome


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(f"sqlite:///{tmp_path}/actions.db")


@pytest.fixture
def talk(world: World) -> Talk:
    """Up to the yes, and the code."""
    begun = world.talk()
    assert begun.response == "utter_confirm_cancel"
    begun.says("yes", "affirm")
    assert begun.response == "utter_code_sent"
    return begun


def test_nothing_is_changed_before_the_code_and_the_right_one_changes_it(world: World, talk: Talk) -> None:
    assert world.state() == "pending"
    outcome = talk.says(f"it's {world.mailbox.code[:3]} {world.mailbox.code[3:]}")
    assert outcome.responses == ["utter_done_cancel"]
    assert world.state() == "cancelled"
    assert talk.slots["coded_for"] == BJORN.id
    told = [message["custom"] for message in outcome.messages if message["custom"]]
    assert {"verified_by": "name and postcode, with a code"} in [each.get("facts") for each in told]
    assert "the right code was typed" in [each["action"]["result"] for each in told]


def test_it_goes_to_the_address_that_the_shop_knows_whatever_was_typed(world: World) -> None:
    talk = world.talk()
    talk.slots["email"] = "mallory@evil.example"
    talk.says("yes, and send it to mallory@evil.example", "affirm")
    talk.says("yes", "affirm")
    assert [to for to, _, _ in world.mailbox.letters] == [BJORN.email]
    assert talk.question["address"] == "b•••@e•••.org"
    assert BJORN.email not in str(talk.question)


def test_the_letter_says_what_domain_yml_says(world: World, talk: Talk) -> None:
    _, subject, text = world.mailbox.letters[0]
    assert subject == domain()["responses"]["utter_code_mail_subject"][0]["text"]
    assert "{" not in text


def test_a_code_says_nothing_of_another_customer(world: World) -> None:
    talk = world.talk()
    talk.slots["coded_for"] = ANNA.id
    talk.says("yes", "affirm")
    assert (talk.response, world.state()) == ("utter_code_sent", "pending")


def test_for_the_rest_of_the_session_no_other_is_asked(world: World) -> None:
    talk = world.talk()
    talk.slots["coded_for"] = BJORN.id
    assert talk.says("yes", "affirm").responses == ["utter_done_cancel"]
    assert world.mailbox.letters == []


def test_five_wrong_codes_end_one_and_the_right_one_is_too_late(world: World, talk: Talk) -> None:
    right = world.mailbox.code
    for nth in range(MOST_TRIES):
        talk.says(wrong(right, nth))
        assert talk.response == ("utter_code_wrong" if nth < MOST_TRIES - 1 else "utter_code_used_up")
    talk.says(right)
    assert (talk.response, world.state()) == ("utter_code_used_up", "pending")


def test_guesses_in_another_conversation_are_of_no_use(world: World, talk: Talk) -> None:
    other = world.talk("web:2")
    other.says("yes", "affirm")
    assert other.response == "utter_code_too_soon"
    other.says(world.mailbox.code)
    assert (other.response, world.state()) == ("utter_code_expired", "pending")


def test_a_mailbox_cannot_be_flooded_from_however_many_conversations(world: World) -> None:
    for nth in range(10):
        talk = world.talk(f"web:{nth}")
        talk.says("yes", "affirm")
        world.now += PAUSE + 1
    assert len(world.mailbox.letters) == MOST_CODES
    assert talk.response == "utter_code_no_more"
    assert talk.question["buttons"][0]["payload"] == "/human_handoff"
    world.now += SPAN
    talk.says("yes", "affirm")
    assert talk.response == "utter_code_sent", "nobody is locked out for good"


def test_a_code_is_good_for_ten_minutes_and_another_one_may_be_had(world: World, talk: Talk) -> None:
    first = world.mailbox.code
    world.now += GOOD_FOR
    talk.says(first)
    assert (talk.response, world.state()) == ("utter_code_expired", "pending")
    talk.says("yes please", "affirm")
    assert talk.response == "utter_code_sent"
    talk.says(first)
    assert (talk.response, world.state()) == ("utter_code_wrong", "pending"), "only the latest counts"
    talk.says(world.mailbox.code)
    assert world.state() == "cancelled"


@pytest.mark.parametrize(
    "words",
    [
        "I didn't get it",
        "didnt receive anything",
        "nothing arrived",
        "it hasn't come yet",
        "resend",
        "send it again please",
        "can I have another code",
        "no email here",
    ],
)
def test_who_did_not_get_it_gets_another_after_a_minute(world: World, talk: Talk, words: str) -> None:
    talk.says(words)
    assert (talk.response, len(world.mailbox.letters)) == ("utter_code_too_soon", 1)
    world.now += PAUSE
    talk.presses("Send it again")
    assert (talk.response, len(world.mailbox.letters)) == ("utter_code_sent", 2)


def test_a_turn_that_is_run_again_sends_and_counts_and_changes_once(world: World) -> None:
    talk = world.talk()
    before = dict(talk.slots)
    for _ in range(3):
        talk.slots = dict(before)
        talk.says("yes", "affirm", "the yes")
    assert len(world.mailbox.letters) == 1
    right = world.mailbox.code
    for _ in range(2 * MOST_TRIES):
        talk.says(wrong(right, 1), message_id="the slip")
    assert talk.response == "utter_code_wrong"
    asked = dict(talk.slots)
    for _ in range(2):
        talk.slots = dict(asked)
        assert talk.says(right, message_id="the code").responses == ["utter_done_cancel"]
    assert talk.slots["coded_for"] == BJORN.id


def test_a_code_that_was_used_is_over(world: World, talk: Talk) -> None:
    asked = dict(talk.slots)
    talk.says(world.mailbox.code)
    talk.slots = asked
    talk.says(world.mailbox.code)
    assert talk.response == "utter_code_expired"


def test_a_mail_server_that_is_away_is_a_sentence_and_nothing_is_changed(world: World) -> None:
    world.mailbox.is_away = True
    talk = world.talk()
    talk.says("yes", "affirm", "the yes")
    assert (talk.response, world.state()) == ("utter_code_failed", "pending")
    world.mailbox.is_away = False
    world.now += PAUSE
    talk.presses("Try again")
    assert talk.response == "utter_code_sent"
    talk.says(world.mailbox.code)
    assert world.state() == "cancelled"


def test_a_database_that_is_away_lets_nobody_through(tmp_path: Path) -> None:
    world = World(f"sqlite:///{tmp_path}")  # a folder is no database
    talk = world.talk()
    talk.says("yes", "affirm")
    assert (talk.response, world.state(), world.mailbox.letters) == ("utter_code_failed", "pending", [])
    talk.says("123456")
    assert (talk.response, world.state()) == ("utter_code_failed", "pending")


def test_a_customer_without_an_address_is_offered_a_person(world: World) -> None:
    world.shop = shop_of((replace(BJORN, email=""), PENDING))
    talk = world.talk()
    talk.says("yes", "affirm")
    assert (talk.response, world.state()) == ("utter_code_no_address", "pending")
    for words in ("yes", "123456", "but why?"):
        talk.says(words)
        assert (talk.response, world.state()) == ("utter_code_no_address", "pending")


@pytest.mark.parametrize("words", ["never mind", "leave it as it is", "stop", "Stop it please."])
def test_whoever_leaves_it_leaves_it(world: World, talk: Talk, words: str) -> None:
    outcome = talk.says(words, "deny")
    assert outcome.responses == ["utter_change_dropped"]
    assert (talk.slots["changing"], world.state()) == (False, "pending")


@pytest.mark.parametrize("intent", ["human_handoff", "start_over", "legal_threat", "delete_account"])
def test_whoever_wants_something_else_altogether_is_not_held(world: World, talk: Talk, intent: str) -> None:
    outcome = talk.says("…", intent)
    assert (outcome.messages, outcome.events) == ([], []), "so that its own rule counts"


def test_what_is_no_code_is_told_so_and_the_code_is_waited_for(world: World, talk: Talk) -> None:
    assert talk.says("12345").responses == ["utter_change_not_understood"]
    assert talk.response == "utter_ask_code"
    assert talk.says("what do you mean", "out_of_scope").responses == ["utter_change_offer_person"]
    talk.says(world.mailbox.code)
    assert world.state() == "cancelled"


def test_a_yes_that_comes_later_makes_nothing(world: World, talk: Talk) -> None:
    for words in ("yes", "yes do it", "confirm", "ok"):
        talk.says(words, "affirm")
        assert world.state() == "pending"


def test_no_code_and_no_customer_is_kept_in_clear(world: World, talk: Talk, tmp_path: Path) -> None:
    kept = (tmp_path / "actions.db").read_bytes()
    for words in (world.mailbox.code, BJORN.email, "web:1", PENDING.number):
        assert words.encode() not in kept


def test_each_outcome_has_its_sentence_and_a_person_below_it(world: World) -> None:
    for outcome in set(Outcome) - {Outcome.RIGHT}:
        assert f"utter_code_{outcome.value}" in domain()["responses"]
        ways = dict(WAYS_ON[outcome])
        assert ways["Talk to a person"] == "/human_handoff"
        assert len(ways) <= 3


def test_an_address_is_masked() -> None:
    assert masked("anna.berg@mail.example.co.uk") == "a•••@m•••.uk"


def wrong(right: str, nth: int) -> str:
    """Six digits that are not those."""
    return f"{(int(right) + nth + 1) % 10**6:06}"
