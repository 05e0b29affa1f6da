"""Calls of the JSON API made up from its own OpenAPI description: how many are answered, how, and how many with a failure of the hub.

Every operation gets its share, half of the calls as the description wants them and half of values, types and bodies it does not.
"""

from __future__ import annotations

import tempfile
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from starlette.testclient import TestClient

from earwitness.config import Settings
from earwitness.storage.engine import open_database
from earwitness.web.app import create_app
from earwitness.web.app_state import AppState
from evals._archive import archive_of

CALLS = 3_000
ITEMS = 20
SEED = 20_261_128


def run(data: Path) -> dict[str, Any]:
    """Calls, what they were answered with, and the operations that failed."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        archive_of(data, ITEMS, home=Path(folder))
        database = open_database(f"sqlite:///{Path(folder) / 'earwitness.db'}")
        app = create_app(AppState(Settings(home=Path(folder)), database))
        client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
        schema = schemathesis.openapi.from_dict(client.get("/api/v1/openapi.json").json())
        operations = [found.ok() for found in schema.get_all_operations()]
        answers: Counter[int] = Counter()
        failed: Counter[str] = Counter()
        for operation in operations:
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                _call(client, operation, mode, CALLS // (2 * len(operations)) + 1, (answers, failed))
        database.close()
    return {
        "operations": len(operations),
        "calls": answers.total(),
        "answers": " ".join(f"{status}: {count}" for status, count in sorted(answers.items())),
        "answers of 500 or more": sum(failed.values()),
        "operations that failed": ", ".join(sorted(failed)) or "none",
    }


def _call(client: TestClient, operation: Any, mode: GenerationMode, calls: int, tally: tuple[Counter[int], Counter[str]]) -> None:
    """Makes up so many calls of an operation and sends each."""
    answers, failed = tally

    @seed(SEED)
    @settings(max_examples=calls, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode))
    def sent(case: Any) -> None:
        values = case.as_transport_kwargs(base_url="http://localhost")
        values = {
            name: value
            for name, value in values.items()
            if name in ("method", "url", "headers", "params", "json", "content", "data", "files")
        }
        answer = client.request(**values)
        answers[answer.status_code] += 1
        if answer.status_code >= 500:
            failed[f"{operation.method} {operation.path}"] += 1

    try:
        sent()
    except Unsatisfiable:  # nothing of it can be wrong: it takes no value
        return
