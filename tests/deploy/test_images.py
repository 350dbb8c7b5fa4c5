"""What the images hold is enough to run what the compose file starts, and nobody in them is root."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from bot.settings import HELP
from tests.journeys.service import LOOK_AGAIN, free_port

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILES = sorted(DEPLOY.glob("*.Dockerfile"))
OURS = ("frontdesk", "worker", "rasa", "actions")
NOT_SETTINGS = {
    *("FORWARDED_ALLOW_IPS", "RASA_DATABASE_URL", "ACTIONS_URL"),
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"),
}
"""What uvicorn, endpoints.yml and the library for buckets read."""


def compose() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))
    return found


def last_stage(dockerfile: Path) -> list[str]:
    """The instructions of what is shipped, each on one line."""
    text = dockerfile.read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    start = max(number for number, line in enumerate(lines) if line.startswith("FROM"))
    return lines[start:]


def copied(dockerfile: Path) -> list[tuple[str, str]]:
    """From where in the project to where in the image."""
    pairs = []
    for line in last_stage(dockerfile):
        if line.startswith("COPY ") and "--from" not in line:
            *sources, goal = line.split()[1:]
            pairs += [(source, goal if goal != "./" else source) for source in sources]
    return pairs


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.name)
def test_an_image_is_nobodys_root_and_says_how_it_is(dockerfile: Path) -> None:
    stage = last_stage(dockerfile)
    (user,) = [line.split()[1] for line in stage if line.startswith("USER ")]
    assert user not in ("root", "0")
    assert stage.index(f"USER {user}") < next(n for n, line in enumerate(stage) if line.startswith("CMD"))
    assert [line for line in stage if line.startswith("HEALTHCHECK ")]
    assert "STOPSIGNAL SIGTERM" in stage


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.name)
def test_all_that_is_copied_is_there_and_sent_to_the_builder(dockerfile: Path) -> None:
    sent = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE))
    for source, _ in copied(dockerfile):
        assert (ROOT / source).exists(), source
        assert source.partition("/")[0] in sent, source


def test_frontdesks_image_holds_all_that_it_runs(tmp_path: Path) -> None:
    """Without actions, data and Rasa's files: it starts, and takes messages."""
    for source, goal in copied(DEPLOY / "frontdesk.Dockerfile"):
        copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
        copy(ROOT / source, tmp_path / goal)
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "FRONTDESK_PORT": f"{port}", "PYTHONPATH": f"{tmp_path}"}
    command = [sys.executable, *compose()["services"]["frontdesk"]["command"][1:]]
    running = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            while not lives(client):  # the test's own time limit is the deadline
                assert running.poll() is None, running.stderr and running.stderr.read()
                time.sleep(LOOK_AGAIN)
    finally:
        running.terminate()
        running.communicate(timeout=15)


def lives(client: httpx.Client) -> bool:
    try:
        return client.get("/health/live").is_success
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize("name", OURS)
def test_what_is_set_is_a_setting(name: str) -> None:
    stated = set(compose()["services"][name]["environment"])
    assert stated - NOT_SETTINGS <= set(HELP)


def test_frontdesk_and_rasa_share_what_they_must() -> None:
    services = compose()["services"]
    for name in ("frontdesk", "worker"):
        assert services[name]["environment"]["RASA_TOKEN"].startswith("${RASA_TOKEN")
    endpoints = (DEPLOY / "endpoints.yml").read_text("utf-8")
    assert set(re.findall(r"\$\{(\w+)\}", endpoints)) <= set(services["rasa"]["environment"])
    assert set(re.findall(r"\$\{(\w+)[}:]", (DEPLOY / "compose.yml").read_text("utf-8"))) == set(
        re.findall(r"^(\w+)=", (DEPLOY / "env.example").read_text("utf-8"), re.MULTILINE)
    )


def test_everything_comes_back_and_is_asked_how_it_is() -> None:
    for name, service in compose()["services"].items():
        assert service["restart"] == "unless-stopped", name
        checked = "healthcheck" in service or name in ("frontdesk", "rasa", "https")
        assert checked, name


def test_nothing_but_https_is_open_to_the_world() -> None:
    assert [name for name, service in compose()["services"].items() if "ports" in service] == ["https"]
