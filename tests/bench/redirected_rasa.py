"""`rasa`, with the address of Telegram's API replaced: Rasa's connector has no setting for it.

python -m tests.bench.redirected_rasa http://127.0.0.1:8081 mended run --model …

"mended" also renews the connector's HTTP session after the start. As it comes, the session belongs to the
event loop in which the connector registered its webhook, closed by then, and nothing is answered.
"""

import sys
from typing import Any

from aiogram.bot import api
from rasa.__main__ import main
from rasa.core.channels.telegram import TelegramInput


def redirect(address: str) -> None:
    """Let aiogram, which speaks for Rasa, call another server."""
    server = api.TelegramAPIServer.from_base(address)
    for name in ("base", "file"):
        object.__setattr__(api.TELEGRAM_PRODUCTION, name, getattr(server, name))


def mend() -> None:
    """Let the connector open a session in the loop in which it is used."""
    get_output_channel = TelegramInput.get_output_channel

    def renewed(channel: Any) -> Any:
        output = get_output_channel(channel)
        output._session = None
        return output

    TelegramInput.get_output_channel = renewed


if __name__ == "__main__":
    redirect(sys.argv[1])
    if sys.argv[2] == "mended":
        mend()
    sys.argv = ["rasa", *sys.argv[3:]]
    main()
