"""Marks non-speech annotations of transcribers: `[music]`, `(applause)`, `♪ ... ♪`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from earwitness.model.transcript import Mark


def _words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


_SOUNDS = _words(
    """
    applause applauds applauding applaud clapping claps clap cheers cheering cheer
    laughter laugh laughs laughing laughed chuckle chuckles chuckling chuckled giggle giggles giggling snickers snickering cackles
    guffaws scoffs snort snorts snorting snorted
    music musical instrumental jingle theme song singing sings humming hums whistling whistles whistle vocalizing melody
    sigh sighs sighing sighed gasp gasps gasping groan groans groaning moans grunts grunting yawn yawns yawning
    cough coughs coughing sneeze sneezes sneezing sniff sniffs sniffing sniffles hiccups burp burps breath breaths breathing breathes
    exhales exhale inhales inhale exhaling inhaling pants panting swallows gulps
    silence pause pauses static noise noises beep beeps beeping bleep
    bleeped bleeps buzz buzzing buzzer ring rings ringing ding dings dinging
    bell bells chime chimes chiming click clicks clicking clatter rustling thud bang banging knock knocking footsteps typing
    siren sirens alarm thunder wind barking barks meows birds chirping crying cries sobbing sobs screaming screams shouting shouts
    whispering whispers mumbles mumbling stammers stutters
    inaudible unintelligible indiscernible indistinct crosstalk overlapping overtalk unclear garbled muffled inaudable audible
    foreign blank_audio blank audio silence nonspeech
    musik applaus gelächter lachen lacht klatschen unverständlich räuspern husten
    musique applaudissements rires rire inaudible música musica aplausos applausi risas risa risos risate
    muziek applaus gelach gelächter музыка аплодисменты смех 音楽 拍手 笑い 笑 音乐 掌声 笑声 음악 박수 웃음 muzyka śmiech oklaski
    """
)
_AROUND = _words(
    """
    upbeat soft gentle dramatic background intro outro opening closing ending quiet loud light heavy slow fast somber suspenseful ominous
    tense playful ambient electronic rock jazz piano guitar drum hip hop pop classical orchestral inspirational lively mellow eerie funky
    playing plays continues continuing starts stops ends ending fades fading swells in out up down low begins stopped
    audience crowd group all both together and mixed scattered sustained
    brief long short nervous nervously awkwardly softly loudly lightly quietly
    speech speaking talk conversation chatter indistinctly talking voices voice clears throat clearing deep deeply heavily sharply of with
    sound sounds effect effects phone doorbell dog dogs baby cell microphone mic feedback tone video clip playback audio inaudible no
    language english spanish french german chinese mandarin japanese hindi arabic hebrew russian portuguese italian korean speaks
    end
    """
)
_PHRASES = frozenset(
    (
        "clears throat",
        "clearing throat",
        "clear throat",
        "throat clearing",
        "deep breath",
        "takes a deep breath",
        "takes deep breath",
        "speaks foreign language",
        "speaking foreign language",
        "speaking in foreign language",
        "speaking a foreign language",
        "foreign language",
        "non english speech",
        "speaking spanish",
        "speaking french",
        "speaking german",
        "speaking chinese",
        "speaking japanese",
        "speaking hindi",
        "no audio",
        "audio cuts out",
        "audio drops",
        "audio gap",
        "blank audio",
        "no speech",
        "side conversation",
        "multiple speakers",
        "multiple voices",
        "people talking",
        "smacks lips",
        "lip smack",
        "tape ends",
        "end of tape",
        "dead air",
        "lost audio",
        "technical difficulties",
        "off mic",
        "off mike",
        "break",
        "commercial break",
        "__",
        "?",
        "??",
        "???",
        "bleep",
        "expletive",
        "redacted",
        "censored",
    )
)
_ACTIONS = _words("laughs laughing chuckles chuckling sighs sighing coughs coughing applauds clears inaudible unintelligible crosstalk")

_STARRED = _words("laughs laughter chuckles sighs coughs clears applause gasps snorts giggles groans cheers sniffs grunts winces shrugs")
"""`*breathing*` is emphasis in Markdown, `*laughs*` is not."""
_BARE = _words("foreign song break bell bells birds blank audio silence click clicks ring crying pause breath knock melody theme no")
"""Words a writer also puts into parentheses."""

_BRACKETED = re.compile(
    r"\[[^\[\]\n]{1,60}\]|\([^()\n]{1,60}\)|\*{1,2}[^*\n]{1,40}\*{1,2}|<[^<>\n]{1,40}>|【[^【】\n]{1,40}】|（[^（）\n]{1,40}）"
)
_MUSIC = re.compile(r"[♪♫♬♩][^♪♫♬♩\n]{0,300}(?:[♪♫♬♩]+|$)|[♪♫♬♩]+", re.MULTILINE)
_CLOCK = re.compile(r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?")
_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|__+|\?+")
_MAX_WORDS = 6


def noise_marks(text: str) -> tuple[Mark, ...]:
    """Marks over sounds, laughter, music and words nobody could hear, in order. Editorial insertions are no noise.

    >>> [text_mark.start for text_mark in noise_marks("So [laughs] the [first] one")]
    [3]
    """
    spans = sorted([*_in_brackets(text), *((match.start(), match.end()) for match in _MUSIC.finditer(text))])
    marks: list[Mark] = []
    reached = -1
    for start, end in spans:
        if start >= reached:
            marks.append(Mark(start=start, end=end, kind="noise"))
            reached = end
    return tuple(marks)


def is_noise(words: str) -> bool:
    """True when the words inside a bracket describe a sound: `upbeat music`, `clears throat`, `inaudible 00:12:01`."""
    found = _WORDS.findall(_CLOCK.sub(" ", words.replace("_", " ") if "__" not in words else words).casefold())
    if not 0 < len(found) <= _MAX_WORDS:
        return False
    if " ".join(found) in _PHRASES:
        return True
    if found[0] in _ACTIONS:
        return True
    return any(word in _SOUNDS for word in found) and all(word in _SOUNDS or word in _AROUND for word in found)


def _in_brackets(text: str) -> Iterator[tuple[int, int]]:
    for match in _BRACKETED.finditer(text):
        symbol, words = match.group()[0], match.group().strip("[]()*<>【】（）/ ")
        if symbol == "*" and words.partition(" ")[0].casefold() not in _STARRED:
            continue
        if symbol == "(" and words.casefold() in _BARE:
            continue
        if is_noise(words) and not _is_link(text, match):
            yield match.start(), match.end()


def _is_link(text: str, match: re.Match[str]) -> bool:
    """True for the two halves of a Markdown link, `[music](https://...)`."""
    return match.group()[0] == "[" and text[match.end() : match.end() + 1] == "(" and text[match.end() + 1 : match.end() + 5] == "http"
