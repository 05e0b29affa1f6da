import pytest

from earwitness.errors import NotFound, SourceError, UsageError
from earwitness.model.archive import Enclosure, Source, SourceEntry, TranscriptLink
from earwitness.sources.content import candidates, open_document

SOURCE = Source(id="0" * 16, url="https://example.org/feed", kind="feed", language="en")
AUDIO = Enclosure(url="https://example.org/1.mp3", media_type="audio/mpeg")


def words(count: int, end: str = "the end.") -> str:
    return "<p>" + " ".join(["tide"] * (count - 2)) + f" {end}</p>"


def kinds(entry: SourceEntry) -> list[str]:
    return [one.kind for one in candidates(entry, SOURCE)]


def test_transcripts_by_language_then_format():
    result = [("a.txt", "text/plain", "en"), ("b.html", "text/html", None), ("c.json", "application/json", None), ("d.srt", "", "en-GB")]
    result += [("e.vtt", "text/vtt", "es"), ("f.vtt", "text/plain", None), ("g.pdf", "application/pdf", None)]
    links = tuple(TranscriptLink(url=f"https://example.org/{name}", media_type=kind, language=tongue) for name, kind, tongue in result)
    found = candidates(SourceEntry(guid="1", transcripts=links, enclosures=(AUDIO,)), SOURCE)
    assert [(one.url or "").rpartition("/")[2] for one in found] == ["f.vtt", "d.srt", "c.json", "b.html", "a.txt", "e.vtt", "1.mp3"]
    assert found[0].why == "the publisher's WebVTT transcript"
    assert found[-1].kind == "speech"


def test_a_text_in_the_feed_counts_when_it_is_the_article():
    url = "https://example.org/p"
    assert kinds(SourceEntry(guid="1", url=url, content_html=words(260))) == ["feed text", "article"]
    assert kinds(SourceEntry(guid="1", url=url, content_html=words(200))) == ["article"]
    assert kinds(SourceEntry(guid="1", url=url, content_html=words(400, "Read more"))) == ["article"]
    assert kinds(SourceEntry(guid="1", url=url, content_html=words(400, "and […]"))) == ["article"]
    assert kinds(SourceEntry(guid="1", url=url, summary_html=words(300))) == ["feed text", "article"]
    assert kinds(SourceEntry(guid="1", content_html="<p>" + "潮" * 600 + "</p>")) == ["feed text"]


def test_beside_a_recording_only_a_text_at_the_pace_of_speech_counts():
    def entry(count: int, minutes: int | None):
        return SourceEntry(
            guid="1", url="https://example.org/p", content_html=words(count), enclosures=(AUDIO,), duration_ms=minutes and minutes * 60_000
        )

    assert kinds(entry(900, 30)) == ["speech"]
    assert kinds(entry(3_000, 30)) == ["feed text", "speech"]
    assert kinds(entry(2_900, None)) == ["speech"]
    assert kinds(entry(3_000, None)) == ["feed text", "speech"]


def test_the_text_of_the_feed_is_a_page_with_its_title():
    (text, _) = candidates(
        SourceEntry(guid="1", title="A < B", url="https://example.org/p", language="de", content_html=words(300)), SOURCE
    )
    assert text.document is not None
    page = text.document.content.decode()
    assert "<h1>A &lt; B</h1>" in page
    assert '<html lang="de">' in page
    assert open_document(text, max_bytes=1) == text.document


def test_recordings_are_known_by_type_or_ending():
    def one(url, kind):
        return kinds(SourceEntry(guid="1", enclosures=(Enclosure(url=url, media_type=kind),)))

    assert one("https://example.org/a.m4a?x=1", "application/octet-stream") == ["speech"]
    assert one("https://example.org/stream", "video/mp4") == ["speech"]
    assert one("https://example.org/a.jpg", "image/jpeg") == []
    assert one("https://example.org/a.mp3", "image/jpeg") == []


def test_what_lies_here_is_opened_and_what_does_not_is_not(tmp_path):
    file = tmp_path / "talk one.vtt"
    file.write_text("WEBVTT\n")
    (found,) = candidates(SourceEntry(guid="talk one.vtt", url=file.as_uri()), SOURCE)
    assert (found.kind, found.media_type) == ("file", "text/vtt")
    assert open_document(found, max_bytes=100).content == b"WEBVTT\n"
    with pytest.raises(NotFound):
        open_document(found._replace(url=(tmp_path / "gone.vtt").as_uri()), max_bytes=100)
    with pytest.raises(SourceError, match="network"):
        open_document(found._replace(url="https://example.org/a.vtt"), max_bytes=100)
    with pytest.raises(UsageError, match="EARWITNESS_IMAP_PASSWORD"):
        open_document(found._replace(url="imaps://a@example.org/INBOX/;UID=1"), max_bytes=100)


def test_nothing_to_read_or_hear():
    assert candidates(SourceEntry(guid="1", title="t"), SOURCE) == ()
