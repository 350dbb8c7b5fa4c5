"""What customers do beside writing to us, in the words that agents read."""

from bot.core.entry import Content, Deed

LONGEST_QUOTE = 200
"""Characters of the message that it was done to."""

_WORDS = {
    Deed.EDITED: "edited {quote}; it now reads:",
    Deed.DELETED: "deleted {quote}",
    Deed.REACTED: "reacted {sign} to {quote}",
    Deed.UNREACTED: "took back {sign} from {quote}",
    Deed.WROTE_ELSEWHERE: "wrote, while another app answers for us:",
    Deed.CAME: "came through the link “{referral}”",
    Deed.COMMENTED: "wrote in public:",
    Deed.CAME_OVER: "came from a group or channel, where they had asked:",
}
_WITH_WORDS = (Deed.EDITED, Deed.WROTE_ELSEWHERE, Deed.COMMENTED, Deed.CAME_OVER)


def done(content: Content) -> str:
    """What was done, as it follows a name: `edited “wher is it”; it now reads:`. Empty for a message."""
    if content.deed is None:
        return ""
    quote = f"“{_short(content.quote)}”" if content.quote else "an earlier message"
    sign, referral = content.text or "a reaction", _short(content.referral)
    return _WORDS[content.deed].format(quote=quote, sign=sign, referral=referral)


def shows_words(content: Content) -> bool:
    """Whether the text and files are to be read below; a reaction's sign stands in the sentence."""
    return content.deed is None or content.deed in _WITH_WORDS


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1]}…"
