"""Days, months and years as typed and stored: ISO 8601, shortened where less is known."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_AFTER_ALL = "A"
"""Behind every date when dates are compared as text, as `10000` would not be."""


def is_date(text: str) -> bool:
    """True for a year, a month or a day that there is.

    >>> is_date("2026"), is_date("2026-02"), is_date("2026-02-30")
    (True, True, False)
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def bound(text: str) -> str:
    """The first day, month or year after the one given: what ends before it is still within.

    >>> bound("2026"), bound("2026-12"), bound("2026-02-28"), bound("9999") > "9999-12-31"
    ('2027', '2027-01', '2026-03-01', True)
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return text
    year = int(match[1])
    if last_day(text) == date.max.isoformat():
        return _AFTER_ALL
    if match[2] is None:
        return f"{year + 1:04}"
    month = int(match[2])
    if match[3] is None:
        return f"{year + month // 12:04}-{month % 12 + 1:02}"
    return (date(year, month, int(match[3])) + timedelta(days=1)).isoformat()


def last_day(text: str) -> str:
    """The last day of a year or month, a day as it is; anything else unchanged. So that due dates of all lengths can be put in order.

    >>> last_day("2029"), last_day("2028-02"), last_day("2026-06-30"), last_day("")
    ('2029-12-31', '2028-02-29', '2026-06-30', '')
    """
    match = _DATE.fullmatch(text)
    if match is None or match[3]:
        return text
    year, month = int(match[1]), int(match[2] or 12)
    return f"{match[1]}-{month:02}-{calendar.monthrange(year, month)[1]}"
