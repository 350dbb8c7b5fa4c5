"""A mail server that keeps what it is given, or does not: aiosmtpd on a free port."""

import socket
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from typing_extensions import Self

from tests.fakes.waiting import PATIENCE

SENDER = "Shop <shop@example.com>"


class FakeMail:
    """`with FakeMail() as mail:`; `mail.settings` switch codes by e-mail on."""

    def __init__(self, user: str = "", password: str = "") -> None:
        """With a user, it refuses whoever signs in as another."""
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refuses = False
        self.hangs = False
        self._over = threading.Event()
        self._login = f"{user}:{password}@" if user else ""
        self._known = (user.encode(), password.encode())
        checks: dict[str, Any] = {"authenticator": self._authenticated, "auth_require_tls": False}
        with socket.create_server(("127.0.0.1", 0)) as found:  # aiosmtpd has to be told a port
            self._port = found.getsockname()[1]
        self._server = Controller(self, "127.0.0.1", self._port, **(checks if user else {}))

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._over.set()
        self._server.stop()

    @property
    def settings(self) -> dict[str, str]:
        """As in `.env`."""
        return {"SMTP_URL": f"smtp://{self._login}127.0.0.1:{self._port}", "SMTP_FROM": SENDER}

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """What aiosmtpd calls with each e-mail."""
        if self.hangs:
            await server.loop.run_in_executor(None, self._over.wait, PATIENCE)
        if self.refuses:
            return "451 try again later"
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.recipients += envelope.rcpt_tos
        return "250 OK"

    def _authenticated(
        self, server: Any, session: Any, envelope: Any, mechanism: str, told: Any
    ) -> AuthResult:
        return AuthResult(success=(told.login, told.password) == self._known)
