"""`make evaluate` on a few messages, and on files that are none."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.evaluation.labelled import Example, read_examples, read_map, relabelled
from tests.bench.evaluate import main
from tests.journeys.service import ROOT, ready_model

MESSAGES = """\
id,utterance,intent
1,where is my order?,parcel
2,"hello, good morning",greet
3,I want to cancel my order,weather
4,will it rain tomorrow?,weather
"""
NAMES = "parcel: track_order\nweather: nlu_fallback\n"


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    return written(tmp_path / "messages.csv", MESSAGES)


@pytest.fixture
def names(tmp_path: Path) -> Path:
    return written(tmp_path / "labels.yml", NAMES)


def written(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def told(path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """What somebody reads who evaluates on a file that cannot be used."""
    assert main(["--data", str(path), *more]) == 1
    said = capsys.readouterr()
    assert not said.out
    return said.err.removeprefix("evaluate: ").strip()


def test_labels_are_read_in_the_bots_words(messages: Path, names: Path) -> None:
    found = relabelled(read_examples(messages), read_map(names))
    assert found[0] == Example("where is my order?", "track_order")
    assert [example.intent for example in found] == ["track_order", "greet", "nlu_fallback", "nlu_fallback"]


def test_what_is_mapped_to_nothing_is_left_out(messages: Path, tmp_path: Path) -> None:
    nothing = read_map(written(tmp_path / "labels.yml", "parcel: ~\nweather:\n"))
    assert relabelled(read_examples(messages), nothing) == [Example("hello, good morning", "greet")]


def test_without_data_it_says_how_to_call_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "make evaluate DATA=" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "needs the columns text (or utterance) and intent; its first line has: nothing."),
        ("text,label\nhi,greet\n", "its first line has: text, label."),
        ("text,intent\n", "holds no messages."),
        ("text,intent\nhi,greet\nthere,\n", "line 3: the message or its intent is missing."),
        ("text,intent\nhi\n", "line 2: the message or its intent is missing."),
    ],
)
def test_a_bad_file_is_one_sentence(
    content: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(written(tmp_path / "bad.csv", content), capsys)
    assert said.endswith(sentence)
    assert "\n" not in said


def test_a_file_that_is_no_text_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(b"\xff\xfe\x00text,intent\n")
    assert told(path, capsys).endswith("is not a CSV file in UTF-8.")
    assert told(tmp_path / "none.csv", capsys).endswith("cannot be read: No such file or directory.")


@pytest.mark.parametrize("content", ["[1", "- parcel\n", "parcel: [track_order]\n"])
def test_a_bad_map_is_one_sentence(
    content: str, messages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = written(tmp_path / "bad.yml", content)
    said = told(messages, capsys, "--map", str(names))
    assert str(names) in said
    assert "\n" not in said


def test_labels_that_were_not_trained_are_named(
    messages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lessons = written(tmp_path / "train.csv", "text,intent\nhi,greet\nrain?,weather\n")
    assert "no intent parcel." in told(messages, capsys, "--train", str(lessons))


@pytest.mark.timeout(400)
def test_the_shipped_model_is_marked(messages: Path, names: Path) -> None:
    pytest.importorskip("rasa", reason="Rasa is not installed, so nothing can be understood")
    ready_model()
    page = messages.with_name("report.html")
    words = ["-m", "tests.bench.evaluate", "--data", str(messages), "--map", str(names), "--html", str(page)]
    words.append("--several")
    ended = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    figures = dict(line.split("  ", 1) for line in ended.stdout.splitlines() if "  " in line.strip())
    assert figures["messages"].strip() == "4 of 3 intents"
    assert 0.5 <= float(figures["accuracy"]) <= 0.75, "an order is to be cancelled, whatever its label says"
    assert 0 < float(figures["coverage"]) <= 1
    assert {"macro-F1", "MCC", "expected calibration error", "a parse, p50"} <= figures.keys()
    assert "cancel_order, but nlu_fallback: I want to cancel my order" in ended.stdout
    assert "4 messages with one request: 0 (0.0%) taken for several" in ended.stdout
    assert "parse_data" not in ended.stdout
    assert "<td>nlu_fallback<td>cancel_order<td" in page.read_text(encoding="utf-8")
