"""Talks written down as scripts: what the customer says and presses, and what must be heard in between.

request: 75                 the task of the retail shop that the talk is about
Liam wants other earbuds    what it shows; any number of lines

> I want to exchange …      the customer says it
< which e-mail address      the customer hears these words, in a message not heard yet
[Yes, do it]                the customer presses that button
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.fakes.customer import Customer

SAYS, HEARS, PRESSES = "> ", "< ", "["


@dataclass(frozen=True)
class Script:
    """One talk."""

    name: str
    request: str
    """The id of its task."""
    steps: Sequence[str]
    """Lines that begin with `> `, `< ` or `[`, in order."""


def read_script(path: Path) -> Script:
    """A file, one talk. Raises ValueError for a line that is none of a talk's."""
    head, _, talk = path.read_text("utf-8").partition("\n\n")
    steps = [line for line in talk.splitlines() if line.strip()]
    if strange := [line for line in steps if not line.startswith((SAYS, HEARS, PRESSES))]:
        raise ValueError(f"{path.name}: a line is neither said, nor heard, nor pressed: {strange[0]}")
    return Script(path.stem, head.partition("\n")[0].removeprefix("request: "), steps)


async def play(script: Script, customer: Customer) -> None:
    """The customer does all of it, in order; raises AssertionError for what is not heard."""
    for step in script.steps:
        if step.startswith(SAYS):
            await customer.says(step.removeprefix(SAYS))
        elif step.startswith(HEARS):
            await customer.hears(step.removeprefix(HEARS))
        else:
            await customer.presses(step.strip("[]"))
