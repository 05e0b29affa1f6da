"""Settings: one frozen object, read once at the entry point from flags, environment (`EARWITNESS_*`) and `earwitness.toml`."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, Self

from pydantic import Field, field_validator, model_validator

from earwitness.errors import UsageError
from earwitness.model.base import Frozen


class Settings(Frozen):
    """Limits and places. Every field can be set in `earwitness.toml` or as `EARWITNESS_<NAME>`; the environment wins."""

    home: Path = Field(default=Path("~/.earwitness"), description="folder of the archive, its models and its settings")
    max_bytes: int = Field(default=16 * 1024 * 1024, ge=1, description="largest document read, in bytes")
    max_upload_bytes: int = Field(default=1024**3, ge=1, description="largest recording uploaded to the web app, in bytes")
    fetch_seconds: float = Field(default=30.0, gt=0, description="longest time one fetch may take, redirects included")
    private_hosts: tuple[str, ...] = Field(default=(), description="host names or addresses on private networks that may be fetched")
    database_url: str | None = Field(
        default=None, description="the archive's database, sqlite:///FILE or postgresql://USER@HOST/NAME; unset: a file in `home`"
    )
    processes: int | None = Field(default=None, ge=1, description="processes that analyse at once during `sync`; unset: one per core")
    speech_engine: str = Field(
        default="faster-whisper", description="engine that transcribes recordings: faster-whisper, onnx-asr or openai"
    )
    speech_model: str = Field(default="tiny.en", description="model of that engine; `earwitness models` lists them")
    speech_url: str | None = Field(
        default=None, description="address of a server with /audio/transcriptions, for the engine openai: http://127.0.0.1:8080/v1"
    )
    diarizer: str = Field(
        default="auto",
        description="speaker diarization: sherpa-onnx, voiceprints (no model), none; auto: sherpa-onnx if installed, else voiceprints",
    )
    second_pass_engine: str = Field(
        default="none",
        description="second pass over the seconds behind quotes, numbers and predictions: none, greedy (same model) or a model's name",
    )
    selection: str = Field(
        default="rules", description="what selects the sentences a digest prints: rules, or model (the reading model; see docs/reading.md)"
    )
    glossary: dict[str, str] = Field(default={}, description="misrecognized spelling = correct spelling; a table in `earwitness.toml`")
    ordinary_words: tuple[str, ...] = Field(
        default=(), description="glossary spellings that are ordinary words too: left unchanged, and named in the audit"
    )
    transcribe_recordings: bool = Field(default=True, description="whether `sync` fetches and transcribes episodes without a transcript")
    align_transcripts: bool = Field(
        default=False,
        description="whether `sync` also fetches the recording of an episode with a published transcript and aligns the transcript with it",
    )
    keep_media: bool = Field(default=False, description="keep transcribed recordings as media/ITEM-ID in `home`")
    embedding_engine: str = Field(default="onnx", description="embedding engine for semantic search: onnx, or a plug-in's name")
    embedding_model: str = Field(
        default="all-MiniLM-L6-v2",
        description="its model: the one of the extra `meaning`, a folder in models/onnx/ of `home`, or none for keyword search alone",
    )
    saved_searches: dict[str, str] = Field(
        default={}, description="saved searches by name: links on the search page, feeds of a published site; a table in `earwitness.toml`"
    )
    smtp_url: str | None = Field(
        default=None,
        description="mail server for e-mail digests: smtp://USER@HOST:587, smtps://USER@HOST or smtp://localhost; its password is read "
        "from EARWITNESS_SMTP_PASSWORD alone",
    )
    mail_from: str | None = Field(default=None, description="sender of e-mail digests: Name <name@example.org>")
    notify_urls: tuple[str, ...] = Field(default=(), description="notification addresses in Apprise's form (extra `notify`)")
    base_url: str = Field(
        default="",
        pattern=r"^(https?://[^/?#@\s]+(/[^?#\s]*)?)?$",
        description="public address of the web app, https://archive.example.org: used for links in e-mail, feeds and tokens",
    )
    host_names: tuple[str, ...] = Field(
        default=(),
        description="host names the web app answers to besides localhost and, on a network, its addresses; other names are refused",
    )
    behind_proxy: bool = Field(
        default=False,
        description="the web app is reached at `base_url` through a proxy on this machine: every user signs in, the proxy is trusted",
    )
    max_audio_hours: float = Field(default=12.0, gt=0, description="longest recording transcribed, in hours")

    @field_validator("base_url")
    @classmethod
    def _without_slash(cls, url: str) -> str:
        return url.rstrip("/")

    @model_validator(mode="after")
    def _has_address(self) -> Self:
        if self.behind_proxy and not self.base_url:
            raise ValueError("needs base_url, the public address of the web app")
        return self

    @property
    def public_url(self) -> str | None:
        """Return the public address behind a proxy; None without one."""
        return self.base_url if self.behind_proxy else None


OLD_SETTINGS = {"public_url": {"behind_proxy": True}, "hub_url": {}}
"""Deprecated settings for the web app's address, each with what else it implied; still read."""


RENAMED_SETTINGS = {"hear_recordings": "transcribe_recordings", "second_listener": "second_pass_engine"}
"""Deprecated names of settings, still read."""


def load_settings(home: Path | None = None, environment: dict[str, str] | None = None) -> Settings:
    """Return the settings in force. Raises `UsageError` naming the first key or value that is wrong."""
    env = dict(os.environ) if environment is None else environment
    folder = home or Path(env.get("EARWITNESS_HOME", "~/.earwitness"))
    folder = folder.expanduser()
    values: dict[str, Any] = {}
    file = folder / "earwitness.toml"
    if file.is_file():
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(str(file), f"not valid TOML: {error}") from error
    for name in (*Settings.model_fields, *OLD_SETTINGS, *RENAMED_SETTINGS):
        if (given := env.get(f"EARWITNESS_{name.upper()}")) is not None and name != "home":
            values[name] = _from_environment(name, given)
    values = _renamed(values) | {"home": folder}
    try:
        return Settings(**values)
    except ValueError as error:
        first = error.errors()[0] if hasattr(error, "errors") else {"loc": ("?",), "msg": str(error)}
        named = first["loc"][0] if first["loc"] else "behind_proxy"
        raise UsageError(
            "settings", f"{named}: {str(first['msg']).removeprefix('Value error, ')}", f"fix it in {file} or the environment"
        ) from error


def _renamed(values: dict[str, Any]) -> dict[str, Any]:
    """Return the settings with deprecated names replaced. Raises `UsageError` where two of them name different addresses."""
    values = {new: values[old] for old, new in RENAMED_SETTINGS.items() if old in values} | {
        name: value for name, value in values.items() if name not in RENAMED_SETTINGS
    }
    retained = {name: value for name, value in values.items() if name not in OLD_SETTINGS}
    for old, meant in OLD_SETTINGS.items():
        if not (url := values.get(old)):
            continue
        if str(retained.setdefault("base_url", url)).rstrip("/") != str(url).rstrip("/"):
            hint = "keep base_url alone" + (
                ", with behind_proxy = true where others reach the hub through a proxy" if "public_url" in values else ""
            )
            raise UsageError("settings", f"{old} is {url}, and base_url is {retained['base_url']}: there is one address", hint)
        retained = meant | retained
    return retained


def _from_environment(name: str, given: str) -> Any:
    """Parse a setting from its text: lists are comma-separated, table entries are `key=value`."""
    parts = tuple(part.strip() for part in given.split(",") if part.strip())
    match name:
        case "private_hosts" | "ordinary_words" | "notify_urls" | "host_names":
            return parts
        case "glossary" | "saved_searches":
            if any("=" not in part for part in parts):
                raise UsageError(f"EARWITNESS_{name.upper()}", f"an entry of {name} has no equals sign", "write one=other,one=other")
            return {left.strip(): right.strip() for left, _, right in (part.partition("=") for part in parts)}
        case _:
            return given
