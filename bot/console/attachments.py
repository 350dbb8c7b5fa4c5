"""Files that people sent, for those who may see them: agents, and the customer of a web chat."""

from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.console.composition import Console
from bot.console.door import Visit
from bot.core.entry import Attachment
from bot.core.errors import Undeliverable

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"})
"""What browsers show, and never take for a page; with sound and video. Everything else they save."""


class Attachments:
    """Answers the addresses of files."""

    def __init__(self, console: Console) -> None:
        self._console = console

    async def for_agents(self, request: Request, visit: Visit) -> Response:
        """A file of any conversation."""
        return await self.of(request.path_params["conversation_id"], request)

    async def of(self, conversation_id: str, request: Request) -> Response:
        """A file of this conversation; 404 for any other's."""
        entry = await self._console.reader.entry(conversation_id, request.path_params["entry"])
        number = request.path_params["number"]
        attachments = entry.content.attachments if entry else ()
        if number >= len(attachments) or not attachments[number].file:
            raise HTTPException(404)
        return await self._answer(attachments[number])

    async def _answer(self, attachment: Attachment) -> Response:
        try:
            content = await self._console.files.read(attachment.file)
        except Undeliverable as problem:
            raise HTTPException(404) from problem
        is_shown = attachment.media_type in SHOWN or attachment.media_type.startswith(("audio/", "video/"))
        name = quote(attachment.name or attachment.kind)
        way = "inline" if is_shown else "attachment"
        headers = {"content-disposition": f"{way}; filename*=UTF-8''{name}"}
        return Response(
            content,
            media_type=attachment.media_type if is_shown else "application/octet-stream",
            headers=headers,
        )
