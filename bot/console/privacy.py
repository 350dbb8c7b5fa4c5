"""What became of a request to delete somebody's data."""

from starlette.requests import Request
from starlette.responses import Response

from bot.console.composition import Console
from bot.console.pages import Pages


class Privacy:
    """The page that whoever asked was told of."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    async def page(self, request: Request) -> Response:
        """Done, under way, or no such request."""
        found = await self._console.reader.deletion(request.path_params["code"])
        if found is None:
            return self._pages.problem(request, "no_such_request", 404)
        return self._pages.page("privacy.html", found=found)
