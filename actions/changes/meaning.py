"""Only, instead, never mind: what an answer does to what was said before."""

import re

HOWEVER = re.compile(r"\b(?:but|actually|instead|except|wait|rather|also|only)\b", re.IGNORECASE)
"""What makes more of an answer than a yes or no."""
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
    r"\b(?:not the|leave out|without the|drop the|remove the|keep the|forget the|skip the|leave the"
    r"|except)\b",
    re.IGNORECASE,
)


def is_dropped(text: str) -> bool:
    """Whether the customer wants nothing of it any more."""
    return bool(DROPPED.search(text) or STOP.search(text))
