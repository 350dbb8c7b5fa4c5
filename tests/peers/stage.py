"""Frontdesk as `frontdesk serve` runs it, on `emulate`; behind it thinks a bot that repeats what it hears."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot.core.entry import Content
from bot.core.turn import HandoffRequest, Reply, Turn
from tests.contracts._turns import TOKEN, TurnEndpoint
from tests.fakes.slack.blocks import buttons
from tests.fakes.slack.events import action_letter, signature
from tests.journeys.service import Service
from tests.peers.talk import Talk
from tests.peers.workspace import (
    BOT,
    BOT_TOKEN,
    DESK,
    HELP,
    SECRET,
    Workspace,
    open_workspace,
)

AGENT = "sam"
CUSTOMERS = [f"anna{number}" for number in range(1, 41)]


@dataclass(frozen=True)
class Stage:
    """Everybody who takes part."""

    slack: Workspace
    service: Service
    new_names: Iterator[str]

    @property
    def bot(self) -> str:
        """The bot's user id."""
        return self.slack.person(BOT).id

    def customer(self) -> Talk:
        """Somebody new, who writes to the bot directly."""
        anna = self.slack.person(next(self.new_names))
        opened = anna.call("conversations.open", users=self.bot)
        return Talk(anna, self.bot, opened["channel"]["id"])

    def in_public(self) -> Talk:
        """Somebody new, in a channel where the bot can be called."""
        return Talk(self.slack.person(next(self.new_names)), self.bot, self.slack.channel(HELP))

    def desk(self) -> Talk:
        """An agent in the agents' channel."""
        return Talk(self.slack.person(AGENT), self.bot, self.slack.channel(DESK))

    async def asks_for_a_person(self, anna: Talk) -> Talk:
        """A customer does; an agent below the card."""
        anna.says("person")
        desk = self.desk()
        card = await desk.sees(f"{anna.person.name}\n on Slack")
        return desk.below(card["ts"])

    def presses(self, thread: Talk, title: str) -> None:
        """A button of the card, as it was posted; `emulate` has nothing that presses buttons."""
        card = thread.messages()[0]
        button = next(button for _, button in buttons(card["blocks"]) if button["text"]["text"] == title)
        team = self.slack.person(BOT).call("auth.test")["team_id"]
        payload = {
            "type": "block_actions",
            "team": {"id": team},
            "user": {"id": thread.person.id},
            "channel": {"id": thread.channel},
            "message": card,
            "actions": [{**button, "action_ts": f"{time.time():.6f}"}],
        }
        self._posts(payload)

    def _posts(self, payload: dict[str, Any]) -> None:
        letter, now = action_letter(payload), str(int(time.time()))
        headers = {
            "Content-Type": letter.content_type,
            "X-Slack-Request-Timestamp": now,
            "X-Slack-Signature": signature(SECRET, now, letter.body),
        }
        url = f"{self.service.url}/webhooks/slack/actions"
        httpx.post(url, content=letter.body, headers=headers, trust_env=False).raise_for_status()

    def dies(self) -> None:
        """`kill -9`."""
        self.service.kill_start()

    def lives(self) -> None:
        """Return when Slack can call it."""
        self.service.launch("serve")
        self.service.wait_until_it_listens()


def answers(turn: Turn) -> Sequence[Reply]:
    """Repeats what it hears, fetches a person when it is asked to, says who has come."""
    intent, brace, facts = turn.text.partition("{")
    if intent == "/agent_joined":
        return [Reply(Content(f"here comes {json.loads(brace + facts)['agent_name']}"))]
    if intent != "person":
        return [] if intent.startswith("/") else [Reply(Content(f"bot: {turn.text}"))]
    wish = HandoffRequest("customer_asked", "Wants to talk about a bill", "high")
    return [Reply(Content("one moment")), Reply(handoff=wish)]


@contextmanager
def open_stage(folder: Path) -> Iterator[Stage]:
    """The curtain rises when Slack can call us."""
    brain = TurnEndpoint()
    brain.says = answers
    brain.serving.start()
    service = Service(folder, {"RASA_URL": brain.serving.url, "RASA_TOKEN": TOKEN})
    slack = open_workspace(f"{service.url}/webhooks/slack/events", [AGENT, *CUSTOMERS])
    service.settings |= {
        "FRONTDESK_PUBLIC_URL": service.url,
        "SLACK_API_BASE": f"{slack.url}/api/",
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_AGENT_CHANNEL": slack.channel(DESK),
    }
    stage = Stage(slack, service, iter(CUSTOMERS))
    try:
        stage.lives()
        yield stage
    finally:
        service.stop()
        slack.stop()
        brain.serving.stop()
