import pytest

from earwitness.errors import NotFound, UsageError
from earwitness.sources.locations import recognise, source_id

CHANNEL = "UC0123456789abcdefghijkl"


@pytest.mark.parametrize(
    ("said", "kind", "canonical"),
    [
        ("HTTPS://Example.ORG:443/Feed.xml?a=1#top", "feed", "https://example.org/Feed.xml?a=1"),
        ("feed://example.org/rss", "feed", "http://example.org/rss"),
        ("feed:https://example.org/rss", "feed", "https://example.org/rss"),
        ("itpc://example.org/rss", "feed", "http://example.org/rss"),
        ("example.org/feed", "feed", "https://example.org/feed"),
        ("http://example.org:8080", "feed", "http://example.org:8080/"),
        (f"https://www.youtube.com/channel/{CHANNEL}/videos", "youtube", f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"),
        ("https://www.youtube.com/playlist?list=PLabc_-1", "youtube", "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabc_-1"),
        ("https://youtube.com/@tidal", "youtube", "https://www.youtube.com/@tidal"),
        ("https://youtu.be/abcdefghijk?t=9", "page", "https://www.youtube.com/watch?v=abcdefghijk"),
        ("imaps://ada%40example.org@Mail.example.org:993/Letters", "imap", "imaps://ada%40example.org@mail.example.org/Letters"),
    ],
)
def test_addresses_have_one_canonical_form(said, kind, canonical):
    assert recognise(said) == (kind, canonical)
    assert recognise(canonical) == (kind, canonical)


def test_a_password_in_an_address_is_refused_and_never_shown():
    for source_text in ("imaps://ada:s3cret@example.org/INBOX", "https://ada:s3cret@example.org/feed"):
        with pytest.raises(UsageError) as caught:
            recognise(source_text)
        assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("said", ["gopher://example.org/", "javascript://x/", "mailto://a@b", "imaps://example.org/INBOX", "  "])
def test_what_cannot_be_followed_is_refused(said):
    with pytest.raises(UsageError):
        recognise(said)


def test_local_places(tmp_path):
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "a.vtt").write_text("WEBVTT\n")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.eml").write_text("From: a@example.org\n\nHello")
    (tmp_path / "maildir" / "cur").mkdir(parents=True)
    (tmp_path / "maildir" / "new").mkdir()
    (tmp_path / "old.mbox").write_text("From a Mon Jan  5 10:00:00 2026\nSubject: x\n\nHello\n")
    (tmp_path / "list.opml").write_text("<opml/>")
    kinds = {name: recognise(str(tmp_path / name))[0] for name in ("talks", "letters", "maildir", "old.mbox")}
    assert kinds == {"talks": "folder", "letters": "mailbox", "maildir": "mailbox", "old.mbox": "mailbox"}
    assert recognise((tmp_path / "talks").as_uri()) == ("folder", str(tmp_path / "talks"))
    with pytest.raises(UsageError, match="OPML"):
        recognise(str(tmp_path / "list.opml"))
    with pytest.raises(NotFound):
        recognise(str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    "said", ["a" * 400, "/tmp/" + "a" * 400, "~nobody-of-this-name/talks", "/proc/1/map_files/x", "talks\N{SNOWMAN}" * 99]
)
def test_a_path_that_cannot_be_is_refused_in_one_line(said):
    with pytest.raises(NotFound, match="no such file or folder, and not"):
        recognise(said)


def test_an_id_is_sixteen_hex_digits_of_the_address():
    assert source_id("https://example.org/a") == source_id("https://example.org/a") != source_id("https://example.org/b")
    assert len(source_id("x")) == 16
    assert int(source_id("x"), 16) >= 0
