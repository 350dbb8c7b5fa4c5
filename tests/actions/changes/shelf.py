"""A small shop's products and a customer's order, for tests of what words mean."""

from collections.abc import Mapping, Sequence

from actions.changes.items import Piece, pieces_of
from actions.shop.port import Address, Item, Order, OrderState, Product, Variant


def product(name: str, *forms: Mapping[str, str], price: int = 1000) -> Product:
    """With an id made of its name; each form costs a pound more than the one before."""
    made = "".join(word[0] for word in name.split()).lower()
    variants = [
        Variant(f"{made}{number}", made, name, form, price + 100 * number, available=True)
        for number, form in enumerate(forms)
    ]
    return Product(made, name, tuple(variants))


def forms(**options: Sequence[str]) -> list[dict[str, str]]:
    """Every combination, the first option changing slowest; `_` in names stands for a space."""
    made: list[dict[str, str]] = [{}]
    for option, values in options.items():
        made = [{**form, option.replace("_", " "): value} for form in made for value in values]
    return made


LAMP = product(
    "Desk Lamp",
    *forms(colour=("white", "black"), brightness=("low", "medium", "high"), power_source=("USB", "battery")),
)
SHIRT = product("Linen Shirt", *forms(colour=("navy", "white"), size=("S", "M", "L", "XL")))
PUZZLE = product("Jigsaw Puzzle", *forms(pieces=("500", "1000", "1500"), theme=("art", "animals")))
BOOTS = product("Hiking Boots", *forms(size=("8", "9"), waterproof=("yes", "no")))
SHELF = {each.id: each for each in (LAMP, SHIRT, PUZZLE, BOOTS)}
HOME = Address("12 Mill Lane", "Leeds", "LS1 4AB", "GB")


def form_of(product: Product, **options: str) -> Variant:
    """The first variant that has these."""
    return next(v for v in product.variants if {**v.options, **options} == dict(v.options))


def bought(*variants: Variant) -> Sequence[Piece]:
    """The pieces of an order of these."""
    items = tuple(Item(v.id, v.product_id, v.product, v.options, 1, v.price) for v in variants)
    return pieces_of(Order("FD-10001", "1", OrderState.DELIVERED, items, 1, "GBP", HOME))
