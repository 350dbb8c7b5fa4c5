"""Programs that begin in a process that has imported what they need."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.model import python
from bot.warm import KILLED, WarmPython

ROOT = Path(__file__).parents[2]
PROGRAM = """\
import os, sys
import {imported}
print(sys.argv[1:], os.getcwd(), __name__, "warm" if {imported}.__dict__.get("seen") else "cold")
{imported}.seen = True
{end}
"""


@pytest.fixture
def run(tmp_path: Path) -> Iterator[WarmPython]:
    (tmp_path / "bot").symlink_to(ROOT / "bot")
    (tmp_path / "slow.py").write_text("import os\npid = os.getpid()\n", encoding="utf-8")
    with WarmPython(tmp_path, ["slow", "no_such_module"]) as warm:
        yield warm


def written(folder: Path, end: str = "") -> None:
    (folder / "program.py").write_text(PROGRAM.format(imported="slow", end=end), encoding="utf-8")


def test_a_program_says_what_it_says_by_itself(run: WarmPython, tmp_path: Path) -> None:
    written(tmp_path, "sys.stderr.write('no\\n'); sys.exit(3)")
    for _ in range(2):
        warm, cold = (how(tmp_path, "-m", "program", "a b", "c") for how in (run, python))
        assert (warm.returncode, warm.stdout.split()) == (cold.returncode, cold.stdout.split())
        assert warm.returncode == 3
        assert "cold" in warm.stdout, "what one does to a module, the next does not see"


def test_what_is_slow_to_import_is_there(run: WarmPython, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("import os, slow\nprint(slow.pid == os.getppid())\n")
    assert run(tmp_path, "-m", "program").stdout == "True\n"
    assert python(tmp_path, "-m", "program").stdout == "False\n"


def test_a_program_that_fails_shows_where(run: WarmPython, tmp_path: Path) -> None:
    written(tmp_path, "raise LookupError('gone')")
    failed = run(tmp_path, "-m", "program")
    assert (failed.returncode, "LookupError: gone" in failed.stdout) == (1, True)


def test_after_a_kill_the_next_program_begins_all_the_same(run: WarmPython, tmp_path: Path) -> None:
    written(tmp_path, "os.kill(os.getppid(), 9)")
    killed = run(tmp_path, "-m", "program")
    assert (killed.returncode, killed.stdout) == (1, KILLED)
    written(tmp_path)
    assert run(tmp_path, "-m", "program").returncode == 0


def test_whoever_ends_leaves_nothing_running(run: WarmPython, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("import os\nprint(os.getppid())\n")
    process = int(run(tmp_path, "-m", "program").stdout)
    run.cool_down()
    with pytest.raises(ProcessLookupError):
        os.kill(process, signal.SIGCONT)
