"""Keeps programs running side by side until Ctrl-C: what `frontdesk up` stands on.

supervisor does the work: it starts each program, starts it again when it dies, and rotates what it prints.
Around it this module writes the configuration, lets only one start per folder happen at a time, and ends
what a killed predecessor left behind, so that no crash blocks the next start.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TextIO

from bot.restarts import Restarts

MARK = "FRONTDESK_FOLDER"
"""In the environment of everything started here: by it, what a killed predecessor left is found again."""
LONGEST_SOCKET = 103 - len(".4194304")
"""A socket's path may have 103 bytes on macOS, 107 on Linux; supervisor appends its process id to it."""
STOP_SECONDS = 10
"""What a program gets to finish its work after the first signal, before it is killed."""

# Paths in var/ are relative: supervisor runs in the folder, and reads a percent sign in a log's path twice.
SUPERVISOR = """\
[supervisord]
nodaemon=true
silent=true
logfile=var/log/supervisord.log
logfile_maxbytes=1MB
logfile_backups=2
childlogdir=var/log
pidfile=var/supervisord.pid

[unix_http_server]
file={socket}
chmod=0600

[supervisorctl]
serverurl=unix://{socket}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""

# A program that lived for a second is started again at once; one that dies sooner, after 1, 2, 3 … seconds,
# without end: giving up would need somebody to notice.
PROGRAM = """
[program:{name}]
command={command}
directory={directory}
environment={environment}
autorestart=true
startsecs=1
startretries=1000000
stopasgroup=true
killasgroup=true
stopwaitsecs={stop_seconds}
redirect_stderr=true
stdout_logfile=var/log/{name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=3
"""


@dataclass(frozen=True)
class Program:
    """One program to keep running."""

    name: str
    """Also the name of its log: var/log/<name>.log."""
    command: tuple[str, ...]
    environment: Mapping[str, str]
    """What it sees beyond our own environment."""
    directory: Path


def run(programs: tuple[Program, ...], folder: Path) -> int:
    """Keep the programs running until SIGINT or SIGTERM, then stop them all; the exit code."""
    folder = folder.resolve()
    (folder / "var" / "log").mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as held:
        lock = held.enter_context((folder / "var" / "up.lock").open("a+", encoding="ascii"))
        if not _take(lock):
            print(_already_running(lock), file=sys.stderr)
            return 1
        held.enter_context(Restarts(folder / "var" / "log" / "supervisord.log", sys.stderr))
        return _keep_running(_write_configuration(programs, folder / "var"), folder)


def already_running(folder: Path) -> str:
    """One sentence when a start of this folder is under way; empty when nothing is."""
    path = folder / "var" / "up.lock"
    if not path.exists():
        return ""
    with path.open("r+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return _already_running(lock)
    return ""


def _take(lock: TextIO) -> bool:
    """Whether this process now holds the folder; the system lets go of it however the process ends."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return True


def _already_running(lock: TextIO) -> str:
    lock.seek(0)
    return (
        f"Frontdesk already runs in this folder: Ctrl-C stops it where it runs, or `kill {lock.read()}` here."
    )


def _keep_running(configuration: Path, folder: Path) -> int:
    """Run supervisor, again if something kills it, until it ends by itself or is told to stop."""
    stop = _Stop()
    with stop.listening():
        while True:
            end_leftovers(folder)
            code = _supervise(configuration, folder, stop)
            if stop.asked or code >= 0:
                end_leftovers(folder)
                return code


class _Stop:
    """Whether somebody asked us to stop; passes the wish on to supervisor."""

    def __init__(self) -> None:
        self.asked = False
        self.supervisor: subprocess.Popen[bytes] | None = None

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Take the signals that mean stop: SIGINT also where a shell ignores it, SIGHUP unless nohup does."""
        wanted = {signal.SIGINT, signal.SIGTERM}
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            wanted.add(signal.SIGHUP)
        before = {number: signal.signal(number, self._ask) for number in wanted}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        if self.supervisor:
            self.supervisor.terminate()


def _supervise(configuration: Path, folder: Path, stop: _Stop) -> int:
    """Run supervisor to its end; in a session of its own, so that Ctrl-C reaches it once, through us.

    What it and its programs write holds what customers said, so only the owner may read it.
    """
    command = (sys.executable, "-m", "supervisor.supervisord", "--configuration", str(configuration))
    surroundings = {**os.environ, MARK: str(folder)}
    stop.supervisor = subprocess.Popen(
        command, cwd=folder, env=surroundings, stdin=subprocess.DEVNULL, start_new_session=True, umask=0o077
    )
    if stop.asked:
        stop.supervisor.terminate()
    _hasten(stop.supervisor, _socket(folder / "var"))
    return stop.supervisor.wait()


def _hasten(supervisor: "subprocess.Popen[bytes]", address: Path) -> None:
    """Knock once: supervisor starts its programs after the first event, or else only after a second."""
    while supervisor.poll() is None:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as knock:
            knock.connect(str(address))
            return
        time.sleep(0.01)


def _write_configuration(programs: tuple[Program, ...], var: Path) -> Path:
    """Write var/supervisord.conf, readable by its owner only, since environments carry tokens."""
    path = var / "supervisord.conf"
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(_configuration(programs, var), encoding="utf-8")
    return path


def _configuration(programs: tuple[Program, ...], var: Path) -> str:
    head = SUPERVISOR.format(socket=_plain(str(_socket(var))))
    return head + "".join(_section(program) for program in programs)


def _section(program: Program) -> str:
    return PROGRAM.format(
        name=program.name,
        command=_plain(shlex.join(program.command)),
        directory=_plain(str(program.directory)),
        environment=",".join(f"{name}={_quoted(value)}" for name, value in program.environment.items()),
        stop_seconds=STOP_SECONDS,
    )


def _quoted(value: str) -> str:
    """A value in quotes that it does not contain; supervisor knows no way to escape one."""
    quote = "'" if '"' in value else '"'
    if quote in value or value != value.strip("'\""):
        raise ValueError("supervisor takes no value with both kinds of quotes, or with one at an end")
    return f"{quote}{_plain(value)}{quote}"


def _plain(value: str) -> str:
    """The value as supervisor reads it back: percent signs doubled, nothing that it takes for a comment."""
    if re.search(r"[\r\n]|\s[;#]", value):
        raise ValueError("supervisor takes no value with a line break or with ';' or '#' after a space")
    return value.replace("%", "%%")


def _socket(var: Path) -> Path:
    """Where supervisorctl finds supervisor: in var/, or where that path is too long, in the temporary one."""
    near = var / "supervisor.sock"
    if len(os.fsencode(near)) <= LONGEST_SOCKET:
        return near
    digest = hashlib.sha256(os.fsencode(var)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"frontdesk-{os.getuid()}-{digest}.sock"


def end_leftovers(folder: Path) -> None:
    """Kill what still runs for this folder: whoever is killed leaves the programs behind that it started."""
    folder = folder.resolve()
    dying: set[int] = set()
    while dying := {pid for pid in dying if _holds_ports(pid)} | set(_leftovers(folder)):
        for pid in dying:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
    _socket(folder / "var").unlink(missing_ok=True)


def _holds_ports(pid: int) -> bool:
    """Whether it has not let go of everything yet; a dying process loses its environment first."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(") ")[2][0]
    except (OSError, IndexError):
        return False
    return state not in "ZX"


def _leftovers(folder: Path) -> list[int]:
    """The processes that carry this folder's mark; where there is no /proc, none are found."""
    mark = f"{MARK}={folder}".encode()
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in environment.read_bytes().split(b"\0"):
                found.append(int(environment.parent.name))
    return [pid for pid in found if pid != os.getpid()]
