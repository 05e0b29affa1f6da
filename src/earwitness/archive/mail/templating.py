"""Renders e-mail digests from templates: the built-in ones, or the user's own in a sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from earwitness.archive.mail.message import MailDigest
from earwitness.errors import UsageError

HTML_SUFFIXES = (".html", ".htm", ".html.j2", ".html.jinja")


class Templates(NamedTuple):
    """The sources of both parts of a mail, with the names errors are told by."""

    text: str
    html: str
    text_name: str = "letter.txt"
    html_name: str = "letter.html"

    @classmethod
    def of(cls, own: Sequence[Path] = ()) -> Templates:
        """Our templates, each replaced by the user's file of its kind: `.html` for the one, any other for the other."""
        folder = files("earwitness.archive.mail") / "templates"
        result = cls((folder / "letter.txt").read_text("utf-8"), (folder / "letter.html").read_text("utf-8"))
        for file in own:
            try:
                content = file.read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise UsageError(str(file), f"cannot be read as a template: {error}", "give a text file in UTF-8") from error
            if file.name.lower().endswith(HTML_SUFFIXES):
                result = result._replace(html=content, html_name=str(file))
            else:
                result = result._replace(text=content, text_name=str(file))
        return result


class Worded(NamedTuple):
    """The two parts of a mail."""

    text: str
    html: str


def worded(letter: MailDigest, templates: Templates) -> Worded:
    """The letter in words. Raises `UsageError` naming the template and the line that is wrong."""
    text = _rendered(letter, templates.text, templates.text_name, escaped=False)
    return Worded(text, _rendered(letter, templates.html, templates.html_name, escaped=True))


def _rendered(letter: MailDigest, source: str, name: str, *, escaped: bool) -> str:
    """A template's text. It sees the letter and nothing else: no module, no file, no attribute that begins with an underscore."""
    environment = ImmutableSandboxedEnvironment(
        autoescape=escaped, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    try:
        return environment.from_string(source).render(letter=letter)
    except jinja2.TemplateSyntaxError as error:
        raise UsageError(name, f"line {error.lineno}: {error.message}", "fix the template") from error
    except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, OverflowError) as error:
        raise UsageError(name, f"cannot be filled in: {error}", "fix the template; letter.title, letter.items ... are available") from error
