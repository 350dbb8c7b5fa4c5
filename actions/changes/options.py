"""What a message says about the form a product should have: `black`, `one size smaller`, `cheapest`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from actions.changes.ladders import LESS, MORE, compared, values_of
from actions.changes.wording import Token, find, is_same, plain_words, tokens
from actions.shop.port import Product

NOT = ("instead", "not", "no", "without", "than", "isn't", "never", "rather", "don't")
"""What stands up to two words before a value that is not wanted: `instead of Apple HomeKit`."""
REFUSING = frozenset(("instead", "not", "isn't", "never", "don't"))
"""Those of them by which it is refused, and not only spoken of."""
NONE = ("none", "no")
"""A shop's values for something that is not there."""
LETTERS = {"small": "s", "medium": "m", "large": "l", "xlarge": "xl"}
CHEAP = ("cheapest", "cheaper", "cheap")
DEAR = ("priciest", "dearest")


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a product's form."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By option, the values that will do, the one that is liked best first."""
    price: int = 0
    """-1: the cheapest; 1: the most expensive."""
    any_other: bool = False
    """Whether what was not said is of no matter."""
    unwanted: frozenset[tuple[str, str]] = frozenset()
    """Options and values that will not do: `not i7`."""

    def over(self, before: "Wanted") -> "Wanted":
        """Both; where they say different things of one option, this."""
        values = {**before.values, **self.values}
        liked = {(option, value) for option, fitting in self.values.items() for value in fitting}
        unwanted = (before.unwanted - liked) | self.unwanted
        return Wanted(values, self.price or before.price, self.any_other or before.any_other, unwanted)

    @property
    def says_nothing(self) -> bool:
        """Whether nothing was said of the form at all."""
        return self.is_empty and not self.any_other

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return not self.values and not self.price


def wanted_by(hint: str, product: Product, now: Mapping[str, str]) -> Wanted:
    """What several messages say, a line each; later ones count more."""
    wish = Wanted()
    for line in hint.splitlines():
        wish = wanted(tokens(line), product, now).over(wish)
    return wish


def wanted(typed: Sequence[Token], product: Product, now: Mapping[str, str]) -> Wanted:
    """What the words say, of a product whose options are `now` as given."""
    values = dict(_as_it_is(typed, now))
    values.update(compared(typed, product, now))
    values.update(_named(typed, product))
    words = [token.word for token in typed]
    is_same_to_them = "whatever" in words or _is_of_no_matter(words)
    return Wanted(values, _price(words), is_same_to_them, _denied(typed, product))


def mentioned(typed: Sequence[Token], product: Product) -> Mapping[str, tuple[str, ...]]:
    """The values of the product's options that the words name, wanted or not."""
    return _named(typed, product)


def _as_it_is(typed: Sequence[Token], now: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """`the same size`, `same material and colour`: options that should stay as they are."""
    words = [token.word for token in typed]
    for at in (at for at, word in enumerate(words) if word == "same"):
        near = words[at + 1 : at + 5]
        yield from (
            (option, (value,)) for option, value in now.items() if set(plain_words(option)) & set(near)
        )


@dataclass(frozen=True)
class _Named:
    option: str
    value: str
    at: int
    length: int
    unwanted: bool


def _longest(typed: Sequence[Token], product: Product) -> Sequence[_Named]:
    found = sorted(_all_named(typed, product), key=lambda named: (named.at, -named.length))
    return [a for a in found if not any(_covers(b, a) or _is_nearer(typed, b, a) for b in found)]


def _denied(typed: Sequence[Token], product: Product) -> frozenset[tuple[str, str]]:
    """What is refused outright; `if there's no clicky one` refuses nothing."""
    words = [token.word for token in typed]
    return frozenset(
        (named.option, named.value)
        for named in _longest(typed, product)
        if named.unwanted and set(words[max(0, named.at - 3) : named.at]) & REFUSING
    )


def _named(typed: Sequence[Token], product: Product) -> Mapping[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    for named in _longest(typed, product):
        if not named.unwanted and named.value not in values.get(named.option, ()):
            values[named.option] = (*values.get(named.option, ()), named.value)
    return values


def _covers(one: _Named, other: _Named) -> bool:
    """Whether the other is only a part of it: black in `black dial`, gold in `rose gold`."""
    inside = one.at <= other.at and other.at + other.length <= one.at + one.length
    return inside and one.length > other.length


def _is_nearer(typed: Sequence[Token], one: _Named, other: _Named) -> bool:
    """Whether the same word is the one option's value rather than the other's: medium in `medium sized`."""
    same = one.at == other.at and one.length == other.length and one.option != other.option
    return same and _is_beside(typed, one) and not _is_beside(typed, other)


def _is_beside(typed: Sequence[Token], named: _Named) -> bool:
    after = typed[named.at + named.length : named.at + named.length + 1]
    before = typed[max(0, named.at - 1) : named.at]
    names = plain_words(named.option)
    return any(token.word.startswith(name[:5]) for token in (*before, *after) for name in names)


def _all_named(typed: Sequence[Token], product: Product) -> Iterator[_Named]:
    for option, values in values_of(product).items():
        for value in values:
            for form in _forms(value, values):
                yield from _where(typed, option, value, form)
            if value in NONE or value.startswith(("non-", "not ")):
                yield from _absent(typed, option, value)
            if value == "yes":
                yield from _present(typed, option)


def _where(typed: Sequence[Token], option: str, value: str, form: Sequence[str]) -> Iterator[_Named]:
    at = find(form, typed)
    while at >= 0:
        if _is_meant(typed, at, len(form), option, form):
            yield _Named(option, value, at, len(form), _is_denied(typed, at))
        at = find(form, typed, at + 1)


def _forms(value: str, values: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """How people write a value: as it is, a size by its letter, by a first word that no other has."""
    words = plain_words(value)
    first = [other for other in values if plain_words(other)[:1] == words[:1]]
    if value in ("yes", *NONE) or not words:
        return
    yield words
    letters = {letter: name for name, letter in LETTERS.items()}
    if len(words) == 1 and words[0] in LETTERS:
        yield (LETTERS[words[0]],)
    if len(words) == 1 and words[0] in letters:
        yield (letters[words[0]],)
        if words[0] == "xl":
            yield ("x", "large")
    if len(words) > 1 and len(first) == 1 and words[0].isalpha() and len(words[0]) > 3:
        yield words[:1]
    if len(words) > 2 and words[0][:1].isdigit():
        yield words[:2]


def _is_meant(typed: Sequence[Token], at: int, length: int, option: str, form: Sequence[str]) -> bool:
    """A bare number, or a letter, may be anything: the option's name has to be near, or nothing else."""
    if form[0][:1].isdigit() and any(token.word in (*MORE, *LESS) for token in typed[at + 1 : at + 3]):
        return False
    if length > 1 or not (form[0][:1].isdigit() or len(form[0]) == 1):
        return True
    near = {token.word for token in typed[max(0, at - 3) : at + 3]}
    names = set(plain_words(option))
    return (
        bool(near & names) or len(typed) <= 3 or (len(form[0]) == 1 and form[0].isalpha() and "size" in names)
    )


def _is_denied(typed: Sequence[Token], at: int) -> bool:
    """Whether one of the three words before denies it; in `no, white` a comma stands between."""
    before = typed[max(0, at - 3) : at]
    places = range(at - len(before), at)
    denied = any(
        typed[place].word in NOT and all(_runs_on(typed, between) for between in range(place, at))
        for place in places
    )
    return denied and all(token.word != "only" for token in before)


def _runs_on(typed: Sequence[Token], at: int) -> bool:
    """Whether nothing but a space stands between a word and the next."""
    return typed[at + 1].start - typed[at].end <= 1


def _absent(typed: Sequence[Token], option: str, value: str) -> Iterator[_Named]:
    """`no backlight`, `without an armrest`, `not water resistant`."""
    name = plain_words(option)
    for at in range(1, len(typed)):
        if is_same(typed[at].word, name[0]) and typed[at - 1].word in ("no", "without", "not", "any"):
            yield _Named(option, value, at, 1, unwanted=False)


def _present(typed: Sequence[Token], option: str) -> Iterator[_Named]:
    """`waterproof`, of an option that is yes or no."""
    name = plain_words(option)
    at = find(name, typed)
    if at >= 0:
        yield _Named(option, "no" if _is_denied(typed, at) else "yes", at, len(name), unwanted=False)


def _price(words: Sequence[str]) -> int:
    if any(word in CHEAP for word in words) or "least expensive" in " ".join(words):
        return -1
    return 1 if any(word in DEAR for word in words) or "most expensive" in " ".join(words) else 0


def _is_of_no_matter(words: Sequence[str]) -> bool:
    said = " ".join(words)
    return bool(
        re.search(
            r"\b(?:don't|do not|not) (?:really )?(?:care|mind)|doesn't matter|\bany other\b|\bregardless\b",
            said,
        )
    )
