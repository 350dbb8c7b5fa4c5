"""A customer who writes to the brand in Slack: directly, or in a channel's thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tests.fakes.customer import Choice, Customer, Shown
from tests.fakes.slack.blocks import buttons
from tests.fakes.slack.member import Member
from tests.fakes.slack.post import Post, text_of
from tests.fakes.slack.workspace import Person, Place, Workspace

if TYPE_CHECKING:
    from tests.fakes.slack.server import FakeSlack


class SlackCustomer(Customer):
    """One person in her direct message with the bot, or in one thread of a channel."""

    def __init__(
        self, slack: FakeSlack, workspace: Workspace, person: Person, place: Place, thread_ts: str = ""
    ) -> None:
        super().__init__(person.name, slack)
        self.slack, self.workspace, self.person = slack, workspace, person
        self.place, self.thread_ts = place, thread_ts
        self.member = Member(slack, workspace, person)

    def screen(self) -> Sequence[Shown]:
        """What the bot wrote here."""
        place, thread = self.place, self.thread_ts
        messages = place.thread(thread) if thread else list(place.messages.values())
        return [_shown(message) for message in messages if message.get("bot_id") == self.workspace.bot_id]

    async def says(self, text: str) -> Post:
        """Write words."""
        return await self.member.writes(self.place, text, self.thread_ts)

    async def sends_photo(self, caption: str = "") -> Post:
        """Share a picture."""
        return await self.member.shares_file(self.place, caption, self.thread_ts)

    async def sends_document(self, name: str = "receipt.pdf", caption: str = "") -> Post:
        """Share a file."""
        return await self.member.shares_file(self.place, caption, self.thread_ts, name)

    async def press(self, shown: Shown, choice: Choice) -> Any:
        """Press the button as it was posted."""
        block = next(b for b, raw in buttons(shown.raw["blocks"]) if raw is choice.raw)
        return await self.member.presses_button(Post(self.place, shown.id), block, choice.raw)

    async def mentions_bot(self, place: Place, text: str) -> SlackCustomer:
        """Call the bot in a channel; the same person as she goes on in the thread of that message."""
        place.members.add(self.person.id)
        post = await self.member.mentions_bot(place, text)
        return SlackCustomer(self.slack, self.workspace, self.person, place, post.ts)

    def alone(self) -> SlackCustomer:
        """The same person in her direct message with the bot."""
        direct = self.workspace.direct(self.person.id)
        return SlackCustomer(self.slack, self.workspace, self.person, direct)

    def beside(self, other: SlackCustomer) -> SlackCustomer:
        """The same person in the thread that another one began."""
        other.place.members.add(self.person.id)
        return SlackCustomer(self.slack, self.workspace, self.person, other.place, other.thread_ts)

    async def edits(self, post: Post, text: str) -> None:
        """Change a message of her own."""
        await self.member.edits(post, text)

    async def deletes(self, post: Post) -> None:
        """Take a message of her own away."""
        await self.member.deletes(post)


def _shown(message: dict[str, Any]) -> Shown:
    choices = tuple(Choice(raw["text"]["text"], raw) for _, raw in buttons(message.get("blocks", ())))
    return Shown(message["ts"], text_of(message), choices, message)
