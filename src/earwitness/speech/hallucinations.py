"""Detects words that recognisers invent over silence, music and noise: loops and stock phrases."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from earwitness.model.speech import Utterance
from earwitness.text.folding import fold

_NO_SPEECH, _UNSURE = 0.6, -1.0
"""Whisper's own thresholds for an utterance that is none."""
_FAINT = 0.35
"""Mean word confidence below which a stock phrase is not believed; real ones in our recordings lie above 0.6."""
_LOOP_WORDS = 12
"""So many words from one repeated phrase are a loop: people repeat themselves three times, rarely four words four times."""
_LONGEST_PHRASE = 12
_PHANTOMS = frozenset(
    """
    thank you
    thanks
    thank you for watching
    thank you very much
    thank you so much
    thank you so much for watching
    thanks for watching
    thanks for listening
    thank you for listening
    please subscribe
    please subscribe to my channel
    please like and subscribe
    dont forget to subscribe
    like and subscribe
    subscribe to the channel
    see you next time
    see you in the next video
    ill see you in the next video
    see you in the next one
    well be right back
    bye
    bye bye
    you
    oh
    so
    okay
    hmm
    mm
    uh
    um
    the end
    to be continued
    music
    music playing
    applause
    laughter
    silence
    foreign
    subtitles by
    subtitles by the community
    captions by
    transcribed by
    translated by
    all rights reserved
    im sorry
    i dont know
    im going to
    ill be right back
    i love you
    its a good day
    """.strip()
    .replace("    ", "")
    .split("\n")
)
"""What Whisper models write where nobody speaks: gathered by listening to noise, tones and music, folded. Real speakers say these as well:
a phrase counts only when the engine itself is in doubt, or where the voice detector heard nobody."""


def doubt(utterance: Utterance, *, voiced: float = 1.0) -> str:
    """Why an utterance may never have been said: `loop`, `phantom`, `no speech`; empty when there is no reason.

    `voiced` is the share of its time in which the voice detector heard somebody.
    """
    words = [word.text for word in utterance.words]
    if is_loop(words):
        return "loop"
    if utterance.no_speech > _NO_SPEECH and utterance.log_probability < _UNSURE:
        return "no speech"
    confidence = sum(word.confidence for word in utterance.words) / max(1, len(words))
    if voiced < 0.1 and (confidence < 2 * _FAINT or len(words) <= 4):
        return "no speech"
    if is_hallucination(words) and (confidence < _FAINT or voiced < 0.3 or utterance.no_speech > _NO_SPEECH):
        return "phantom"
    return ""


def is_hallucination(words: Sequence[str]) -> bool:
    """True when the words are one stock phrase, or several in a row.

    >>> is_phantom("Thanks for watching! Bye-bye.".split())
    True
    """
    plain = ["".join(symbol for symbol in fold(word) if symbol.isalnum() or symbol == " ").replace("-", " ") for word in words]
    left = " ".join(" ".join(plain).split())
    while left:
        known = next((left[:end] for end in _ends(left) if left[:end] in _PHANTOMS), None)
        if known is None:
            return False
        left = left[len(known) :].lstrip()
    return bool(words)


def is_loop(words: Sequence[str]) -> bool:
    """True when one phrase of at most twelve words, said four times or more in a row, makes up a dozen words.

    >>> is_loop(["and", "so"] * 8), is_loop("no no no I said no".split())
    (True, False)
    """
    source_text = [fold(word).strip() for word in words]
    for size in range(1, _LONGEST_PHRASE + 1):
        run = 0
        for at in range(size, len(source_text)):
            run = run + 1 if source_text[at] == source_text[at - size] else 0
            if run + size >= max(_LOOP_WORDS, 4 * size):
                return True
    return False


def compression(text: str) -> float:
    """How many times zlib shrinks the text; running in circles shows as 2.4 and more."""
    data = text.encode("utf-8")
    return len(data) / len(zlib.compress(data)) if data else 0.0


def _ends(text: str) -> list[int]:
    """Ends of the first words of the text, longest first, up to the longest stock phrase."""
    ends = [at for at, symbol in enumerate(text[:60]) if symbol == " "]
    return [*([len(text)] if len(text) <= 60 else []), *reversed(ends)]
