"""E-mails through a real mail server."""

import time

import pytest
import structlog

pytest.importorskip("aiosmtpd", reason="aiosmtpd is not installed, so no mail server can be had")

from actions.identity.mail import NotSent, SmtpPost
from actions.settings import Mail, mail_of
from tests.fakes.mail import SENDER, FakeMail


def post(mail: FakeMail, patience: float = 5.0) -> SmtpPost:
    settings = mail_of(mail.settings)
    assert settings
    return SmtpPost(settings, patience)


def test_a_letter_arrives_as_it_was_written() -> None:
    with FakeMail() as mail:
        post(mail).send("anna@example.com", "Your code", "123456 is your code – Grüße")
    (letter,) = mail.letters
    assert mail.recipients == ["anna@example.com"]
    assert (letter["From"], letter["To"], letter["Subject"]) == (SENDER, "anna@example.com", "Your code")
    assert letter.get_content().strip() == "123456 is your code – Grüße"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@example.com>")


def test_the_user_and_password_of_the_address_are_used() -> None:
    with FakeMail("shop@example.com", "p@ss:word") as mail:
        url = mail.settings["SMTP_URL"].replace(
            "shop@example.com:p@ss:word@", "shop%40example.com:p%40ss%3Aword@"
        )
        right, wrong = (
            mail_of({**mail.settings, "SMTP_URL": url}),
            mail_of({**mail.settings, "SMTP_URL": url.replace("ss%3Aword", "x")}),
        )
        assert right
        assert wrong
        SmtpPost(right).send("anna@example.com", "Your code", "123456")
        with pytest.raises(NotSent):
            SmtpPost(wrong).send("anna@example.com", "Your code", "123456")
    assert len(mail.letters) == 1


def test_a_server_that_refuses_is_told_apart_from_one_that_took_it() -> None:
    with FakeMail() as mail:
        mail.refuses = True
        with pytest.raises(NotSent):
            post(mail).send("anna@example.com", "Your code", "123456")
    assert mail.letters == []


def test_a_server_that_hangs_costs_no_more_than_the_patience() -> None:
    with FakeMail() as mail:
        mail.hangs = True
        begun = time.monotonic()
        with pytest.raises(NotSent):
            post(mail, patience=0.3).send("anna@example.com", "Your code", "123456")
        assert time.monotonic() - begun < 3


def test_nobody_there_is_not_sent_either() -> None:
    with FakeMail() as mail:
        away = post(mail)
    with pytest.raises(NotSent):
        away.send("anna@example.com", "Your code", "123456")


@pytest.mark.parametrize("to", ["anna@example.com\nBcc: eve@evil.example", "anna@example.com\r\n\r\nHello"])
def test_an_address_cannot_smuggle_in_a_header(to: str) -> None:
    with FakeMail() as mail, pytest.raises(NotSent):
        post(mail).send(to, "Your code", "123456")
    assert mail.letters == []


def test_no_password_goes_over_a_line_that_others_could_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actions.identity.mail._is_this_machine", lambda host: False)
    with FakeMail("shop", "secret") as mail, pytest.raises(NotSent):
        post(mail).send("anna@example.com", "Your code", "123456")
    assert mail.letters == []


def test_a_password_is_not_in_what_is_logged() -> None:
    mail = Mail("127.0.0.1", 1, SENDER, user="shop", password="hunter2")
    assert "hunter2" not in repr(mail)
    with structlog.testing.capture_logs() as logs, pytest.raises(NotSent):
        SmtpPost(mail).send("anna@example.com", "Your code", "123456")
    assert "hunter2" not in str(logs)
