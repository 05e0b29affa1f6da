"""Diarization: by audio channel, by clustering, or with sherpa-onnx."""
