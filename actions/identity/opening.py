"""Misses and codes as the settings say; each is made once a process, when it is first asked for."""

from functools import lru_cache

import structlog

from actions.identity.codes import Codes
from actions.identity.hashing import Hashing
from actions.identity.mail import SmtpPost
from actions.identity.memory import Memory
from actions.identity.misses import Misses
from actions.settings import BadSettings, Settings

log = structlog.get_logger(__name__)


@lru_cache(maxsize=1)
def configured_misses() -> Misses:
    """The count of this process. Raises BadSettings."""
    settings = _settings()
    return Misses(Memory(settings.memory_url), Hashing(settings.secret))


@lru_cache(maxsize=1)
def configured_codes() -> Codes | None:
    """Codes by e-mail; None: they are off. Raises BadSettings."""
    settings = _settings()
    if settings.mail is None:
        return None
    return Codes(Memory(settings.memory_url), Hashing(settings.secret), SmtpPost(settings.mail))


def _settings() -> Settings:
    """Without a secret nothing is looked up: what cannot be counted could be guessed."""
    try:
        settings = Settings.from_env()
        if not settings.secret:
            raise BadSettings("RASA_TOKEN is not set, and var/rasa-token is not there; frontdesk makes it.")
    except BadSettings as error:
        log.error("bad_settings", reason=str(error))
        raise
    return settings
