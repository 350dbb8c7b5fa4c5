"""The desk in Slack: a card for each handoff in the agents' channel, and the transcript in its thread."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import structlog

from bot.core.case import Case
from bot.core.delivery import Tick
from bot.core.entry import Entry
from bot.core.errors import Trouble, TryAgain, Undeliverable
from bot.core.pace import Limit
from channels.slack import blocks
from channels.slack.names import Names
from channels.slack.posts import in_thread, split, told_in, whisper
from channels.slack.transcript import LARGEST, page
from channels.slack.wire import Limited, Rejected, SlackWire, a_place, in_time
from channels.slack.words import escaped

FOLLOWED = 10_000
"""Threads remembered as followed; beyond it we begin anew, at the price of one look into each."""
LONGEST_LOOK = 10.0
"""Seconds for a look at what is there before we post, where we know of nothing that may be."""
LOOKS = 3
"""How often we look, there, until we post all the same."""
KIND = "frontdesk_desk"
"""How our posts at the desk are known again, by their metadata."""
NOTHING: Mapping[str, Any] = {}
TOO_LONG = frozenset({"msg_blocks_too_long", "msg_too_long", "invalid_blocks", "invalid_blocks_format"})
SMALLER = (LARGEST, LARGEST // 3, LARGEST // 9)
"""Weights of a message to try, in turn, when Slack finds it too long."""
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"})

log = structlog.get_logger()


class SlackDesk:
    """Where agents work, in Slack. What an operator can mend, such as an archived channel, is tried again."""

    def __init__(self, wire: SlackWire) -> None:
        self._wire = wire
        self._names = Names(wire)
        self._followed: set[str] = set()
        """Threads whose last post is known to have arrived, since we made it; elsewhere we look first."""
        self._silent: Counter[str] = Counter()
        """How often in a row Slack did not show what is there."""
        self._unanswered: set[str] = set()
        """Cards and threads whose last post we made without hearing that it arrived; there we must look."""

    def limits(self) -> Sequence[Limit]:
        """All cards and threads are in one channel."""
        return (a_place(self._wire.agent_channel),)

    async def name_of(self, agent_id: str) -> str:
        """The agent's first name; "a colleague" where Slack tells none. Raises TryAgain."""
        return await in_time(self._names.of(_user(agent_id))) or blocks.A_COLLEAGUE

    async def open(self, case: Case) -> str:
        """Post the card, unless it is there: whoever posted it may have died before the journal knew.

        Its `<channel>:<ts>`. Raises TryAgain.
        """
        return await in_time(self._open(case))

    async def update(self, case: Case) -> None:
        """Show on the posted card what has changed; a deleted card stays deleted. Raises TryAgain."""
        await in_time(self._update(case))

    async def show(self, case: Case, entries: Sequence[Entry]) -> int:
        """Post as many of the entries, in order, as fit one message; the last's position. Raises TryAgain."""
        return await in_time(self._show(case, entries))

    async def tick(self, case: Case, tick: Tick) -> None:
        """A mark on the agent's message, and the reason when it failed. Raises TryAgain, Undeliverable."""
        await in_time(self._tick(tick))

    async def tell(self, case: Case, agent_id: str, reason: str) -> None:
        """Tell one agent, in the thread, and nobody else. Raises TryAgain."""
        desk_ref = case.handoff.desk_ref if case.handoff else ""
        try:
            await in_time(whisper(self._wire, desk_ref, _user(agent_id), reason))
        except Undeliverable:
            log.warning("slack_agent_not_told", conversation_id=case.conversation.id)

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def _open(self, case: Case) -> str:
        about, channel = _about_card(case), self._wire.agent_channel
        told = await self._told(about["card"], channel)
        there = next((ts for ts, said in told.items() if said.get("card") == about["card"]), "")
        if not there:
            posted = await self._post(await self._card(case), about=about, of=about["card"])
            return f"{posted.get('channel')}:{posted.get('ts')}"
        ref = f"{channel}:{there}"
        if told[there] != about:  # it shows what was true when it was posted
            await self._update(replace(case, handoff=case.handoff and replace(case.handoff, desk_ref=ref)))
        self._unanswered.discard(about["card"])
        return ref

    async def _update(self, case: Case) -> None:
        channel, ts = split(_ref(case))
        try:
            await self._asked("chat.update", channel=channel, ts=ts, **await self._card(case))
        except Rejected as problem:
            log.warning("slack_card_not_updated", conversation_id=case.conversation.id, code=problem.code)

    async def _show(self, case: Case, entries: Sequence[Entry]) -> int:
        ref = _ref(case)
        shown = 0 if ref in self._followed else await self._shown_already(case, entries)
        self._followed.discard(ref)
        shown = shown or await self._show_more(case, entries)
        self._unanswered.discard(ref)
        self._follow(ref)
        return shown

    async def _shown_already(self, case: Case, entries: Sequence[Entry]) -> int:
        """The last position that stands in the thread, where it is news to the journal; else 0."""
        name, ref = _name_of_card(case), _ref(case)
        told = await self._told(ref, *split(ref))
        shown = [int(about["shown"]) for about in told.values() if about.get("thread") == name]
        return max(shown, default=0) if max(shown, default=0) >= (entries[0].position or 0) else 0

    async def _show_more(self, case: Case, entries: Sequence[Entry]) -> int:
        customer, ref = await self._customer(case), _ref(case)
        for largest in SMALLER:
            filled = page(entries, customer, ref, largest)
            about = {"thread": _name_of_card(case), "shown": filled.shown}
            try:
                if filled.blocks:
                    posted = {"text": filled.notification, "blocks": filled.blocks}
                    await self._post(posted, ref, about, of=ref)
                return filled.shown
            except Rejected as problem:
                log.error("slack_lines_not_shown", conversation_id=case.conversation.id, code=problem.code)
                if problem.code in GONE:
                    return entries[-1].position or 0
        await self._post({"text": blocks.NOT_SHOWN}, ref, about, of=ref)
        return filled.shown

    async def _tick(self, tick: Tick) -> None:
        desk_ref, _, ts = tick.origin.rpartition(":")
        first_time = await self._mark(tick, split(desk_ref)[0], ts)
        if tick.delivered:
            return
        about = {"not_delivered": ts}
        if first_time or about not in (await told_in(self._wire, KIND, *split(desk_ref))).values():
            words = escaped(blocks.NOT_DELIVERED.format(reason=tick.reason))
            await self._post({"text": words}, desk_ref, about)

    async def _mark(self, tick: Tick, channel: str, ts: str) -> bool:
        """Whether the mark was not there before. Where it cannot be set, a reason has to do without it."""
        mark = "white_check_mark" if tick.delivered else "warning"
        try:
            await self._wire.call("reactions.add", channel=channel, timestamp=ts, name=mark)
        except Rejected as problem:
            if problem.code != "already_reacted" and tick.delivered:
                raise
            return False
        return True

    async def _card(self, case: Case) -> dict[str, Any]:
        name = await self._customer(case)
        return {"text": blocks.headline(case, name), "blocks": blocks.card(case, name)}

    async def _told(self, of: str, channel: str, thread_ts: str = "") -> Mapping[str, Mapping[str, Any]]:
        """What our posts there say of themselves. Raises TryAgain where one may be what we are to post.

        Nothing when Slack shows nothing time after time: better twice, after a crash, than late.
        """
        look = told_in(self._wire, KIND, channel, thread_ts)
        if of in self._unanswered:
            return await look
        try:
            told = await in_time(look, LONGEST_LOOK)
        except TryAgain as problem:
            self._silent[of] += 1
            if self._silent[of] < LOOKS and not isinstance(problem, Limited):
                raise
            told = {}
        del self._silent[of]
        return told

    def _follow(self, desk_ref: str) -> None:
        if len(self._followed) >= FOLLOWED:
            self._followed.clear()
        self._followed.add(desk_ref)

    async def _post(
        self, message: Mapping[str, Any], desk_ref: str = "", about: Mapping[str, Any] = NOTHING, of: str = ""
    ) -> Mapping[str, Any]:
        """Post; `of`: the card or thread to look at before it is posted again, if no answer comes."""
        channel, thread = split(desk_ref)
        self._unanswered.add(of)
        posted = await self._asked(
            "chat.postMessage",
            **message,
            **in_thread(thread),
            channel=channel or self._wire.agent_channel,
            metadata={"event_type": KIND, "event_payload": about},
            parse="none",
            link_names=False,
            unfurl_links=False,
            unfurl_media=False,
        )
        self._unanswered.discard(of)
        return posted

    async def _asked(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        try:
            return await self._wire.call(method, **arguments)
        except Rejected as problem:
            if problem.code in TOO_LONG | GONE:
                raise
            log.error("slack_desk_refused", method=method, code=problem.code)
            raise TryAgain(problem.reason, trouble=Trouble.UNMENDED) from problem

    async def _customer(self, case: Case) -> str:
        """The customer's name; Slack tells of its own customers only when asked."""
        conversation = case.conversation
        named = conversation.customer_name or str(conversation.facts.get("name") or "")
        if not named and conversation.channel == "slack" and conversation.address.get("user"):
            named = await self._names.of(str(conversation.address["user"]), whole=True)
        return named or blocks.CUSTOMER


def _ref(case: Case) -> str:
    if case.handoff is None or not case.handoff.desk_ref:
        raise ValueError("There is no card yet.")
    return case.handoff.desk_ref


def _name_of_card(case: Case) -> str:
    """Which handoff it is: by its number, and by its time, since a fresh journal counts from 1 again."""
    if case.handoff is None:
        raise ValueError("A card needs a handoff.")
    return f"{case.handoff.id}:{case.handoff.requested_at.timestamp():.0f}"


def _about_card(case: Case) -> dict[str, Any]:
    """What a card says of itself: whose it is, and which revision it was posted with."""
    return {"card": _name_of_card(case), "revision": case.handoff.revision if case.handoff else 0}


def _user(agent_id: str) -> str:
    return agent_id.rpartition(":")[2]
