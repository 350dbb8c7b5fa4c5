"""Files at the console: shown to those who may see them, and sent to customers."""

import httpx

from bot.core.entry import Attachment, Content
from bot.core.errors import Undeliverable
from bot.core.files import MOST_BYTES
from tests.bot.console.place import AtDesk, Customer, Place
from tests.fakes.samples import PDF, PNG, PROGRAM

ANNA = "fake:anna"


async def sent(place: Place) -> None:
    """Anna has sent a picture; the platform's content is made of its reference."""
    picture = Attachment("photo", "shoe.png", reference="shoe")
    await place.house.customer_says("", content=Content("look", attachments=(picture,)), address={})
    await place.works()


async def shown(sam: AtDesk, page: str) -> httpx.Response:
    """What lies at the first address of a file on the page."""
    address = page.partition("/files/")[2].partition('"')[0]
    return await sam.browser.get(f"/desk/conversations/{ANNA}/files/{address}")


async def test_agents_see_what_customers_send_and_nobody_else_does(place: Place) -> None:
    await sent(place)
    sam = await place.agent()
    page = await sam.opens(ANNA)
    answer = await shown(sam, page)
    assert answer.content == b"content of shoe"
    assert answer.headers["content-type"] == "application/octet-stream", "by its content it is no picture"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    stranger = place.stranger()
    refused = await shown(stranger, page)
    assert refused.status_code == 303
    assert (await sam.browser.get(f"/desk/conversations/{ANNA}/files/999/0")).status_code == 404
    assert (await sam.browser.get(f"/desk/conversations/{ANNA}/files/1/7")).status_code == 404
    assert (await sam.browser.get("/desk/conversations/fake:ben/files/1/0")).status_code == 404


async def test_what_could_not_be_fetched_says_why(place: Place) -> None:
    place.house.channel.unfetchable.append(Undeliverable("it has expired, or was deleted."))
    await sent(place)
    page = await (await place.agent()).opens(ANNA)
    assert "could not be fetched: it has expired, or was deleted." in page


async def test_an_agents_file_is_the_customers_to_open(place: Place) -> None:
    anna, ben, sam = await place.customer(), await place.customer(), await place.agent()
    await anna.post("hello")
    await ben.post("hello")
    await place.works()
    answer = await sam.sends_file(anna.conversation_id, "label.png", PNG, text="Your label")
    assert answer.status_code == 303
    await place.works()
    [told] = [event for event in await anna.events() if event["attachments"]]
    assert told["text"] == "Your label"
    [file] = told["attachments"]
    found = await anna.browser.get(file["url"])
    assert (found.content, found.headers["content-type"]) == (PNG, "image/png")
    assert (await ben.browser.get(file["url"])).status_code == 404
    assert (await place.browser().get(file["url"])).status_code == 403
    assert "label.png" in await sam.opens(anna.conversation_id)


async def test_a_form_that_brings_a_file_twice_sends_it_once(place: Place) -> None:
    anna, sam = await talking(place)
    for _ in range(2):
        answer = await sam.sends_file(anna.conversation_id, "bill.pdf", PDF, key="the-same-key-1")
        assert answer.status_code == 303
    await place.works()
    assert len([event for event in await anna.events() if event["attachments"]]) == 1


async def test_files_that_are_not_taken_are_refused_in_words(place: Place) -> None:
    anna, sam = await talking(place)
    program = await sam.sends_file(anna.conversation_id, "bill.pdf", PROGRAM)
    assert (program.status_code, "The file was not sent: it is a program." in program.text) == (409, True)
    large = await sam.sends_file(anna.conversation_id, "film.mp4", bytes(MOST_BYTES + 200_000))
    assert (large.status_code, "larger than 25 MB" in large.text) == (413, True)
    nothing = await sam.sends_file(anna.conversation_id, "", b"")
    assert nothing.status_code == 400
    forged = await sam.sends_file(anna.conversation_id, "bill.pdf", PDF, token="forged")
    assert forged.status_code == 403
    await place.works()
    assert [event for event in await anna.events() if event["attachments"]] == []


async def talking(place: Place) -> tuple[Customer, AtDesk]:
    anna, sam = await place.customer(), await place.agent()
    await anna.post("hello")
    await place.works()
    return anna, sam
