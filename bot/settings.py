"""The settings: the only reader of the environment and of `.env`; each field has a line of help."""

import os
import re
import secrets
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from bot.core.desk_rules import Rules
from bot.rules import BadRules, read_rules
from bot.sentences import DomainSentences, MissingSentence

VAR = Path("var")
"""Where everything lives that is made at run time: databases, logs, the first password."""

SHORTEST_SECRET = 16
"""Letters; what signs for a shop must not be found by trying."""

DEMO_SHOP = "sqlite:///var/shop.db"
"""The shop that is made where no other is named."""


class BadSettings(Exception):
    """Frontdesk cannot start; the message is one sentence that names the setting."""


@dataclass(frozen=True)
class Telegram:
    """Telegram, switched on."""

    bot_token: str
    secret_token: str
    api_base: str
    per_second: int


@dataclass(frozen=True)
class Messenger:
    """Messenger and Instagram, switched on."""

    page_id: str
    page_token: str
    app_secret: str
    verify_token: str
    api_base: str


@dataclass(frozen=True)
class Slack:
    """Slack, switched on: for customers, and as the agents' desk."""

    bot_token: str
    signing_secret: str
    agent_channel: str
    app_token: str
    api_base: str


HELP: Mapping[str, str] = {
    "FRONTDESK_HOST": "Where frontdesk listens. Default 127.0.0.1.",
    "FRONTDESK_PORT": "The port it listens on. Default 8000.",
    "FRONTDESK_PUBLIC_URL": "Its https address. Without it: the console for this machine, Telegram polled.",
    "FRONTDESK_DATABASE_URL": "The journal. Default sqlite:///var/frontdesk.db; or postgresql://…",
    "FRONTDESK_FILES_URL": "Where files are kept. Default file://var/files; or s3://bucket/folder.",
    "RASA_URL": "Where Rasa listens; several with commas between. Default http://127.0.0.1:5005.",
    "RASA_TOKEN": "The bearer token between frontdesk and Rasa; made at the first start where unset.",
    "SHOP_DATABASE_URL": "The shop that actions look orders up in. Default sqlite:///var/shop.db.",
    "SHOP_ORDER_NUMBERS": "Shapes of order numbers, 0 a digit, + more. Default FD-00000,#W0000000.",
    "SHOPIFY_SHOP": "The Shopify shop that is used instead, such as example.myshopify.com.",
    "SHOPIFY_ADMIN_TOKEN": "The access token of an app that was made in the shop's own settings.",
    "SHOPIFY_CLIENT_ID": "Or, of an app of Shopify's Dev Dashboard, its client id,",
    "SHOPIFY_CLIENT_SECRET": "and its secret.",
    "SHOPIFY_API_BASE": "Default https:// and the shop's name.",
    "ACTIONS_DATABASE_URL": "Where wrong tries are counted. Default sqlite:///var/actions.db; or postgresql://…",
    "SMTP_URL": "Mails codes before changes, smtp://user:password@host:587 or smtps://… (docs/identity.md).",
    "SMTP_FROM": "Whom the code comes from, such as Shop <shop@example.com>.",
    "SHOP_EVENTS_SECRET": "16 letters or more; the shop signs its events with it (docs/events.md).",
    "TELEGRAM_BOT_TOKEN": "From @BotFather.",
    "TELEGRAM_SECRET_TOKEN": "Any 1-256 letters, digits, _ and -; Telegram sends it with every update.",
    "TELEGRAM_API_BASE": "Default https://api.telegram.org.",
    "TELEGRAM_MESSAGES_PER_SECOND": "In all, a second. Default 30; less where several processes send.",
    "MESSENGER_PAGE_ID": "The Facebook Page's id.",
    "MESSENGER_PAGE_TOKEN": "The Page's access token.",
    "MESSENGER_APP_SECRET": "The Meta app's secret; it signs what Meta sends.",
    "MESSENGER_VERIFY_TOKEN": "Any words; typed once into Meta's webhook form.",
    "GRAPH_API_BASE": "Default https://graph.facebook.com.",
    "SLACK_BOT_TOKEN": "Begins with xoxb-.",
    "SLACK_SIGNING_SECRET": "It signs what Slack sends.",
    "SLACK_AGENT_CHANNEL": "The id of the channel where agents work, such as C0123ABCD.",
    "SLACK_APP_TOKEN": "Begins with xapp-; with it Slack needs no public address (Socket Mode).",
    "SLACK_API_BASE": "Default https://slack.com/api/.",
}
"""Every setting and what it means; `.env.example` and docs/settings.md list the same."""

CHANNEL_SECRETS: Mapping[str, tuple[str, ...]] = {
    "Telegram": ("TELEGRAM_BOT_TOKEN", "TELEGRAM_SECRET_TOKEN"),
    "Messenger": (
        "MESSENGER_PAGE_ID",
        "MESSENGER_PAGE_TOKEN",
        "MESSENGER_APP_SECRET",
        "MESSENGER_VERIFY_TOKEN",
    ),
    "Slack": ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_AGENT_CHANNEL"),
}
"""A channel is on when all of these are set; some but not all is an error."""


SHOPIFY = ("SHOPIFY_SHOP", "SHOPIFY_ADMIN_TOKEN", "SHOPIFY_CLIENT_ID", "SHOPIFY_CLIENT_SECRET")
"""The same of a shop at Shopify, for which the token, or the other two, are enough."""

MAIL = ("SMTP_URL", "SMTP_FROM")
"""Codes by e-mail are on when both are set."""

PREFIXES = (
    "FRONTDESK_",
    "TELEGRAM_",
    "MESSENGER_",
    "SLACK_",
    "GRAPH_",
    "SHOP_",
    "SHOPIFY_",
    "ACTIONS_",
    "SMTP_",
)
"""What settings of ours begin with; Rasa has settings of its own."""


@dataclass(frozen=True)
class Settings:
    """All that can be set, checked."""

    host: str
    port: int
    public_url: str
    database_url: str
    files_url: str
    """Where files are kept that people send."""
    rasa_urls: tuple[str, ...]
    """The first is the one that `frontdesk up` starts."""
    rasa_token: str
    shop_database_url: str
    shopify_shop: str
    """Its name there; empty: the shop is the database."""
    shop_events_secret: str
    """Empty: the shop tells nothing."""
    telegram: Telegram | None
    messenger: Messenger | None
    slack: Slack | None
    rules: Rules
    sentences: DomainSentences

    @staticmethod
    def from_env(environment: Mapping[str, str] | None = None, folder: Path = Path()) -> "Settings":
        """The settings of the environment, then of `.env`, then the defaults. Raises BadSettings."""
        _no_misspelling(folder / ".env")
        given = _given(environment, folder)
        missing = missing_secrets(given)
        for channel, names in missing.items():
            if len(names) < len(CHANNEL_SECRETS[channel]):
                raise BadSettings(
                    f"{channel} is half configured: set {' and '.join(names)}, or none of its settings."
                )
        _check_actions(given)
        events_secret = _events_secret(given.get("SHOP_EVENTS_SECRET", ""))
        rules = _rules(folder, updates=bool(events_secret))
        messenger = None if "Messenger" in missing else _messenger(given)
        return Settings(
            host=given.get("FRONTDESK_HOST", "127.0.0.1"),
            port=_port(given.get("FRONTDESK_PORT", "8000")),
            public_url=_public_url(given.get("FRONTDESK_PUBLIC_URL", "")),
            database_url=_database(
                given.get("FRONTDESK_DATABASE_URL", "sqlite:///var/frontdesk.db"), "FRONTDESK_DATABASE_URL"
            ),
            files_url=_files(given.get("FRONTDESK_FILES_URL", ""), folder),
            rasa_urls=_urls(given.get("RASA_URL", "http://127.0.0.1:5005"), "RASA_URL"),
            rasa_token=given.get("RASA_TOKEN", "") or _made_token(folder),
            shop_database_url=_database(given.get("SHOP_DATABASE_URL", DEMO_SHOP), "SHOP_DATABASE_URL"),
            shopify_shop=given.get("SHOPIFY_SHOP", ""),
            shop_events_secret=events_secret,
            telegram=None if "Telegram" in missing else _telegram(given),
            messenger=messenger,
            slack=None if "Slack" in missing else _slack(given),
            rules=rules,
            sentences=_sentences(folder, rules.comments.sentences if messenger else ()),
        )

    @property
    def address(self) -> str:
        """Where a person on this machine finds frontdesk."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return f"http://{host}:{self.port}"

    def missing(self) -> Mapping[str, tuple[str, ...]]:
        """Which channels are off, and the settings that would switch each on."""
        on = {"Telegram": self.telegram, "Messenger": self.messenger, "Slack": self.slack}
        return {name: CHANNEL_SECRETS[name] for name, settings in on.items() if settings is None}


def _no_misspelling(path: Path) -> None:
    """What looks like a setting and is none would be passed over in silence."""
    for name in dotenv_values(path):
        if name.startswith(PREFIXES) and name not in HELP:
            meant = get_close_matches(name, HELP, n=1)
            hint = f"did you mean {meant[0]}?" if meant else "see .env.example."
            raise BadSettings(f"{name} in .env is no setting; {hint}")


def _given(environment: Mapping[str, str] | None, folder: Path) -> dict[str, str]:
    """What is set and not empty; the environment goes before `.env`."""
    stated = {**dotenv_values(folder / ".env"), **(os.environ if environment is None else environment)}
    return {name: value.strip() for name, value in stated.items() if name in HELP and value and value.strip()}


def missing_secrets(given: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """For each channel that is not whole, what is missing."""
    lacking = {
        channel: tuple(name for name in names if not given.get(name))
        for channel, names in CHANNEL_SECRETS.items()
    }
    return {channel: names for channel, names in lacking.items() if names}


def _check_actions(given: Mapping[str, str]) -> None:
    """What the actions read; it is checked here, since they find out only when a customer asks."""
    _check_order_numbers(given)
    _check_shopify(given)
    _check_mail(given)
    if "ACTIONS_DATABASE_URL" in given:
        _database(given["ACTIONS_DATABASE_URL"], "ACTIONS_DATABASE_URL")


def _check_order_numbers(given: Mapping[str, str]) -> None:
    """Shapes with commas between; actions/order_numbers.py reads them."""
    for written in filter(None, re.split(r"[\s,]+", given.get("SHOP_ORDER_NUMBERS", ""))):
        if not re.fullmatch(r"#?(?:[A-Z]{1,6}[-./]?)?0{3,12}\+?", written):
            raise BadSettings(
                f"SHOP_ORDER_NUMBERS is wrong: {written} shows no order number. Write # and up to six capital"
                " letters as they are, perhaps one of - . /, and a 0 for each of three to twelve digits:"
                " FD-00000. A + behind them allows more: #0000+."
            )


def _check_mail(given: Mapping[str, str]) -> None:
    """An address of a mail server, and a sender."""
    lacking = [name for name in MAIL if name not in given]
    if len(lacking) == 1:
        raise BadSettings(f"SMTP is half configured: set {lacking[0]}, or none of its settings.")
    if lacking:
        return
    if not re.fullmatch(
        r"smtps?://(?:[^@/]*@)?[^@/:]+(?::(?:[1-5]?\d{1,4}|6[0-4]\d{3}))?/?", given["SMTP_URL"]
    ):
        raise BadSettings("SMTP_URL must be as smtp://user:password@host:587, or begin with smtps://.")
    if "@" not in parseaddr(given["SMTP_FROM"])[1]:
        raise BadSettings("SMTP_FROM must be an e-mail address, or a name and <one>.")


def _check_shopify(given: Mapping[str, str]) -> None:
    """A name, and the token or an app's id and secret; the actions read all of it."""
    name, token, *client = SHOPIFY
    is_client = any(each in given for each in client) and token not in given
    wanted = (name, *client) if is_client else (name, token)
    lacking = [each for each in wanted if each not in given]
    if lacking and any(each in given for each in SHOPIFY):
        raise BadSettings(
            f"Shopify is half configured: set {' and '.join(lacking)}, or none of its settings."
        )


def _telegram(given: Mapping[str, str]) -> Telegram:
    secret = given["TELEGRAM_SECRET_TOKEN"]
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise BadSettings("TELEGRAM_SECRET_TOKEN may hold 1-256 letters, digits, _ and - only.")
    base = _url(given.get("TELEGRAM_API_BASE", "https://api.telegram.org"), "TELEGRAM_API_BASE")
    rate = given.get("TELEGRAM_MESSAGES_PER_SECOND", "30")
    if not (rate.isascii() and rate.isdecimal() and 1 <= int(rate[:6]) <= 10_000):
        raise BadSettings("TELEGRAM_MESSAGES_PER_SECOND must be a whole number from 1 to 10000.")
    return Telegram(given["TELEGRAM_BOT_TOKEN"], secret, base, int(rate))


def _messenger(given: Mapping[str, str]) -> Messenger:
    return Messenger(
        page_id=given["MESSENGER_PAGE_ID"],
        page_token=given["MESSENGER_PAGE_TOKEN"],
        app_secret=given["MESSENGER_APP_SECRET"],
        verify_token=given["MESSENGER_VERIFY_TOKEN"],
        api_base=_url(given.get("GRAPH_API_BASE", "https://graph.facebook.com"), "GRAPH_API_BASE"),
    )


def _slack(given: Mapping[str, str]) -> Slack:
    return Slack(
        bot_token=given["SLACK_BOT_TOKEN"],
        signing_secret=given["SLACK_SIGNING_SECRET"],
        agent_channel=given["SLACK_AGENT_CHANNEL"],
        app_token=given.get("SLACK_APP_TOKEN", ""),
        api_base=_url(given.get("SLACK_API_BASE", "https://slack.com/api/"), "SLACK_API_BASE") + "/",
    )


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise BadSettings(f"FRONTDESK_PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def _url(text: str, name: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise BadSettings(f"{name} is {text!r}; it must begin with http:// or https://.")
    return text.rstrip("/")


def _urls(text: str, name: str) -> tuple[str, ...]:
    return tuple(_url(part.strip(), name) for part in text.split(","))


def _public_url(text: str) -> str:
    return _url(text, "FRONTDESK_PUBLIC_URL") if text else ""


def _database(text: str, name: str) -> str:
    if not text.startswith(("sqlite:///", "postgresql://", "postgres://", "postgresql+psycopg2://")):
        raise BadSettings(f"{name} must begin with sqlite:/// or postgresql://.")
    return text


def _files(text: str, folder: Path) -> str:
    """A folder by its whole path, since it is read wherever a process stands; other places as they are."""
    if not text or (text.startswith("file://") and not text.startswith("file:///")):
        return f"file://{(folder / (text.removeprefix('file://') or VAR / 'files')).resolve()}"
    if text.startswith("file:///") or "://" in text:
        return text
    raise BadSettings("FRONTDESK_FILES_URL must begin with file:// or s3://.")


def _made_token(folder: Path) -> str:
    """The token in var/rasa-token, made where there is none; both processes read the same file."""
    path = folder / VAR / "rasa-token"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSettings(f"var/ cannot be made ({error.strerror}); it holds the journal.") from error
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    except OSError as error:
        raise BadSettings(f"var/ cannot be written ({error.strerror}); it holds the journal.") from error
    return path.read_text(encoding="ascii").strip()


def _events_secret(text: str) -> str:
    if text and len(text) < SHORTEST_SECRET:
        raise BadSettings(f"SHOP_EVENTS_SECRET is too short; it must have {SHORTEST_SECRET} letters or more.")
    return text


def _rules(folder: Path, updates: bool) -> Rules:
    try:
        rules = read_rules(folder / "desk.yml")
        return replace(rules, updates=replace(rules.updates, are_on=updates))
    except BadRules as error:
        raise BadSettings(str(error)) from error


def _sentences(folder: Path, more: Sequence[str]) -> DomainSentences:
    """Those of domain.yml; while somebody's slip keeps it from being read, those that it had."""
    kept = folder / VAR / "sentences.yml"
    try:
        found = DomainSentences(folder / "domain.yml", more)
    except MissingSentence as error:
        if not kept.exists():
            raise BadSettings(str(error)) from error
        found = _kept(kept, more, error)
        sys.stderr.write(f"frontdesk: {error} The sentences that it had are said.\n")
        return found
    found.keep(kept)
    return found


def _kept(path: Path, more: Sequence[str], problem: MissingSentence) -> DomainSentences:
    try:
        return DomainSentences(path, more)
    except MissingSentence:  # it lacks the same, so that is no slip of a moment
        raise BadSettings(str(problem)) from problem
