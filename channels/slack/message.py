"""One message event of Slack, by its parts, and what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.entry import Attachment, Content
from channels.slack.records import Strange, part
from channels.slack.words import clean, mentioned, plain


@dataclass(frozen=True)
class Message:
    """One message event, by its parts; each may be empty."""

    body: Mapping[str, Any]
    event: Mapping[str, Any]
    team: str
    channel: str
    user: str
    ts: str
    thread: str
    """The first message of the thread that it answers in; empty at the top level."""
    bot_user: str

    @property
    def is_direct(self) -> bool:
        """Whether it was written to the bot alone."""
        return self.event.get("channel_type") == "im" or self.channel.startswith("D")

    @property
    def is_ours(self) -> bool:
        """Whether a bot wrote it, us above all; the bot must never talk with itself."""
        told = part(self.event, "metadata").get("event_type")
        ours = isinstance(told, str) and told.startswith("frontdesk_")
        return bool(ours or by_app(self.event) or (self.bot_user and self.user == self.bot_user))

    @property
    def is_mention(self) -> bool:
        """Whether it calls the bot by name."""
        return self.event.get("type") == "app_mention" or self.bot_user in mentioned(self.text)

    @property
    def may_be_mention(self) -> bool:
        """Whether it names somebody while nothing tells who we are; the event for mentions will tell."""
        return not self.bot_user and bool(mentioned(self.text))

    @property
    def text(self) -> str:
        """The words as Slack writes them."""
        text = self.event.get("text") or ""
        if not isinstance(text, str):
            raise Strange("text")
        return text

    @property
    def content(self) -> Content:
        """The words as a person reads them, and what came with them."""
        words = plain(self.text, self.event.get("blocks"), self.bot_user)
        return Content(text=words, attachments=_attachments(self.event))

    @property
    def author_name(self) -> str:
        """The author's name, where Slack sends it along; mostly it does not."""
        profile = part(self.event, "user_profile")
        name = profile.get("display_name") or profile.get("real_name") or ""
        return clean(name) if isinstance(name, str) else ""

    @property
    def key(self) -> str:
        """The same for both events in which Slack tells of one mention."""
        return f"slack:{self.team}:{self.channel}:{self.ts}"

    @property
    def conversation_id(self) -> str:
        """A direct talk is one conversation; in channels each thread is one."""
        if self.is_direct:
            return f"slack:{self.team}:{self.user}"
        return f"slack:{self.team}:{self.channel}:{self.thread or self.ts}"

    @property
    def address(self) -> dict[str, Any]:
        """Where to answer; others read along in a channel."""
        direct = {"channel": self.channel, "user": self.user}
        if self.is_direct:
            return direct
        return {**direct, "thread_ts": self.thread or self.ts, "public": True}


def by_app(event: Mapping[str, Any]) -> bool:
    """Whether no person wrote it."""
    return any(event.get(mark) for mark in ("bot_id", "app_id", "bot_profile"))


def _attachments(event: Mapping[str, Any]) -> tuple[Attachment, ...]:
    files = [_file(file) for file in event.get("files") or () if isinstance(file, dict)]
    shared = [_share(share) for share in event.get("attachments") or () if isinstance(share, dict)]
    return (*files, *shared)


def _file(file: Mapping[str, Any]) -> Attachment:
    kinds = {"image": "photo", "video": "video", "audio": "audio"}
    spoken = file.get("subtype") == "slack_audio"
    kind = "voice message" if spoken else kinds.get(str(file.get("mimetype")).partition("/")[0], "file")
    name = file.get("name") or file.get("title") or ""
    link = file.get("permalink") or file.get("url_private") or ""
    return Attachment(kind, clean(str(name)), clean(str(link)), str(file.get("id") or ""))


def _share(share: Mapping[str, Any]) -> Attachment:
    name = share.get("title") or share.get("fallback") or ""
    link = share.get("from_url") or share.get("title_link") or ""
    return Attachment("link", clean(str(name)), clean(str(link)))
