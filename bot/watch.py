"""`frontdesk train --watch`: what is saved is checked, trained, put to use and tried; one line says so."""

import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from bot import model
from bot.checks import check
from bot.evaluation.comparison import Comparison
from bot.evaluation.measurement import Measurement
from bot.evaluation.measuring import MESSAGES, STORIES, measured
from bot.saves import Saves
from bot.settings import Settings
from bot.warm import WarmPython

IMPORTS = (
    "rasa.cli.data",
    "rasa.cli.test",
    "rasa.cli.train",
    "rasa.core.agent",
    "rasa.core.test",
    "rasa.engine.recipes.default_components",
    "rasa.model_training",
    "rasa.validator",
    "onnxruntime",
    "skops.io",
    "spacy",
    "tokenizers",
)
"""What checking, training and trying import, which takes most of 15 seconds; nothing that is watched."""
READ_AT_START = ("desk.yml", "policy.yml", "credentials.yml", "endpoints.yml")
"""What the running service has read once."""
MOST_FILES = 3
"""Files that are named in the line."""


class Unfit(Exception):
    """What was saved makes no model; the message says why, a line a problem."""


@dataclass
class Watcher:
    """Brings the bot up to date with its files, and knows how good it was before."""

    folder: Path
    rasa_urls: Sequence[str]
    rasa_token: str
    run: model.Python
    _used: Path | None = None
    """The model that was put to use last."""
    _known: Measurement | None = None
    """What it was found to do."""
    _begun: float = field(default=0.0)

    def takes(self, changed: Sequence[Path]) -> str:
        """The line about files that were saved, and a line for each thing that got worse or is wrong.

        Without any it is about the files as they are, what later ones are compared with.
        Raises SourcesChanged when more is saved meanwhile.
        """
        self._begun = time.monotonic()
        try:
            said, *lines = self._brought_up_to_date(changed)
        except Unfit as problem:
            said, lines = "this makes no new bot, the old model stays:", str(problem).splitlines()
        first = f"{time.strftime('%H:%M:%S')} {_named(changed)}: {said}"
        return "\n".join([first, *(f"  {line}" for line in lines)])

    def _brought_up_to_date(self, changed: Sequence[Path]) -> Sequence[str]:
        """What is to be said. Raises Unfit, SourcesChanged."""
        tried = [path for path in changed if path.parts[0] == "tests"]
        if not changed or len(tried) < len(changed):
            self._check()
        is_new = model.model_path(self.folder) != self._used
        if not (is_new or tried):
            return [f"nothing that the bot learns has changed{_at_start(changed)}"]
        return self._tried(self._made() if is_new else None, changed)

    def _check(self) -> None:
        if problems := check(self.folder, self.run).problems:
            raise Unfit("\n".join(problems))

    def _made(self) -> Path:
        try:
            return model.trained_before(self.folder) or model.train(self.folder, self.run)
        except model.SourcesChanged:
            raise
        except model.TrainingFailed as error:
            raise Unfit(str(error)) from error

    def _tried(self, made: Path | None, changed: Sequence[Path]) -> Sequence[str]:
        """What has changed for the better and the worse; a new model is put to use meanwhile."""
        by = [
            place for place in (STORIES, MESSAGES) if made or any(place in path.parents for path in changed)
        ]
        with ThreadPoolExecutor(1) as other:
            use = other.submit(self._put_to_use, made) if made else None
            self._used = made or self._used
            assert self._used, "there is a model, or nothing is tried"
            found = Comparison(self._known, measured(self.folder, self._used, self.run, by))
            used = use.result() if use else ""
        self._known = found.known
        return [f"{found.sentence}{used}{_at_start(changed)}", *found.worse]

    def _put_to_use(self, made: Path) -> str:
        """From when on the model counts, in words."""
        try:
            used = [model.put_to_use(made, url, self.rasa_token) for url in self.rasa_urls]
        except model.NotTaken as problem:
            return f"; trained, but the running bot keeps its old model: {problem}"
        seconds = f"{time.monotonic() - self._begun:.0f} s"
        if all(each.is_live for each in used):
            return f"; live after {seconds}"
        others = dict.fromkeys(each.in_words for each in used if not each.is_live)
        return f"; ready after {seconds}. {' '.join(others)}"


def watch(folder: Path, settings: Settings, say: Callable[[str], None]) -> None:
    """Until Ctrl-C; `say` is given what is to be printed."""
    saves = Saves(folder)
    with WarmPython(folder, IMPORTS) as run:
        signal.signal(signal.SIGINT, _ending(run))
        watcher = Watcher(folder, settings.rasa_urls, settings.rasa_token, run)
        say("Trying the bot as it is; a minute or two …")
        say(_line(watcher, saves, ()))
        say("Whatever is saved is learnt from now on; Ctrl-C ends.")
        while True:
            changed = saves.wait()
            say(f"{time.strftime('%H:%M:%S')} {_named(changed)}: saved; the old bot answers meanwhile …")
            say(_line(watcher, saves, changed))


def _line(watcher: Watcher, saves: Saves, changed: Sequence[Path]) -> str:
    """What came of it, with whatever was saved meanwhile."""
    while True:
        try:
            return watcher.takes(changed)
        except model.SourcesChanged:
            changed = sorted({*changed, *saves.wait()})


def _ending(run: WarmPython) -> Callable[[int, FrameType | None], None]:
    """A Ctrl-C ends also what was being run, or everybody would wait for it."""

    def end(number: int, frame: FrameType | None) -> None:
        run.cool_down()
        raise KeyboardInterrupt

    return end


def _named(changed: Sequence[Path]) -> str:
    names = [path.as_posix() for path in changed] or ["as it is"]
    if len(names) <= MOST_FILES:
        return ", ".join(names)
    return f"{', '.join(names[:MOST_FILES])} and {len(names) - MOST_FILES} more"


def _at_start(changed: Sequence[Path]) -> str:
    """What of it counts only once the service is started again."""
    later = [path.name for path in changed if path.name in READ_AT_START]
    return f"; {' and '.join(later)}: from the next start" if later else ""
