"""Every address of the console."""

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.console import guard
from bot.console.acts import Acts
from bot.console.attachments import Attachments
from bot.console.chat import Chat
from bot.console.composition import Console
from bot.console.desk import Desk
from bot.console.door import Door
from bot.console.guard import Guard
from bot.console.pages import STATIC, Pages
from bot.console.privacy import Privacy


def console_routes(console: Console) -> list[BaseRoute]:
    """The routes of /chat and /desk, and of what their pages load."""
    pages = Pages(console.clock)

    def guarded(headers: dict[str, str]) -> list[Middleware]:
        return [Middleware(Guard, pages=pages, public=console.public, headers=headers)]

    return [
        *_chat(Chat(console, pages), guarded(guard.CHAT), guarded(guard.FILES)),
        *_desk(console, pages, guarded(guard.DESK), guarded(guard.FILES)),
        Route("/privacy/{code}", Privacy(console, pages).page, middleware=guarded(guard.CHAT)),
        Mount(f"/static/{pages.version}", StaticFiles(directory=STATIC), middleware=guarded(guard.STATIC)),
    ]


def _chat(chat: Chat, guarded: list[Middleware], for_files: list[Middleware]) -> list[BaseRoute]:
    return [
        Route("/chat", chat.page, middleware=guarded),
        Route("/chat/messages", chat.receive, methods=["POST"], middleware=guarded),
        Route("/chat/stream", chat.stream, middleware=guarded),
        Route("/chat/files/{entry:int}/{number:int}", chat.file, middleware=for_files),
        Route("/chat/new", chat.start_over, methods=["POST"], middleware=guarded),
    ]


def _desk(
    console: Console, pages: Pages, guarded: list[Middleware], for_files: list[Middleware]
) -> list[BaseRoute]:
    door, desk = Door(console, pages), Desk(console, pages)
    acts, files = Acts(console, pages, desk), Attachments(console)
    one = "/desk/conversations/{conversation_id}"
    return [
        Route("/desk", door.shows(desk.queue), middleware=guarded),
        Route("/desk/sign-in", door.ask, methods=["GET"], middleware=guarded),
        Route("/desk/sign-in", door.sign_in, methods=["POST"], middleware=guarded),
        Route("/desk/sign-out", door.does(door.sign_out), methods=["POST"], middleware=guarded),
        Route("/desk/queue", door.shows(desk.queue_fragment), middleware=guarded),
        Route("/desk/stream", door.shows(desk.stream), middleware=guarded),
        Route(one, door.shows(desk.conversation), middleware=guarded),
        Route(f"{one}/parts", door.shows(desk.conversation_fragment), middleware=guarded),
        Route(f"{one}/files", door.takes(acts.send_file), methods=["POST"], middleware=guarded),
        Route(
            f"{one}/files/{{entry:int}}/{{number:int}}", door.shows(files.for_agents), middleware=for_files
        ),
        Route(f"{one}/writing", door.does(acts.writing), methods=["POST"], middleware=guarded),
        Route(f"{one}/messages", door.does(acts.write), methods=["POST"], middleware=guarded),
        Route(f"{one}/{{act}}", door.does(acts.press), methods=["POST"], middleware=guarded),
    ]
