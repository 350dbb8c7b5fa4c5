"""Step 2, answer: what waits in a conversation is put to the brain in order, or left to the desk."""

import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import TypeVar

from bot.core.album import as_one, awaited_until
from bot.core.case import Case, Change, Move
from bot.core.comments import Commentator
from bot.core.consent import consenting, updates_of
from bot.core.conversation import Conversation, Holder
from bot.core.courtesy import Courtesy
from bot.core.desk_rules import Rules
from bot.core.entry import Author, Content, Entry, Kind, NewEntry
from bot.core.errors import Erased, Trouble, TryAgain
from bot.core.lane import Lane, LaneKind
from bot.core.pace import Limit, Pace
from bot.core.patience import A_MOMENT, Patience, brain_is_back, next_word
from bot.core.ports import Brain, Channel, Clock, Sentences, Store
from bot.core.press import may_be_choice, told_to_brain
from bot.core.reach import LOOK_AGAIN_AFTER, Reach
from bot.core.retry import look_again
from bot.core.said import asking, knowing, lines
from bot.core.telling import Teller
from bot.core.turn import Reply, Turn
from bot.core.updates import Judge
from bot.core.waiting import noticing

Answer = TypeVar("Answer")

TOLD = (Kind.SIGNAL, Kind.UPDATE)
"""What the brain is told as an intent, by us."""
MANY = 20
"""Messages of one customer that wait at once; nobody means more to be answered one by one."""
KEPT = 3
"""How many of more than that are answered: the latest."""


AT_ONCE = 8
"""Turns of one customer without a pause: as many as anybody breaks a thought into."""


def turns_of(conversation_id: str) -> Limit:
    """How often one customer is answered: as often as anybody can read."""
    return Limit(f"turns of {conversation_id}", seconds=1.0, burst=AT_ONCE)


def _turn_of(lane: Lane) -> tuple[str, str]:
    """Who waits for the next turn."""
    return "turn", lane.conversation_id


def _looks_at(conversation_id: str) -> Limit:
    """How often it is seen what a customer adds while the brain is away: at once, but not a flood."""
    return Limit(f"looks at {conversation_id}", seconds=3.0, burst=3)


def _look_at(lane: Lane) -> tuple[str, str]:
    """Who waits for the next look."""
    return "look", lane.conversation_id


def _told_to_slow_down(conversation_id: str) -> Limit:
    return Limit(f"told {conversation_id}", seconds=60.0)


class NotReadYet(TryAgain):
    """The platform does not tell what was written; the brain has nothing to do with it."""


class KnownToBeAway(TryAgain):
    """Somebody else has found out a moment ago."""


@dataclass(frozen=True)
class Answerer:
    """Takes up what waits in one conversation."""

    store: Store
    brain: Brain
    channels: Mapping[str, Channel]
    rules: Rules
    sentences: Sentences
    clock: Clock
    pace: Pace
    courtesy: Courtesy
    reach: Reach = field(default_factory=Reach)

    async def answer(self, lane: Lane) -> datetime | None:
        """Answer all that waits, in order; when to look again, if not all could be answered."""
        looked_at = self.clock()
        if too_early_until := self._too_early_until(lane, looked_at):
            return too_early_until
        case, found = await self.store.begin(lane.conversation_id)
        waiting = as_one(found)
        signals = [entry for entry in waiting if entry.kind is Kind.SIGNAL]
        updates = [entry for entry in waiting if entry.kind is Kind.UPDATE]
        messages = await self._bearable(case, [e for e in waiting if e.kind not in TOLD], lane)
        asked_at = self.clock()
        try:
            if case.conversation.holder is not Holder.BOT:
                case, messages = await self._leave_to_desk(messages, lane), []
            for entry in signals:
                asked_at = self.clock()
                case = await self._tell(case, entry, lane, last=entry is signals[-1])
            for entry in messages:
                asked_at = self.clock()
                if more_until := awaited_until(entry, looked_at):
                    return more_until
                wait = self.pace.wait(_turn_of(lane), (turns_of(lane.conversation_id),), asked_at)
                if wait:
                    return asked_at + timedelta(seconds=wait)
                case = await self._take_up(case, entry, lane)
            judge = Judge(self.channels, self.rules.updates.quiet, self.clock)
            return await Teller(self.store, judge, self._asked, self._noted).tell(updates, lane)
        except TryAgain as problem:
            return await self._brain_failing(lane, case, waiting, asked_at, problem)

    def _too_early_until(self, lane: Lane, now: datetime) -> datetime | None:
        """When a customer who writes too fast may have a turn; or, with no brain there, the next look."""
        left = self.pace.left(_turn_of(lane), turns_of(lane.conversation_id), now)
        if left:
            return now + timedelta(seconds=left)
        if self.reach.is_lost(now):
            left = self.pace.wait(_look_at(lane), (_looks_at(lane.conversation_id),), now)
        return now + timedelta(seconds=left) if left else None

    async def _bearable(self, case: Case, messages: Sequence[Entry], lane: Lane) -> Sequence[Entry]:
        """Of very many at once only the latest are answered; the customer is told, and agents see it."""
        if len(messages) <= MANY or case.conversation.holder is not Holder.BOT:
            return messages
        passed_over = messages[:-KEPT]
        words = f"{len(passed_over)} messages came too fast and were not put to the bot"
        entries = [NewEntry(Author.SYSTEM, Kind.EVENT, Content(text=words))]
        wrote = any(entry.kind is Kind.MESSAGE for entry in passed_over)
        if wrote and self.pace.may(_told_to_slow_down(lane.conversation_id), self.clock()):
            entries.append(self._sentence("utter_too_many_messages", case.conversation))
        ids = _ids(passed_over)
        await self.store.change(
            lane.conversation_id, lambda now: Change(now.conversation, now.handoff, tuple(entries), ids), lane
        )
        return messages[-KEPT:]

    async def _take_up(self, case: Case, entry: Entry, lane: Lane) -> Case:
        if case.conversation.holder is not Holder.BOT:
            return await self._leave_to_desk([entry], lane)
        if entry.kind is Kind.COMMENT:
            return await self._comment(case, entry, lane)
        return await self._turn(case, entry, lane)

    async def _leave_to_desk(self, messages: Sequence[Entry], lane: Lane) -> Case:
        """The desk's thread follows the transcript by itself, so nothing more is owed here."""
        if any(entry.kind is Kind.MESSAGE for entry in messages):
            self.courtesy.read((await self.store.case(lane.conversation_id)).conversation)
        return await self.store.change(lane.conversation_id, _settled(messages), lane)

    async def _tell(self, case: Case, signal: Entry, lane: Lane, last: bool) -> Case:
        """What happened at the desk; nobody could be told of it who has written in public alone."""
        if case.conversation.is_only_public:
            return await self.store.change(lane.conversation_id, _settled([signal]), lane)
        return await self._turn(case, signal, lane, last)

    async def _turn(self, case: Case, entry: Entry, lane: Lane, last: bool = True) -> Case:
        asked = self._asked(case, entry)
        replies = await noticing(asked, A_MOMENT, lambda: self._say_it_takes_a_moment(case, entry, lane))
        return await self._noted(case, self._answered(case, entry, replies, last), lane)

    async def _say_it_takes_a_moment(self, case: Case, entry: Entry, lane: Lane) -> None:
        """While the answer is on its way, which finds out by itself what is wrong with the journal."""
        if entry.kind is Kind.MESSAGE:
            move = Patience(self.rules, self._sentence).a_moment(case)
            with contextlib.suppress(Erased, TryAgain):
                await self.store.change(lane.conversation_id, move, lane)

    async def _asked(self, case: Case, entry: Entry) -> Sequence[Reply]:
        return await self._reached(lambda: self._ask(case, entry))

    async def _noted(self, case: Case, move: Move, lane: Lane) -> Case:
        """What the brain has heard of a conversation that was erased meanwhile, it forgets. Raises Erased."""
        try:
            return await self.store.change(case.conversation.id, move, lane)
        except Erased:
            await self.brain.forget(case.conversation.brain_id or case.conversation.id)
            raise

    async def _comment(self, case: Case, entry: Entry, lane: Lane) -> Case:
        commentator = Commentator(
            self.brain, self.channels, self.rules, self.sentences, self.clock, self.pace
        )
        try:
            text = await commentator.words_of(case, entry)
        except TryAgain as problem:
            raise NotReadYet(problem.reason, problem.after, problem.trouble) from problem
        move = await self._reached(lambda: commentator.answer(case, entry, text, self._ask))
        return await self._noted(case, move, lane)

    async def _ask(self, case: Case, entry: Entry) -> Sequence[Reply]:
        """What the brain says to it. Raises TryAgain."""
        if entry.kind is Kind.MESSAGE:
            self.courtesy.read(case.conversation)
        is_first = entry.position == 1
        choice = entry.kind is Kind.MESSAGE and not is_first and may_be_choice(entry.content)
        offered = await self.store.offered(entry.conversation_id) if choice else ()
        turn = Turn(
            conversation_id=case.conversation.brain_id or entry.conversation_id,
            message_id=entry.key or f"entry:{entry.id}",
            channel=case.conversation.channel,
            text=entry.content.text if entry.kind in TOLD else told_to_brain(entry.content, offered),
            metadata={
                "customer_name": case.conversation.customer_name,
                "public": bool(case.conversation.address.get("public")),
                "private_way": self.channels[case.conversation.channel].private_way(case.conversation),
                "referral": case.conversation.referral,
                "account": case.conversation.id,
                "network": str(case.conversation.address.get("network") or ""),
                "written_at": entry.at.isoformat(),
                **updates_of(case.conversation, self.rules.updates),
            },
        )
        async with self.courtesy.writing(case.conversation):
            return await self.brain.turn(turn)

    async def _reached(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """What the brain answers. Raises TryAgain; a brain that is known to be away is not even asked."""
        if self.reach.is_lost(self.clock()):
            raise KnownToBeAway("The brain could not be reached a moment ago.")
        try:
            answer = await ask()
        except TryAgain as problem:
            if problem.trouble is Trouble.UNREACHABLE:
                self.reach.lost(self.clock())
            raise
        if self.reach.found():
            await self.store.wake_all(LaneKind.ANSWER)
        return answer

    def _answered(self, begun: Case, entry: Entry, replies: Sequence[Reply], last: bool) -> Move:
        epoch = begun.conversation.epoch
        speaks = begun.conversation.holder is Holder.BOT
        author = Author.BOT if speaks else Author.SYSTEM
        render = self.channels[begun.conversation.channel].render
        now = self.clock()

        def move(case: Case) -> Change:
            too_late = case.conversation.epoch != epoch or not last
            spoken = [written for reply in replies for written in lines(reply, author, render, too_late)]
            known = knowing(Case(brain_is_back(case.conversation), case.handoff), replies)
            change = Change(known.conversation, known.handoff, tuple(spoken), settled=entry.ids)
            wishes = [reply.handoff for reply in replies if reply.handoff and not too_late]
            change = asking(change, wishes[0], now, self.rules) if wishes else change
            return consenting(change, replies, now)

        return move

    async def _brain_failing(
        self, lane: Lane, before: Case, waiting: Sequence[Entry], asked_at: datetime, problem: TryAgain
    ) -> datetime | None:
        """When to look again: whoever asked does so soon, everybody else when there is something to say."""
        now = self.clock()
        if isinstance(problem, NotReadYet) or all(entry.kind is Kind.UPDATE for entry in waiting):
            return look_again(now, problem)
        move = Patience(self.rules, self._sentence).move(waiting, asked_at, now)
        case = before
        if not move(before).is_none(before):
            case = await self.store.change(lane.conversation_id, move, lane)
        if case.conversation.epoch != before.conversation.epoch:
            return now
        if isinstance(problem, KnownToBeAway):
            return next_word(case.conversation, now)
        return now + LOOK_AGAIN_AFTER

    def _sentence(self, name: str, conversation: Conversation) -> NewEntry:
        content = self.sentences(name, conversation.channel)
        parts = self.channels[conversation.channel].render(content)
        return NewEntry(Author.SYSTEM, Kind.MESSAGE, content, parts=parts)


def _settled(messages: Sequence[Entry]) -> Move:
    ids = _ids(messages)
    return lambda case: Change(case.conversation, case.handoff, settled=ids)


def _ids(messages: Sequence[Entry]) -> tuple[int, ...]:
    return tuple(chain.from_iterable(entry.ids for entry in messages))
