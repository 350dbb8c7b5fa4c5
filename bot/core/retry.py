"""How long to wait before trying again, by what went wrong: every value of it is here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.errors import Trouble, TryAgain


@dataclass(frozen=True)
class Policy:
    """Waits of `first` seconds, then twice as long each, at most `longest`; given up after `attempts`."""

    first: float
    longest: float
    attempts: int

    def wait(self, attempts: int) -> float:
        """Seconds after so many failures, one or more."""
        return min(self.longest, self.first * 2.0 ** min(attempts - 1, 20))


POLICIES: Mapping[Trouble, Policy] = {
    Trouble.UNREACHABLE: Policy(first=1.0, longest=60.0, attempts=185),
    Trouble.UNANSWERED: Policy(first=2.0, longest=60.0, attempts=184),
    Trouble.IN_TROUBLE: Policy(first=2.0, longest=120.0, attempts=95),
    Trouble.SLOW_DOWN: Policy(first=2.0, longest=60.0, attempts=184),
    Trouble.UNMENDED: Policy(first=60.0, longest=60.0, attempts=24 * 60),
}
"""All but the last end after about three hours: then no answer is better than a stale one. A refused token
waits a day for an operator. What a platform asks for goes before our own wait. Whatever is refused for good
is never tried again: `Undeliverable`."""


def next_attempt(now: datetime, attempts: int, problem: TryAgain) -> datetime | None:
    """When to try again after so many failures; None: give up."""
    policy = POLICIES[problem.trouble]
    if attempts >= policy.attempts:
        return None
    return now + timedelta(
        seconds=policy.wait(attempts) if problem.after is None else max(problem.after, 0.0)
    )


def look_again(now: datetime, problem: TryAgain) -> datetime:
    """When to look again at what is never given up, such as a card while Slack is away."""
    wait = POLICIES[problem.trouble].wait(2) if problem.after is None else max(problem.after, 0.0)
    return now + timedelta(seconds=wait)
