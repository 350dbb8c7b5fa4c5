"""One person in one place of Slack: a direct talk, a thread, a channel."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.fakes.slack.post import text_of
from tests.fakes.waiting import eventually
from tests.peers.workspace import Message, Person

BOT_SIGN = "🤖 "


@dataclass(frozen=True)
class Talk:
    """What stands there, as `emulate` tells it, and what the person does."""

    person: Person
    bot: str
    """The bot's user id; `emulate` marks a bot's messages by nothing else."""
    channel: str
    thread: str = ""
    """The first message of the thread; empty: the channel itself."""

    def messages(self) -> Sequence[Message]:
        """Oldest first."""
        if self.thread:
            there = self.person.call("conversations.replies", channel=self.channel, ts=self.thread)
            return list(there["messages"])
        there = self.person.call("conversations.history", channel=self.channel, limit=1000)
        return list(reversed(there["messages"]))

    def lines(self) -> list[str]:
        """What is to be read here, oldest first; the bot's lines begin with its sign."""
        return [f"{BOT_SIGN if self._is_bots(m) else ''}{text_of(m)}" for m in self.messages()]

    def below(self, ts: str) -> "Talk":
        """The thread of a message."""
        return replace(self, thread=ts)

    def files(self) -> list[tuple[str, bytes]]:
        """What the bot has put here: each file's name and content."""
        ours = [message for message in self.messages() if self._is_bots(message)]
        return [file for message in ours for file in self.person.files(message)]

    # What the person does

    def says(self, text: str) -> str:
        """Write; the message's ts."""
        posted = self.person.call("chat.postMessage", channel=self.channel, text=text, **self._in_thread())
        return str(posted["ts"])

    def shares(self, name: str, content: bytes, text: str) -> None:
        """Put a file here, with words."""
        self.person.shares(self.channel, name, content, initial_comment=text, **self._in_thread())

    def edits(self, ts: str, text: str) -> None:
        """Change a message of one's own."""
        self.person.call("chat.update", channel=self.channel, ts=ts, text=text)

    def deletes(self, ts: str) -> None:
        """Take a message of one's own away."""
        self.person.call("chat.delete", channel=self.channel, ts=ts)

    def reacts(self, ts: str, sign: str) -> None:
        """Put an emoji on a message."""
        self.person.call("reactions.add", channel=self.channel, timestamp=ts, name=sign)

    # What the person waits for

    async def sees(self, words: str) -> Message:
        """A message of the bot's that contains the words; the newest."""

        def look() -> Message | None:
            newest_first = reversed(self.messages())
            return next((m for m in newest_first if self._is_bots(m) and words in text_of(m)), None)

        return await eventually(look, lambda: f"There is no “{words}”: {self.lines()}")

    async def sees_file(self, name: str) -> bytes:
        """A file of the bot's whose name ends so; its content."""

        def look() -> bytes | None:
            return next((content for found, content in self.files() if found.endswith(name)), None)

        return await eventually(look, lambda: f"There is no file …{name}: {self.lines()}")

    async def sees_sign(self, ts: str, sign: str) -> None:
        """An emoji on a message, put there by the bot and by nobody else."""

        def look() -> bool:
            message = self.person.call("reactions.get", channel=self.channel, timestamp=ts)["message"]
            return {"name": sign, "users": [self.bot], "count": 1} in message["reactions"]

        await eventually(look, lambda: f"There is no :{sign}: on {ts}: {self.lines()}")

    def _is_bots(self, message: Message) -> bool:
        return bool(message["user"] == self.bot)

    def _in_thread(self) -> dict[str, str]:
        return {"thread_ts": self.thread} if self.thread else {}
