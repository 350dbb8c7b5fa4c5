"""Where files are kept: a folder and a bucket keep them alike."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.files import KeptFiles
from tests.bot.kept_files import keeps_reads_and_forgets, says_try_again
from tests.fakes.bucket import FakeBucket

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bucket() -> Iterator[FakeBucket]:
    with FakeBucket() as found:
        yield found


def in_bucket(bucket: FakeBucket, act: str) -> None:
    """Done by a program of its own."""
    settings = {**os.environ, **bucket.settings, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.bot.kept_files", act, "s3://shop/frontdesk"]
    done = subprocess.run(
        command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr


async def test_a_folder_keeps_reads_and_forgets(tmp_path: Path) -> None:
    await keeps_reads_and_forgets(KeptFiles(f"file://{tmp_path}/files"))


def test_a_bucket_keeps_reads_and_forgets(bucket: FakeBucket) -> None:
    in_bucket(bucket, "keeps")
    assert [key.partition("/")[0] for key in bucket.objects] == ["frontdesk"], "the other's is left"


def test_a_bucket_in_trouble_is_asked_again(bucket: FakeBucket) -> None:
    bucket.away = True
    in_bucket(bucket, "away")
    assert bucket.objects == {}


async def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file stands where the folder should be")
    await says_try_again(KeptFiles(f"file://{tmp_path}/files"))
