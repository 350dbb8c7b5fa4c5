"""What whoever keeps files has to do; run as a program of its own for buckets, whose library has threads."""

import asyncio
import sys

import pytest

from bot.core.entry import Attachment
from bot.core.errors import TryAgain, Undeliverable
from bot.core.files import Fetched
from bot.files import KeptFiles
from tests.fakes.samples import PDF, PNG

PHOTO, BILL = Attachment("photo"), Attachment("file", "bill.pdf")


async def keeps_reads_and_forgets(files: KeptFiles) -> None:
    """Everything that is asked of it, while all is well."""
    photo = await files.keep("telegram:1", "7-0", PHOTO, Fetched(PNG))
    bill = await files.keep("telegram:2", "8-0", BILL, Fetched(PDF, "../../bill.pdf"))
    assert (photo.media_type, photo.size, photo.file.endswith("7-0.png")) == ("image/png", len(PNG), True)
    assert ".." not in bill.file
    assert (await files.read(photo.file), await files.read(bill.file)) == (PNG, PDF)
    again = await files.keep("telegram:1", "7-0", PHOTO, Fetched(PNG))
    assert again == photo
    await files.forget("telegram:1")
    with pytest.raises(Undeliverable):
        await files.read(photo.file)
    assert await files.read(bill.file) == PDF
    await files.forget("telegram:nobody")


async def says_try_again(files: KeptFiles) -> None:
    """While it is away."""
    with pytest.raises(TryAgain):
        await files.keep("telegram:1", "7-0", PHOTO, Fetched(PNG))


if __name__ == "__main__":
    act = {"keeps": keeps_reads_and_forgets, "away": says_try_again}[sys.argv[1]]
    asyncio.run(act(KeptFiles(sys.argv[2])))
