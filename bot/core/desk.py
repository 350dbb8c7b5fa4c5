"""The desk's side of a handoff: carry out what agents did there, and show them what is new."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile

from bot.core.announcing import LOOK_AGAIN, to_be_announced
from bot.core.arrival import DeskAct, Verb
from bot.core.case import Case, Change, Handoff, Move
from bot.core.conversation import Agent, Holder
from bot.core.desk_acts import carry_out
from bot.core.desk_rules import Rules
from bot.core.entry import Content, Entry, Kind
from bot.core.errors import Refused, Trouble, TryAgain, Undeliverable
from bot.core.files import NO_FILES, Files
from bot.core.handoff import step_in
from bot.core.lane import Lane
from bot.core.pace import Limit, Pace
from bot.core.ports import Channel, Clock, Desk, Store
from bot.core.retry import look_again

FILE_REFUSED = "The {kind} was not sent, nor the words with it: {reason}"
PAGE = 100
"""Entries read at once for the thread; more are read when these are shown."""


@dataclass(frozen=True)
class DeskKeeper:
    """Keeps one conversation's card and thread true, and does what agents press and write there."""

    store: Store
    desk: Desk
    channels: Mapping[str, Channel]
    clock: Clock
    pace: Pace
    rules: Rules
    files: Files = NO_FILES

    async def act(self, lane: Lane) -> datetime | None:
        """Carry out, in order, what agents did at the desk."""
        try:
            for entry, act in await self.store.acts(lane.conversation_id):
                if not await self._carry_out(entry, act, lane):
                    return self.clock() + LOOK_AGAIN
        except TryAgain as problem:
            return look_again(self.clock(), problem)
        return None

    async def _carry_out(self, entry: Entry, act: DeskAct, lane: Lane) -> bool:
        """False: not yet, since the customer is just being told who is there."""
        await self.store.renew(lane)
        agent = Agent(act.agent_id, await self.desk.name_of(act.agent_id))
        case, _ = await self.store.begin(lane.conversation_id)  # what the customer wrote meanwhile counts
        try:
            if act.verb is Verb.REPLY and act.content.attachments:
                act = replace(act, content=await self._with_files(case, entry, act.content))
                await self.store.renew(lane)
            way = self.channels[case.conversation.channel]
            move = carry_out(act, agent, way, self.rules, entry.at)
            if act.verb is Verb.REPLY:
                move(case)  # words that are refused claim nothing
                if not await self._may_write(case, step_in(agent, entry.at), lane):
                    return False
            await self.store.change(lane.conversation_id, _settling(move, entry.id), lane)
        except Refused as refusal:
            await self.store.renew(lane)
            await self.desk.tell(case, act.agent_id, str(refusal))
            await self.store.change(lane.conversation_id, _settling(_nothing, entry.id), lane)
        return True

    async def _with_files(self, case: Case, entry: Entry, content: Content) -> Content:
        """What an agent sends is kept before it goes out. Raises Refused where it cannot be."""
        kept = []
        for number, attachment in enumerate(content.attachments):
            try:
                found = await self.desk.fetch(attachment)
                name = f"{entry.id}-{number}"
                kept.append(await self.files.keep(case.conversation.id, name, attachment, found))
            except Undeliverable as problem:
                raise Refused(FILE_REFUSED.format(kind=attachment.kind, reason=problem.reason)) from problem
        return replace(content, attachments=tuple(kept))

    async def _may_write(self, case: Case, claim: Move, lane: Lane) -> bool:
        """Whether the agent's words may go out; the first of them claim. Raises Refused."""
        if case.conversation.holder is not Holder.AGENT:
            await self.store.change(lane.conversation_id, claim, lane)
        return not await to_be_announced(self.store, lane.conversation_id, self.clock())

    async def show(self, lane: Lane) -> datetime | None:
        """Bring the card, the thread and the ticks up to date."""
        try:
            case = self._with_window(await self.store.case(lane.conversation_id))
            if case.handoff:
                handoff = await self._post_card(case, case.handoff, lane)
                await self._show_thread(case, handoff, lane)
                await self._show_ticks(case, lane)
                await self._update_card(case, handoff)
        except TryAgain as problem:
            return look_again(self.clock(), problem)
        return None

    def _with_window(self, case: Case) -> Case:
        channel = self.channels.get(case.conversation.channel)
        return replace(case, window=channel.window(case.conversation)) if channel else case

    async def _post_card(self, case: Case, handoff: Handoff, lane: Lane) -> Handoff:
        if handoff.desk_ref:
            return handoff
        self._pace(handoff)
        await self.store.post_begins(handoff, lane)
        desk_ref = await self.desk.open(case)
        await self.store.card_shown(handoff, desk_ref)
        return replace(handoff, desk_ref=desk_ref, posting=False, card_revision=handoff.revision)

    async def _update_card(self, case: Case, handoff: Handoff) -> None:
        """Last, since it waits for its own turn: what customers write is shown before what a card says."""
        if handoff.card_revision >= handoff.revision:
            return
        self._pace(handoff, "card", self.desk.update_limits())
        await self.desk.update(replace(case, handoff=handoff))
        await self.store.card_shown(handoff, handoff.desk_ref)

    async def _show_thread(self, case: Case, handoff: Handoff, lane: Lane) -> None:
        shown = handoff.shown
        while entries := await self.store.transcript(
            lane.conversation_id, shown, PAGE, until=handoff.last_position
        ):
            self._pace(handoff)
            await self.store.post_begins(handoff, lane)
            shown = await self._show(replace(case, handoff=handoff), entries)
            await self.store.thread_shown(handoff, shown)
            handoff = replace(handoff, posting=False)

    async def _show(self, case: Case, entries: Sequence[Entry]) -> int:
        """A file is a post of its own. The last position that is shown then."""
        first = entries[0]
        if first.kind is not Kind.FILE:
            return await self.desk.show(case, list(takewhile(_is_no_file, entries)))
        try:
            await self.desk.show_file(case, first, await self.files.read(first.content.attachments[0].file))
        except Undeliverable:  # erased meanwhile
            return first.position or 0
        return first.position or 0

    def _pace(self, handoff: Handoff, what: str = "desk", limits: Sequence[Limit] = ()) -> None:
        """What comes while a post has to wait goes into it. Raises TryAgain."""
        wait = self.pace.wait((what, handoff.id), limits or self.desk.limits(), self.clock())
        if wait:
            raise TryAgain("The desk takes no more posts now.", wait, Trouble.SLOW_DOWN)

    async def _show_ticks(self, case: Case, lane: Lane) -> None:
        for tick in await self.store.ticks(case.conversation.id):
            await self.store.renew(lane)
            with contextlib.suppress(Undeliverable):  # the message is gone: nothing is left to show it on
                await self.desk.tick(case, tick)
            await self.store.ticked(tick)


def _settling(move: Move, entry_id: int) -> Move:
    def settling(case: Case) -> Change:
        change = move(case)
        return replace(change, settled=(*change.settled, entry_id))

    return settling


def _is_no_file(entry: Entry) -> bool:
    return entry.kind is not Kind.FILE


def _nothing(case: Case) -> Change:
    return Change(case.conversation, case.handoff)
