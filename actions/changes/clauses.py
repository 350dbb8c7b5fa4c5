"""What else a message wishes: the clauses in which a verb of its own asks for another change."""

import re
from collections.abc import Iterator, Mapping, Sequence

VERBS: Mapping[str, str] = {
    "cancel_order": r"cancel(?:l?ing)?|remove|delete|take (?:\w+ ){0,4}(?:off|out)",
    "return_item": r"return(?:ing)?|(?:send|give|sending|giving) (?:\w+ ){0,4}back",
    "change_address": r"(?:change|update|modify|correct|fix|switch|set)\b.*\baddress(?:es)?"
    r"|(?:send|ship|deliver|redirect)\b.*\bto (?:my|the|another|a) (?:\w+ ){0,3}(?:address|home|place|house)",
    "change_payment": r"(?:change|switch|update|modify) (?:\w+ ){0,4}(?:payment|way to pay)",
    "exchange_item": r"exchang(?:e|ing)|swap(?:ping)?|replac(?:e|ing)",
    "change_order": r"chang(?:e|ing)(?! (?:my|our) mind)|modify(?:ing)?|adjust|switch|upgrade",
}
"""By intent, how people begin such a wish; of several that fit the first."""
PLAIN = ("cancel_order", "return_item", "exchange_item")
"""Whose verbs leave no doubt."""
_BEGINS = (
    r"(?:please |then |also |i(?:'d| would)? (?:also )?(?:like|want|need)(?: you)? to |(?:can|could) you )*"
)
BETWEEN = re.compile(
    r"(?<=[.!?;\n])\s+"
    rf"|,?\s+(?:and|then|but|also|plus)\s+(?={_BEGINS}(?:cancel|return|send|give|ship|exchange|swap|replace|change"
    r"|modify|correct|update|adjust|switch|upgrade|remove)\b)",
    re.IGNORECASE,
)
"""The end of a sentence, or a word that joins two wishes."""
EITHER = re.compile(r"\b(?:cancel or return|return or cancel)\b", re.IGNORECASE)
"""Whichever can be done: the one for what is on its way, the other for what is there."""


def wishes_in(text: str, wish: str) -> Sequence[tuple[str, str]]:
    """Each wish (an intent) with its words, in order; `wish` is what the whole was understood as."""
    if EITHER.search(text):
        return [("cancel_order", text), ("return_item", text)]
    found = list(_clauses(text))
    if len(found) > 1:
        return found
    said = found[0][0] if found else ""
    return [(said if said in PLAIN and wish in (*PLAIN, "change_order") else wish, text)]


def beside_wishes(text: str) -> str:
    """The clauses that ask for no change; all of the text where each does."""
    return " ".join(clause for clause in BETWEEN.split(text) if not wish_of(clause)) or text


def wish_of(clause: str) -> str:
    """The intent whose verb it has; empty: none."""
    small = clause.casefold().replace("’", "'")
    return next((intent for intent, verb in VERBS.items() if re.search(rf"\b(?:{verb})\b", small)), "")


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """What has no verb of its own belongs to what stands before it; the first words to the first wish."""
    wish, words = "", ""
    for clause in BETWEEN.split(text):
        here = wish_of(clause)
        if here and wish and here != wish:
            yield wish, words
            wish, words = here, clause
        else:
            wish, words = wish or here, f"{words} {clause}".strip()
    if wish:
        yield wish, words
