"""`python -m bot.evaluation.marking model marks labels file …`: what a model takes labelled messages for.

`labels` may be empty. The marks are a JSON list of objects: text, intent, taken, right.
"""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.evaluation.labelled import BadFile, Example, check_known, read_examples, read_map, relabelled
from bot.evaluation.understanding import Marked, Understanding


def main(model: Path, marks: Path, labels: Path | None, files: Sequence[Path]) -> int:
    """The exit code; what is wrong with a file is one sentence."""
    try:
        renaming = read_map(labels) if labels else {}
        examples = [example for path in files for example in relabelled(read_examples(path), renaming)]
        understanding = Understanding(model)
        check_known(examples, understanding.intents)
    except BadFile as problem:
        sys.stdout.write(f"{problem}\n")
        return 1
    marks.write_text(json.dumps(asyncio.run(_marked(understanding, examples))), encoding="utf-8")
    return 0


async def _marked(understanding: Understanding, examples: Sequence[Example]) -> Sequence[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for example in examples:
        marked = Marked(example, await understanding.guess(example.text))
        taken = {"taken": marked.guess.acted_on, "right": marked.right}
        found.append({"text": example.text, "intent": example.intent, **taken})
    return found


if __name__ == "__main__":
    _model, _marks, _labels, *_files = sys.argv[1:]
    sys.exit(main(Path(_model), Path(_marks), Path(_labels) if _labels else None, list(map(Path, _files))))
