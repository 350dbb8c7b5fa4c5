"""`frontdesk up` keeps its programs running: a real supervisor, small programs, real kills."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.processes import MARK, Program, run

PATIENCE = 10.0
"""Seconds until something that takes one second is taken to have failed."""

ODD = "50% of a 'quoted' word, or;#1"
"""A value with everything that supervisor's configuration gives a meaning to."""

PROGRAM = """
import os, pathlib, signal
with pathlib.Path(os.environ["BEGUN"]).open("a") as begun:
    begun.write(f"{os.getpid()}\\n")
print("value:", os.environ["ODD"], flush=True)
signal.pause()
"""

STARTER = """
import pathlib, sys
from bot.processes import Program, run
folder, odd = pathlib.Path(sys.argv[1]), sys.argv[2]
def make(name):
    environment = {"BEGUN": str(folder / f"{name}.begun"), "ODD": odd}
    return Program(name, (sys.executable, "program.py"), environment, folder)
sys.exit(run((make("first"), make("second")), folder))
"""


def eventually(true: Callable[[], object]) -> None:
    """Wait until it is true."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it never became true"
        time.sleep(0.02)


def lives(pid: int) -> bool:
    """Whether the process runs; one that only waits to be collected does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    return False


@dataclass
class House:
    """A folder in which two programs are kept running."""

    folder: Path
    starters: list["subprocess.Popen[str]"]

    def start(self) -> "subprocess.Popen[str]":
        """Start another `run` in this folder."""
        (self.folder / "program.py").write_text(PROGRAM, encoding="utf-8")
        command = (sys.executable, "-c", STARTER, str(self.folder), ODD)
        starter = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=Path.cwd())
        self.starters.append(starter)
        return starter

    def begun(self, name: str) -> list[int]:
        """The process ids that this program has had, in order."""
        with suppress(FileNotFoundError):
            return [int(pid) for pid in (self.folder / f"{name}.begun").read_text(encoding="ascii").split()]
        return []

    def wait_for(self, name: str, starts: int) -> int:
        """The process id of a program once it has been started that often."""
        eventually(lambda: len(self.begun(name)) == starts)
        return self.begun(name)[-1]

    @property
    def supervisor(self) -> int:
        """Supervisor's process id."""
        return int((self.folder / "var" / "supervisord.pid").read_text(encoding="ascii"))

    def all_marked(self) -> list[int]:
        """Everything on this machine that was started for this folder."""
        mark, found = f"{MARK}={self.folder}".encode(), []
        for environment in Path("/proc").glob("[0-9]*/environ"):
            with suppress(OSError):
                if mark in environment.read_bytes().split(b"\0"):
                    found.append(int(environment.parent.name))
        return found


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A folder, and an end to whatever a test leaves running in it."""
    house = House(tmp_path, [])
    yield house
    for starter in house.starters:
        starter.kill()
    while house.all_marked():
        for pid in house.all_marked():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    for starter in house.starters:
        starter.communicate()


def test_a_killed_program_returns_and_the_other_does_not_notice(house: House) -> None:
    house.start()
    first, second = house.wait_for("first", 1), house.wait_for("second", 1)
    os.kill(first, signal.SIGKILL)
    assert house.wait_for("first", 2) != first
    assert house.begun("second") == [second]
    assert lives(second)


def test_whoever_watches_is_told_which_program_ended_and_where_to_read_why(house: House) -> None:
    starter = house.start()
    assert starter.stderr
    os.kill(house.wait_for("first", 1), signal.SIGKILL)
    line = starter.stderr.readline()
    assert line == (
        "first ended (terminated by SIGKILL) and is started again; what it said is in var/log/first.log\n"
    )
    starter.terminate()
    assert not starter.stderr.read(), "an end that was asked for is none to tell"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_everything(house: House, number: signal.Signals) -> None:
    starter = house.start()
    first, second = house.wait_for("first", 1), house.wait_for("second", 1)
    starter.send_signal(number)
    assert starter.wait(PATIENCE) == 0
    assert not lives(first)
    assert not lives(second)
    assert house.all_marked() == []


def test_a_second_start_in_the_folder_is_refused_in_one_sentence(house: House) -> None:
    started = house.start()
    first = house.wait_for("first", 1)
    refused = house.start()
    assert refused.wait(PATIENCE) == 1
    assert refused.stderr is not None
    assert refused.stderr.read().splitlines() == [
        f"Frontdesk already runs in this folder: Ctrl-C stops it where it runs, or `kill {started.pid}` here."
    ]
    assert lives(first)


def test_a_killed_supervisor_returns_with_each_program_once(house: House) -> None:
    house.start()
    before = house.wait_for("first", 1), house.wait_for("second", 1)
    os.kill(house.supervisor, signal.SIGKILL)
    after = house.wait_for("first", 2), house.wait_for("second", 2)
    assert not any(lives(pid) for pid in before)
    assert all(lives(pid) for pid in after)


def test_what_a_killed_start_left_behind_makes_way_for_the_next(house: House) -> None:
    starter = house.start()
    left = house.wait_for("first", 1), house.wait_for("second", 1)
    supervisor = house.supervisor
    starter.kill()
    starter.wait(PATIENCE)
    os.kill(supervisor, signal.SIGKILL)
    eventually(lambda: not lives(supervisor))
    assert all(lives(pid) for pid in left)
    house.start()
    assert lives(house.wait_for("first", 2))
    assert not any(lives(pid) for pid in left)


def test_a_program_sees_its_environment_unchanged_and_its_words_are_logged(house: House) -> None:
    house.start()
    house.wait_for("first", 1)
    log = house.folder / "var" / "log" / "first.log"
    eventually(lambda: log.exists() and log.read_text(encoding="utf-8") == f"value: {ODD}\n")


def test_only_the_owner_reads_the_configuration_and_what_programs_write(house: House) -> None:
    house.start()
    house.wait_for("first", 1)
    configuration, log = (house.folder / "var" / path for path in ("supervisord.conf", "log/first.log"))
    for path in (configuration, log, house.folder / "first.begun"):
        assert path.stat().st_mode & 0o777 == 0o600, path


def test_supervisor_can_be_asked_also_where_the_folders_path_is_long(house: House) -> None:
    house.folder = house.folder / ("long" * 40)
    house.folder.mkdir()
    starter = house.start()
    house.wait_for("first", 1)
    configuration = str(house.folder / "var" / "supervisord.conf")
    command = (sys.executable, "-m", "supervisor.supervisorctl", "-c", configuration, "pid")
    answer = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert int(answer.stdout) == house.supervisor
    starter.terminate()
    assert starter.wait(PATIENCE) == 0


@pytest.mark.parametrize("value", ["both ' and \"", "'first", "one\ntwo", "a ;comment"])
def test_a_value_that_supervisor_would_change_is_refused(tmp_path: Path, value: str) -> None:
    program = Program("first", ("true",), {"VALUE": value}, tmp_path)
    with pytest.raises(ValueError, match="supervisor takes no value"):
        run((program,), tmp_path)
