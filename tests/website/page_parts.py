"""Front matter and body of a written page, read by PyYAML alone, so that the tests do not depend on our own reader."""

from typing import Any

import yaml


def read_front_matter(page: str) -> dict[str, Any]:
    """Return the YAML front matter of a page."""
    result = yaml.safe_load(page.split("\n---\n", 1)[0].removeprefix("---\n"))
    assert isinstance(result, dict)
    return result


def read_body(page: str) -> str:
    """Return what follows the front matter."""
    return page.split("\n---\n", 1)[1]
