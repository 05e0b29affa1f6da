"""What one document may cost."""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """The most that parsing one document may use. Times are seconds."""

    cpu_s: int = 2
    wall_s: float = 20.0
    """Longer than `cpu_s`: a busy machine is no fault of the document."""
    memory_bytes: int = 256 * _MIB
    """Beyond what the idle process uses."""
    output_bytes: int = 64 * _MIB
    open_files: int = 32

    @classmethod
    def for_size(cls, size: int) -> Limits:
        """Limits that grow with the document, so that a large honest one is read: the defaults hold up to 1 MiB."""
        more = max(0, -(-size // _MIB) - 1)
        return cls(
            cpu_s=cls.cpu_s + more,
            wall_s=cls.wall_s + 3 * more,
            memory_bytes=cls.memory_bytes + 32 * more * _MIB,
            output_bytes=cls.output_bytes + 8 * more * _MIB,
        )


DEFAULT = Limits()
