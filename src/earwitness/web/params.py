"""Query and path parameters that several routes share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

LONGEST_WORDS = 500
"""Characters looked for in names and titles: databases refuse patterns of some ten thousand, and conditions by the thousand."""
Words = Annotated[str, Query(max_length=LONGEST_WORDS)]
