"""An agent in the agents' channel: sees cards, presses their buttons, answers in their threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.slack.member import Member
from tests.fakes.slack.post import Post, text_of
from tests.fakes.slack.workspace import Person, Place, Workspace
from tests.fakes.waiting import eventually

if TYPE_CHECKING:
    import httpx

    from tests.fakes.slack.server import FakeSlack


class Agent:
    """One agent. A card is a Post; a ts of the agents' channel will do in its place."""

    def __init__(self, slack: FakeSlack, workspace: Workspace, person: Person, place: Place) -> None:
        self.name, self.person, self.place = person.name, person, place
        self.slack = slack
        self.member = Member(slack, workspace, person)

    # Looking

    def cards(self) -> list[Post]:
        """What the app has posted in the channel itself, oldest first."""
        return [Post(self.place, m["ts"]) for m in self.place.top() if "bot_id" in m]

    async def sees_card(self, words: str, within: float | None = None) -> Post:
        """Wait for a card that contains the words, in any case; the newest."""

        def look() -> Post | None:
            return next((card for card in reversed(self.cards()) if words.lower() in card.text.lower()), None)

        return await eventually(look, lambda: self._instead(f"a card with “{words}”", self.cards()), within)

    async def sees(self, card: Post | str, words: str, within: float | None = None) -> Post:
        """Wait for a message in the card's thread, or the card itself, that contains the words."""
        posts = self._posts(card)

        def look() -> Post | None:
            return next((post for post in posts() if words.lower() in post.text.lower()), None)

        return await eventually(look, lambda: self._instead(f"“{words}”", posts()), within)

    async def sees_reaction(self, post: Post, emoji: str, within: float | None = None) -> None:
        """Wait for an emoji on a message."""
        there = lambda: f"{self.name} was to see :{emoji}: on “{post.text}”; there is {post.reactions}"  # noqa: E731
        await eventually(lambda: emoji in post.reactions, there, within)

    async def is_told(self, words: str, within: float | None = None) -> str:
        """Wait for a message that only this agent sees."""

        def look() -> str | None:
            return next((text for text in self.whispers() if words.lower() in text.lower()), None)

        return await eventually(
            look, lambda: f"{self.name} was to be told “{words}”: {self.whispers()}", within
        )

    def whispers(self) -> list[str]:
        """What only this agent was shown."""
        return [text_of(message) for person_id, message in self.place.whispers if person_id == self.person.id]

    async def sees_view(self, words: str, within: float | None = None) -> dict[str, Any]:
        """Wait for an open modal with that title; the view."""

        def look() -> dict[str, Any] | None:
            return next((v for v in self._views() if words.lower() in v["title"]["text"].lower()), None)

        return await eventually(
            look, lambda: f"{self.name} was to see a view “{words}”: {self._views()}", within
        )

    # Acting

    async def presses(self, card: Post | str, name: str, within: float | None = None) -> Any:
        """Wait for a button with that title or action_id on the card and press it."""
        post = self._post(card)

        def instead() -> str:
            return f"{self.name} was to press “{name}”; the buttons are {post.titles}"

        block, button = await eventually(lambda: post.button(name), instead, within)
        return await self.member.presses_button(post, block, button)

    async def replies(self, card: Post | str, text: str) -> Post:
        """Write in the card's thread; the message, for `sees_reaction`."""
        return await self.member.writes(self.place, text, self._post(card).ts)

    async def says(self, thread_ts: str, text: str) -> Post:
        """Write in a thread by its ts; without one, in the channel itself."""
        return await self.member.writes(self.place, text, thread_ts)

    async def shares_file(self, card: Post | str, text: str = "", name: str = "photo.png") -> Post:
        """Share a file in the card's thread."""
        return await self.member.shares_file(self.place, text, self._post(card).ts, name)

    async def edits(self, post: Post, text: str) -> None:
        """Change a message of one's own."""
        await self.member.edits(post, text)

    async def deletes(self, post: Post) -> None:
        """Take a message of one's own away."""
        await self.member.deletes(post)

    async def joins(self) -> None:
        """Come into the agents' channel."""
        await self.member.joins(self.place)

    async def uses_shortcut(self, post: Post, callback_id: str) -> Any:
        """A shortcut from a message's menu."""
        return await self.member.uses_shortcut(post, callback_id)

    async def submits(self, view: dict[str, Any], **values: str) -> httpx.Response | None:
        """A modal, with words by block_id."""
        return await self.member.submits(view, values)

    async def commands(self, command: str, text: str = "") -> httpx.Response | None:
        """A slash command in the agents' channel."""
        return await self.member.commands(self.place, command, text)

    def _post(self, card: Post | str) -> Post:
        return card if isinstance(card, Post) else Post(self.place, card)

    def _posts(self, card: Post | str) -> Any:
        post = self._post(card)
        return lambda: [post, *post.replies]

    def _views(self) -> list[dict[str, Any]]:
        return [
            view for person_id, view in list(self.slack.views.open.values()) if person_id == self.person.id
        ]

    def _instead(self, wish: str, posts: list[Post]) -> str:
        lines = [f"  {post.text!r} {post.titles or ''}" for post in posts] or ["  nothing"]
        refused = [f"  {r.method}: {r.reason}" for r in self.slack.refused] or ["  nothing"]
        return "\n".join([f"{self.name} was to see {wish}. There is:", *lines, "Refused:", *refused])
