"""response_url: five uses in thirty minutes: https://docs.slack.dev/interactivity/handling-user-interaction"""

from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack.blocks import check_blocks
from tests.fakes.slack.errors import slack_error
from tests.fakes.slack.workspace import Place, new_id, next_ts

MOST_USES = 5


@dataclass
class _Issued:
    place: Place
    person_id: str
    ts: str
    uses: int = 0


@dataclass
class ResponseUrls:
    """The addresses handed out with presses and commands."""

    _issued: dict[str, _Issued] = field(default_factory=dict)

    def issue(self, url: str, place: Place, person_id: str, ts: str = "") -> str:
        """A new address, for the message at `ts` if there is one."""
        key = new_id("R")
        self._issued[key] = _Issued(place, person_id, ts)
        return f"{url}/response/{key}"

    def use(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Show the answer. Raises Refusal where the address is unknown or used up, or the blocks are bad."""
        issued = self._issued.get(answer["?key"])
        if issued is None or issued.uses >= MOST_USES:
            raise slack_error("used_url")
        issued.uses += 1
        if answer.get("blocks"):
            check_blocks(answer["blocks"])
        _show(issued, answer)
        return {"ok": True}


def _show(issued: _Issued, answer: dict[str, Any]) -> None:
    shown: dict[str, Any] = {name: answer[name] for name in ("text", "blocks") if name in answer}
    if answer.get("delete_original"):
        issued.place.messages.pop(issued.ts, None)
    elif answer.get("replace_original") and issued.ts in issued.place.messages:
        issued.place.change(issued.ts, **shown)
    else:
        issued.place.whispers.append((issued.person_id, {**shown, "ts": next_ts()}))
