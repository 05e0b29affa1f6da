"""All exceptions of Earwitness.

EarwitnessError                  exit 1
├── UsageError                   exit 2   an option or argument is invalid
├── InputError                   exit 2   a document that cannot be digested
│   ├── EmptyDocument
│   ├── BinaryDocument
│   ├── TooLarge
│   ├── TooDeep
│   ├── Exhausted                         used up its time, memory or output while being parsed
│   ├── Crashed                           killed the process that parsed it
│   └── NoText                            read, but holds no words to digest
├── SourceError                  exit 2   a location that cannot be read
│   ├── NotFound
│   ├── AddressRefused                    a private or forbidden network address
│   └── FetchFailed
├── MissingExtra                 exit 2   an optional dependency is not installed
└── EvidenceError                exit 1   published evidence does not hold
"""

from __future__ import annotations


class EarwitnessError(Exception):
    """The base class. Printed as one line: `subject` is what it is about, `problem` what is wrong, `hint` how to fix it."""

    exit_code = 1

    def __init__(self, subject: str, problem: str, hint: str = "") -> None:
        self.subject = subject
        self.problem = problem
        self.hint = hint
        super().__init__(f"{subject}: {problem}" + (f"; {hint}" if hint else ""))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.subject, self.problem, self.hint), self.__dict__  # travels between processes as it is


class UsageError(EarwitnessError):
    """An option or argument is invalid."""

    exit_code = 2


class InputError(EarwitnessError):
    """A document that cannot be digested."""

    exit_code = 2


class EmptyDocument(InputError):
    """Contains only white space."""


class BinaryDocument(InputError):
    """Bytes that are not text in any known encoding."""


class TooLarge(InputError):
    """More than the limit set in the settings."""


class TooDeep(InputError):
    """Mark-up nested deeper than any honest page."""


class Exhausted(InputError):
    """Used up the time, memory or output allowed for parsing one document."""


class Crashed(InputError):
    """Killed the process that parsed it, or made the parser raise an unexpected exception."""


class NoText(InputError):
    """Readable, but without words to digest."""


class SourceError(EarwitnessError):
    """A location that cannot be read."""

    exit_code = 2


class NotFound(SourceError):
    """No such file or page."""


class AddressRefused(SourceError):
    """A network address that must not be reached."""


class FetchFailed(SourceError):
    """A server did not return the document; `retry_after_s` is the delay it asked for, if any."""

    def __init__(self, subject: str, problem: str, hint: str = "", *, retry_after_s: int | None = None) -> None:
        super().__init__(subject, problem, hint)
        self.retry_after_s = retry_after_s


class MissingExtra(EarwitnessError):
    """An optional dependency is not installed; `hint` holds the install command."""

    exit_code = 2


class EvidenceError(EarwitnessError):
    """Published evidence does not hold."""
