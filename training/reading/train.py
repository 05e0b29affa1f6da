"""Builds the reading model: `train.py --data ../shared/data/reading --out src/earwitness/reading/weights` (`make model`).

Cuts the corpus into units, exports the encoder in int8, encodes every labelled document, fits the document networks, and writes the files
that the package carries. On 2 cores about half an hour, nearly all of it for encoding; what is done is not done again.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import torch
from data import Document, load
from encoding import vectors
from export import export_document, export_encoder
from fit import example, fit

from earwitness.reading.model import ReadingModel
from network import base_model, encoder

SEEDS = (0, 1)
NAME = "earwitness-reading-1"


class Workshop:
    """The folders of a run and what was made in them."""

    def __init__(self, data: Path, work: Path, labels: Path) -> None:
        self.corpus, self.work, self.labels = data / "train.jsonl", work, labels
        self.units, self.encoder = work / "units", work / "encoder"
        self._segment = data / "segment.py"

    def documents(self) -> list[Document]:
        """Return the labelled documents, the corpus cut into units first."""
        if not self.units.exists():
            subprocess.run([sys.executable, str(self._segment), str(self.corpus), str(self.units)], check=True, stdout=subprocess.DEVNULL)
        return [document for document in load(self.corpus, self.units, self.labels) if document.labels]

    def model(self) -> ReadingModel:
        """Return a model that can encode: the int8 encoder, exported when first asked."""
        if not (self.encoder / "encoder.onnx").exists():
            base = base_model(self.work / "base")
            export_encoder(encoder(base), base / "tokenizer.json", self.encoder, {"name": NAME})
        return ReadingModel(self.encoder)


def arguments() -> argparse.ArgumentParser:
    """Return the options that every script here has."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True, help="folder with train.jsonl and segment.py")
    parser.add_argument("--work", type=Path, default=Path(".training"), help="folder for what is made on the way")
    parser.add_argument("--labels", type=Path, default=Path(__file__).parent.parent / "labels")
    return parser


def main() -> None:
    """Train on every labelled document and write the weights."""
    parser = arguments()
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    torch.set_num_threads(1)
    workshop = Workshop(given.data, given.work, given.labels)
    documents = workshop.documents()
    model = workshop.model()
    encoded = vectors(documents, model, given.work / "vectors")
    examples = [example(document, encoded[document.id]) for document in documents]
    networks = [fit(examples, seed) for seed in SEEDS]
    given.out.mkdir(parents=True, exist_ok=True)
    for name in ("encoder.onnx", "tokenizer.json", "model.json"):
        (given.out / name).write_bytes((workshop.encoder / name).read_bytes())
    export_document(networks, given.out)
    print(f"trained on {len(documents)} documents, {sum(len(one.spans) for one in documents)} units: {given.out}")


if __name__ == "__main__":
    main()
