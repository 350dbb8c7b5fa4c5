"""Sends an e-mail by SMTP, within a customer's patience."""

import smtplib
import ssl
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from ipaddress import ip_address
from typing import Protocol

from actions.settings import Mail

PATIENCE = 5.0
"""Seconds for all of it; a server may be slow at every step."""


class NotSent(Exception):
    """The server has not said that it took the e-mail; it may have."""


class Post(Protocol):
    """Whatever takes e-mails along."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Raises NotSent."""


class SmtpPost:
    """An SMTP server. No password goes over a line that others could read."""

    def __init__(self, mail: Mail, patience: float = PATIENCE) -> None:
        self._mail = mail
        self._patience = patience
        self._threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="mail")

    def send(self, to: str, subject: str, text: str) -> None:
        """Return once the server has taken it. Raises NotSent."""
        sending = self._threads.submit(self._send, to, subject, text)
        try:
            sending.result(self._patience)
        except (OSError, ValueError, smtplib.SMTPException, TooLong) as error:
            sending.cancel()
            raise NotSent from error

    def _send(self, to: str, subject: str, text: str) -> None:
        message = _message(self._mail.sender, to, subject, text)
        with self._server() as server:
            self._sign_in(server)
            server.send_message(message)

    def _server(self) -> smtplib.SMTP:
        mail = self._mail
        if mail.is_encrypted:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(mail.host, mail.port, timeout=self._patience, context=context)
        return smtplib.SMTP(mail.host, mail.port, timeout=self._patience)

    def _sign_in(self, server: smtplib.SMTP) -> None:
        mail = self._mail
        server.ehlo()
        if not mail.is_encrypted and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        elif mail.user and not mail.is_encrypted and not _is_this_machine(mail.host):
            raise smtplib.SMTPNotSupportedError("The server offers no encryption, and a password is set.")
        if mail.user:
            server.login(mail.user, mail.password)


def _message(sender: str, to: str, subject: str, text: str) -> EmailMessage:
    """Nobody's machine answers it (https://www.rfc-editor.org/rfc/rfc3834#section-5)."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].partition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
