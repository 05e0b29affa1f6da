"""The reading model in ONNX: an encoder that gives each sentence a vector, and a small network that judges it in its document.

Every sentence is a run of its own, since the encoder is quantised to int8 with a scale for each run: how a sentence is judged must not
depend on which sentences are encoded beside it. Its context comes from the document network, which sees all vectors.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from earwitness.model.judgement import FIELDS, FUNCTIONS, STANCES, Judgement
from earwitness.reading.features import SentenceInput, features

WEIGHTS = Path(__file__).parent / "weights"
_CLS, _SEP = 101, 102
"""Ids of the BERT vocabulary that open and close a text."""
_MOST_TOKENS = 126
"""A longer sentence is judged by its beginning."""
_DIGITS = 3
"""Scores are rounded, so that machines whose last bits differ choose alike."""


class _Loaded(NamedTuple):
    tokenizer: Any
    encoder: Any


class ReadingModel:
    """Judges the sentences of a document; loaded when first asked, serves several threads."""

    def __init__(self, folder: Path = WEIGHTS) -> None:
        self._folder = folder
        self._guard = threading.Lock()
        self._loaded: _Loaded | None = None

    @property
    def name(self) -> str:
        """The model as findings name it behind `model:`."""
        return str(json.loads((self._folder / "model.json").read_text("utf-8"))["name"])

    def judge(self, sentences: Sequence[SentenceInput], title: str = "") -> tuple[Judgement, ...]:
        """Return one judgement a sentence, in order."""
        if not sentences:
            return ()
        vectors = self.encode([title, *(sentence.text for sentence in sentences)])
        inputs = {"vectors": vectors[1:], "features": features(sentences, title), "title": vectors[:1] * bool(title.strip())}
        (logits,) = self._document.run(None, inputs)
        return tuple(map(_judgement, logits))

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the vectors of texts, each the mean of its last token states: `[texts, 384]`, not normalised."""
        loaded = self._load()
        encoded = loaded.tokenizer.encode_batch(texts, add_special_tokens=False)
        with ThreadPoolExecutor(_cores()) as threads:  # one core each is faster than one sentence on all cores
            return np.stack(list(threads.map(lambda one: _vector(loaded.encoder, one.ids), encoded)))

    @cached_property
    def _document(self) -> Any:
        return _session(self._folder / "document.onnx")

    def _load(self) -> _Loaded:
        with self._guard:
            if self._loaded is None:
                tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
                tokenizer.no_padding()
                tokenizer.no_truncation()
                self._loaded = _Loaded(tokenizer, _session(self._folder / "encoder.onnx"))
            return self._loaded


@lru_cache(maxsize=1)
def standard() -> ReadingModel:
    """Return the model of this package, loaded once a process."""
    return ReadingModel()


def _session(path: Path) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _vector(encoder: Any, ids: Sequence[int]) -> npt.NDArray[np.float32]:
    (states,) = encoder.run(None, {"input_ids": np.array([[_CLS, *ids[:_MOST_TOKENS], _SEP]], np.int64)})
    result: npt.NDArray[np.float32] = states[0].mean(0)
    return result


def _judgement(logits: npt.NDArray[np.float32]) -> Judgement:
    wide = logits.astype(np.float64)
    fields = 1 / (1 + np.exp(-wide[: len(FIELDS)]))
    function = _shares(wide[len(FIELDS) : len(FIELDS) + len(FUNCTIONS)])
    stance = _shares(wide[len(FIELDS) + len(FUNCTIONS) : len(FIELDS) + len(FUNCTIONS) + len(STANCES)])
    values = {name: round(float(value), _DIGITS) for name, value in zip(FIELDS, fields, strict=True)}
    return Judgement(**values, function=function, stance=stance)


def _shares(logits: npt.NDArray[np.float64]) -> tuple[float, ...]:
    powers = np.exp(logits - logits.max())
    return tuple(round(float(value), _DIGITS) for value in powers / powers.sum())


def _cores() -> int:
    return max(1, min(4, os.cpu_count() or 1))
