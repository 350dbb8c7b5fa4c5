"""Which of a product's variants fits what is wanted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from actions.changes.options import Wanted, wanted_by
from actions.shop.port import Item, Product, Variant


@dataclass(frozen=True)
class Fit:
    """What was found."""

    variants: tuple[Variant, ...] = ()
    """Those that fit equally well: one, or several to choose from."""
    is_exact: bool = True
    """Whether they are all that was wanted, and else like the item that is there; otherwise the nearest."""


def offered(hint: str, product: Product, item: Item) -> tuple[Wanted, Fit]:
    """What messages, a line each, say that an item should become; and what fits that."""
    wish = wanted_by(hint, product, item.options)
    return wish, fitting(wish, product, item.options, item.variant_id)


def is_best_already(wish: Wanted, product: Product, item: Item) -> bool:
    """Whether the cheapest, or the dearest, is wanted, and it is that: nothing else was said of it."""
    prices = [variant.price for variant in product.variants if variant.available]
    best = min(prices, default=None) if wish.price < 0 else max(prices, default=None)
    return bool(wish.price and not wish.values and best is not None and _is_no_worse(wish, item, best))


def _is_no_worse(wish: Wanted, item: Item, best: int) -> bool:
    return item.price <= best if wish.price < 0 else item.price >= best


def fitting(wanted: Wanted, product: Product, now: Mapping[str, str], but: str = "") -> Fit:
    """The variants that are to be had and fit best; `but` is the id of the one that is there already.

    What is not mentioned should stay as it is (`now`), or as much of it as is to be had.
    """
    there = [v for v in product.variants if v.available and v.id != but and not _is_unwanted(v, wanted)]
    fit = [variant for variant in there if has(variant, wanted.values)]
    if not fit:
        return Fit(_best(there, lambda variant: (_met(variant, wanted), _kept(variant, wanted, now))), False)
    if wanted.price:
        return Fit(_best(fit, lambda variant: (wanted.price * variant.price, _kept(variant, wanted, now))))
    best = _best(fit, lambda variant: (_liking(variant, wanted), _kept(variant, wanted, now)))
    kept = all(_kept(variant, wanted, now) == _unsaid(wanted, now) for variant in best)
    return Fit(best, kept or wanted.any_other)


def _best(variants: Sequence[Variant], score: Callable[[Variant], tuple[int, int]]) -> tuple[Variant, ...]:
    """Those with the highest score, the cheapest first."""
    most = max(map(score, variants), default=None)
    return tuple(sorted((v for v in variants if score(v) == most), key=lambda variant: variant.price))


def has(variant: Variant, values: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether it is as wanted in each of these options; `values` are those that will do, by option."""
    return all(variant.options.get(option) in fitting for option, fitting in values.items())


def _is_unwanted(variant: Variant, wanted: Wanted) -> bool:
    return any(variant.options.get(option) == value for option, value in wanted.unwanted)


def _met(variant: Variant, wanted: Wanted) -> int:
    return sum(variant.options.get(option) in values for option, values in wanted.values.items())


def _liking(variant: Variant, wanted: Wanted) -> int:
    """0 where everything is what is liked best."""
    return -sum(values.index(variant.options[option]) for option, values in wanted.values.items())


def _kept(variant: Variant, wanted: Wanted, now: Mapping[str, str]) -> int:
    """How many of the options that nobody mentioned are as before."""
    return sum(
        variant.options.get(option) == value for option, value in now.items() if option not in wanted.values
    )


def _unsaid(wanted: Wanted, now: Mapping[str, str]) -> int:
    return sum(option not in wanted.values for option in now)
