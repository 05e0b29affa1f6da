"""Results of speech recognition: words with times, hints for engines, speaker turns."""

from __future__ import annotations

from typing import NamedTuple


class SpokenWord(NamedTuple):
    """One word as the engine heard it, with its punctuation. Times are in milliseconds of the sound that was given."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float = 1.0


class Utterance(NamedTuple):
    """Words decoded together, with what the engine knows of how well that went."""

    words: tuple[SpokenWord, ...]
    no_speech: float = 0.0
    """Probability that nobody speaks; 0 where the engine does not say."""
    log_probability: float = 0.0
    """Mean over the tokens; 0 where the engine does not say."""

    @property
    def text(self) -> str:
        """The words in a row."""
        return " ".join(word.text for word in self.words)


class Hints(NamedTuple):
    """What is known before listening. Engines that cannot use it say so by `honours_hints`."""

    prompt: str = ""
    """Running text in the style of the recording, put before its words."""
    hotwords: str = ""
    """Names and terms that may be said."""


class VoiceTurn(NamedTuple):
    """A stretch in which one voice speaks; `voice` counts from 1 in order of appearance."""

    start_ms: int
    end_ms: int
    voice: int
    confidence: float = 1.0


class RecognizedWord(NamedTuple):
    """A word at its place in the whole recording. `doubt` names why it may never have been said: `loop`, `phantom`, `no speech`."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float
    doubt: str = ""
