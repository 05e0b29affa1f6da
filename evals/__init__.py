"""Measurements of quality and speed, one module a task. Run with `python -m evals TASK [--data DIR] [--json]`."""
