"""Vectors of the titles and sentences of the labelled documents, by the encoder exactly as the package runs it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from data import Document

from earwitness.reading.model import ReadingModel


def vectors(documents: list[Document], model: ReadingModel, cache: Path) -> dict[str, npt.NDArray[np.float32]]:
    """Return `[1 + units, hidden]` of each document, the title's vector first, from the cache where an earlier run wrote them."""
    cache.mkdir(parents=True, exist_ok=True)
    result = {}
    for document in documents:
        path = cache / f"{document.id}.npy"
        if not path.exists():
            np.save(path, model.encode([document.title, *(sentence.text for sentence in document.sentences)]))
            print(f"encoded {document.id}: {len(document.spans)} units", flush=True)
        result[document.id] = np.load(path)
    return result
