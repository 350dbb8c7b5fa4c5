"""Files both ways: what customers send is at the desk, what agents send is on the customer's screen."""

from pathlib import Path
from typing import Any

import pytest

from bot.core.entry import Attachment, Kind
from bot.core.errors import Undeliverable
from bot.core.files import MOST_BYTES, Fetched
from bot.files import KeptFiles, checked
from channels.fetching import Hosts
from tests.channels.floor import Floor
from tests.fakes.customer import Customer
from tests.fakes.parameters import Upload
from tests.fakes.samples import MP4, OGG, PDF, PNG, PROGRAM, WEBP
from tests.fakes.slack import Agent, Post

EVERYWHERE = pytest.mark.parametrize("on", ["telegram", "messenger", "instagram", "slack"])


def customer(floor: Floor, on: str) -> Any:
    if on == "telegram":
        return floor.telegram.customer("Anna")
    return floor.slack.customer("Anna") if on == "slack" else floor.graph.customer("Anna", on)


async def claimed(floor: Floor, anna: Customer, sam: Agent) -> Post:
    card = await floor.asks_for_a_person(anna, sam)
    await sam.presses(card, "Claim")
    await floor.works()
    return card


def files_below(floor: Floor, card: Post) -> list[bytes]:
    """What lies in the thread, as the app put it there."""
    files = [
        file for post in card.replies for file in post.message.get("files", ()) if "bot_id" in post.message
    ]
    return [floor.slack.files.contents[file["id"]] for file in files]


async def attachments(floor: Floor) -> list[Attachment]:
    [conversation] = {turn.conversation_id for turn in floor.house.brain.turns}
    entries = await floor.house.store.transcript(conversation, 0, 100)
    return [a for entry in entries if entry.kind is Kind.MESSAGE for a in entry.content.attachments]


@EVERYWHERE
async def test_a_customers_photo_is_kept_and_lies_in_the_thread(floor: Floor, on: str) -> None:
    anna, sam = customer(floor, on), floor.slack.agent("Sam")
    card = await claimed(floor, anna, sam)
    await anna.sends_photo("it is broken")
    await floor.works()
    [photo] = await attachments(floor)
    assert (photo.kind, photo.media_type, photo.size) == ("photo", "image/png", len(PNG))
    assert await floor.files.read(photo.file) == PNG
    assert files_below(floor, card) == [PNG]
    await sam.sees(card, "📎 Photo from Anna")
    texts = "\n".join(floor.office.thread(card))
    assert texts.index("it is broken") < texts.index("📎 Photo from Anna")


async def test_a_photo_that_comes_when_another_was_fetched_lies_in_the_thread_too(floor: Floor) -> None:
    anna, sam = floor.telegram.customer("Anna"), floor.slack.agent("Sam")
    card = await claimed(floor, anna, sam)
    for caption in ("the front", "the back"):
        await anna.sends_photo(caption)
        await floor.works()
    assert files_below(floor, card) == [PNG, PNG]


@EVERYWHERE
async def test_an_agents_file_is_on_the_customers_screen(floor: Floor, on: str) -> None:
    anna, sam = customer(floor, on), floor.slack.agent("Sam")
    card = await claimed(floor, anna, sam)
    written = await sam.shares_file(card, "This is how it looks", "label.png")
    await floor.works()
    await sam.sees_reaction(written, "white_check_mark")
    await anna.hears("This is how it looks")
    assert sent_files(floor, on) == [PNG]


def sent_files(floor: Floor, on: str) -> list[bytes]:
    if on == "slack":
        names = floor.slack.files.names
        return [floor.slack.files.contents[key] for key, name in names.items() if name.endswith("-label.png")]
    platform = floor.telegram if on == "telegram" else floor.graph
    return [v.content for call in platform.calls for v in call.params.values() if isinstance(v, Upload)]


async def test_every_kind_of_file_that_telegram_has(floor: Floor) -> None:
    anna = floor.telegram.customer("Anna")
    await anna.says("hello")
    await anna.sends_voice()
    await anna.sends_document("receipt.pdf")
    await anna.sends_sticker()
    await floor.works()
    kept = [(a.kind, a.media_type, a.problem) for a in await attachments(floor)]
    assert kept == [
        ("voice message", "audio/ogg", ""),
        ("file", "application/pdf", ""),
        ("sticker", "image/webp", ""),
    ]


async def test_a_picture_that_a_colleague_sent_by_hand_is_kept_too(floor: Floor) -> None:
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    await anna.says("hello")
    await floor.works()
    await anna.is_written_to_by_hand()
    await floor.works()
    [photo] = await attachments(floor)
    assert await floor.files.read(photo.file) == PNG
    assert files_below(floor, sam.cards()[-1]) == [PNG]


async def test_a_file_that_is_gone_says_so_in_the_transcript(floor: Floor) -> None:
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    card = await claimed(floor, anna, sam)
    floor.graph.files.clear()
    gone = {"type": "image", "payload": {"url": f"{floor.graph.url}/files/9/gone.png"}}
    await anna.sends_attachments(gone)
    await floor.works()
    await sam.sees(card, "The photo could not be fetched: it has expired, or was deleted.")
    [photo] = await attachments(floor)
    assert (photo.file, photo.problem) == ("", "it has expired, or was deleted.")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/secret",
        "https://169.254.169.254/latest/meta-data/",
        "https://scontent.fbcdn.net.evil.example/a.jpg",
        "https://fbcdn.net@evil.example/a.jpg",
        "http://scontent.fbcdn.net/a.jpg",
        "https://scontent.fbcdn.net:8443/a.jpg",
        "file:///etc/passwd",
        "https://[::1",
    ],
)
async def test_no_other_address_is_asked(floor: Floor, url: str) -> None:
    anna = floor.graph.customer("Anna")
    await anna.says("hello")
    await anna.sends_attachments({"type": "file", "payload": {"url": url}})
    await floor.works()
    [file] = await attachments(floor)
    assert file.problem == "its address is none of the platform's own."


def test_the_platforms_own_hosts() -> None:
    hosts = Hosts("https://graph.facebook.com", ".fbcdn.net")
    assert hosts.has("https://scontent-lhr8-1.xx.fbcdn.net/v/t1.jpg?oh=1")
    assert hosts.has("https://graph.facebook.com/files/1")
    assert not hosts.has("https://graph.facebook.com.evil.example/files/1")
    assert not hosts.has("http://graph.facebook.com/files/1")


async def test_a_platform_in_trouble_is_asked_again(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, sam = floor.telegram.customer("Anna"), floor.slack.agent("Sam")
    card = await claimed(floor, anna, sam)
    floor.telegram.fail("getFile", 502, times=2)
    await anna.sends_photo()
    await floor.works()
    assert files_below(floor, card) == []
    for _ in range(2):
        floor.house.clock.forward(minutes=1)
        await floor.works()
    assert files_below(floor, card) == [PNG]


async def test_a_platform_that_stays_in_trouble_is_given_up_in_words(floor: Floor) -> None:
    anna, sam = floor.telegram.customer("Anna"), floor.slack.agent("Sam")
    card = await claimed(floor, anna, sam)
    floor.telegram.fail("getFile", 502, times=99)
    await anna.sends_photo()
    for _ in range(20):
        await floor.works()
        floor.house.clock.forward(minutes=1)
    await sam.sees(card, "The photo could not be fetched: given up after 8 tries")


async def test_what_an_agent_sends_and_cannot_be_had_is_told_to_the_agent(floor: Floor) -> None:
    anna, sam = floor.telegram.customer("Anna"), floor.slack.agent("Sam")
    card = await claimed(floor, anna, sam)
    floor.slack.files.kept.clear()
    await sam.shares_file(card, "look", "label.png")
    floor.slack.files.kept.clear()
    heard = len(anna.screen())
    await floor.works()
    await sam.is_told("The photo was not sent, nor the words with it:")
    assert len(anna.screen()) == heard


async def test_an_upload_that_was_begun_is_not_made_twice(floor: Floor) -> None:
    anna, sam = floor.telegram.customer("Anna"), floor.slack.agent("Sam")
    card = await claimed(floor, anna, sam)
    floor.slack.break_off("files.completeUploadExternal", acting=True)
    await anna.sends_photo()
    await floor.works()
    floor.house.clock.forward(minutes=1)
    await floor.works()
    assert files_below(floor, card) == [PNG]


async def test_a_reply_in_slack_with_a_file_is_not_sent_twice(floor: Floor) -> None:
    anna, sam = floor.slack.customer("Anna"), floor.slack.agent("Sam")
    card = await claimed(floor, anna, sam)
    floor.slack.break_off("files.completeUploadExternal", acting=True)
    await sam.shares_file(card, "", "label.png")
    await floor.works()
    floor.house.clock.forward(minutes=1)
    await floor.works()
    assert sent_files(floor, "slack") == [PNG]


async def test_erasing_deletes_the_files_as_well(floor: Floor, tmp_path: Path) -> None:
    anna = floor.telegram.customer("Anna")
    await anna.says("hello")
    await anna.sends_photo()
    await floor.works()
    [photo] = await attachments(floor)
    [conversation] = {turn.conversation_id for turn in floor.house.brain.turns}
    await floor.files.forget(conversation)
    with pytest.raises(Undeliverable):
        await floor.files.read(photo.file)
    assert (tmp_path / "files").stat().st_mode & 0o077 == 0, "for nobody else's eyes"


async def test_a_file_that_comes_while_its_conversation_is_erased_is_not_kept(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = floor.telegram.customer("Anna")
    await anna.says("hello")
    await floor.works()
    conversation = f"telegram:{anna.user['id']}"
    plainly, kept = KeptFiles.keep, list[str]()

    async def keep(files: KeptFiles, *arguments: Any) -> Attachment:
        await files.forget(conversation)
        await floor.house.store.erase(conversation)
        kept.append((found := await plainly(files, *arguments)).file)
        return found

    monkeypatch.setattr(KeptFiles, "keep", keep)
    await anna.sends_photo()
    await floor.works()
    assert await floor.house.store.export(conversation) == []
    with pytest.raises(Undeliverable):
        await floor.files.read(kept[0])


@pytest.mark.parametrize(
    ("kind", "content", "name", "media_type"),
    [
        ("photo", PNG, "", "image/png"),
        ("photo", PNG, "photo.exe.png", "image/png"),
        ("sticker", WEBP, "", "image/webp"),
        ("video", MP4, "", "video/mp4"),
        ("audio", MP4, "", "video/mp4"),
        ("voice message", OGG, "", "audio/ogg"),
        ("file", PDF, "bill.pdf", "application/pdf"),
        ("file", b"a,b\n1,2\n", "list.csv", "text/plain"),
        ("file", b"\x01\x80\xfe\x02\x03", "x.bin", "application/octet-stream"),
        ("file", b"", "", "application/octet-stream"),
    ],
)
def test_what_a_file_is_by_its_content(kind: str, content: bytes, name: str, media_type: str) -> None:
    assert checked(kind, Fetched(content, name)) in (media_type, "text/csv")


@pytest.mark.parametrize(
    ("kind", "content", "name", "reason"),
    [
        ("photo", b"<html><script>alert(1)</script>", "", "its content is no photo."),
        ("video", PNG, "", "its content is no video."),
        ("file", PROGRAM, "invoice.pdf", "it is a program, and programs are not kept."),
        ("file", b"echo", "invoice.pdf.bat", "it is a program, and programs are not kept."),
        ("file", b"echo", "invoice.hta. ", "it is a program, and programs are not kept."),
        ("file", b"echo", "invoice.js\t", "it is a program, and programs are not kept."),
        ("file", b"echo", "invoice.pif", "it is a program, and programs are not kept."),
        ("file", bytes(MOST_BYTES + 1), "", "it is larger than 25 MB."),
    ],
)
def test_what_is_not_kept(kind: str, content: bytes, name: str, reason: str) -> None:
    with pytest.raises(Undeliverable) as refused:
        checked(kind, Fetched(content, name))
    assert refused.value.reason == reason
