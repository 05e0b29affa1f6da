"""Forged pages of the Markdown family: every seal fits again, and the evidence alone must show what was changed."""

from __future__ import annotations

import re

import pytest
from tests.renderers.forging import MARKDOWN, page

QUOTE = "Rules in medicine are written after funerals."
RULES = re.escape(QUOTE)

ANYWHERE = {
    "a number's value": (r"€2\.7 million", "€3.7 million"),
    "a number's unit": (r"83 %", "83x"),
    "a rate": (r"€410,000 per year", "€410,000 per month"),
    "a count of other things": (r"90,000 letters", "90,000 patients"),
    "what a number is about": (r"the mortality of sepsis patients in our group", "the mortality of nurses in our group"),
    "the hedge of a number": (r"(\W) about (\W)", r"\1 exactly \2"),
    "the year a prediction is due": (r"by 2029 → 2029", "by 2029 → 2030"),
    "the words that say by when": (r"by 2029 → 2029", "by 2030 → 2030"),
    "a year without words": (r"(for two years”(?: \|)?) (\*\*open\*\*)?", r"\1 **→ 2031** "),
    "the condition of a prediction": (r"If the hospitals save money and put a beginner there ?(?=\||\*)", "If nothing changes"),
    "the speaker as attributed": (rf"({RULES}”<br>— )\*Lucia Ferrante\*,", r"\1*Priya Raman* (as attributed),"),
    "the same speaker as attributed": (rf"({RULES}”<br>— )\*Lucia Ferrante\*,", r"\1*Lucia Ferrante* (as attributed),"),
    "no speaker": (rf"({RULES}”<br>— )\*Lucia Ferrante\*, ", r"\1"),
    "no speaker of an insight": (r"(\n- In her first quarter[^*]*)\*Lucia Ferrante\*, ", r"\1"),
    "two speakers": (rf"({RULES}”<br>— )", r"\1*Priya Raman*, "),
    "words behind a quotation": (rf"({RULES}”)<br>", r"\1 That is a joke, she said.<br>"),
    "a line behind a quotation": (rf"({RULES}”)<br>", r"\1<br>That is a joke, she said.<br>"),
    "words behind the place": (rf"({RULES}”<br>— [^·]*?\))", r"\1 and this is a lie"),
    "struck out": (rf"“{RULES}”", f"<del>“{QUOTE}”</del>"),
    "struck out by signs": (rf"“{RULES}”", f"~~“{QUOTE}”~~"),
    "another quotation in the notes": (rf"({RULES}”<br>— [^<]*?)( <!--)", r"\1 <b>“Rules are written by lawyers.”</b>\2"),
    "a comment inside": (rf"{RULES}”", f"{QUOTE}<!-- not -->”"),
    "letters of another alphabet": (RULES, QUOTE.replace("a", "а")),
    "a character nobody sees": (RULES, QUOTE.replace("are", "a\u200bre")),
    "a turned direction": (RULES, QUOTE.replace("after", "\u202eafter\u202c")),
    "a character given by its number": (RULES, QUOTE.replace("after", "&#97;fter")),
    "no-break spaces": (RULES, QUOTE.replace(" ", "\u00a0")),
    "an alias nobody said": (r"(\*\*Mistral AI\*\*|\[\[Mistral AI\]\])(?: \(also [^)]*\))?", r"\1 (also OpenAI)"),
    "the count of what was proven": (r"Proven: \d+", "Proven: 500"),
    "a link elsewhere under the right second": (r"secondopinion\.example/episodes/41#t=580", "evil.example/episodes/41#t=580"),
    "a passage-like line without evidence": (
        r"\n## Numbers\n",
        "\n“Alarms never save anybody.” *Lucia Ferrante*, [1:18](#p1)\n\n## Numbers\n",
    ),
    "a comment around evidence": (r"\n## Numbers\n", "\n<!-- the numbers\n\n## Numbers\n"),
    "an element around evidence": (r"\n## Numbers\n", "\n<div hidden>\n\n## Numbers\n"),
    "a style": (r"\n## Numbers\n", "\n<style>td{display:none}</style>\n\n## Numbers\n"),
    "code around evidence": (r"\n## Numbers\n", "\n```\n\n## Numbers\n"),
    "a claim by another id": (r"ad422e27476bb932", "ad422e27476bb933"),
    "a claim of another type": (r"<!-- ew:insight:", "<!-- ew:principle:"),
    "a heading of the summary": (r"### Antibiotic protocol and patients", "### Antibiotic failure and patients"),
}
"""The forgeries that pages in all three forms must show."""
SEALED_ONLY = {
    "a quotation in a plain line": (r"\n## Numbers\n", "\nAlarms never save anybody, says *Lucia Ferrante*.\n\n## Numbers\n"),
    "a heading of one's own": (r"\n## Numbers\n", "\n## She later took it back\n\n## Numbers\n"),
    "an indented quotation": (r"\n## Numbers\n", "\n > “Alarms never save anybody.”\n\n## Numbers\n"),
    "a rewritten audit": (r"- Proposed: \d+\. Proven: \d+\. Rejected: \d+\.", "- All of it was confirmed by the Ministry."),
}
"""Nobody writes into a sealed page; an Obsidian note is its owner's."""


@pytest.mark.parametrize("form", MARKDOWN)
def test_the_pages_themselves_hold(form: str) -> None:
    result = page(form)
    assert result.faults(result.text) == []


@pytest.mark.parametrize("form", MARKDOWN)
@pytest.mark.parametrize("forgery", ANYWHERE)
def test_a_forgery_is_found(form: str, forgery: str) -> None:
    assert page(form).forged(*ANYWHERE[forgery])


@pytest.mark.parametrize("form", ["md", "jekyll"])
@pytest.mark.parametrize("forgery", SEALED_ONLY)
def test_a_line_put_into_a_sealed_page_is_found(form: str, forgery: str) -> None:
    assert page(form).forged(*SEALED_ONLY[forgery])


@pytest.mark.parametrize("form", MARKDOWN)
def test_a_quote_given_with_the_place_of_another_is_found(form: str) -> None:
    result = page(form)
    lines = [line for line in result.text.split("\n") if "<!-- ew:quote:" in line]
    first, second = lines[0].partition("<br>")[0], lines[1].partition("<br>")[0]
    swapped = result.text.replace(first, "\0").replace(second, first).replace("\0", second)
    assert swapped != result.text
    assert result.faults(swapped)


@pytest.mark.parametrize(
    "forgery",
    [
        (r"\nsummary: ([^\n]*)counted 4,212", r"\nsummary: \1counted 2,212"),
        (r"\nsummary: ([^\n]*)It doesn", r"\nsummary: \1It does. It doesn"),
        (r"(\ntitle: [^\n]*)", r"\1 and why it failed"),
        (r"context: We bought a product", "context: We never bought a product"),
        (r"position: 1129", "position: 1130"),
        (r"extracted: Count your alarms", "extracted: Ignore your alarms"),
        (r"llm_enhanced: false", "llm_enhanced: false\nquotes_of_the_day:\n- Alarms never save anybody."),
    ],
)
def test_front_matter_says_only_what_the_body_proves(forgery: tuple[str, str]) -> None:
    assert page("jekyll").forged(*forgery)
