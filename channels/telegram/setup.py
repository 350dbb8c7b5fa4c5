"""Telegram's side: the webhook, the commands, and whether all of it is as it should be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.entry import Button
from channels.findings import AGAIN, Finding, Refused, ask, unless_away
from channels.telegram.commands import COMMANDS, LONGEST_DESCRIPTION, commands_of
from channels.telegram.wire import ALLOWED_UPDATES


@dataclass(frozen=True)
class TelegramSetup:
    """One bot, seen from the Bot API."""

    token: str
    secret: str
    api_base: str
    address: str
    """Where updates are to be sent; empty: nowhere, they are asked for."""

    def set_up(self, menu: Sequence[Button]) -> str:
        """What was done. Raises Refused."""
        commands = {**COMMANDS, **commands_of(menu)}
        listed = [
            {"command": name, "description": title[:LONGEST_DESCRIPTION]} for name, title in commands.items()
        ]
        self._call("setMyCommands", {"commands": listed})
        if not self.address:
            self._call("deleteWebhook", {})
            return (
                "Telegram is polled from now on, since there is no FRONTDESK_PUBLIC_URL. Write to your bot."
            )
        registered = {
            "url": self.address,
            "secret_token": self.secret,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        self._call("setWebhook", registered)
        return f"Telegram sends to {self.address} from now on. Write to your bot."

    def check(self) -> Iterator[Finding]:
        """What is as it should be, and what is not."""
        try:
            me = self._call("getMe", {})
            yield Finding(True, f"The token is good: it is @{me.get('username')}.")
            yield from self._webhook(self._call("getWebhookInfo", {}))
        except Refused as refusal:
            yield unless_away(refusal, "Copy the token from @BotFather once more: TELEGRAM_BOT_TOKEN.")

    def _webhook(self, told: Any) -> Iterator[Finding]:
        url, again = str(told.get("url") or ""), AGAIN.format(name="telegram")
        if url != self.address:
            there = f"sends to {url}" if url else "sends nowhere"
            wanted = self.address or "nobody, so that it can be polled"
            yield Finding(False, f"Telegram {there}, and should send to {wanted}.", again)
            return
        yield Finding(True, f"Telegram sends to {url}." if url else "Telegram is polled.")
        missing = set(ALLOWED_UPDATES) - set(told.get("allowed_updates") or ALLOWED_UPDATES)
        if url and missing:
            yield Finding(False, f"Telegram does not send {', '.join(sorted(missing))}.", again)
        if told.get("last_error_message"):
            words = f"Telegram's last call failed: {told['last_error_message']}."
            yield Finding(
                False,
                words,
                "The address has to be reachable from outside, by https, with a valid certificate.",
            )
        waiting = int(told.get("pending_update_count") or 0)
        if waiting > 20:
            yield Finding(False, f"{waiting} updates wait at Telegram.", "Is frontdesk running?")

    def _call(self, method: str, parameters: dict[str, Any]) -> Any:
        told, _ = ask("Telegram", "POST", f"{self.api_base}/bot{self.token}/{method}", json=parameters)
        if not told.get("ok"):
            raise Refused(f"Telegram refused: {told.get('description', 'no reason given')}.")
        result = told.get("result")
        return result if isinstance(result, dict) else {}
