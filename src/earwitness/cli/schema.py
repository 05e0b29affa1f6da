"""`earwitness schema`: the JSON Schema of the digest."""

from __future__ import annotations

import json

from earwitness.cli.output import print_text
from earwitness.model.digest import Digest


def schema() -> int:
    """Print the JSON Schema of `earwitness.digest/1`, made from the model itself.

    Example: earwitness schema > digest.schema.json
    """
    print_text(json.dumps(Digest.model_json_schema(mode="serialization"), indent=1) + "\n")
    return 0
