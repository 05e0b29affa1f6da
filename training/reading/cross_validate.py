"""Measures the reading model and the digests made with it on documents it was not trained on: five folds over whole shows and authors.

`cross_validate.py --data ../shared/data/reading` (`make model-figures`) prints the corpus's own figures (`score.py`), by kind and domain,
and the area under the ROC curve and average precision of each head.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from statistics import mean
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from data import Document, folds
from encoding import vectors
from export import export_document
from fit import Example, example, fit
from sklearn.metrics import average_precision_score, roc_auc_score
from train import SEEDS, Workshop, arguments

from earwitness.model.documents import ItemDraft
from earwitness.model.judgement import FIELDS, FUNCTIONS
from earwitness.model.media import RawDocument
from earwitness.pipeline import Tools, digest
from earwitness.reading.model import ReadingModel
from earwitness.renderers.json import JsonRenderer

FIGURES = ("recall", "good", "bad", "takeaway", "quotes", "quotes_recall", "chapters", "words", "printed")


def main() -> None:
    """Train five models, digest what each has not seen, and print the figures as JSON."""
    parser = arguments()
    parser.add_argument("--documents", type=int, help="train on so many documents of each training half, for the curve of labels")
    given = parser.parse_args()
    torch.set_num_threads(1)
    workshop = Workshop(given.data, given.work, given.labels)
    documents = workshop.documents()
    encoded = vectors(documents, workshop.model(), given.work / "vectors")
    examples = [example(document, encoded[document.id]) for document in documents]
    assigned = folds(documents)
    digests, logits = given.work / "digests", {}
    digests.mkdir(exist_ok=True)
    for fold in sorted(set(assigned)):
        seen = [one for one, other in zip(examples, assigned, strict=True) if other != fold]
        networks = [fit(seen[: given.documents], seed) for seed in SEEDS]
        model = _model(workshop, networks, given.work / f"fold{fold}")
        for document, one, other in zip(documents, examples, assigned, strict=True):
            if other == fold:
                with torch.inference_mode():
                    logits[document.id] = (
                        torch.stack([network(one.vectors, one.features, one.title) for network in networks]).mean(0).numpy()
                    )
                _write(document, model, digests)
    rows = _scores(given.data / "score.py", documents, digests)
    figures: dict[str, Any] = {"all": _summary(rows.values())}
    for field in ("kind", "domain"):
        for value in sorted({getattr(document, field) for document in documents}):
            chosen = [rows[document.id] for document in documents if getattr(document, field) == value]
            figures[f"{field} {value}"] = _summary(chosen)
    figures["heads"] = _heads(examples, [logits[document.id] for document in documents])
    print(json.dumps(figures, indent=1))


def _model(workshop: Workshop, networks: list[torch.nn.Module], folder: Path) -> ReadingModel:
    folder.mkdir(exist_ok=True)
    for name in ("encoder.onnx", "tokenizer.json", "model.json"):
        (folder / name).unlink(missing_ok=True)
        (folder / name).hardlink_to(workshop.encoder / name)
    export_document(networks, folder)
    return ReadingModel(folder)


def _write(document: Document, model: ReadingModel, folder: Path) -> None:
    standard = Tools.standard()
    raw = RawDocument(document.text.encode(), f"{document.id}.{'md' if document.markdown else 'txt'}")
    result = digest(raw, Tools(standard.readers, standard.analyzers, model), about=ItemDraft(title=document.title or None))
    (folder / f"{document.id}.json").write_text(JsonRenderer().render(result.digest, result.transcript, with_transcript=True), "utf-8")


def _scores(script: Path, documents: list[Document], digests: Path) -> dict[str, dict[str, float]]:
    scorer = _load(script)
    rows = {}
    for document in documents:
        laid = scorer.Doc(document.text, [list(span) for span in document.spans])
        rows[document.id] = scorer.score(laid, document.labels, json.loads((digests / f"{document.id}.json").read_text("utf-8")))
    return rows


def _load(script: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", script)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{script}: no such script")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _summary(rows: Iterable[dict[str, float]]) -> dict[str, float]:
    known = list(rows)
    said, right, true, told = (sum(row[key] for row in known) for key in ("pred_said", "pred_right", "pred_true", "pred_told"))
    figures = {name: round(mean(row[name] for row in known), 3) for name in FIGURES}
    return {
        **figures,
        "prediction_precision": round(right / said, 3) if said else 0.0,
        "prediction_recall": round(told / true, 3) if true else 0.0,
        "predictions_said": said,
        "documents": len(known),
    }


def _heads(examples: list[Example], logits: list[npt.NDArray[np.float32]]) -> dict[str, object]:
    """Return for each field the mean over documents of AUC and average precision; function's accuracy; AUC of "not asserted"."""
    result: dict[str, object] = {}
    for at, name in enumerate(FIELDS):
        found = []
        for one, scores in zip(examples, logits, strict=True):
            used = one.targets["weights"][:, at].numpy() > 0
            true = one.targets["fields"][:, at].numpy()[used] > 0.5
            if true.any() and not true.all():
                found.append((roc_auc_score(true, scores[used, at]), average_precision_score(true, scores[used, at]), true.mean()))
        result[name] = dict(
            zip(("auc", "ap", "share"), (round(float(mean(column)), 3) for column in zip(*found, strict=True)), strict=True)
        )
    start, end = len(FIELDS), len(FIELDS) + len(FUNCTIONS)
    every = np.concatenate(logits)
    function = np.concatenate([one.targets["function"].numpy() for one in examples])
    result["function accuracy"] = round(float((every[:, start:end].argmax(1) == function)[function >= 0].mean()), 3)
    stance = np.concatenate([one.targets["stance"].numpy() for one in examples])
    doubt = np.log(np.exp(every[:, end + 1 :]).sum(1)) - every[:, end]
    result["not asserted auc"] = round(float(roc_auc_score(stance[stance >= 0] > 0, doubt[stance >= 0])), 3)
    return result


if __name__ == "__main__":
    sys.exit(main())
