"""Which channels are on; registering them with their platforms; and whether all is well there."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from typing import Protocol

from bot.core.comment_rules import Sort, Step
from bot.settings import BadSettings, Settings
from channels.findings import Finding, Refused
from channels.messenger.setup import MessengerSetup
from channels.slack.setup import SlackSetup
from channels.telegram.setup import TelegramSetup

NAMES = ("telegram", "messenger", "slack")


class Journal(Protocol):
    """The store, as a check needs it."""

    async def last_heard(self, channel: str) -> datetime | None:
        """When a customer last wrote on that channel."""


def channels_in_words(settings: Settings) -> str:
    """A line for each channel: on, or what is missing."""
    missing = settings.missing()
    lines = ["web chat: on"]
    for channel in ("Telegram", "Messenger", "Slack"):
        lacking = missing.get(channel)
        lines.append(f"{channel}: on" if not lacking else f"{channel}: off, set {', '.join(lacking)}")
        if channel == "Messenger" and not lacking:
            lines[-1] += _comments(settings) + _unreachable(settings)
    return "\n".join(lines)


def _comments(settings: Settings) -> str:
    """What is said in public without anybody's doing."""
    steps = settings.rules.comments.steps
    aloud = [sort.value for sort in Sort if Step.PUBLIC in steps.get(sort, ())]
    return f"; answers in public: {', '.join(aloud)} (desk.yml)" if aloud else ""


def _unreachable(settings: Settings) -> str:
    return "" if settings.public_url else "; Meta cannot reach it, set FRONTDESK_PUBLIC_URL"


def set_up(name: str, settings: Settings) -> str:
    """What was done, in words. Raises BadSettings where a setting or the platform stands in the way."""
    menu = settings.sentences.menu()
    try:
        if name == "telegram":
            return _telegram(settings).set_up(menu)
        if name == "messenger":
            return _messenger(settings).set_up(menu)
    except Refused as refusal:
        raise BadSettings(str(refusal)) from None
    if name == "slack":
        return _slack(settings).set_up()
    raise BadSettings(f"{name} is no channel; write {', '.join(NAMES)}.")


def findings(name: str, settings: Settings) -> Iterator[Finding]:
    """What a look at the platform's side finds. Raises BadSettings where the channel is off."""
    if name == "telegram":
        return _telegram(settings).check()
    if name == "messenger":
        return _messenger(settings).check()
    if name == "slack":
        return _slack(settings, needed=True).check()
    raise BadSettings(f"{name} is no channel; write {', '.join(NAMES)}.")


def switched_on(settings: Settings) -> Sequence[str]:
    """The channels that can be looked at."""
    return [name for name in NAMES if getattr(settings, name) is not None]


async def heard(name: str, journal: Journal) -> Finding:
    """When something last came in there."""
    last = await journal.last_heard(name)
    if last is None:
        return Finding(True, "Nothing has come yet.", "Write a message there, and look again.")
    minutes = int((datetime.now(timezone.utc) - last).total_seconds() // 60)
    ago = f"{minutes} min ago" if minutes < 120 else f"on {last:%d %b at %H:%M} UTC"
    return Finding(True, f"The last message came {ago}.")


def _address(settings: Settings, name: str) -> str:
    return f"{settings.public_url}/webhooks/{name}" if settings.public_url else ""


def _telegram(settings: Settings) -> TelegramSetup:
    given = settings.telegram
    if given is None:
        raise BadSettings("Set TELEGRAM_BOT_TOKEN and TELEGRAM_SECRET_TOKEN first.")
    return TelegramSetup(given.bot_token, given.secret_token, given.api_base, _address(settings, "telegram"))


def _messenger(settings: Settings) -> MessengerSetup:
    given = settings.messenger
    if given is None:
        raise BadSettings(f"Set {', '.join(settings.missing()['Messenger'])} first.")
    if not settings.public_url:
        raise BadSettings(
            "Set FRONTDESK_PUBLIC_URL to the https address under which Meta reaches this machine."
        )
    return MessengerSetup(
        given.page_id,
        given.page_token,
        given.app_secret,
        given.verify_token,
        given.api_base,
        _address(settings, "messenger"),
    )


def _slack(settings: Settings, needed: bool = False) -> SlackSetup:
    """The manifest comes before the app, and so before its tokens."""
    given = settings.slack
    if given is None and needed:
        raise BadSettings(f"Set {', '.join(settings.missing()['Slack'])} first.")
    if given is None:
        return SlackSetup("", "", "", "", settings.public_url)
    return SlackSetup(
        given.bot_token, given.agent_channel, given.app_token, given.api_base, settings.public_url
    )
