"""Which channels are on, and registering this address with a platform."""

import httpx

from bot.settings import BadSettings, Settings

PAGES = {"telegram": "docs/telegram.md", "slack": "docs/slack.md", "messenger": "docs/messenger.md"}
ADDRESSES = {"slack": ("/events", "/actions", "/commands"), "messenger": ("",)}
"""Below the channel's own address."""
ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
"""What Telegram is asked to send; what is not here it keeps to itself."""


def channels_in_words(settings: Settings) -> str:
    """A line for each channel: on, or what is missing."""
    missing = settings.missing()
    lines = ["web chat: on"]
    for channel in ("Telegram", "Messenger", "Slack"):
        lacking = missing.get(channel)
        lines.append(f"{channel}: on" if not lacking else f"{channel}: off, set {', '.join(lacking)}")
    return "\n".join(lines)


def set_up(name: str, settings: Settings) -> str:
    """What was done, in words. Raises BadSettings where a setting or the platform stands in the way."""
    if name not in PAGES:
        raise BadSettings(f"{name} is no channel; write {', '.join(PAGES)}.")
    if not settings.public_url:
        raise BadSettings(
            "Set FRONTDESK_PUBLIC_URL to the https address under which the platforms reach this machine."
        )
    address = f"{settings.public_url}/webhooks/{name}"
    if name == "telegram":
        return _telegram(settings, address)
    entered = "\n".join(f"  {address}{below}" for below in ADDRESSES[name])
    return f"{PAGES[name]} tells where to click. To enter there:\n{entered}"


def _telegram(settings: Settings, address: str) -> str:
    if settings.telegram is None:
        raise BadSettings("Set TELEGRAM_BOT_TOKEN and TELEGRAM_SECRET_TOKEN first.")
    call = {
        "url": address,
        "secret_token": settings.telegram.secret_token,
        "allowed_updates": ALLOWED_UPDATES,
    }
    base = f"{settings.telegram.api_base}/bot{settings.telegram.bot_token}"
    try:
        answer = httpx.post(f"{base}/setWebhook", json=call, timeout=20.0).json()
    except (httpx.HTTPError, ValueError):
        raise BadSettings(f"Telegram could not be reached at {settings.telegram.api_base}.") from None
    if not answer.get("ok"):
        raise BadSettings(f"Telegram refused: {answer.get('description', 'no reason given')}.")
    return f"Telegram sends to {address} from now on. Write to your bot."
