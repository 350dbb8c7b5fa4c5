"""The desk in Slack: a card for each handoff in the agents' channel, and the transcript in its thread."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import structlog

from bot.core.case import Case
from bot.core.delivery import Tick
from bot.core.entry import Attachment, Entry
from bot.core.errors import Trouble, TryAgain, Undeliverable
from bot.core.files import Fetched
from bot.core.pace import Limit
from channels.slack import card, sentences
from channels.slack.names import Names
from channels.slack.posts import files_in, in_thread, split, told_in, whisper
from channels.slack.private import person_in
from channels.slack.transcript import LARGEST, page
from channels.slack.wire import Rejected, SlackWire, a_place, in_time
from channels.slack.words import escaped

KIND = "frontdesk_desk"
"""How our posts at the desk are known again, by their metadata."""
NOTHING: Mapping[str, Any] = {}
TOO_LONG = frozenset({"msg_blocks_too_long", "msg_too_long", "invalid_blocks", "invalid_blocks_format"})
SMALLER = (LARGEST, LARGEST // 3, LARGEST // 9)
"""Weights of a message to try, in turn, when Slack finds it too long."""
UPDATES = Limit("slack updates", seconds=1.2, burst=10)
"""chat.update takes 50 calls a minute. https://docs.slack.dev/apis/web-api/rate-limits/"""
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"})

log = structlog.get_logger()


class SlackDesk:
    """Where agents work, in Slack. What an operator can mend, such as an archived channel, is tried again."""

    def __init__(self, wire: SlackWire) -> None:
        self._wire = wire
        self._names = Names(wire)

    def limits(self) -> Sequence[Limit]:
        """All cards and threads are in one channel."""
        return (a_place(self._wire.agent_channel),)

    def update_limits(self) -> Sequence[Limit]:
        """Slack counts what is drawn anew for the whole app."""
        return (UPDATES,)

    async def name_of(self, agent_id: str) -> str:
        """The agent's first name; "a colleague" where Slack tells none. Raises TryAgain."""
        return await in_time(self._names.of(_user(agent_id))) or sentences.A_COLLEAGUE

    async def open(self, case: Case) -> str:
        """Post the card, unless it was begun before and is there; its `<channel>:<ts>`. Raises TryAgain."""
        return await in_time(self._open(case))

    async def update(self, case: Case) -> None:
        """Show on the posted card what has changed; a deleted card stays deleted. Raises TryAgain."""
        await in_time(self._update(case))

    async def show(self, case: Case, entries: Sequence[Entry]) -> int:
        """Post as many of the entries, in order, as fit one message, unless that was begun before and they
        are there; the last's position. Raises TryAgain."""
        return await in_time(self._show(case, entries))

    async def show_file(self, case: Case, entry: Entry, content: bytes) -> None:
        """Put a file into the thread, unless that was begun before and it is there. Raises TryAgain."""
        await in_time(self._show_file(case, entry, content))

    async def fetch(self, attachment: Attachment) -> Fetched:
        """A file that an agent put into a thread. Raises TryAgain, Undeliverable."""
        return await in_time(self._wire.download(attachment.reference))

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
        told = await told_in(self._wire, KIND, channel) if _in_doubt(case) else {}
        there = next((ts for ts, said in told.items() if said.get("card") == about["card"]), "")
        if not there:
            posted = await self._post(await self._card(case), about=about)
            return f"{posted.get('channel')}:{posted.get('ts')}"
        ref = f"{channel}:{there}"
        if told[there] != about:  # it shows what was true when it was posted
            await self._update(replace(case, handoff=case.handoff and replace(case.handoff, desk_ref=ref)))
        return ref

    async def _update(self, case: Case) -> None:
        channel, ts = split(_ref(case))
        try:
            await self._asked("chat.update", channel=channel, ts=ts, **await self._card(case))
        except Rejected as problem:
            log.warning("slack_card_not_updated", conversation_id=case.conversation.id, code=problem.code)

    async def _show(self, case: Case, entries: Sequence[Entry]) -> int:
        shown = await self._shown_already(case, entries) if _in_doubt(case) else 0
        return shown or await self._show_more(case, entries)

    async def _shown_already(self, case: Case, entries: Sequence[Entry]) -> int:
        """The last position that stands in the thread, where it is news to the journal; else 0."""
        name = _name_of_card(case)
        told = await told_in(self._wire, KIND, *split(_ref(case)))
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
                    await self._post(posted, ref, about)
                return filled.shown
            except Rejected as problem:
                log.error("slack_lines_not_shown", conversation_id=case.conversation.id, code=problem.code)
                if problem.code in GONE:
                    return entries[-1].position or 0
        await self._post({"text": sentences.NOT_SHOWN}, ref, about)
        return filled.shown

    async def _show_file(self, case: Case, entry: Entry, content: bytes) -> None:
        """Its name tells it from others: a file carries no metadata."""
        channel, thread = split(_ref(case))
        [attachment] = entry.content.attachments
        name = card.file_name(entry, attachment)
        if _in_doubt(case) and name in await files_in(self._wire, channel, thread):
            return
        words = card.file_caption(entry, attachment, await self._customer(case))
        try:
            await self._wire.upload(
                name, content, channel_id=channel, thread_ts=thread, initial_comment=escaped(words)
            )
        except Rejected as problem:
            log.error("slack_file_not_shown", conversation_id=case.conversation.id, code=problem.code)
            about = {"thread": _name_of_card(case), "shown": entry.position}
            await self._post({"text": sentences.FILE_NOT_SHOWN}, _ref(case), about)

    async def _tick(self, tick: Tick) -> None:
        desk_ref, _, ts = tick.origin.rpartition(":")
        first_time = await self._mark(tick, "white_check_mark" if tick.delivered else "warning", ts)
        if tick.read:
            await self._mark(tick, "eyes", ts)
        if tick.delivered:
            return
        about = {"not_delivered": ts}
        if first_time or about not in (await told_in(self._wire, KIND, *split(desk_ref))).values():
            words = escaped(sentences.NOT_DELIVERED.format(reason=tick.reason))
            await self._post({"text": words}, desk_ref, about)

    async def _mark(self, tick: Tick, mark: str, ts: str) -> bool:
        """Whether the mark was not there before. Where it cannot be set, a reason has to do without it."""
        channel, _ = split(tick.origin)
        try:
            await self._wire.call("reactions.add", channel=channel, timestamp=ts, name=mark)
        except Rejected as problem:
            if problem.code != "already_reacted" and tick.delivered:
                raise
            return False
        return True

    async def _card(self, case: Case) -> dict[str, Any]:
        name = await self._customer(case)
        return {"text": card.headline(case, name), "blocks": card.card(case, name)}

    async def _post(
        self, message: Mapping[str, Any], desk_ref: str = "", about: Mapping[str, Any] = NOTHING
    ) -> Mapping[str, Any]:
        channel, thread = split(desk_ref)
        return await self._asked(
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
        if not named and conversation.channel == "slack" and (person := person_in(conversation)):
            named = await self._names.of(person, whole=True)
        return named or sentences.CUSTOMER


def _ref(case: Case) -> str:
    if case.handoff is None or not case.handoff.desk_ref:
        raise ValueError("There is no card yet.")
    return case.handoff.desk_ref


def _in_doubt(case: Case) -> bool:
    """Whether what we are to post may be there: whoever began it died, or never heard Slack's answer."""
    return bool(case.handoff and case.handoff.posting)


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
