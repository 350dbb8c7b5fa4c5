"""Which pieces of orders a message speaks of: `the blue one`, `everything but the lamp`, `both shirts`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from actions.changes.options import mentioned
from actions.changes.wording import Token, find, plain_words
from actions.shop.money import pieces
from actions.shop.port import Item, Order, Product

ALL = ("all", "everything", "whole", "entire", "every", "both", "2", "3", "4", "5")
EVERYTHING = ("everything", "all", "whole", "entire", "both")
KEEPING = ("keep", "keeping")
"""A thing is left out by these, or only how it is stays: `keep the v-neck`."""
BUT = ("except", "excluding", "besides", *KEEPING)
"""After these come the things that are not meant; and after `but`, beside everything."""
TARGET = ("to", "for", "into", "with", "but", "instead", "that", "by")
"""After these comes what a thing should become …"""
WISHING = ("want", "like", "need", "love", "have", "wish", "prefer", "going", "able", "possible", "ok", "how")
"""… but after these `to` only joins a verb: `I want to return`."""
STAYING = ("must", "should", "has", "have", "need", "stay", "stays", "remain", "same", "keep")
"""Of what `but` introduces, these say how it should be, not that it is left out."""
CAME = ("received", "receive", "bought", "ordered", "came", "got", "arrived", "along", "together")
DEARER = ("more expensive", "most expensive", "pricier", "priciest", "dearer", "expensive one")
CHEAPER = ("less expensive", "least expensive", "cheaper", "cheapest")
WEAK = ("set", "kit", "smart", "electric", "digital", "portable", "indoor", "and")
"""Words of products' names that alone are no mention of them, unless they end the name."""


@dataclass(frozen=True)
class Piece:
    """One thing of an order: of two alike, each."""

    order_number: str
    place: int
    """Counted through the order's items, piece by piece, from 0."""
    item: Item
    """With a quantity of 1."""


def pieces_of(order: Order) -> Sequence[Piece]:
    """All things of an order, one by one."""
    return [Piece(order.number, place, item) for place, item in enumerate(pieces(order))]


@dataclass(frozen=True)
class Mention:
    """A place in a message at which a product is named."""

    product_ids: tuple[str, ...]
    """Several, where the words fit them alike: `the camera`."""
    at: int
    """Index of the first of its words."""
    end: int
    """Index after the last."""


@dataclass(frozen=True)
class Meant:
    """What a mention comes to."""

    pieces: tuple[Piece, ...] = ()
    """What is meant for certain."""
    unclear: tuple[Piece, ...] = ()
    """Or one of these, and nobody knows which."""
    says: tuple[Token, ...] = ()
    """What is said of it after its name: what it should become."""
    described: tuple[Token, ...] = ()
    """What stands before and after its name."""


def meant(
    typed: Sequence[Token],
    pieces: Sequence[Piece],
    products: Mapping[str, Product],
    becomes: bool = True,
) -> Sequence[Meant]:
    """Each mention of a thing, in order; nothing where none is named. `products` by id, of all pieces.

    `becomes`: whether the words may also say what it should become, and not only how it is.
    """
    named = mentions(typed, {piece.item.product_id: piece.item.name for piece in pieces})
    words = [token.word for token in typed]
    found = [mention for mention in named if not _comes_along(words, mention)]
    if _means_everything(words) and not _is_partial(found, words):
        return _everything(typed, found, pieces)
    if not found:
        return _by_looks(typed, pieces, products)
    resolved = [_resolved(typed, found, place, pieces, products, becomes) for place in range(len(found))]
    return _joined(resolved, pieces) if becomes else resolved


def _means_everything(words: Sequence[str]) -> bool:
    """Not in `everything else the same`."""
    return any(word in EVERYTHING and words[at + 1 : at + 2] != ["else"] for at, word in enumerate(words))


def _everything(typed: Sequence[Token], found: Sequence[Mention], pieces: Sequence[Piece]) -> Sequence[Meant]:
    """All but what is left out; of what is named to stay as it is in some way, that way as well."""
    words = [token.word for token in typed]
    target = next((at for at in range(len(words)) if words[at] in TARGET[:4] and _leads_on(words, at)), -1)
    says = tuple(typed[target:]) if target >= 0 else ()
    staying = [mention for mention in found if _stays(words, mention)]
    own = {product: typed[mention.at :] for mention in staying for product in mention.product_ids}
    left = [m for m in found if m not in staying]
    kept = list(_without_excepted(left, pieces, words))
    apart = [Meant((p,), says=(*says, *own[p.item.product_id])) for p in kept if p.item.product_id in own]
    rest = tuple(piece for piece in kept if piece.item.product_id not in own)
    return [*([Meant(rest, says=says)] if rest or not apart else []), *apart]


def _stays(words: Sequence[str], mention: Mention) -> bool:
    """`but the shoes must stay the same size`."""
    return "but" in words[: mention.at] and any(w in STAYING for w in words[mention.end : mention.end + 3])


def _joined(resolved: Sequence[Meant], pieces: Sequence[Piece]) -> Sequence[Meant]:
    """A thing that is named once more is described the second time: `the lamp … a less bright lamp`."""
    joined: list[Meant] = []
    for each in resolved:
        before = next((m for m in joined if m.pieces and m.pieces == each.pieces), None)
        if before is None or not each.described or _has_its_like(each, pieces):
            joined.append(each)
        else:
            joined[joined.index(before)] = replace(before, says=(*before.says, *each.described, *each.says))
    return joined


def mentions(typed: Sequence[Token], names: Mapping[str, str]) -> Sequence[Mention]:
    """Every product that is named, in the order of the message; of what overlaps, the longer name."""
    spans: dict[tuple[int, int], list[str]] = {}
    for product_id, at, end in _spans(typed, names):
        spans.setdefault((at, end), []).append(product_id)
    longest_first = sorted(spans, key=lambda span: (span[0] - span[1], span[0]))
    kept: list[tuple[int, int]] = []
    for at, end in longest_first:
        if all(end <= other_at or other_end <= at for other_at, other_end in kept):
            kept.append((at, end))
    return [Mention(tuple(dict.fromkeys(spans[span])), *span) for span in sorted(kept)]


def _spans(typed: Sequence[Token], names: Mapping[str, str]) -> Iterator[tuple[str, int, int]]:
    for product_id, name in names.items():
        for form in _forms(name):
            at = find(form, typed)
            while at >= 0:
                yield product_id, at, at + len(form)
                at = find(form, typed, at + 1)


def _forms(name: str) -> Iterator[tuple[str, ...]]:
    """The whole name, its last word, words that say enough; `ereader`, and of `wristwatch` the watch."""
    words = plain_words(name)
    yield words
    if len(words) > 1:
        yield words[-1:]
        yield ("".join(words),)
    yield from ((word,) for word in words[:-1] if len(word) > 2 and word not in WEAK)
    for tail in ("watch", "phone", "glass"):
        if words[-1].endswith(tail) and words[-1] != tail:
            yield (tail,)


def _comes_along(words: Sequence[str], mention: Mention) -> bool:
    """Whether it only says which order: the cleaner in `the backpack I received with the cleaner`."""
    before = list(words[max(0, mention.at - 6) : mention.at])
    if "with" not in before[-3:]:
        return False
    return any(word in CAME for word in before[: len(before) - before[::-1].index("with")])


def _is_partial(found: Sequence[Mention], words: Sequence[str]) -> bool:
    """Whether `all` is said of what is named: `all t-shirts`; not in `everything but the lamp`."""
    leaves_out = (at for at, word in enumerate(words) if word in BUT)
    if not found or any(words[at] not in KEEPING or found[-1].at > at for at in leaves_out):
        return False
    first = next(place for place, word in enumerate(words) if word in EVERYTHING)
    return "but" not in words[first : found[0].at]


def _has_its_like(each: Meant, pieces: Sequence[Piece]) -> bool:
    return sum(piece.item == each.pieces[0].item for piece in pieces) > 1


def _without_excepted(
    found: Sequence[Mention], pieces: Sequence[Piece], words: Sequence[str]
) -> Iterator[Piece]:
    begin = next((place for place, word in enumerate(words) if word in (*BUT, "but")), len(words))
    excepted = {product for mention in found if mention.at > begin for product in mention.product_ids}
    return (piece for piece in pieces if piece.item.product_id not in excepted)


def _resolved(
    typed: Sequence[Token],
    found: Sequence[Mention],
    place: int,
    pieces: Sequence[Piece],
    products: Mapping[str, Product],
    becomes: bool,
) -> Meant:
    mention = found[place]
    begin = found[place - 1].end if place else 0
    end = found[place + 1].at if place + 1 < len(found) else len(typed)
    words = [token.word for token in typed]
    leads = (at for at in range(mention.end, end) if words[at] in TARGET and _leads_on(words, at))
    target = next(leads, end) if becomes else end
    before, after, says = typed[begin : mention.at], typed[mention.end : target], typed[target:end]
    candidates = [piece for piece in pieces if piece.item.product_id in mention.product_ids]
    if place and (link := next((t for t in before[::-1] if t.word in ("and", "the")), None)):
        before = before[before.index(link) :]
    found_here = _narrowed(before[-6:], after, candidates, products)
    return replace(found_here, says=tuple(says), described=(*before[-4:], *after))


def _leads_on(words: Sequence[str], at: int) -> bool:
    """Whether what a thing should become follows; not in `I want to return it`."""
    return words[at] != "to" or not any(word in WISHING for word in words[max(0, at - 1) : at])


def _narrowed(
    before: Sequence[Token],
    after: Sequence[Token],
    candidates: Sequence[Piece],
    products: Mapping[str, Product],
) -> Meant:
    described = (*before, *after)
    fitting = _looking(described, candidates, products) or list(candidates)
    dearest = _by_price(" ".join(token.word for token in described), fitting)
    words = [token.word for token in before]
    is_all = any(word in ALL[:6] for word in words[-5:]) or any(word in ALL[6:] for word in words[-2:])
    if is_all and len(dearest) == len(fitting):
        return Meant(tuple(fitting))
    return _one_of(dearest)


def _one_of(pieces: Sequence[Piece]) -> Meant:
    """The first of several that are alike; nobody knows which of several that are not."""
    kinds = {(piece.item.variant_id, piece.order_number) for piece in pieces}
    return Meant(tuple(pieces[:1])) if len(kinds) <= 1 else Meant(unclear=tuple(_different(pieces)))


def _different(pieces: Sequence[Piece]) -> Sequence[Piece]:
    return list({(piece.order_number, piece.item.variant_id): piece for piece in reversed(pieces)}.values())[
        ::-1
    ]


def _looking(
    typed: Sequence[Token], pieces: Sequence[Piece], products: Mapping[str, Product]
) -> Sequence[Piece]:
    """Those that look as the words say, as far as they say anything of them."""
    scores = [_likeness(typed, piece, products.get(piece.item.product_id)) for piece in pieces]
    most = max(scores, default=0)
    return [piece for piece, score in zip(pieces, scores, strict=True) if most and score == most]


def _likeness(typed: Sequence[Token], piece: Piece, product: Product | None) -> int:
    said = mentioned(typed, product) if product else {}
    right = sum(piece.item.options.get(option) in values for option, values in said.items())
    return right if right == len(said) else 0


def _by_price(words: str, pieces: Sequence[Piece]) -> Sequence[Piece]:
    prices = [piece.item.price for piece in pieces]
    if any(said in words for said in CHEAPER):
        return [piece for piece in pieces if piece.item.price == min(prices)]
    if any(said in words for said in DEARER):
        return [piece for piece in pieces if piece.item.price == max(prices)]
    return pieces


def _by_looks(
    typed: Sequence[Token], pieces: Sequence[Piece], products: Mapping[str, Product]
) -> Sequence[Meant]:
    """`the blue one`, `the more expensive one`; where there is but one thing, that."""
    looking = _looking(typed, pieces, products)
    if looking:
        return [_one_of(looking)]
    dearest = _by_price(" ".join(token.word for token in typed), pieces)
    return [_one_of(dearest)] if len(dearest) < len(pieces) else []
