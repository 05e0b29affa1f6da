import io
import json
import random
import warnings

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earwitness.errors import EmptyDocument, InputError, TooDeep, TooLarge
from earwitness.model.media import RawDocument
from earwitness.sources.feeds import read_feed

HEAD = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
)


def read(text: str | bytes, *, url: str | None = "https://example.org/show/feed.xml", media_type: str | None = None):
    content = text.encode() if isinstance(text, str) else text
    return read_feed(RawDocument(content, "feed.xml", url=url, media_type=media_type))


def rss(items: str, channel: str = "<title>Tidal Power Weekly</title>"):
    return read(f"{HEAD}{channel}{items}</channel></rss>")


def test_an_episode_is_read_in_full():
    feed = rss(
        """<item><title>Wave &amp;amp; <b>wind</b></title><guid isPermaLink="false">ep-7</guid><link>/ep/7</link>
        <pubDate>Fri, 09 Oct 2020 04:30:38 -0100</pubDate><itunes:duration>1:02:03</itunes:duration><itunes:season>2</itunes:season>
        <itunes:episode>7</itunes:episode><itunes:explicit>false</itunes:explicit><itunes:author>Ada Moor and Ben Lund</itunes:author>
        <enclosure url="7.mp3" type="audio/mpeg" length="1234"/><itunes:image href="https://example.org/7.jpg"/>
        <content:encoded><![CDATA[<p>Read <a href="notes">the notes</a><script>alert(1)</script></p>]]></content:encoded></item>""",
        "<title>Tidal Power Weekly</title><link>https://example.org/</link><language>en-gb</language><ttl>60</ttl>",
    )
    (entry,) = feed.entries
    assert (feed.title, feed.site_url, feed.language, feed.ttl_minutes) == ("Tidal Power Weekly", "https://example.org/", "en-gb", 60)
    assert (entry.title, entry.guid, entry.url) == ("Wave & wind", "ep-7", "https://example.org/ep/7")
    assert entry.published == "2020-10-09T05:30:38+00:00"
    assert (entry.duration_ms, entry.season, entry.episode, entry.explicit) == (3_723_000, "2", "7", False)
    assert [person.name for person in entry.people] == ["Ada Moor", "Ben Lund"]
    assert (entry.enclosures[0].url, entry.enclosures[0].length) == ("https://example.org/show/7.mp3", 1234)
    assert entry.content_html == '<p>Read <a href="https://example.org/ep/notes">the notes</a></p>'
    assert feed.warnings == ()


@pytest.mark.parametrize(
    ("text", "title", "entry"),
    [
        (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>x</id><title type="text">1 &lt; 2</title></entry></feed>',
            "A",
            "1 < 2",
        ),
        ('<rss version="0.91"><channel><title>B</title><item><title>old</title></item></channel></rss>', "B", "old"),
        (
            (
                '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>C</title></channel>'
                '<item rdf:about="https://example.org/1"><title>rdf</title></item></rdf:RDF>'
            ),
            "C",
            "rdf",
        ),
        (
            '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>D</a:title><a:entry><a:title>prefixed</a:title></a:entry></a:feed>',
            "D",
            "prefixed",
        ),
    ],
)
def test_every_format(text, title, entry):
    feed = read(text)
    assert (feed.title, [one.title for one in feed.entries]) == (title, [entry])


def test_json_feed():
    item = {
        "id": 17,
        "title": "Tides &amp; trains",
        "url": "/17",
        "date_published": "2026-01-05T10:00:00+02:00",
        "content_text": "One.\n\nTwo & three.",
        "authors": [{"name": "Ada Moor"}],
        "attachments": [{"url": "17.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9, "duration_in_seconds": 61.5}],
    }
    feed = read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "J", "language": "de", "items": [item, "broken"]}))
    (entry,) = feed.entries
    assert (entry.guid, entry.title, entry.url) == ("17", "Tides &amp; trains", "https://example.org/17")
    assert (entry.published, entry.duration_ms, entry.language) == ("2026-01-05T08:00:00+00:00", 61_500, "de")
    assert entry.content_html == "<p>One.</p><p>Two &amp; three.</p>"
    assert entry.enclosures[0].url == "https://example.org/show/17.mp3"
    assert [person.name for person in entry.people] == ["Ada Moor"]
    assert feed.warnings == ("1 of 2 entries could not be read",)


def test_a_broken_feed_is_read_leniently_and_says_so():
    feed = rss("<item><title>Cats & dogs</title><guid>1</guid><description>a<br>b</item><item><title>Next</title><guid>2</guid></item>")
    assert [entry.title for entry in feed.entries] == ["Cats & dogs", "Next"]
    assert "not well-formed" in feed.warnings[0]


def test_guids_are_made_up_from_what_lasts_and_stay_the_same():
    items = (
        '<item><title>a</title><enclosure url="https://example.org/a.mp3" type="audio/mpeg"/></item>'
        "<item><title>b</title><link>https://example.org/b</link></item><item><title>c</title><pubDate>Fri, 09 Oct 2020 04:30:38 GMT</pubDate></item>"
    )
    first, again = rss(items), rss(items.replace("<title>a", "<title>A, renamed"))
    assert [entry.guid for entry in first.entries][:2] == ["https://example.org/a.mp3", "https://example.org/b"]
    assert [entry.guid for entry in first.entries] == [entry.guid for entry in again.entries]
    assert first.entries[2].guid.startswith("made-up:")


def test_a_guid_is_kept_once_but_a_guid_given_to_everything_is_no_guid():
    twice = rss("<item><guid>1</guid><title>a</title></item><item><guid>1</guid><title>a</title></item>")
    assert [entry.guid for entry in twice.entries] == ["1"]
    same = rss("".join(f"<item><guid>blog</guid><title>t{n}</title><link>https://example.org/{n}</link></item>" for n in range(3)))
    assert len({entry.guid for entry in same.entries}) == 3


def test_titles_and_names_hold_nothing_invisible():
    feed = rss("<item><title>Safe\u202egnp.exe\u200b\u0007 &lt;script>x&lt;/script>List&lt;String></title><guid>1</guid></item>")
    assert feed.entries[0].title == "Safegnp.exe List<String>"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://example.org/a.mp3", "http://[", "//"]
)
def test_only_web_addresses_are_kept(address):
    feed = read(
        f'{HEAD}<item><guid>1</guid><link>{address}</link><enclosure url="{address}" type="audio/mpeg"/></item></channel></rss>', url=None
    )
    assert (feed.entries[0].url, feed.entries[0].enclosures) == (None, ())


def test_entities_of_a_document_type_are_plain_text_or_nothing(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("PLANTED")
    text = (
        f'<!DOCTYPE rss [<!ENTITY owner "Ada Moor"><!ENTITY file SYSTEM "{secret.as_uri()}"><!ENTITY big "&owner;&owner;">]>'
        "<rss><channel><title>&owner;&file;&big;</title><item><title>x</title></item></channel></rss>"
    )
    feed = read(text)
    assert "PLANTED" not in feed.model_dump_json()
    assert feed.title.startswith("Ada Moor")
    assert feed.title.count("Ada Moor") == 1


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "utf-16", "koi8-r", "punycode", "nonsense"])
def test_encodings(declared):
    word = "мир" if declared == "koi8-r" else "Straße"
    real = {"punycode": "utf-8", "nonsense": "utf-8"}.get(declared, declared)
    text = (
        f'<?xml version="1.0" encoding="{declared}"?><rss><channel><title>{word}</title><item><title>{word}</title></item></channel></rss>'
    )
    feed = read(text.encode(real))
    assert (feed.title, feed.entries[0].title) == (word, word)


def test_what_is_no_feed_says_what_it_is():
    for text, source_text in (
        ("<html><body>Hello</body></html>", "web page"),
        ("<opml><body/></opml>", "OPML"),
        ("just words", "no mark-up"),
        ('{"a": 1}', "no JSON Feed"),
        ('{"items": [', "broken JSON"),
        ("<kml/>", "<kml>"),
    ):
        with pytest.raises(InputError, match=source_text):
            read(text)
    with pytest.raises(EmptyDocument):
        read(b" \n")


def test_depth_and_size_are_judged_before_anything_is_built():
    with pytest.raises(TooDeep):
        read("<rss><channel>" + "<a>" * 600)
    with pytest.raises(TooDeep):
        read('{"items":' + "[" * 600)
    with pytest.raises(TooLarge):
        read("<rss><channel>" + "<item/>" * 20_001)
    with pytest.raises(TooLarge):
        read("<rss><channel><item " + 'a="b" ' * 3_000 + "/>")


def test_a_feed_of_hundreds_of_namespaces_is_refused_and_repeated_declarations_are_not():
    """feedparser may go over every prefix for every element: 4,000 of them in a feed of 4,000 entries cost 5 s, 16,000 cost minutes."""

    def entries(number, distinct):
        return "".join(f'<item xmlns:p{at % distinct}="urn:p"><title xmlns="urn:t">Ebb {at}</title></item>' for at in range(number))

    assert len(rss(entries(600, 400)).entries) == 600
    with pytest.raises(TooLarge, match="namespaces"):
        rss(entries(600, 600))
    with pytest.raises(TooLarge, match="namespaces"):
        read(f"<rss {' '.join(f'xmlns:p{at}=u' for at in range(600))}><channel><item><title>t</title></item></channel></rss>")


def test_a_text_nested_too_deep_is_left_out_and_the_entry_stays():
    feed = rss("<item><guid>1</guid><title>t</title><description>" + "&lt;div>" * 600 + "</description></item>")
    assert (feed.entries[0].title, feed.entries[0].summary_html) == ("t", "")


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300) | st.text(alphabet="<>/&;\"'=!-[] aitemrsu{}:#\n", max_size=300).map(str.encode))
def test_any_bytes_are_a_feed_or_an_input_error(content):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # feedparser's, on its own use of the standard library
        try:
            feed = read(b"<rss><channel><item>" + content)
        except InputError:
            return
    feed.model_dump_json()


def test_mutated_feeds_never_break_it():
    chance = random.Random(11)
    whole = (
        HEAD + "<title>t</title><item><guid>1</guid><podcast:person role='guest'>Ada Moor</podcast:person></item></channel></rss>"
    ).encode()
    read_ = 0
    for _ in range(250):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(content))
            content[at : at + chance.randint(0, 9)] = chance.choice(
                [b"<", b">", b'"', b"&#xD800;", b"<item>", b"<![CDATA[", b"\x00", b"\xff", b"http://["]
            )
        try:
            read_ += bool(read(bytes(content)).title)
        except InputError:
            continue
    assert read_ > 60


@pytest.mark.data
def test_a_slice_of_feedparsers_own_files_loses_no_entry(data):
    paths = sorted((data / "feeds" / "feedparser").rglob("*.xml"))[::9]
    assert len(paths) > 100
    for path in paths:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = feedparser.parse(io.BytesIO(path.read_bytes()), sanitize_html=False)["entries"]
        guids = [dict.get(entry, "id") for entry in theirs]
        distinct = len({guid for guid in guids if guid}) + sum(not guid for guid in guids)
        try:
            ours = len(read(path.read_bytes(), url=None).entries)
        except InputError:
            ours = 0
        assert ours >= distinct, path.name


def test_a_lone_surrogate_anywhere_in_a_json_feed_costs_none_of_its_entries():
    attachment = {"url": "https://quay.example/1.mp3\ud800", "mime_type": "audio/mpeg\ud800\u0000"}
    item = dict.fromkeys(("id", "title", "content_html", "summary", "language", "image", "date_published"), "a�\x00b")
    source_text = json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "\udfff", "items": [{**item, "attachments": [attachment]}, {"id": "2"}]}
    )
    feed = read_feed(RawDocument(source_text.encode(), "feed.json"))
    written = feed.model_dump_json()
    assert len(feed.entries) == 2
    assert "\\ud800" not in written
    assert "\\u0000" not in written
    assert feed.entries[0].enclosures[0].media_type.startswith("audio/mpeg")
