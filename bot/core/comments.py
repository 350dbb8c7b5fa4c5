"""What customers write in public: sorted by what the brain understands, answered by the rules of desk.yml.

Nothing that the brain says is said in public: there, only fixed sentences are. The private message is the
only one that platforms let us write before the customer answers, so all there is to say goes into it.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.case import Case, Change, Move
from bot.core.comment_rules import Sort, Step
from bot.core.conversation import Conversation, Holder
from bot.core.desk_rules import Rules
from bot.core.entry import Author, Comment, Content, Entry, Kind, NewEntry, Spot
from bot.core.pace import Limit, Pace
from bot.core.patience import brain_is_back
from bot.core.ports import Brain, Channel, Clock, Sentences
from bot.core.press import harmless
from bot.core.said import asking, done, knowing
from bot.core.turn import HandoffRequest, Reply

FILLED_IN = ("first_name", "comment")
"""What a sentence may name in curly brackets."""
LONGEST_QUOTE = 300
"""Characters of the comment that the private message repeats."""

Ask = Callable[[Case, Entry], Awaitable[Sequence[Reply]]]
"""What the brain says to an entry. Raises TryAgain."""


@dataclass(frozen=True)
class Sorted:
    """A comment, and what it was found to be."""

    comment: Comment
    text: str
    sort: Sort
    understood: bool
    replies: Sequence[Reply] = ()
    """What the brain says to it, where that goes into the private message."""


@dataclass(frozen=True)
class Commentator:
    """Deals with one comment."""

    brain: Brain
    channels: Mapping[str, Channel]
    rules: Rules
    sentences: Sentences
    clock: Clock
    pace: Pace

    async def words_of(self, case: Case, entry: Entry) -> str:
        """What it says; some platforms tell only that there is one. Raises TryAgain."""
        channel = self.channels[case.conversation.channel]
        return entry.content.text or await channel.read(_comment(entry), case.conversation)

    async def answer(self, case: Case, entry: Entry, text: str, ask: Ask) -> Move:
        """What is done about it. Raises TryAgain."""
        found = await self._sorted(_comment(entry), text)
        if self._wants_brain(found):
            found = replace(found, replies=await ask(case, entry))
        if self._steps(found) and not self.pace.may(_answers_to(entry.conversation_id), self.clock()):
            return _left(entry)
        return self._answered(case, entry, found)

    async def _sorted(self, comment: Comment, text: str) -> Sorted:
        if not text.strip():
            return Sorted(comment, "", Sort.UNCLEAR, understood=False)
        meant = await self.brain.understand(harmless(text))
        return Sorted(comment, text, self.rules.comments.sort(meant, text), bool(meant.intent))

    def _wants_brain(self, found: Sorted) -> bool:
        """A question is answered at once; whoever complains is listened to first."""
        return found.sort is Sort.QUESTION and found.understood and Step.PRIVATE in self._steps(found)

    def _steps(self, found: Sorted) -> Sequence[Step]:
        steps = self.rules.comments.steps.get(found.sort, frozenset())
        can = [step for step in Step if found.comment.spot is not Spot.MENTION or step is not Step.PRIVATE]
        return [step for step in can if step in steps]

    def _answered(self, begun: Case, entry: Entry, found: Sorted) -> Move:
        now = self.clock()

        def move(case: Case) -> Change:
            if (
                case.conversation.epoch != begun.conversation.epoch
                or case.conversation.holder is not Holder.BOT
            ):
                return Change(case.conversation, case.handoff, settled=entry.ids)
            steps = self._steps(found)
            known = knowing(Case(brain_is_back(case.conversation), case.handoff), found.replies)
            entries = [*self._told(entry, found, steps), *self._said(known.conversation, found, steps)]
            change = Change(known.conversation, known.handoff, tuple(entries), settled=entry.ids)
            wishes = [reply.handoff for reply in found.replies if reply.handoff]
            wish = wishes[0] if wishes else _wish(found) if Step.PERSON in steps else None
            return asking(change, wish, now, self.rules, quietly=True) if wish else change

        return move

    def _told(self, entry: Entry, found: Sorted, steps: Sequence[Step]) -> list[NewEntry]:
        """What agents read of it."""
        words = [f"Sorted as {_IN_WORDS[found.sort]}"]
        if found.text and not entry.content.text:
            words.append(f"it reads: “{found.text}”")
        if Step.PUBLIC not in steps and Step.PRIVATE not in steps:
            words.append("not answered, by the rules of the desk")
        event = NewEntry(Author.SYSTEM, Kind.EVENT, Content(text="; ".join(words)))
        return [event, *(line for reply in found.replies for line in done(reply))]

    def _said(self, to: Conversation, found: Sorted, steps: Sequence[Step]) -> list[NewEntry]:
        """The private message goes first: whoever reads the public answer then finds it."""
        said = []
        if Step.PRIVATE in steps:
            said.append(self._entry(to, self._private(to, found)))
        if Step.PUBLIC in steps:
            content = self._sentence(f"utter_comment_{found.sort.value}", to, found)
            said.append(self._entry(to, replace(content, in_public=True)))
        return said

    def _private(self, to: Conversation, found: Sorted) -> Content:
        begun = self._sentence(f"utter_private_{_beginning(found)}", to, found)
        contents = [begun, *(reply.content for reply in found.replies)]
        text = "\n\n".join(content.text for content in contents if content.text)
        return replace(begun, text=text, buttons=tuple(b for content in contents for b in content.choices))

    def _sentence(self, name: str, to: Conversation, found: Sorted) -> Content:
        content = self.sentences(name, to.channel)
        text = _naming(content.text, to).replace("{comment}", _short(found.text))
        return replace(content, text=text, comment=found.comment)

    def _entry(self, to: Conversation, content: Content) -> NewEntry:
        return NewEntry(Author.BOT, Kind.MESSAGE, content, parts=self.channels[to.channel].render(content))


def _beginning(found: Sorted) -> str:
    """How the private message begins: what was asked may need nothing but a person."""
    if not found.understood:
        return Sort.UNCLEAR.value
    asks = any(reply.handoff for reply in found.replies)
    says = any(reply.content.text for reply in found.replies)
    return "person" if asks and not says else found.sort.value


def _naming(text: str, to: Conversation) -> str:
    """With the first name; on Instagram people have none, only what they call themselves there."""
    name = "" if to.channel == "instagram" else to.customer_name.split(" ")[0]
    return text.replace("{first_name}", name) if name else _NAMELESS.sub("", text)


_NAMELESS = re.compile(r",? ?\{first_name\}")
"""The name, with what would be left over before it: `Hi {first_name}, here` becomes `Hi, here`."""
_IN_WORDS = {
    Sort.QUESTION: "a question",
    Sort.COMPLAINT: "a complaint",
    Sort.URGENT: "urgent",
    Sort.PRAISE: "praise",
    Sort.SPAM: "spam",
    Sort.UNCLEAR: "nothing that asks for an answer",
}


def _answers_to(conversation_id: str) -> Limit:
    """How often somebody is answered in public: two bots that answer each other soon fall silent."""
    return Limit(f"comments of {conversation_id}", seconds=300.0, burst=5)


def _left(entry: Entry) -> Move:
    words = NewEntry(
        Author.SYSTEM, Kind.EVENT, Content("Many comments within minutes; this one is not answered")
    )
    return lambda case: Change(case.conversation, case.handoff, (words,), settled=entry.ids)


def _comment(entry: Entry) -> Comment:
    if entry.content.comment is None:
        raise ValueError("An entry of kind COMMENT needs the comment.")
    return entry.content.comment


def _wish(found: Sorted) -> HandoffRequest:
    priority = "high" if found.sort is Sort.URGENT else "normal"
    reason = f"public_{found.sort.value}"
    return HandoffRequest(reason, f"“{_short(found.text)}”", priority)


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1]}…"
