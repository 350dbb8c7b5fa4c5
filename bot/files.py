"""Where customers' files are kept: a folder, or a bucket; and that they are what they claim to be."""

import asyncio
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import puremagic
from fsspec.core import url_to_fs

from bot.core.entry import Attachment
from bot.core.errors import TryAgain, Undeliverable
from bot.core.files import MOST_BYTES, Fetched

T = TypeVar("T")

ANYTHING = "application/octet-stream"
FAMILIES = {
    "photo": ("image/",),
    "sticker": ("image/", "video/", "application/gzip", "application/x-gzip"),
    "video": ("video/", "image/gif"),
    "audio": ("audio/", "video/"),
    "voice message": ("audio/", "video/", "application/ogg"),
}
"""What a file has to be by its content, by what it claims to be; sound often comes in a video's box."""
SOUND = ("audio", "voice message")
PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!", b"\xd0\xcf\x11\xe0MSI")
"""How files begin that a machine would run."""
PROGRAM_NAMES = re.compile(
    r"apk|app|bat|chm|cmd|com|cpl|dll|dmg|exe|hta|jar|jse?|lnk|ms[ci]|msix?|pif|ps1|reg|sc[fr]|sh|vbe?|vbs|ws[cfh]"
    r"|xll",
    re.IGNORECASE,
)
SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Pictures that every browser shows, and none takes for a page."""


class KeptFiles:
    """Files under one address that fsspec knows: `file://var/files`, `s3://bucket/folder`."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opened: tuple[Any, str] | None = None

    async def keep(
        self, conversation_id: str, name: str, attachment: Attachment, found: Fetched
    ) -> Attachment:
        """Raises TryAgain, and Undeliverable for what is too large, or not what it claims to be."""
        media_type = checked(attachment.kind, found)
        shown_name = found.name or attachment.name
        file = f"{_folder(conversation_id)}/{name}{_ending(shown_name, media_type)}"
        await self._in_thread(lambda: self._write(file, found.content))
        return replace(attachment, name=shown_name, file=file, media_type=media_type, size=len(found.content))

    async def read(self, file: str) -> bytes:
        """Raises TryAgain, and Undeliverable when it is gone."""
        return await self._in_thread(lambda: self._read(file))

    async def forget(self, conversation_id: str) -> None:
        """Delete all of a conversation's. Raises TryAgain."""
        await self._in_thread(lambda: self._delete(_folder(conversation_id)))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(work)
        except FileNotFoundError as error:
            raise Undeliverable("The file is not kept any more.") from error
        except Exception as error:  # whatever a bucket's library makes of its troubles
            raise TryAgain(
                f"The place where files are kept does not answer ({type(error).__name__})."
            ) from error

    def _write(self, file: str, content: bytes) -> None:
        system, root = self._system()
        if self._url.startswith("file:"):
            Path(root, file).parent.mkdir(exist_ok=True)
        system.pipe_file(f"{root}/{file}", content)

    def _read(self, file: str) -> bytes:
        system, root = self._system()
        content: bytes = system.cat_file(f"{root}/{file}")
        return content

    def _delete(self, folder: str) -> None:
        system, root = self._system()
        if system.exists(f"{root}/{folder}"):
            system.rm(f"{root}/{folder}", recursive=True)

    def _system(self) -> tuple[Any, str]:
        if self._opened is None:
            system, root = url_to_fs(self._url)
            if self._url.startswith("file:"):
                Path(root).mkdir(mode=0o700, parents=True, exist_ok=True)  # for nobody else's eyes
            self._opened = system, root.rstrip("/")
        return self._opened


def checked(kind: str, found: Fetched) -> str:
    """What it is by its content. Raises Undeliverable for what is too large, or not what it claims to be."""
    if len(found.content) > MOST_BYTES:
        raise Undeliverable(f"it is larger than {MOST_BYTES // 2**20} MB.")
    ending = PurePosixPath(_as_saved(found.name)).suffix.lstrip(".")
    if found.content.startswith(PROGRAMS) or PROGRAM_NAMES.fullmatch(ending):
        raise Undeliverable("it is a program, and programs are not kept.")
    media_type = media_type_of(found.content, found.name)
    families = FAMILIES.get(kind)
    if families and not media_type.startswith(families):
        raise Undeliverable(f"its content is no {kind}.")
    return "audio/ogg" if kind in SOUND and media_type == "application/ogg" else media_type


def _as_saved(name: str) -> str:
    """As Windows saves it: without blanks and dots at the end."""
    return re.sub(r"[\s.\0-\x1f]+$", "", name)


def media_type_of(content: bytes, name: str = "") -> str:
    """By its first bytes, and where several things begin alike, by its name; never by what anybody claims."""
    try:
        return str(puremagic.from_string(content, mime=True, filename=name or None)) or _text_or(content)
    except (puremagic.PureError, ValueError):
        return _text_or(content)


def _text_or(content: bytes) -> str:
    try:
        content.decode()
    except UnicodeDecodeError:
        return ANYTHING
    return "text/plain" if content else ANYTHING


def _folder(conversation_id: str) -> str:
    return hashlib.sha256(conversation_id.encode()).hexdigest()[:32]


def _ending(name: str, media_type: str) -> str:
    """So that whoever looks into the folder sees what is there."""
    ending = PurePosixPath(name).suffix.lower()
    if ending[1:].isascii() and ending[1:].isalnum() and len(ending) <= 6:
        return ending
    return {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/pdf": ".pdf"}.get(
        media_type, ""
    )
