"""Clusters stretches of speech by voice: Gaussians merged while the Bayesian information criterion favours it.

The method is that of Chen and Gopalakrishnan (1998), which needs no trained model: two stretches belong to one voice when one Gaussian
describes them as well as two, weighed against the parameters the second one costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

PENALTY, DEARER = 0.95, 0.4
"""Times the criterion's own price of a Gaussian (1 in the paper): the first for little speech, both together from `_MUCH` frames on,
because what differs between two recordings of one voice adds up as well: sixteen clips of one reader come to 1.28 at 1,100 frames."""
_MUCH = 1_000
_SMOOTHING = 8.0
"""Frames' worth of the whole recording's variance mixed into each covariance."""
_CAP = 2_000
"""Frames after which more of a voice counts no more: with ever more frames the criterion finds ever smaller differences, down to a
speaker moving on the chair."""


class Voices(NamedTuple):
    """`members[k]` are the numbers of the stretches of voice k; the rest describes its Gaussian.

    `margin` is what keeping the two most alike voices apart gains, over its price: infinite for one voice.
    """

    members: tuple[tuple[int, ...], ...]
    means: Any
    precisions: Any
    log_determinants: Any
    margin: float


class _Sums(NamedTuple):
    """Frames, their sum and the sum of their outer products, one row a cluster."""

    count: Any
    first: Any
    second: Any


def cluster(stretches: Sequence[Any], *, fewest: int, penalty: float = PENALTY) -> Voices:
    """The voices of the stretches (arrays of frames). A voice of fewer than `fewest` frames is no voice of its own."""
    import numpy as np  # noqa: PLC0415 - part of the speech extra

    everything = np.concatenate(stretches).astype(np.float64)
    spread = everything.var(0) + 1e-6
    sums = _Sums(
        np.array([float(len(s)) for s in stretches]),
        np.array([s.sum(0, dtype=np.float64) for s in stretches]),
        np.array([s.T.astype(np.float64) @ s for s in stretches]),
    )
    members: list[list[int]] = [[at] for at in range(len(stretches))]
    alive = list(range(len(stretches)))
    price = np.full((len(stretches), len(stretches)), np.inf)
    for at in alive[:-1]:
        price[at, at + 1 :] = _gains(sums, at, np.arange(at + 1, len(stretches)), spread)
    margin = float("inf")
    while len(alive) > 1:
        first, second = divmod(int(np.argmin(price)), len(stretches))
        small = min(sums.count[first], sums.count[second]) < fewest and len(alive) <= 6
        if price[first, second] >= penalty and not small:
            lone = [at for at in alive if sums.count[at] < fewest]
            if not lone:
                margin = float(price[first, second])
                break
            first, second = _nearest(price, lone[0])
        for retained, gone in zip(sums, sums, strict=True):
            retained[first] += gone[second]
        members[first] += members[second]
        alive.remove(second)
        price[second, :] = price[:, second] = np.inf
        others = np.array([at for at in alive if at != first], int)
        if len(others):
            gains = _gains(sums, first, others, spread)
            price[np.minimum(others, first), np.maximum(others, first)] = gains
    alive.sort(key=lambda at: min(members[at]))
    covariances = _covariances(sums.count[alive], sums.first[alive], sums.second[alive], spread)
    return Voices(
        tuple(tuple(sorted(members[at])) for at in alive),
        sums.first[alive] / sums.count[alive][:, None],
        np.linalg.inv(covariances),
        np.linalg.slogdet(covariances)[1],
        margin,
    )


def log_likelihoods(frames: Any, voices: Voices) -> Any:
    """How well each voice explains each frame (frames x voices), up to a constant."""
    import numpy as np  # noqa: PLC0415

    found = []
    for mean, precision, log_determinant in zip(voices.means, voices.precisions, voices.log_determinants, strict=True):
        away = frames - mean
        found.append(-0.5 * (((away @ precision) * away).sum(1) + log_determinant))
    return np.stack(found, axis=1)


def _nearest(price: Any, at: int) -> tuple[int, int]:
    """The pair with `at` in it that costs least to join."""
    import numpy as np  # noqa: PLC0415

    both = np.minimum(price[at, :], price[:, at])
    other = int(np.argmin(both))
    return min(at, other), max(at, other)


def _gains(sums: _Sums, at: int, others: Any, spread: Any) -> Any:
    """What keeping `at` apart from each of `others` gains in likelihood, over the price of the second Gaussian."""
    import numpy as np  # noqa: PLC0415

    one, two = _capped(sums, [at]), _capped(sums, others)
    both = _Sums(one.count + two.count, one.first + two.first, one.second + two.second)
    count = both.count
    gain = 0.5 * (count * _log_det(both, spread) - one.count * _log_det(one, spread) - two.count * _log_det(two, spread))
    size = len(spread)
    dearer = 1 + DEARER / PENALTY * np.minimum(1.0, np.minimum(one.count, two.count) / _MUCH)
    return gain / (0.5 * (size + size * (size + 1) / 2) * np.log(count) * dearer)


def _capped(sums: _Sums, which: Any) -> _Sums:
    import numpy as np  # noqa: PLC0415

    share = np.minimum(1.0, _CAP / sums.count[which])
    return _Sums(sums.count[which] * share, sums.first[which] * share[:, None], sums.second[which] * share[:, None, None])


def _covariances(count: Any, first: Any, second: Any, spread: Any) -> Any:
    import numpy as np  # noqa: PLC0415

    mean = first / count[:, None]
    scatter = second - count[:, None, None] * mean[:, :, None] * mean[:, None, :]
    return (scatter + _SMOOTHING * np.diag(spread)) / (count + _SMOOTHING)[:, None, None]


def _log_det(sums: _Sums, spread: Any) -> Any:
    import numpy as np  # noqa: PLC0415

    return np.linalg.slogdet(_covariances(sums.count, sums.first, sums.second, spread))[1]
