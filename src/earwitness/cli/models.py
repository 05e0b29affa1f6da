"""`earwitness models`: list, fetch and check the model files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from earwitness.config import load_settings
from earwitness.errors import UsageError
from earwitness.network import model_files
from earwitness.network.model_files import ModelLocation

FAULT = 1


def models(action: str = "list", *names: str, json_: Annotated[bool, Parameter(name="--json")] = False, home: Path | None = None) -> int:
    """List, pull or verify models: those that hear speech, and the one that search by meaning uses.

    Examples:
      earwitness models
      earwitness models pull small.en
      earwitness models verify tiny.en

    Parameters
    ----------
    action
        list, pull or verify.
    names
        Models to pull or verify; verify without a name checks every model that is here.
    json_
        One line of JSON for each model.
    home
        Folder that holds models/ (default ~/.earwitness, or EARWITNESS_HOME).
    """
    settings = load_settings(home)
    match action:
        case "list":
            for place in model_files.places(settings.home):
                _say(place, json_=json_)
            return 0
        case "pull":
            if not names:
                raise UsageError("models pull", "names no model", "see earwitness models")
            from earwitness.network.client import HttpClient  # noqa: PLC0415 - the HTTP client costs a quarter second

            for name in names:
                _say(model_files.pull(settings.home, model_files.model(name), HttpClient.from_settings(settings)), json_=json_)
            return 0
        case "verify":
            wanted = [model_files.place(settings.home, model_files.model(name)) for name in names]
            here = wanted or [place for place in model_files.places(settings.home) if place.folder is not None]
            faults = [model_files.verify(place) for place in here]
            for place, found in zip(here, faults, strict=True):
                _say(place, json_=json_, faults=found)
            return FAULT if any(faults) or not here else 0
    raise UsageError("models", f"cannot {action!r}", "choose from list, pull, verify")


def _say(place: ModelLocation, *, json_: bool, faults: tuple[str, ...] | None = None) -> None:
    model = place.model
    if json_:
        shown = {
            "model": model.name,
            "use": model.use,
            "engine": model.engine,
            "licence": model.licence,
            "languages": model.languages,
            "megabytes": model.megabytes,
            "state": place.state,
        }
        print(
            json.dumps(
                {**shown, "folder": str(place.folder) if place.folder else None, **({"faults": faults} if faults is not None else {})}
            )
        )
        return
    if faults is None:
        print(f"{model.name:25} {model.use:8} {model.engine:15} {model.languages:13} {model.megabytes:5} MB  {place.state}")
    elif faults:
        print("\n".join(faults))
    else:
        print(f"{model.name}: every file is what it should be ({place.state})")
