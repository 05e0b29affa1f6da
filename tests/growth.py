"""Growth of cost with the size of the input: a ratio within one run, so that a slow machine changes nothing."""

from collections.abc import Callable
from time import process_time

TIMES_LARGER = 8
SLACK = 4.0
"""Eight times the input may take 32 times as long: linear cost takes 8 times, quadratic 64."""


def growth(run: Callable[[int], object], size: int) -> float:
    """Return how many times the processor time of `run(size)` a run of `TIMES_LARGER` times the size takes; the best of three of each."""
    small = min(_seconds(run, size) for _ in range(3))
    large = min(_seconds(run, size * TIMES_LARGER) for _ in range(3))
    return large / max(small, 1e-4)


def is_linear(run: Callable[[int], object], size: int) -> bool:
    """Return whether the cost grows about as the input does."""
    return growth(run, size) < TIMES_LARGER * SLACK


def _seconds(run: Callable[[int], object], size: int) -> float:
    begin = process_time()
    run(size)
    return process_time() - begin
