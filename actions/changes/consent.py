"""Yes and no to what was read out. A yes is nothing but a yes, since it moves goods and money."""

import re

from actions.changes.clauses import BETWEEN, wish_of

_GOOD = r"(?:right|fine|correct|good|great|perfect|ok(?:ay)?)"
_IT = (
    r"(?:(?:all )?(?:the |my |this |that )?(?:whole )?"
    r"(?:orders?|changes?|return|exchange|swap|cancellation|request|items?|details|things)"
    r"|it|them|that|this|those|these|both|everything|all(?: of (?:it|them|that|this))?)"
)
YES = (
    r"yes|yeah|yea|yep|yup|ye|ya|yh|y|aye|sure(?: thing)?|okay|okey|ok|kk|k|correct|right|exactly"
    r"|confirm(?:ed|ing)?|perfect|great|good|cool|awesome|lovely|excellent|brilliant|deal|agreed|approved"
    r"|absolutely|definitely|of course|fine|all right|alright|carry on"
    rf"|(?:proceed|continue|go (?:ahead|for it|on))(?: with {_IT})?|go|(?:just )?do (?:it|that|so)"
    r"|please do|make it so"
    rf"|(?:that |it |all )?(?:sounds|looks) {_GOOD}(?: to me)?|that works(?: for me)?|all good"
    r"|you (?:can|may)"
    rf"|i (?:do )?(?:confirm|agree|approve)(?: {_IT})?|i'?m (?:sure|happy|fine|okay|ok)"
    rf"|(?:that|it|this|all)(?:'?s| is| are)? (?:{_GOOD}|it|all|everything)"
    rf"|(?:the |that |this |my )?(?:address|card|payment|price|amount|total|order|list|refund)"
    rf" (?:is|are|looks) {_GOOD}|👍|✅|🙏|👌|💯"
)
DEED = (
    r"(?:cancel|return|exchange|swap|change|update|refund|send|ship|process|make|place|submit|complete"
    rf"|finali[sz]e|confirm)(?: {_IT})?(?: (?:for me|back|over))?"
)
"""What was read out, said once more: yes, cancel it."""
BESIDE = (
    r"please|pls|plz|pleas|thanks|thank you|thankyou|thx|ty|cheers|so|and|then|now|just|well|oh|hi|much|very"
    r"|with (?:it|that)|for me|man|mate|dear|sir|love|bot|let'?s|it|that|this"
    r"|i(?: would|'?d) (?:like|love) (?:that|to)"
    r"|i want (?:that|to|you to)|(?:if|can|could|would|will) you(?: (?:can|could|would))?"
)
"""What may stand beside a yes and changes nothing of it."""
GAP = re.compile(r"[\s,.!?;:…~)(\"'-]*")
PIECES = [re.compile(rf"(?:{words})(?!\w)", re.IGNORECASE) for words in (YES, DEED, BESIDE)]
CERTAIN = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|go ahead|do (?:it|that)|please do|i (?:do )?confirm)\b", re.IGNORECASE
)
"""A yes also where a question mark follows."""
IRONY = re.compile(r"^\W*(?:yeah|yea|ya|oh|sure) right\W*$", re.IGNORECASE)
STRETCHED = re.compile(r"([a-z])\1{2,}", re.IGNORECASE)
"""yesss, okkkk"""
_AT_FIRST = (
    r"^\W*(?:(?:yes|yeah|yea|okay|ok|sure|right|great|fine|alright|well|oh|u[hm]+|hm+|sorry|thanks|but)\W+)*"
)
NO = re.compile(
    rf"{_AT_FIRST}(?:no|nope|nah|don['’]?t|do not|never do|stop|wait|not (?:yet|that|quite|now|today|so fast)"
    r"|cancel that|hold on|never ?mind|leave it|wrong|later|tomorrow)\b|^\W*[👎❌]",
    re.IGNORECASE,
)
HESITATES = re.compile(
    r"\b(?:think (?:about|of) it|think it over|(?:need|have|got) to (?:ask|check|think|talk)|ask my|give me"
    r"|let me (?:think|ask|check|see)|not (?:yet|now|today|sure|so fast)|later|tomorrow|hold on|wait|brb"
    r"|(?:a|one|some) (?:sec|second|moment|minute))\b",
    re.IGNORECASE,
)
"""Neither yes nor no: nothing is to be done for the time being."""


def is_yes(text: str) -> bool:
    """Nothing but a yes, whatever politeness comes with it; other wishes may follow, each in its clause."""
    plain = STRETCHED.sub(r"\1", text.replace("’", "'")).strip()
    first, *others = BETWEEN.split(plain)
    if others and all(map(wish_of, others)) and CERTAIN.search(first):
        plain = first
    asks = "?" in plain and not CERTAIN.search(plain)
    return _is_made_of_yes(plain) and not asks and not IRONY.match(plain)


def _is_made_of_yes(text: str) -> bool:
    """Whether it can be taken apart into such pieces from its beginning to its end, and one is a yes."""
    at, says_yes = _after_gap(text, 0), False
    while at < len(text):
        found = [piece.match(text, at) for piece in PIECES]
        end = max((match.end() for match in found if match), default=at)
        if end == at:
            return False
        says_yes = says_yes or bool(found[0] and found[0].end() == end)
        at = _after_gap(text, end)
    return says_yes


def _after_gap(text: str, at: int) -> int:
    gap = GAP.match(text, at)
    return gap.end() if gap else at


def begins_with_yes(text: str) -> bool:
    """Whether a yes stands first, and nothing takes it back: `ok gift card then`."""
    found = PIECES[0].match(text.replace("’", "'").strip())
    return bool(found) and "?" not in text and not hesitates(text) and not NO.search(text)


def is_no(text: str, intent: str) -> bool:
    """A no, whatever comes with it, also after a polite word: `ok no`."""
    return bool(NO.search(text)) or (intent == "deny" and not is_yes(text))


def hesitates(text: str) -> bool:
    """Whether whoever was asked wants time."""
    return bool(HESITATES.search(text))
