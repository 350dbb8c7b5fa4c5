"""The desk in Slack: a card for each handoff in the agents' channel, and the transcript in its thread."""

import contextlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import structlog

from bot.core.case import Case
from bot.core.delivery import Tick
from bot.core.entry import Entry
from bot.core.errors import TryAgain, Undeliverable
from channels.slack import blocks
from channels.slack.posts import told_in
from channels.slack.records import part
from channels.slack.transcript import LARGEST, page
from channels.slack.wire import UNMENDED, Rejected, SlackWire
from channels.slack.words import escaped

NAMES_KEPT = 1000
FOLLOWED = 10_000
"""Threads remembered as followed; beyond it we begin anew, at the price of one look into each."""
KIND = "frontdesk_desk"
"""How our posts at the desk are known again, by their metadata."""
TOO_LONG = frozenset({"msg_blocks_too_long", "msg_too_long", "invalid_blocks", "invalid_blocks_format"})
SMALLER = (LARGEST, LARGEST // 3, LARGEST // 9)
"""Weights of a message to try, in turn, when Slack finds it too long."""
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"})

log = structlog.get_logger()


class SlackDesk:
    """Where agents work, in Slack. What an operator can mend, such as an archived channel, is tried again."""

    def __init__(self, wire: SlackWire) -> None:
        self._wire = wire
        self._names: OrderedDict[str, str] = OrderedDict()
        self._followed: set[str] = set()
        """Threads whose last post is known to have arrived, since we made it; elsewhere we look first."""

    async def name_of(self, agent_id: str) -> str:
        """The agent's first name; "a colleague" where Slack tells none. Raises TryAgain."""
        return await self._name(_user(agent_id)) or blocks.A_COLLEAGUE

    async def open(self, case: Case) -> str:
        """Post the card, unless it is there: whoever posted it may have died before the journal knew.

        Its `<channel>:<ts>`. Raises TryAgain.
        """
        name, channel = _name_of_card(case), self._wire.agent_channel
        told = await self._told(channel)
        there = next((ts for ts, about in told.items() if about == {"card": name}), "")
        if there:
            ref = f"{channel}:{there}"
            await self.update(replace(case, handoff=case.handoff and replace(case.handoff, desk_ref=ref)))
            return ref
        posted = await self._post(await self._card(case), about={"card": name})
        return f"{posted.get('channel')}:{posted.get('ts')}"

    async def update(self, case: Case) -> None:
        """Show on the posted card what has changed; a deleted card stays deleted. Raises TryAgain."""
        channel, ts = _split(_ref(case))
        try:
            await self._asked("chat.update", channel=channel, ts=ts, **await self._card(case))
        except Rejected as problem:
            log.warning("slack_card_not_updated", conversation_id=case.conversation.id, code=problem.code)

    async def show(self, case: Case, entries: Sequence[Entry]) -> int:
        """Post as many of the entries, in order, as fit one message; the last's position. Raises TryAgain."""
        if shown := await self._shown_already(case, entries):
            return shown
        self._followed.discard(_ref(case))
        shown = await self._show(case, entries)
        self._follow(_ref(case))
        return shown

    async def _shown_already(self, case: Case, entries: Sequence[Entry]) -> int:
        """The last position that stands in the thread, where it is news to the journal; else 0."""
        if _ref(case) in self._followed:
            return 0
        self._follow(_ref(case))
        name = _name_of_card(case)
        told = await self._told(*_split(_ref(case)))
        shown = [int(about["shown"]) for about in told.values() if about.get("thread") == name]
        return max(shown, default=0) if max(shown, default=0) >= (entries[0].position or 0) else 0

    async def _show(self, case: Case, entries: Sequence[Entry]) -> int:
        customer = await self._customer(case)
        for largest in SMALLER:
            filled = page(entries, customer, _ref(case), largest)
            about = {"thread": _name_of_card(case), "shown": filled.shown}
            try:
                if filled.blocks:
                    posted = {"text": filled.notification, "blocks": filled.blocks}
                    await self._post(posted, _ref(case), about)
                return filled.shown
            except Rejected as problem:
                log.error("slack_lines_not_shown", conversation_id=case.conversation.id, code=problem.code)
                if problem.code in GONE:
                    return entries[-1].position or 0
        await self._post({"text": blocks.NOT_SHOWN}, _ref(case), about)
        return filled.shown

    async def tick(self, case: Case, tick: Tick) -> None:
        """A mark on the agent's message, and the reason when it failed. Raises TryAgain, Undeliverable."""
        desk_ref, _, ts = tick.origin.rpartition(":")
        mark = "white_check_mark" if tick.delivered else "warning"
        try:
            await self._wire.call("reactions.add", channel=_split(desk_ref)[0], timestamp=ts, name=mark)
        except Rejected as problem:
            if problem.code != "already_reacted" and tick.delivered:
                raise
        if not tick.delivered:
            words = escaped(blocks.NOT_DELIVERED.format(reason=tick.reason))
            await self._post({"text": words}, desk_ref)

    async def tell(self, case: Case, agent_id: str, reason: str) -> None:
        """Tell one agent, in the thread, and nobody else. Raises TryAgain."""
        channel, thread = _split(case.handoff.desk_ref if case.handoff else "")
        told = {
            "channel": channel or self._wire.agent_channel,
            "user": _user(agent_id),
            "text": escaped(reason),
        }
        try:
            await self._wire.call("chat.postEphemeral", **told, **_in_thread(thread))
        except Undeliverable:
            log.warning("slack_agent_not_told", conversation_id=case.conversation.id)

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def _card(self, case: Case) -> dict[str, Any]:
        name = await self._customer(case)
        return {"text": blocks.headline(case, name), "blocks": blocks.card(case, name)}

    async def _told(self, channel: str, thread_ts: str = "") -> Mapping[str, Mapping[str, Any]]:
        """What our posts there say of themselves; nothing where Slack is silent: better twice than late."""
        with contextlib.suppress(TryAgain):
            return await told_in(self._wire, KIND, channel, thread_ts)
        return {}

    def _follow(self, desk_ref: str) -> None:
        if len(self._followed) >= FOLLOWED:
            self._followed.clear()
        self._followed.add(desk_ref)

    async def _post(
        self, message: Mapping[str, Any], desk_ref: str = "", about: Mapping[str, Any] | None = None
    ) -> Mapping[str, Any]:
        channel, thread = _split(desk_ref)
        return await self._asked(
            "chat.postMessage",
            **message,
            **_in_thread(thread),
            channel=channel or self._wire.agent_channel,
            metadata={"event_type": KIND, "event_payload": about or {}},
            parse="none",
            link_names=False,
            unfurl_links=False,
            unfurl_media=False,
        )

    async def _asked(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        try:
            return await self._wire.call(method, **arguments)
        except Rejected as problem:
            if problem.code in TOO_LONG | GONE:
                raise
            log.error("slack_desk_refused", method=method, code=problem.code)
            raise TryAgain(problem.reason, UNMENDED) from problem

    async def _customer(self, case: Case) -> str:
        """The customer's name; Slack tells of its own customers only when asked."""
        conversation = case.conversation
        named = conversation.customer_name or str(conversation.facts.get("name") or "")
        if not named and conversation.channel == "slack" and conversation.address.get("user"):
            named = await self._name(str(conversation.address["user"]), whole=True)
        return named or blocks.CUSTOMER

    async def _name(self, user: str, whole: bool = False) -> str:
        key = f"{user} {whole}"
        if key not in self._names and (name := await self._asked_name(user, whole)):
            self._names[key] = name
        if len(self._names) > NAMES_KEPT:
            self._names.popitem(last=False)
        return self._names.get(key, "")

    async def _asked_name(self, user: str, whole: bool) -> str:
        try:
            found = part(await self._wire.ask("users.info", user=user), "user")
        except Rejected:
            return ""
        profile = part(found, "profile")
        real = str(profile.get("real_name") or found.get("real_name") or "")
        shown = str(profile.get("display_name") or "")
        if whole:
            return real or shown
        return str(profile.get("first_name") or "") or shown or real.partition(" ")[0]


def _ref(case: Case) -> str:
    if case.handoff is None or not case.handoff.desk_ref:
        raise ValueError("There is no card yet.")
    return case.handoff.desk_ref


def _name_of_card(case: Case) -> str:
    """Which handoff it is: by its number, and by its time, since a fresh journal counts from 1 again."""
    if case.handoff is None:
        raise ValueError("A card needs a handoff.")
    return f"{case.handoff.id}:{case.handoff.requested_at.timestamp():.0f}"


def _user(agent_id: str) -> str:
    return agent_id.rpartition(":")[2]


def _in_thread(ts: str) -> dict[str, str]:
    return {"thread_ts": ts} if ts else {}


def _split(desk_ref: str) -> tuple[str, str]:
    """The channel and the thread's first message."""
    channel, _, ts = desk_ref.partition(":")
    return channel, ts
