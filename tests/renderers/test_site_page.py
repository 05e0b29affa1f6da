"""The item page of a site: checked from the digest and transcript beside it, also when a careful forger seals it again."""

import re
from pathlib import Path

import pytest
from tests.renderers.harbour_talk import digest_of, talk
from tests.renderers.test_html_page import Tags

from earwitness import pipeline
from earwitness.model.digest import Digest
from earwitness.model.media import RawDocument
from earwitness.model.transcript import Transcript
from earwitness.recheck.claims import recheck
from earwitness.recheck.html_page import HtmlPageReader
from earwitness.recheck.verify import verify
from earwitness.renderers.checksum import with_checksum
from earwitness.renderers.json import JsonRenderer
from earwitness.renderers.labels import amount
from earwitness.renderers.transcript_file import transcript_json
from earwitness.renderers.writing import escape_html
from earwitness.website.links import SiteLinks
from earwitness.website.rendering import Frame, Pages
from earwitness.website.views.item import ItemRecording, site_page

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


class Site:
    """A folder with one item's page, digest and transcript."""

    def __init__(self, folder: Path, digest: Digest, transcript: Transcript) -> None:
        self.digest = digest
        self.truth = transcript
        self.page = folder / f"{digest.item.id}.html"
        self.data = folder / f"{digest.item.id}.json"
        self.transcript = folder / f"{digest.item.id}.transcript.json"
        self.made = site_page(Pages(), Frame(SiteLinks(1), live=False), digest, transcript, ItemRecording("https://example.org/a.mp3"))
        self.page.write_text(self.made, encoding="utf-8")
        self.data.write_text(JsonRenderer().render(digest, transcript), encoding="utf-8")
        self.transcript.write_text(transcript_json(transcript), encoding="utf-8")

    def faults(self, page: str, *, resealed: bool = True) -> list[str]:
        """What is found of the page after an edit."""
        assert page != self.made
        edited = with_checksum(page.rpartition("<!-- ew:seal")[0]) if resealed else page
        return [fault.message for fault in recheck(HtmlPageReader().read_beside(edited, "page", self.digest, self.truth), self.truth)]

    def edited(self, what: str, put: str, *, most: int = 4) -> list[str]:
        """What is found when each of the places where the page says something is changed by itself."""
        places = [match.start() for match in re.finditer(re.escape(what), self.made)][:most]
        assert places
        found = []
        for at in places:
            faults = self.faults(self.made[:at] + put + self.made[at + len(what) :])
            assert faults, self.made[max(0, at - 80) : at + 80]
            found += faults
        return found


@pytest.fixture(scope="module", params=["boring-grid.talk.vtt", "margin-notes-112.newsletter.md"], ids=["timed", "untimed"])
def site(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Site:
    """The beginning of an example as a site's page."""
    content = (EXAMPLES / request.param).read_bytes()[:5_000].rpartition(b"\n\n")[0]
    result = pipeline.digest(RawDocument(content, request.param), pipeline.Tools.standard())
    return Site(tmp_path_factory.mktemp("site"), result.digest, result.transcript)


def test_an_unedited_page_holds(site: Site) -> None:
    checked = verify(site.page.parent)
    assert checked.faults == ()
    assert {one.page.suffix for one in checked.checked} == {".html", ".json"}
    assert all(one.claims for one in checked.checked)
    assert recheck(HtmlPageReader().read_beside(site.made, "page", site.digest, site.truth), site.truth) == ()


def test_any_change_breaks_the_seal(site: Site) -> None:
    assert "the page was changed after it was made: it differs from its own checksum" in site.faults(
        site.made.replace("Summary", "Summery"), resealed=False
    )
    assert site.faults(site.made.rpartition("<!-- ew:seal")[0], resealed=False)


def test_a_changed_word_is_found(site: Site) -> None:
    words = site.digest.quotes[0].text.split()[-3:]
    site.edited(escape_html(" ".join(words)), escape_html(f"{words[0]} {words[1]}x {words[2]}"))


def test_an_altered_number_is_found_where_it_is_shown(site: Site) -> None:
    shown = f'<p class="big">{escape_html(amount(site.digest.numbers[0]))}</p>'
    assert any("where its digest says" in fault for fault in site.edited(shown, shown.replace('">', '">1')))
    assert site.edited(shown, "")


def test_a_changed_speaker_is_found(site: Site) -> None:
    named = re.findall(r'<cite class="who">([^<]*)</cite>', site.made)
    assert named
    for name in sorted(set(named)):
        cite = f'<cite class="who">{name}</cite>'
        site.edited(cite, '<cite class="who">Someone Else</cite>')
        site.edited(cite, "")
        site.edited(cite, f'<cite class="who" data-attributed="">{name}</cite> <span class="note">(as attributed)</span>')


def test_a_moved_time_is_found(site: Site) -> None:
    times = [part.t0_ms for one in site.digest.quotes for part in one.evidence if part.t0_ms]
    for t0 in times[:3]:
        site.edited(f"@{t0}+", f"@{t0 + 1000}+")
    links = re.findall(r'<a class="t" href="#t=[^"]*">[^<]*</a>', site.made)
    assert bool(links) == bool(times)
    for link in links[:5]:
        site.edited(link, re.sub(r">(\d+):", lambda match: f">{int(match.group(1)) + 1}:", link))
        site.edited(link, link.replace("#t=", "#t=9"))


def test_a_changed_heading_or_chapter_is_found(site: Site) -> None:
    labels = re.findall(r"<title>[^<]*</title>(?=<rect)|<h3 class=\"under\">[^<]*<", site.made)
    assert labels
    for label in labels:
        site.edited(label, re.sub(r">([^<]+)<", r">\1x<", label, count=1))


def test_what_is_taken_away_or_put_in_is_found(site: Site) -> None:
    quote = re.search(r'<figure class="quote".*?</figure>', site.made, re.DOTALL).group()
    assert any("it was removed" in fault for fault in site.faults(site.made.replace(quote, "")))
    assert site.faults(site.made.replace(quote, quote + quote))
    invented = re.sub(r'data-id="[0-9a-f]+"', 'data-id="0123456789abcdef"', quote)
    assert any("it was added" in fault for fault in site.faults(site.made.replace(quote, quote + invented)))
    passage = re.findall(r'<p class="passage.*?</p>', site.made, re.DOTALL)[1]
    assert site.faults(site.made.replace(passage, ""))


def test_without_its_digest_or_with_another_nothing_holds(site: Site) -> None:
    digest = site.digest.model_copy(update={"tags": ("other",)})
    other = HtmlPageReader().read_beside(site.made, "page", digest)
    assert "it was made from another digest than the one beside it" in other.faults
    stamp = re.search(r'<meta name="earwitness" content="[^"]*">', site.made).group()
    assert site.faults(site.made.replace(stamp, stamp.replace("digest", "dig")))
    assert site.faults(site.made.replace(stamp, ""))
    held = site.data.read_text(encoding="utf-8")
    site.data.unlink()
    messages = [fault.message for fault in verify(site.page).faults]
    site.data.write_text(held, encoding="utf-8")
    assert any("does not lie beside it" in message for message in messages)


def test_hostile_words_stay_words() -> None:
    transcript = talk()
    page = site_page(Pages(), Frame(SiteLinks(1), live=False), digest_of(transcript, url=None), transcript)
    seen = Tags()
    seen.feed(page)
    assert "Eve &lt;script&gt;" in page
    assert not any(tag in ("img", "b>power") for tag, _ in seen.found)
    for tag, given in seen.found:
        assert "style" not in given
        assert not any(name.startswith("on") for name in given)
        assert not given.get("href", "").startswith("javascript:")
        assert tag != "script" or given["src"].startswith("../assets/")
