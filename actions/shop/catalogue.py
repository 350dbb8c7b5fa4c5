"""Invented names, streets, places and goods that the demo shop is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """What people, places and carriers of one country look like."""

    code: str
    currency: str
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    streets: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    """City, and a postcode in which # stands for a digit and @ for a letter."""
    carriers: tuple[tuple[str, str], ...]
    """Name, and the shape of its tracking numbers."""
    phone: str
    """The shape of a number that is kept free for stories:
    https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama,
    https://nationalnanpa.com/number_resource_info/555_numbers.html, and the Bundesnetzagentur's for media."""
    house_first: bool = True
    """Whether the house number stands before the street."""


def _names(words: str) -> tuple[str, ...]:
    return tuple(words.split())


BRITAIN = Country(
    code="GB",
    currency="GBP",
    first_names=_names(
        "Amelia Oliver Isla George Priya Harry Freya Arthur Niamh Callum Zara Hamish Imogen Rhys Aisha Declan"
    ),
    last_names=_names(
        "Hughes Patel Okafor MacLeod O'Brien Whitaker Bennett Singh Fairclough Griffiths Turner-Jones "
        "Khan Ashworth Sinclair Pemberton Doyle"
    ),
    streets=("Mill Lane", "Church Road", "Station Road", "Queen Street", "The Crescent", "Orchard Close"),
    places=(
        ("London", "SE## #@@"),
        ("Manchester", "M# #@@"),
        ("Leeds", "LS# #@@"),
        ("Edinburgh", "EH# #@@"),
        ("Cardiff", "CF## #@@"),
        ("Bristol", "BS# #@@"),
    ),
    carriers=(("Royal Mail", "@@#########GB"), ("Evri", "H###############"), ("DPD", "155##########")),
    phone="+447700900###",
)

STATES = Country(
    code="US",
    currency="USD",
    first_names=_names(
        "Emma Liam Sofia Mateo Harper Jackson Maya Elijah Camila Wyatt Naomi Ethan Chloe Andre Grace Hiroshi"
    ),
    last_names=_names(
        "Miller Garcia Nguyen Robinson Kim Martinez Cooper Washington Rossi Delgado Novak Brooks Chen "
        "Hayes Lindqvist Abernathy"
    ),
    streets=(
        "Maple Avenue",
        "Oak Street",
        "2nd Street",
        "Lakeview Drive",
        "Washington Boulevard",
        "Elm Court",
    ),
    places=(
        ("Portland, OR", "972##"),
        ("Austin, TX", "787##"),
        ("Brooklyn, NY", "112##"),
        ("Chicago, IL", "606##"),
        ("Denver, CO", "802##"),
        ("Savannah, GA", "314##"),
    ),
    carriers=(("UPS", "1Z@@@#########"), ("USPS", "9400##################"), ("FedEx", "7###########")),
    phone="+120255501##",
)

GERMANY = Country(
    code="DE",
    currency="EUR",
    first_names=_names(
        "Anna Jonas Lena Felix Jürgen Marie Zoë Björn Käthe Emre Svenja Lukas Friederike Mehmet Paula Tobias"
    ),
    last_names=_names(
        "Berg Müller Schröder Weiß Yılmaz Hoffmann Köhler Vogel Krämer Lehmann Groß Baumgärtner Fischer "
        "Kaya Brandt Meyer-Lüders"
    ),
    streets=("Lindenstraße", "Hauptstraße", "Am Markt", "Gartenweg", "Schillerplatz", "Bahnhofstraße"),
    places=(
        ("Berlin", "10###"),
        ("Hamburg", "20###"),
        ("München", "80###"),
        ("Köln", "50###"),
        ("Leipzig", "04###"),
        ("Bremen", "28###"),
    ),
    carriers=(("DHL", "00340###############"), ("Hermes", "14############"), ("DPD", "017###########")),
    phone="+493023125###",
    house_first=False,
)

COUNTRIES = (BRITAIN, STATES, GERMANY)


@dataclass(frozen=True)
class Goods:
    """A kind of product: its names, what it comes in, and its lowest price."""

    names: tuple[str, ...]
    options: tuple[dict[str, str], ...]
    """Those of each variant."""
    cheapest: int


def _each(name: str, *values: str) -> tuple[dict[str, str], ...]:
    return tuple({name: value} for value in values)


def _each_in(colours: tuple[str, ...], sizes: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    return tuple({"colour": colour, "size": size} for colour in colours for size in sizes)


GOODS = (
    Goods(
        (
            "Linen Shirt",
            "Oxford Shirt",
            "Merino Jumper",
            "Raincoat",
            "Chore Jacket",
            "Striped Tee",
            "Fleece Vest",
        ),
        _each_in(("navy", "olive", "white"), ("S", "M", "L", "XL")),
        2400,
    ),
    Goods(
        ("Trail Shoes", "Canvas Trainers", "Leather Boots", "Garden Clogs", "House Slippers"),
        _each("size", *map(str, range(37, 46))),
        3900,
    ),
    Goods(
        ("Wool Scarf", "Knitted Beanie", "Leather Belt", "Canvas Tote", "Sun Hat", "Silk Tie", "Umbrella"),
        _each("colour", "black", "sand", "forest green", "burgundy"),
        1200,
    ),
    Goods(
        ("Enamel Mug", "Teapot", "Linen Tablecloth", "Oak Board", "Salad Bowl", "Carafe", "Candle Holder"),
        _each("colour", "cream", "blue", "charcoal"),
        900,
    ),
    Goods(
        (
            "Desk Lamp",
            "Wall Clock",
            "Plant Pot",
            "Wool Blanket",
            "Floor Cushion",
            "Picture Frame",
            "Laundry Basket",
        ),
        _each("size", "small", "medium", "large"),
        1900,
    ),
    Goods(
        (
            "Notebook",
            "Fountain Pen",
            "Wooden Puzzle",
            "Watering Can",
            "Bicycle Bell",
            "Picnic Blanket",
            "Thermos Flask",
        ),
        _each("colour", "red", "green", "yellow"),
        700,
    ),
)
"""Forty products."""
