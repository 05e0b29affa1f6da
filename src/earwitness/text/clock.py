"""Clock times: as people read them and as captions write them."""

from __future__ import annotations

import re

_CLOCK = re.compile(r"^(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?$")


def clock(ms: int) -> str:
    """`12:34`, or `1:02:03` from one hour on.

    >>> clock(754_000)
    '12:34'
    """
    seconds = max(0, ms) // 1000
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def seconds(ms: int) -> str:
    """Seconds to the millisecond, as addresses write them (`t=754.3`), without needless digits.

    >>> seconds(754_300), seconds(36_000_000), seconds(36_000_021)
    ('754.3', '36000', '36000.021')
    """
    whole, rest = divmod(max(0, ms), 1000)
    return f"{whole}.{rest:03}".rstrip("0") if rest else str(whole)


def parse_clock(text: str) -> int | None:
    """Milliseconds of `1:02:03.500`, `02:03,5` or `12:34`; None when it is no clock time.

    >>> parse_clock("00:12:34")
    754000
    """
    match = _CLOCK.match(text.strip())
    if not match:
        return None
    hours, minutes, seconds, fraction = match.groups()
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))
