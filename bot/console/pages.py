"""Templates and static files: where every word of a page stands."""

import hashlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from bot.console.view import file_address, picture
from bot.console.words import ago, ahead, initials, spelled_out
from bot.core.aside import done
from bot.core.ports import Clock

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"


class Pages:
    """Renders templates; every value in them is escaped."""

    def __init__(self, clock: Clock) -> None:
        self.version = _version(STATIC)
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.policies["urlize.rel"] = "noopener noreferrer nofollow"
        self._environment.globals.update(
            static=f"/static/{self.version}", picture=picture, file_address=file_address, done=done
        )
        self._environment.filters.update(
            ago=lambda at: ago(at, clock()),
            ahead=lambda at: ahead(at, clock()),
            initials=initials,
            spelled_out=spelled_out,
        )

    def html(self, template: str, **values: Any) -> bytes:
        """The rendered template; half a surrogate pair, which nothing can encode, becomes a question mark."""
        return self._environment.get_template(template).render(**values).encode("utf-8", "replace")

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """The rendered template as an answer."""
        return HTMLResponse(self.html(template, **values), status)

    def problem(self, request: Request, name: str, status: int) -> Response:
        """Why not, in one sentence: a page for a person who navigates, the bare sentence for a script."""
        if asks_as_script(request):
            return PlainTextResponse(self.sentence(name), status)
        return self.page("problem.html", status, sentence=self.sentence(name))

    def sentence(self, name: str) -> str:
        """The sentence of that name in `sentences.txt`."""
        return self._environment.get_template("sentences.txt").render(name=name).strip()


def asks_as_script(request: Request) -> bool:
    """Whether a script of ours asks, which shows the sentence itself."""
    return "x-asked-by" in request.headers


def _version(folder: Path) -> str:
    """Changes with any static file, so that browsers may keep them for ever."""
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
