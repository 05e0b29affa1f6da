"""Identifies the language of a text: by script, and for Latin or Cyrillic script by its most common short words."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

_SAMPLE = 20_000
"""Characters looked at: some 3,000 words, enough for shares of small words to settle."""

_FUNCTION_WORDS = {
    "en": "the of and to in is that it for was on are with as you this be have not they we but what there so just about would can "
    "your which their or from will been i he she his her by at an do if were has",
    "de": "der die und in den das von zu ist mit sich des auf für nicht ein eine als auch es an werden aus er hat dass sie nach "
    "wird bei noch wie einen über so zum war haben nur oder aber vor zur bis mehr durch man sind ich wir ihr",
    "fr": "le la les des et est un une du que dans qui pour pas sur au ce il plus par je ne se sont avec nous vous elle aux mais ou "
    "son cette être c'est ont leur on ses comme fait été d'un d'une qu'il",
    "es": "el la los las de y que en un una es por con para se del no su al lo como más pero sus le ya o este sí porque esta entre "
    "cuando muy sin sobre también me hasta hay donde han está son ser era fue",
    "it": "il la di che è un una per non in del si della le con da sono gli dei anche nel alla come più ma al lo ha nella i questo "
    "delle ci se mi ho essere stato io perché suo sua degli dal",
    "pt": "o a os as de que e do da em um uma para com não é por no na dos se mais das como mas foi ao ele tem à seu sua ou ser "
    "quando muito nos já está eu também só pelo pela até isso ela entre era são você",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er om ook als bij door maar uit was naar over ze hij nog wel "
    "dan of wordt werd heeft hebben deze die tot meer wat ik je we kan",
    "sv": "och i att det som en på är av för med den till ett har de inte om så men var jag vi sig kan man när från hade eller han "
    "hon nu skulle också där ut efter bara vid alla sin",
    "da": "og i at det er en til på som af for med den de har ikke der et var jeg om så han vi men sig kan fra ved eller blev også "
    "skal hun nu efter når havde blive vil ud denne",
    "no": "og i det er en til på som av for med at den de har ikke et var jeg om så han vi men seg kan fra ved eller ble også skal "
    "hun nå etter når hadde bli vil ut denne være noe",
    "fi": "ja on ei että se hän oli joka ovat kun mutta myös tai niin kuin ole vain jos sen mitä siitä tämä voi ollut hänen mukaan "
    "jo sitä nyt minä me te he sekä olla",
    "pl": "i w na z się nie do to że jest o jak po co tak za od przez ale jego są już czy tym dla był tylko lub oraz może ze być "
    "było jej które który tego przed",
    "cs": "a se v na je to že s z do o i jsem ale jako by za ve si po který jak pro co tak být od jeho která jsou nebo byl už podle "
    "také jen když bylo až",
    "tr": "ve bir bu da için ile de çok daha olarak olan gibi kadar sonra ne ama o en her ya ki değil var mi ise şey diye bunu benim yok",
    "ro": "și de în la a cu nu pe că o din care un este mai sau pentru se fi am să ce dar fost prin sunt lui iar după era ca au al",
    "hu": "a az és hogy nem is egy ez de meg csak van már mint el ha még vagy volt azt ki olyan kell ezt lesz mert fel minden lehet",
    "id": "yang dan di ini itu dengan untuk tidak dari dalam akan pada juga ke karena ada saya bisa oleh mereka adalah atau sudah kita",
    "ru": "и в не на что с я он как это по но из у к за то от так же все было она бы мы вы его о для только есть или если был также "
    "при уже",
    "uk": "і в не на що з я він як це по але із у до за та від так же все було вона ми ви його про для тільки є або якщо був також "
    "при вже й",
    "bg": "и в не на че с е се за от да като това са си по но тя той към има или при ще беше които който само бе до след ни му",
}
_WORDS = {code: frozenset(words.split()) for code, words in _FUNCTION_WORDS.items()}
_CYRILLIC = ("ru", "uk", "bg")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("te", re.compile("[\u0c00-\u0c7f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
)
_PERSIAN = re.compile("[پچژگ]")
_LETTER_RUN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_CYRILLIC_LETTER = re.compile("[\u0400-\u04ff]")
_LATIN_LETTER = re.compile("[A-Za-zÀ-ɏ]")
_URL = re.compile(r"(?:https?://|www\.)\S{1,2000}")


class Language(NamedTuple):
    """A language as BCP 47 names it, None when it could not be told; `confidence` from 0 to 1."""

    code: str | None
    confidence: float


UNKNOWN = Language(None, 0.0)


def detect_language(text: str) -> Language:
    """The language most of the text is in.

    >>> detect_language("The cat sat on the mat and it was happy with what there was to eat for the rest of that day.").code
    'en'
    """
    sample = _URL.sub(" ", _sample(text))
    by_script = _by_script(sample)
    if by_script is not None:
        return by_script
    words = [word.lower().replace("’", "'") for word in _LETTER_RUN.findall(sample)]
    if len(words) < 4:
        return UNKNOWN
    cyrillic = len(_CYRILLIC_LETTER.findall(sample)) > len(_LATIN_LETTER.findall(sample))
    codes = _CYRILLIC if cyrillic else tuple(code for code in _WORDS if code not in _CYRILLIC)
    counts = Counter(words)
    scores = sorted(((_score(counts, code, len(words)), code) for code in codes), key=lambda pair: (-pair[0], pair[1]))
    (best, code), (second, _) = scores[0], scores[1]
    hits = best * len(words)
    if hits < 2 or best < 0.12:
        return UNKNOWN
    margin = (best - second) / best
    enough = min(1.0, hits / 12)
    return Language(code, round(min(0.99, (0.4 + 0.6 * min(1.0, margin * 2)) * (0.5 + 0.5 * enough)), 3)) if margin > 0.02 else UNKNOWN


def _sample(text: str) -> str:
    """Beginning, middle and end, since letters open in one language and quote in another."""
    if len(text) <= _SAMPLE:
        return text
    third, middle = _SAMPLE // 3, len(text) // 2
    return f"{text[:third]}\n{text[middle : middle + third]}\n{text[-third:]}"


def _by_script(sample: str) -> Language | None:
    """The language of a script that one language writes, when at least a quarter of the letters are in it (Han letters hold more each)."""
    messages = sum(char.isalpha() for char in sample)
    if not messages:
        return UNKNOWN
    shares = {code: len(script.findall(sample)) / messages for code, script in _SCRIPTS}
    if shares["ja"] > 0.1 and shares["ja"] + shares["zh"] > 0.3:
        return Language("ja", round(min(0.99, shares["ja"] + shares["zh"]), 3))
    code = max(shares, key=lambda key: (shares[key], key))
    if shares[code] < 0.3:
        return None
    if code == "ar" and len(_PERSIAN.findall(sample)) > 0.01 * messages:
        code = "fa"
    return Language(code, round(min(0.99, shares["ar" if code == "fa" else code]), 3))


def _score(counts: Counter[str], code: str, total: int) -> float:
    return sum(counts[word] for word in _WORDS[code] if word in counts) / total
