"""The set-up finds a Python 3.10 that runs, and takes from the lock file exactly what stands there."""

import os
import stat
import sys
from pathlib import Path

import pytest

from tools import environment


def program(path: Path, script: str) -> str:
    """An executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_a_shim_that_fails_is_passed_over_for_the_next_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shim = program(tmp_path / "shims" / "python3.10", "exit 127")
    works = program(tmp_path / "bin" / "python3.10", "exit 0")
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path / "shims"), str(tmp_path / "bin")]))
    assert environment.on_path("python3.10") == [shim, works]
    assert next(path for path in environment.pythons() if path != sys.executable) == works


def test_pyenvs_newest_python_comes_first_and_others_never(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    for version in ("3.9.18", "3.10.2", "3.10.13", "3.11.7"):
        program(tmp_path / "versions" / version / "bin" / "python3.10", "exit 0")
    assert [Path(path).parts[-3] for path in environment.of_pyenv()] == ["3.10.13", "3.10.2"]


def test_a_python_of_another_version_is_not_taken(tmp_path: Path) -> None:
    assert environment.runs(sys.executable) == (sys.version_info[:2] == (3, 10))
    assert not environment.runs(str(tmp_path / "missing"))


def test_uv_comes_from_the_lock_with_its_hashes() -> None:
    name, *hashes = environment.locked("uv").split(" \\\n")
    assert name.startswith("uv==")
    assert hashes
    assert all(line.strip().startswith("--hash=sha256:") for line in hashes)
    assert len("".join(hashes).split()) == len(hashes)


def test_a_changed_lock_and_a_moved_folder_are_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="ascii")
    lock = tmp_path / "some.lock"
    lock.write_text("uv==1\n", encoding="ascii")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "LOCK", lock)
    first = environment.fingerprint()
    assert environment.fingerprint() == first
    lock.write_text("uv==2\n", encoding="ascii")
    assert environment.fingerprint() != first


def test_a_mirror_that_pip_is_told_to_use_is_told_to_uv_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.example/simple")
    assert environment.surroundings()["UV_DEFAULT_INDEX"] == "https://packages.example/simple"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://other.example/simple")
    assert environment.surroundings()["UV_DEFAULT_INDEX"] == "https://other.example/simple"
