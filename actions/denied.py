"""Wishes that are denied: of "I don't want to cancel, where is it?" what counts is "where is it?".

A classifier compares words, and a wish that is denied has the words of the wish. So what denies one is cut
out before the classifier reads the rest. Only what says no to a wish by its own word counts: "I don't want it
any more" and "if you don't refund me" are wishes. The words are English.
"""

import re

_WISH = (
    r"(?:can[cs][a-z]{0,2}l\w*|return(?:ing)?\b|send(?:ing)? (?:\w+ ){1,3}back\b|exchang\w+|swap\w*|refund\w*"
    r"|my money back|chang(?:e|ing)\b|alter\b|modify\b|delet\w+|clos(?:e|ing) (?:my|the) account"
    r"|(?:speak|talk)(?:ing)? (?:to|with) (?:an? |any )?(?:human|person|agent|someone|colleague))"
)
_NOT = r"(?:do\s+not|don['’]?t|no longer|not)"
_WANTING = r"(?:want|wanna|wish|intend|mean|plan|try|ask|look|go)(?:n?ing)?"
_WANTED = rf"\b{_NOT}\s+(?:\w+ly\s+)?{_WANTING}\s+(?:(?:you|to|for|an?|any|my|the)\s+){{0,3}}{_WISH}"
_DOING = rf"(?:^|\bi['’]?m\s+|\bi am\s+)not\s+(?:\w+ly\s+)?(?=\w+ing\b){_WISH}"
_TOLD = (
    r"(?:^|(?<=[.,;!?\n])|(?<=\b(?:and|but))|(?<=\bno)|(?<=\bso)|(?<=\bpl[sz])|(?<=\bplease)|(?<=\bmean)|(?<=\bsaid)|(?<=\bwait))\s*"
    rf"(?:do\s+not|don['’]?t|never)\s+(?:(?:please|ever|just|you dare)\s+)?{_WISH}"
)
_NEXT = r"(?:but|instead|rather|just|only|and|please|i|i['’]\w+|can|could|where|when|how|what|why)"
DENIED = re.compile(
    rf"(?:\bi\s+(?:(?:mean|said)\b)?)?(?:\w+ly\s+)?(?:{_WANTED}|{_DOING}|{_TOLD}).*?(?=[.,;:!?\n…–]|\s{_NEXT}\b|$)",
    re.IGNORECASE,
)
"""From the denial to where the next thing is said."""
FEWEST_WORDS = 3
"""Of what is left, if it is to mean something."""


def without_denied(text: str) -> str | None:
    """What is said beside denied wishes, perhaps nothing; None where no wish is denied."""
    left, times = DENIED.subn(" ", text)
    if not times:
        return None
    words = re.findall(r"\w+", left)
    return " ".join(left.split()).strip(" ,;:!?.–-") if len(words) >= FEWEST_WORDS else ""
