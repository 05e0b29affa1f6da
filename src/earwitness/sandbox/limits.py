"""Limits on what one document may use."""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """The most that parsing one document may use. Times are seconds."""

    cpu_s: int = 2
    wall_s: float = 40.0
    """Longer than `cpu_s`: a busy machine is no fault of the document."""
    memory_bytes: int = 256 * _MIB
    """All that is in memory, about 60 MiB of loaded code and the document included."""
    output_bytes: int = 64 * _MIB
    open_files: int = 32

    @classmethod
    def for_size(cls, size: int) -> Limits:
        """Limits that grow with the document, so that a large honest one is read.

        The defaults hold up to 2 MiB for time and 16 MiB for memory. Measured: a feed of 14.5 MiB takes 6.7 s and 155 MiB and may take
        9 s and 256 MiB.
        """
        seconds = max(0, -(-(size - 2 * _MIB) // (2 * _MIB)))
        memory = 12 * max(0, size - 16 * _MIB)
        return cls(
            cpu_s=cls.cpu_s + seconds,
            wall_s=cls.wall_s + 5 * seconds,
            memory_bytes=cls.memory_bytes + memory,
            output_bytes=cls.output_bytes + memory,
        )


DEFAULT = Limits()
