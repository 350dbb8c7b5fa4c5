"""The bot's menu as commands of Telegram."""

from collections.abc import Sequence

from bot.core.entry import Button

COMMANDS = {"start": "Start", "help": "What I can do"}
"""https://core.telegram.org/bots/features#global-commands"""
LONGEST_COMMAND, LONGEST_DESCRIPTION = 32, 256
"""https://core.telegram.org/bots/api#botcommand"""


def commands_of(menu: Sequence[Button]) -> dict[str, str]:
    """The menu's choices as commands, each with what it says: `track_order`, "Track my order"."""
    named = {button.payload.removeprefix("/"): button.title for button in menu}
    return {name: title for name, title in named.items() if _is_command(name)}


def _is_command(name: str) -> bool:
    fits = 0 < len(name) <= LONGEST_COMMAND and name.replace("_", "").isalnum()
    return fits and name.isascii() and name == name.lower()
