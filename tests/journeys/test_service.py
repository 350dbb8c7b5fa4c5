"""What holds of the running service as a whole."""

import httpx
import pytest

from tests.journeys.stage import Stage

pytestmark = pytest.mark.timeout(300)


def test_what_is_kept_is_nobody_elses_to_read(stage: Stage) -> None:
    kept = [path for path in (stage.service.folder / "var").rglob("*") if path.is_file()]
    assert {"frontdesk.db", "shop.db", "rasa.db"} <= {path.name for path in kept}
    assert [path for path in kept if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("asked", ["/", "/chat/", "/desk/"])
def test_a_redirect_stays_here_whatever_host_is_named(stage: Stage, asked: str) -> None:
    answer = httpx.get(stage.service.url + asked, headers={"Host": "evil.example"})
    assert answer.headers["location"] in ("/chat", "/desk")
