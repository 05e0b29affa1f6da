"""The workflow of one item: the order of its stages, and what each outcome leads to. Free of DBOS, which supplies the way to run a step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

import sqlalchemy as sa

from earwitness.errors import EarwitnessError
from earwitness.jobs import stages
from earwitness.jobs.services import Services
from earwitness.jobs.stages import ItemJob, StageOutcome
from earwitness.storage.engine import cause_of

MOST_CANDIDATES = 8
"""Places an item's content is looked for; a feed that names more is not followed further."""


class Stopped(BaseException):
    """The process is about to end: what a stage could not do for that reason is not the item's fault, and is not noted."""


class RunStep(Protocol):
    """Runs one stage as a durable step: a step whose outcome was noted is not run again."""

    def __call__(self, name: str, stage: Callable[[], StageOutcome]) -> StageOutcome:
        """The stage's outcome, new or noted."""


def read_item(services: Services, job: ItemJob, step: RunStep) -> StageOutcome:
    """From entry to digest by whatever can be read; an item that can only be heard is set to wait."""
    skipped: list[str] = []
    reasons: list[str] = []
    for at in range(MOST_CANDIDATES):
        found = step(f"read {at}", partial(_read_next, services, job, tuple(skipped)))
        if found.verdict != "next":
            break
        name, _, reason = found.detail.partition("\x1f")
        skipped.append(name)
        reasons.append(reason or name)
    else:
        found = StageOutcome("none", "nothing to read or hear in it")
    if found.verdict in ("none", "failed") and reasons:
        found = StageOutcome("failed", "; ".join(dict.fromkeys(reasons)))
    if found.verdict == "speech":
        found = StageOutcome("speech", "; ".join(dict.fromkeys(reasons)))
    return _go_on(services, job, step, found)


def _read_next(services: Services, job: ItemJob, skipped: tuple[str, ...]) -> StageOutcome:
    """The best candidate not skipped, fetched and read: one step of the engine, since both stages know what they did before."""
    found = guarded(stages.fetch, services, job, skipped)
    return guarded(stages.parse, services, job, found.detail) if found.verdict == "found" else found


def transcribe_item(services: Services, job: ItemJob, step: RunStep) -> StageOutcome:
    """From audio to digest."""
    transcribed = step("hear", partial(guarded, stages.transcribe_audio, services, job))
    return _go_on(services, job, step, transcribed)


def _go_on(services: Services, job: ItemJob, step: RunStep, so_far: StageOutcome) -> StageOutcome:
    if so_far.verdict == "parsed":
        so_far = step("digest", partial(guarded, stages.digest, services, job))
    if so_far.verdict in ("digested", "copy", "gone"):
        return so_far
    ended = StageOutcome("failed", so_far.detail) if so_far.verdict == "none" else so_far
    return step("finish", partial(stages.finish, services, job, ended))


def guarded(stage: Callable[..., StageOutcome], services: Services, job: ItemJob, *arguments: object) -> StageOutcome:
    """A stage's outcome, also when it fails: a bad item becomes a reason to read, never a stopped worker."""
    try:
        try:
            outcome = stage(services, job, *arguments)
        except (
            sa.exc.OperationalError,
            sa.exc.TimeoutError,
        ):  # a deadlock or a dropped connection: stages may be done twice, so once more at once
            outcome = stage(services, job, *arguments)
    except EarwitnessError as error:
        outcome = StageOutcome("failed", str(error))
    except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
        outcome = StageOutcome("again", f"the archive could not be written ({cause_of(error)})")
    except Exception as error:  # noqa: BLE001 - what nobody foresaw fails its own item and is shown with it
        outcome = StageOutcome("failed", f"internal error ({type(error).__name__}: {error})")
    if services.stopping.is_set() and outcome.verdict in ("next", "again", "failed"):
        raise Stopped
    return outcome
