"""A sentence-embedding model in ONNX, run on the CPU: word pieces, mean pooling of the last layer, unit length.

The recipe is that of the sentence-transformers models (`1_Pooling/config.json`: mean of the tokens; `sentence_bert_config.json`: 256
tokens at most). Each text is a run of its own, never padded to the length of others: what a passage's vector is must not depend on
which passages were embedded with it.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from earwitness.errors import InputError, MissingExtra

MOST_TOKENS = 256
INSTALL = "pip install 'earwitness[meaning]'"


class _Loaded(NamedTuple):
    session: Any
    tokenizer: Any
    inputs: tuple[str, ...]
    numpy: Any


class OnnxEmbedder:
    """One model, loaded when first asked; serves several threads."""

    def __init__(self, model: str, files: Mapping[str, Path]) -> None:
        if "model.onnx" not in files or not {"tokenizer.json", "vocab.txt"} & set(files):
            raise InputError(
                f"model {model}", "is not here", f"{INSTALL}, or put its model.onnx and tokenizer.json into models/onnx/{model}"
            )
        self._model = model
        self._files = dict(files)
        self._guard = threading.Lock()
        self._loaded: _Loaded | None = None
        self._name = ""

    @property
    def name(self) -> str:
        """The model with the beginning of its files' checksum: a changed file is another model."""
        if not self._name:
            known = hashlib.sha256()
            for _, path in sorted(self._files.items()):
                known.update(path.read_bytes())
            self._name = f"{self._model}/{known.hexdigest()[:8]}"
        return self._name

    def embed(self, texts: Sequence[str]) -> Sequence[bytes]:
        """One vector a text, as little-endian float32. Raises `MissingExtra`, or `InputError` for files that are no such model."""
        loaded = self._load()
        if len(texts) == 1:
            return [_vector(loaded, texts[0])]
        with ThreadPoolExecutor(_cores()) as threads:  # one core each: a third faster than one text on all cores
            return list(threads.map(lambda text: _vector(loaded, text), texts))

    def _load(self) -> _Loaded:
        with self._guard:
            if self._loaded is None:
                self._loaded = _load(self._model, self._files)
            return self._loaded


def _load(model: str, files: Mapping[str, Path]) -> _Loaded:
    try:
        import numpy as np  # noqa: PLC0415 - the extra `meaning`
        import onnxruntime  # noqa: PLC0415
        import tokenizers  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtra("search by meaning", f"{error.name} is not installed", INSTALL) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        tokenizer = _tokenizer(tokenizers, files)
        session = onnxruntime.InferenceSession(str(files["model.onnx"]), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # both libraries raise bare exceptions of their own for files they cannot read
        raise InputError(
            f"model {model}", f"cannot be loaded ({' '.join(str(error).split())[:200]})", "put its files there again"
        ) from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    if len(session.get_outputs()[0].shape) != 3:
        raise InputError(f"model {model}", "gives no vector for each token", "use a sentence-transformers model exported to ONNX")
    return _Loaded(session, tokenizer, tuple(one.name for one in session.get_inputs()), np)


def _tokenizer(tokenizers: Any, files: Mapping[str, Path]) -> Any:
    """What cuts text into the model's pieces: as its own file says, or BERT's uncased rules on a list of pieces."""
    if "tokenizer.json" in files:
        return tokenizers.Tokenizer.from_file(str(files["tokenizer.json"]))
    pieces = {piece: at for at, piece in enumerate(files["vocab.txt"].read_text(encoding="utf-8").splitlines())}
    unknown = "[UNK]"
    result = tokenizers.Tokenizer(tokenizers.models.WordPiece(pieces, unk_token=unknown, max_input_chars_per_word=100))
    result.normalizer = tokenizers.normalizers.BertNormalizer(lowercase=True)
    result.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    result.post_processor = tokenizers.processors.BertProcessing(("[SEP]", pieces["[SEP]"]), ("[CLS]", pieces["[CLS]"]))
    return result


def _vector(loaded: _Loaded, text: str) -> bytes:
    np = loaded.numpy
    ids = np.array([loaded.tokenizer.encode(text).ids], dtype=np.int64)
    feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    hidden = loaded.session.run(None, {name: feeds[name] for name in loaded.inputs})[0]
    mean = hidden[0].mean(axis=0)
    result: bytes = (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype("<f4").tobytes()
    return result


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
