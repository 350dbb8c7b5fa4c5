"""Labelled messages: what customers wrote, what they wanted, and the labels in the bot's own words."""

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

TEXT_COLUMNS = ("text", "utterance")
LABEL_COLUMN = "intent"
NOT_UNDERSTOOD = "nlu_fallback"
"""Rasa's name for what the bot is not sure of; a label mapped to it is one that it should not understand."""
OFF_TOPIC = frozenset({NOT_UNDERSTOOD, "out_of_scope"})
"""What the bot goes on with alike: it says that it has not understood."""
MOST_NAMED = 5


class BadFile(Exception):
    """A file cannot be used; the message is one sentence that says why."""


@dataclass(frozen=True)
class Example:
    """One message and what its writer wanted."""

    text: str
    intent: str


def read_examples(path: Path) -> Sequence[Example]:
    """The rows of a CSV with the columns text (or utterance) and intent. Raises BadFile."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            text = _text_column(path, reader.fieldnames or ())
            found = [_example(path, reader.line_num, row[text], row[LABEL_COLUMN]) for row in reader]
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadFile(f"{path} is not a CSV file in UTF-8.") from error
    if not found:
        raise BadFile(f"{path} holds no messages.")
    return found


def _text_column(path: Path, columns: Collection[str]) -> str:
    text = next((name for name in TEXT_COLUMNS if name in columns), "")
    if not text or LABEL_COLUMN not in columns:
        raise BadFile(
            f"{path} needs the columns text (or utterance) and intent; its first line has:"
            f" {', '.join(columns) or 'nothing'}."
        )
    return text


def _example(path: Path, line: int, text: str | None, intent: str | None) -> Example:
    if not (text or "").strip() or not (intent or "").strip():
        raise BadFile(f"{path}, line {line}: the message or its intent is missing.")
    return Example(str(text).strip(), str(intent).strip())


def read_map(path: Path) -> Mapping[str, str | None]:
    """A YAML file of `label: intent` lines; `label: ~` leaves a label's messages out. Raises BadFile."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadFile(f"{path} is not YAML.") from error
    if not isinstance(found, dict) or not all(isinstance(intent, str | None) for intent in found.values()):
        raise BadFile(f"{path} must hold lines such as `where_is_my_parcel: track_order`.")
    return {str(label): intent for label, intent in found.items()}


def relabelled(examples: Sequence[Example], names: Mapping[str, str | None]) -> Sequence[Example]:
    """The examples under their new labels, without those that are to be left out."""
    renamed = [(example, names.get(example.intent, example.intent)) for example in examples]
    return [replace(example, intent=intent) for example, intent in renamed if intent is not None]


def check_known(examples: Sequence[Example], intents: Collection[str]) -> None:
    """Raises BadFile when a label is no intent of the bot, or when nothing is left."""
    unknown = sorted({example.intent for example in examples} - {*intents, NOT_UNDERSTOOD})
    if unknown:
        more = f" and {len(unknown) - MOST_NAMED} more" if len(unknown) > MOST_NAMED else ""
        raise BadFile(
            f"The bot has no intent {', '.join(unknown[:MOST_NAMED])}{more}. A message with a comma stands in"
            " quotes; labels of others stand in a MAP file: `their_label: our_intent`, or ~ to leave it out."
        )
    if not examples:
        raise BadFile("The MAP file leaves every message out.")
