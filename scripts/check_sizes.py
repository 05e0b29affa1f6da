"""The size limits of the house: modules of 400 lines, functions of 60 lines, classes of 12 public methods."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

MODULE_LINES, FUNCTION_LINES, PUBLIC_METHODS = 400, 60, 12
SOURCE = Path(__file__).parent.parent / "src" / "earwitness"


def faults(path: Path) -> Iterator[str]:
    """One line for each thing in a module that has grown past its limit."""
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines > MODULE_LINES:
        yield f"{path}: {lines} lines, at most {MODULE_LINES}: split it by noun"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{path}:{node.lineno}: {node.name} has {length} lines, at most {FUNCTION_LINES}"
        elif isinstance(node, ast.ClassDef):
            public = [part for part in node.body if isinstance(part, ast.FunctionDef) and not part.name.startswith("_")]
            if len(public) > PUBLIC_METHODS:
                yield f"{path}:{node.lineno}: {node.name} has {len(public)} public methods, at most {PUBLIC_METHODS}"


def main() -> int:
    """Prints every fault; 1 when there is one."""
    modules = sorted(SOURCE.rglob("*.py"))
    found = [fault for path in modules for fault in faults(path)]
    print("\n".join(found) or f"sizes: {len(modules)} modules within limits")
    return 1 if found or not modules else 0


if __name__ == "__main__":
    sys.exit(main())
