"""Fits document networks to labelled documents."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from data import Document

from network import DocumentNetwork, loss

EPOCHS, RATE, DECAY = 25, 2e-3, 0.05
FIELD_WEIGHTS = torch.tensor([1, 1, 1, 1.5, 0.7, 0.7, 0.7, 0.7, 0.5, 0.5, 0.5, 0.5])
"""Weight of each field's loss, in the order of `FIELDS`: what decides the selection counts most."""


class Example(NamedTuple):
    """A document as tensors."""

    vectors: torch.Tensor
    features: torch.Tensor
    title: torch.Tensor
    targets: dict[str, torch.Tensor]


def example(document: Document, vectors: npt.NDArray[np.float32]) -> Example:
    """Return the tensors of a labelled document; its first vector is the title's."""
    targets = {name: torch.tensor(value) for name, value in document.targets().items()}
    return Example(
        torch.tensor(vectors[1:]), torch.tensor(document.features()), torch.tensor(vectors[:1]) * bool(document.title.strip()), targets
    )


def fit(examples: list[Example], seed: int, *, epochs: int = EPOCHS, **shape: object) -> DocumentNetwork:
    """Return a network fitted by AdamW with a one-cycle rate, one document a step."""
    torch.manual_seed(seed)
    network = DocumentNetwork(**shape)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=epochs * len(examples))
    order = torch.Generator().manual_seed(seed)
    for _ in range(epochs):
        network.train()
        for at in torch.randperm(len(examples), generator=order).tolist():
            one = examples[at]
            optimizer.zero_grad()
            loss(network(one.vectors, one.features, one.title), one.targets, FIELD_WEIGHTS).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return network.eval()
