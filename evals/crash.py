"""kill -9 at every named point of a 20-item run and at 100 random moments: nothing lost, nothing twice, the archive byte-identical."""

from __future__ import annotations

import json
import random
import tempfile
import time
from pathlib import Path

from earwitness.jobs.failpoints import POINTS
from evals._durable import dump, follow, start
from evals._shows import Show, make_folder

EPISODES, LETTERS = 12, 8
KILLS_A_HOME = 4
"""An item at hand five times when a process dies is given up by design; four kills never reach that."""
RANDOM_KILLS = 100


def run(
    _data: Path | None = None,
    *,
    points: tuple[str, ...] = POINTS,
    random_kills: int = RANDOM_KILLS,
    items: tuple[int, int] = (EPISODES, LETTERS),
) -> dict[str, object]:
    """The figures; `points`, `random_kills` and `items` (of the feed, of the folder) choose a slice."""
    show, chance, started = Show(items[0]), random.Random(7), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="earwitness-crash-") as name, show.server:
        folder = Path(name)
        messages = make_folder(folder / "letters", items[1])
        truth = _whole_run(folder / "truth", show.url, str(messages))
        counters = {
            "items": truth["items"].count("\n") + 1,
            "points": 0,
            "random": 0,
            "lost": 0,
            "doubled": 0,
            "different": 0,
            "alone": 0,
            "archives": 0,
        }
        plan = [f"{point}:{1 + at % 3}" for at, point in enumerate(points)]
        for at in range(0, len(plan), KILLS_A_HOME):
            home = _home(folder / f"points{at}", show.url, str(messages))
            missed = [point for point in plan[at : at + KILLS_A_HOME] if not _killed_at(home, point)]
            counters["points"] += len(plan[at : at + KILLS_A_HOME]) - len(missed)
            _compare(home, truth, counters)
            for point in missed:  # what it stands in was done already, before an earlier kill: the first time in an archive of its own
                home = _home(folder / f"alone{counters['alone']}", show.url, str(messages))
                counters["points"] += _killed_at(home, f"{point.rpartition(':')[0]}:1")
                counters["alone"] += 1
                _compare(home, truth, counters)
        while counters["random"] < random_kills:
            home = _home(folder / f"random{counters['random']}", show.url, str(messages))
            for _ in range(min(KILLS_A_HOME, random_kills - counters["random"])):
                _killed_after(home, chance.uniform(0.5, 4.0))
                counters["random"] += 1
            _compare(home, truth, counters)
    return {
        "items": counters["items"],
        "kills at named points": f"{counters['points']} of {len(plan)}",
        "kills at random moments": counters["random"],
        "rows lost": counters["lost"],
        "rows doubled": counters["doubled"],
        "archives compared": counters["archives"],
        "archives that differ": counters["different"],
        "seconds": round(time.monotonic() - started),
    }


def _home(home: Path, *locations: str) -> Path:
    follow(home, *locations)
    return home


def _whole_run(home: Path, *locations: str) -> dict[str, str]:
    follow(home, *locations)
    _finish(home)
    return dump(home)


def _finish(home: Path) -> None:
    process = start(home, "sync")
    out, err = process.communicate(timeout=600)
    assert process.returncode == 0, err.decode()
    assert json.loads(out)["left"] == 0, out.decode()


def _killed_at(home: Path, point: str) -> bool:
    """True when the process got to the point and died of it."""
    process = start(home, "sync", point)
    process.communicate(timeout=600)
    return process.returncode == -9


def _killed_after(home: Path, seconds: float) -> None:
    process = start(home, "sync")
    time.sleep(seconds)
    process.kill()
    process.communicate(timeout=60)


def _compare(home: Path, truth: dict[str, str], tally: dict[str, int]) -> None:
    """Lets the run end and counts rows that are missing or too many, table by table."""
    _finish(home)
    found = dump(home)
    tally["archives"] += 1
    tally["different"] += found != truth
    for table, rows in truth.items():
        want, have = rows.splitlines(), found[table].splitlines()
        tally["lost"] += len(set(want) - set(have))
        tally["doubled"] += len(have) - len(set(have)) + max(0, len(have) - len(want))
        if want != have:
            print(f"  {home.name}: {table} differs: {sorted(set(want) ^ set(have))[:2]}"[:1500])
