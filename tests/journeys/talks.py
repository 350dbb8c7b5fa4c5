"""What customers say in more than one journey."""

from tests.fakes.customer import Customer


async def greets(customer: Customer) -> None:
    """A first word, and the bot's."""
    await customer.says("hi there")
    await customer.hears("bot")


async def looks_up_an_order(customer: Customer, number: str, email: str) -> None:
    """The customer finds out where an order is."""
    await greets(customer)
    await customer.says("where is my order?")
    await customer.hears("number")
    await customer.says(f"it's {number.lower()}")
    await customer.hears("e-mail")
    await customer.says(email)
    await customer.hears(number)


async def asks_for_a_person(customer: Customer) -> None:
    """The customer wants somebody else, and is told that somebody was asked."""
    await customer.says("I want to talk to a human please")
    await customer.hears("asked a colleague")


async def asks_the_bot(customer: Customer) -> None:
    """A question that the bot answers when it holds the conversation; its answer says so for certain."""
    await customer.says("how long does delivery take?")
    await customer.hears("working days")


async def says_who_they_are(customer: Customer, name: str, postcode: str) -> None:
    """Without an order's number."""
    await customer.hears("order number")
    await customer.says("I don't have it")
    await customer.hears("full name")
    await customer.says(name)
    await customer.hears("postcode")
    await customer.says(postcode)
