"""Orders, addresses, phones, postcodes, dates, sums and products, as customers write them."""

import warnings
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("rasa", reason="Rasa is not installed")

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from actions import details
from bot.nlu.details import FILE, TIDY, Details
from bot.nlu.names import Names
from tests.bot.nlu.written_forms import BY_ENTITY, NOTHING, SEVERAL, WRITTEN_AT

ROOT = Path(__file__).parents[3]
CONTEXT = ExecutionContext(GraphSchema({}))
WRITTEN = [(entity, typed, value) for entity, forms in BY_ENTITY.items() for typed, value in forms.items()]


@pytest.fixture(scope="module")
def data() -> TrainingData:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa's reader warns of its own library's age
        return load_data(str(ROOT / "data/nlu.yml")).merge(load_data(str(ROOT / "data/products.yml")))


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> LocalModelStorage:
    return LocalModelStorage(tmp_path_factory.mktemp("storage"))


@pytest.fixture(scope="module")
def component(storage: LocalModelStorage, data: TrainingData) -> Details:
    """Trained on the project's own data, kept and loaded."""
    config, resource = Details.get_default_config(), Resource("details")
    Details.create(config, storage, resource, CONTEXT).train(data)
    return Details.load(config, storage, resource, CONTEXT)


def told(text: str, **metadata: Any) -> Message:
    return Message({"text": text, "metadata": {"written_at": WRITTEN_AT.isoformat(), **metadata}})


def found(component: Details, text: str) -> list[tuple[str, str]]:
    [message] = component.process([told(text)])
    return [(each["entity"], each["value"]) for each in message.get("entities")]


def alone(storage: LocalModelStorage, name: str, data: TrainingData, **config: Any) -> Details:
    made = Details({**Details.get_default_config(), **config}, storage, Resource(name))
    made.train(data)
    return made


@pytest.mark.parametrize(("entity", "typed", "value"), WRITTEN)
def test_what_is_written_is_found_in_one_form(
    component: Details, entity: str, typed: str, value: str
) -> None:
    assert found(component, typed) == [(entity, value)]
    if typed != "12/3":  # which may be a share as well, so it counts alone or after a word such as "on"
        assert found(component, f"so it is {typed}, right?") == [(entity, value)]


@pytest.mark.parametrize("typed", SEVERAL)
def test_several_things_are_told_apart(component: Details, typed: str) -> None:
    assert found(component, typed) == SEVERAL[typed]


@pytest.mark.parametrize("typed", NOTHING)
def test_what_only_looks_like_it_is_not_found(component: Details, typed: str) -> None:
    assert found(component, typed) == []


def test_the_form_takes_what_is_found_as_it_is(component: Details) -> None:
    tidies = {"order_number": details.order_number, "email": details.email, "postcode": details.postcode}
    assert tidies.items() <= TIDY.items()
    for entity, tidy in tidies.items():
        values = [value for typed in BY_ENTITY[entity] for _, value in found(component, typed)]
        assert [tidy(value) for value in values] == values


def test_places_are_those_of_the_message(component: Details) -> None:
    text = "ＦＤ–１０４３２ … naïve, ann @ example.com"
    [message] = component.process([told(text)])
    spans = [text[each["start"] : each["end"]] for each in message.get("entities")]
    assert spans == ["ＦＤ–１０４３２", "ann @ example.com"]


def test_a_day_is_counted_from_when_it_was_written(component: Details, storage: LocalModelStorage) -> None:
    assert found(component, "yesterday") == [("date", "2026-11-25")]
    [told_by_nobody, told_badly] = component.process(
        [Message({"text": "today"}), told("today", written_at="?")]
    )
    now = datetime.now(timezone.utc).date()
    values = {message.get("entities")[0]["value"] for message in (told_by_nobody, told_badly)}
    assert values <= {(now - timedelta(1)).isoformat(), now.isoformat()}
    clock = Details(
        Details.get_default_config(), storage, Resource("clock"), clock=lambda: WRITTEN_AT + timedelta(7)
    )
    [message] = clock.process([Message({"text": "yesterday"})])
    assert message.get("entities")[0]["value"] == "2026-12-02"


def test_a_shop_may_say_where_its_customers_are(storage: LocalModelStorage, data: TrainingData) -> None:
    american = alone(storage, "us", data, country="US", day_first=False)
    assert found(american, "(212) 555-0123") == [("phone", "+12125550123")]
    assert found(american, "on 3/12") == [("date", "2026-03-12")]
    with pytest.raises(InvalidConfigException, match=r"config.yml: there is no country Mars"):
        Details({**Details.get_default_config(), "country": "Mars"}, storage, Resource("mars"))


def test_a_shop_may_have_patterns_and_lists_of_its_own(storage: LocalModelStorage) -> None:
    data = TrainingData(
        regex_features=[{"name": "voucher", "pattern": r"\bV\d{3}\b"}],
        lookup_tables=[{"name": "store", "elements": ["Covent Garden", "Harrogate"]}],
        entity_synonyms={"the garden": "Covent Garden"},
    )
    shop = alone(storage, "shop", data)
    assert found(shop, "voucher v123 at harogate") == [("voucher", "v123"), ("store", "Harrogate")]
    assert found(shop, "is it in the garden") == [("store", "Covent Garden")]
    broken = TrainingData(regex_features=[{"name": "voucher", "pattern": "(V"}])
    with pytest.raises(InvalidConfigException, match=r"The pattern \(V for voucher in data/ cannot be read"):
        alone(storage, "broken", broken)


def test_the_same_data_gives_the_same_model(storage: LocalModelStorage, data: TrainingData) -> None:
    kept = []
    for name in ("one", "other"):
        alone(storage, name, data)
        with storage.read_from(Resource(name)) as folder:
            kept.append((folder / FILE).read_bytes())
    assert kept[0] == kept[1]
    assert Details.fingerprint_addon({}) == Details.fingerprint_addon({})


def test_a_name_is_not_found_in_what_is_something_else(component: Details) -> None:
    [message] = Names(Names.get_default_config()).process(
        component.process([told("Anna Kowalski, anna.kowalski@example.com")])
    )
    assert [(each["entity"], each["value"]) for each in message.get("entities")] == [
        ("email", "anna.kowalski@example.com"),
        ("PERSON", "Anna Kowalski"),
    ]


def test_nothing_takes_long_on_a_long_message(component: Details) -> None:
    for piece in ("1 ", "a.b@", "order ", "fd ", "12/", "three ", "shoes ", "+4", "(", "at dot "):
        assert isinstance(found(component, piece * 2_000), list)
