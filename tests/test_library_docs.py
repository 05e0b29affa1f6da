"""The public API and its guide: every name is there, sorted and documented, and every example of docs/library.md runs."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import earwitness

REPOSITORY = Path(__file__).parent.parent
GUIDE = (REPOSITORY / "docs" / "library.md").read_text("utf-8")


def test_the_public_names_are_sorted_and_all_of_them_load() -> None:
    assert earwitness.__all__ == sorted(earwitness.__all__)
    for name in earwitness.__all__:
        public = getattr(earwitness, name)
        assert public.__doc__, name
        assert public.__doc__.split("\n")[0].strip().endswith((".", ":", ".`")), name


def test_every_type_of_a_public_call_is_public() -> None:
    """What the four entry points take and return is exported with them."""
    sources = {name: Path(sys.modules[getattr(earwitness, name).__module__].__file__).read_text("utf-8") for name in ("digest", "verify")}
    for name, source in sources.items():
        function = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == name)
        named = {node.id for part in (function.args, function.returns) for node in ast.walk(part) if isinstance(node, ast.Name)}
        ours = {one for one in named if one[0].isupper() and one not in ("None", "Path")}
        assert ours <= set(earwitness.__all__), ours - set(earwitness.__all__)


def test_the_examples_of_the_guide_run_in_order(tmp_path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    assert len(blocks) >= 6
    shutil.copytree(REPOSITORY / "examples", tmp_path / "examples")
    (tmp_path / "guide.py").write_text(
        "if __name__ == '__main__':\n" + "".join(f"    {line}" for line in "\n".join(blocks).splitlines(keepends=True))
    )
    done = subprocess.run([sys.executable, "guide.py"], cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "site" / "index.html").is_file()
