"""Yes, no, only: what an answer does to what was said before."""

import re

YES = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|ya|y|sure|ok(?:ay)?|correct|right|exactly|confirm(?:ed)?|go ahead"
    r"|do (?:it|that)|please do|sounds good|that'?s (?:right|fine|correct|good|it)|perfect|great|absolutely"
    r"|of course|proceed|fine|alright|all right|i (?:do )?confirm)\b"
    r"|^\W*[👍✅]",
    re.IGNORECASE,
)
NO = re.compile(
    r"^\W*(?:no|nope|nah|don'?t|do not|stop|wait|not (?:yet|that|quite)|cancel that|hold on"
    r"|never ?mind|leave it|wrong)\b"
    r"|^\W*[👎❌]",
    re.IGNORECASE,
)
CERTAIN = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|go ahead|do (?:it|that)|please do|i (?:do )?confirm)\b", re.IGNORECASE
)
ASKS = re.compile(
    r"\?|^\W*\w+\W+(?:so |and |but )?"
    r"(?:how|what|when|why|which|where|who|does|is|are|do (?:i|you)|can|will|would)\b",
    re.IGNORECASE,
)
"""After `ok` or `right`, what makes a question of it: that is no yes."""
HOWEVER = re.compile(r"\b(?:but|actually|instead|except|wait|rather|also|only)\b", re.IGNORECASE)
"""After yes, what makes more of it than a yes."""
DROPPED = re.compile(
    r"\b(?:never ?mind|forget (?:it|that|about it)"
    r"|leave (?:it|everything|them)(?: all)?(?: as (?:it|they) (?:is|are))?$"
    r"|don'?t (?:do|change|cancel|return|exchange) (?:it|that|anything)"
    r"|keep (?:it|the order|everything|them)(?! (?:else|the same|but|except|in|at)\b)"
    r"|changed my mind|no cancellation"
    r"|don'?t want to (?:cancel|return|exchange|change) (?:it|that|anything)?)",
    re.IGNORECASE,
)
STOP = re.compile(r"^\W*(?:please )?stop(?: (?:it|this|that))?(?: please)?\W*$", re.IGNORECASE)
"""The word that every question promises to leave all as it was."""
WHOLE = re.compile(
    r"^\W*(?:(?:yes|yeah|ok(?:ay)?|sure|fine|alright|then|so|well|just|please|in that case|go ahead and"
    r"|i'd like to|i want to)\W+)*cancel (?:(?:the |this |that )?(?:whole|entire|full)\b[^?]*"
    r"|(?:it|that|this|the order)(?:,? please)?[\s.!]*)$",
    re.IGNORECASE,
)
"""`then cancel the whole order`, `cancel it`: a yes to cancelling it …"""
CALLED_OFF = re.compile(
    r"^\W*(?:no\W+)?(?:please )?cancel(?: (?:it|this|that|the (?:return|exchange|change)))?"
    r"(?:,? please)?[\s.!]*$",
    re.IGNORECASE,
)
"""… and to anything else: leave it."""
AS_WELL = re.compile(r"\b(?:also|too|as well|after that|besides|in addition)\b", re.IGNORECASE)
ONLY = re.compile(r"\b(?:only|just|nothing but|nothing else)\b", re.IGNORECASE)
NOT_THAT = re.compile(
    r"\b(?:not the|leave out|without the|drop the|remove the|keep the|forget the|skip the|except)\b",
    re.IGNORECASE,
)


def is_yes(text: str, intent: str) -> bool:
    """A yes without an if or a but."""
    agrees = bool(YES.search(text)) or (intent == "affirm" and not NO.search(text))
    asks = bool(ASKS.search(text)) and not CERTAIN.search(text)
    return agrees and not asks and not HOWEVER.search(text)


def is_no(text: str, intent: str) -> bool:
    """A no, whatever comes with it."""
    return bool(NO.search(text)) or (intent == "deny" and not YES.search(text))


def is_dropped(text: str) -> bool:
    """Whether the customer wants nothing of it any more."""
    return bool(DROPPED.search(text) or STOP.search(text))
