"""Platforms are reached through the proxy that the environment names, and past it where it says so."""

import pytest

from channels.proxies import proxy_for


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://user:password@proxy.example:3128")
    monkeypatch.delenv("http_proxy", raising=False)
    monkeypatch.setenv("no_proxy", "localhost,127.0.0.1,.inside.example")


def test_the_environments_proxy_is_used() -> None:
    assert proxy_for("https://api.telegram.org/bot1:x/getMe") == "http://user:password@proxy.example:3128"


@pytest.mark.parametrize(
    "url", ["http://api.telegram.org", "https://127.0.0.1:8081", "https://a.inside.example"]
)
def test_and_not_for_what_it_is_not_for(url: str) -> None:
    assert proxy_for(url) is None
