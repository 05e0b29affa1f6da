"""Diarization with sherpa-onnx's neural models, used when the package and both model files are installed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from earwitness.errors import InputError, MissingExtra
from earwitness.extensions import Context
from earwitness.model.speech import RecognizedWord, VoiceTurn

SEGMENTATION, EMBEDDING = "segmentation.onnx", "embedding.onnx"
"""A pyannote segmentation model and a speaker embedding model (WeSpeaker, 3D-Speaker, NeMo), under these names in one folder."""
_THRESHOLD = 0.5
"""Distance at which clusters of embeddings stay apart: the value of sherpa-onnx's own examples."""


class SherpaDiarizer:
    """sherpa-onnx speaker diarization. It takes the whole recording at once: 230 MB of memory an hour."""

    def __init__(self, context: Context, *, package: Any = None) -> None:
        folder = context.settings.home / "models" / "diarization"
        try:
            self._sherpa = package or import_module("sherpa_onnx")
        except ImportError as error:
            raise MissingExtra("sherpa-onnx", "is not installed", "pip install sherpa-onnx") from error
        for name in (SEGMENTATION, EMBEDDING):
            if not (folder / name).is_file():
                raise InputError(f"diarization model {name}", f"is not in {folder}", "put it there, or set diarizer = 'voiceprints'")
        sherpa = self._sherpa
        config = sherpa.OfflineSpeakerDiarizationConfig(
            segmentation=sherpa.OfflineSpeakerSegmentationModelConfig(
                pyannote=sherpa.OfflineSpeakerSegmentationPyannoteModelConfig(model=str(folder / SEGMENTATION))
            ),
            embedding=sherpa.SpeakerEmbeddingExtractorConfig(model=str(folder / EMBEDDING)),
            clustering=sherpa.FastClusteringConfig(num_clusters=-1, threshold=_THRESHOLD),
        )
        if not config.validate():
            raise InputError("diarization models", "were refused by sherpa-onnx", f"replace the files in {folder}")
        self._diarization = sherpa.OfflineSpeakerDiarization(config)

    @property
    def name(self) -> str:
        """The method."""
        return "sherpa-onnx"

    def turns(self, blocks: Iterable[bytes], words: Sequence[RecognizedWord]) -> tuple[VoiceTurn, ...]:
        """Who speaks when; empty where there is only one voice. sherpa-onnx says nothing of how sure it is: confidence stays 1."""
        import numpy as np  # noqa: PLC0415 - part of the speech extra

        samples = np.concatenate([np.frombuffer(block, dtype="<i2").astype(np.float32) for block in blocks] or [np.zeros(0, np.float32)])
        found = self._diarization.process(samples / 32768.0).sort_by_start_time()
        if len({turn.speaker for turn in found}) < 2:
            return ()
        numbers: dict[int, int] = {}
        return tuple(
            VoiceTurn(round(turn.start * 1000), round(turn.end * 1000), numbers.setdefault(turn.speaker, len(numbers) + 1))
            for turn in found
        )


def models_present(folder: Path) -> bool:
    """True when both model files are there."""
    return all((folder / name).is_file() for name in (SEGMENTATION, EMBEDDING))
