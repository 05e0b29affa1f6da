"""Writes the trained networks as the files that the package carries: int8 encoder, document network, tokenizer, facts."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn

from earwitness.reading.features import NAMES
from network import HIDDEN

OPSET = 18


class _States(nn.Module):
    """The encoder with one input: a sentence without padding needs no mask."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        """Return the token states `[1, tokens, HIDDEN]`."""
        return self.encoder(input_ids=input_ids, attention_mask=torch.ones_like(input_ids)).last_hidden_state


class _Mean(nn.Module):
    """The mean of several document networks of one shape, as one network."""

    def __init__(self, networks: list[nn.Module]) -> None:
        super().__init__()
        self.networks = nn.ModuleList(networks)

    def forward(self, vectors: torch.Tensor, features: torch.Tensor, title: torch.Tensor) -> torch.Tensor:
        """Return the mean of the logits."""
        return torch.stack([network(vectors, features, title) for network in self.networks]).mean(0)


def export_encoder(encoder: nn.Module, tokenizer: Path, folder: Path, facts: dict[str, Any]) -> None:
    """Write `encoder.onnx` (int8), `tokenizer.json` and `model.json` into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole, prepared = Path(scratch) / "encoder.onnx", Path(scratch) / "prepared.onnx"
        torch.onnx.export(
            _States(encoder.eval()), (torch.ones(1, 16, dtype=torch.long),), str(whole), input_names=["input_ids"], output_names=["states"],
            dynamic_axes={"input_ids": {1: "tokens"}, "states": {1: "tokens"}}, opset_version=OPSET, dynamo=False,
        )  # fmt: skip
        quant_pre_process(str(whole), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(str(prepared), str(folder / "encoder.onnx"), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    onnx.checker.check_model(str(folder / "encoder.onnx"))
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    (folder / "model.json").write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", "utf-8")


def export_document(networks: list[nn.Module], folder: Path) -> None:
    """Write `document.onnx`: the mean of the networks."""
    example = (torch.zeros(20, HIDDEN), torch.zeros(20, len(NAMES)), torch.zeros(1, HIDDEN))
    axes = {name: {0: "sentences"} for name in ("vectors", "features", "logits")}
    torch.onnx.export(
        _Mean(networks).eval(), example, str(folder / "document.onnx"),
        input_names=["vectors", "features", "title"], output_names=["logits"], dynamic_axes=axes, opset_version=OPSET, dynamo=False,
    )  # fmt: skip
