"""What begins in public, on the Page and on Instagram, and goes on in private."""

import pytest

from tests.fakes.graph import GraphCustomer
from tests.fakes.graph.comments import PublicComment
from tests.fakes.waiting import eventually
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]


async def answered(comment: PublicComment, words: str) -> None:
    """Wait for an answer under a comment."""
    await eventually(lambda: any(words in said for said in comment.said), lambda: f"said: {comment.said}")


@pytest.mark.parametrize("on", ["messenger", "instagram"])
async def test_an_order_is_asked_for_in_public_and_found_in_private(stage: Stage, on: str) -> None:
    number, email, name = stage.order("shipped", 7 if on == "messenger" else 8)
    rosa = stage.graph.customer("Rosa Outspoken", on)
    comment = await rosa.comments("where is my order? I've been waiting for two weeks")
    await answered(comment, "have a look at your messages")
    private = await rosa.hears("number")
    assert "where is my order?" in private.text, "it says what it is about"
    await rosa.says(f"it's {number}")
    await rosa.hears("e-mail")
    await rosa.says(email)
    await rosa.hears(number)
    for private_matter in (number, email, name, "tracking"):
        assert private_matter not in "".join(comment.said)


async def test_a_complaint_in_public_is_a_colleagues_case_at_once(stage: Stage) -> None:
    tom, sam = stage.graph.customer("Tom Angry"), stage.agent("Sam")
    comment = await tom.comments("my order arrived broken, terrible service")
    await answered(comment, "sorry to read this, Tom")
    await tom.hears("I've asked a colleague")
    card = await sam.sees_card("Tom Angry")
    assert "complained in public" in card.text
    await sam.sees(card, "my order arrived broken")
    await sam.presses(card, "Claim")
    await tom.says("both glasses are in pieces")
    await sam.sees(card, "both glasses are in pieces")
    await sam.replies(card, "Two new ones are on their way, Tom")
    await tom.hears("Two new ones")
    assert len(comment.said) == 1, "what agents write stays in private"


async def test_praise_is_thanked_for_and_spam_is_left(stage: Stage) -> None:
    uma, bot = stage.graph.customer("Uma Happy"), stage.graph.customer("Vic Spam")
    spam = await bot.comments("earn $5000 a week from home, dm me")
    praise = await uma.comments("I love love love my new jacket")
    await answered(praise, "Thank you, Uma")
    assert not heard(uma) + heard(bot) + spam.said


def heard(customer: GraphCustomer) -> list[str]:
    return [shown.text for shown in customer.screen()]
