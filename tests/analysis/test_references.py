from earwitness.analysis.reading import read
from earwitness.analysis.references import ReferenceAnalyzer
from earwitness.model.media import Item
from earwitness.model.transcript import Mark, Segment, Transcript


def references(text, links=(), promotion=()):
    marks = [Mark(start=text.index(words), end=text.index(words) + len(words), kind="link", value=url) for words, url in links]
    marks += [Mark(start=text.index(words), end=text.index(words) + len(words), kind="promotion") for words in promotion]
    marks.sort(key=lambda mark: mark.start)
    transcript = Transcript(text=text, segments=(Segment(start=0, end=len(text), kind="paragraph"),), marks=tuple(marks))
    reading = read(Item(id="0" * 16, title="A letter", source="The Harbour Podcast"), transcript)
    found = list(ReferenceAnalyzer().propose(reading, ()))
    assert all(one.spans for one in found)
    return [(one.kind, one.title, one.url) for one in found]


def test_a_link_is_named_by_its_anchor_and_its_kind_by_its_host():
    text = "Try the tide tables, or the parser, and the survey."
    assert references(
        text,
        links=(
            ("tide tables", "https://tides.example/2031?utm_source=letter&port=leith"),
            ("the parser", "https://github.com/example/tides"),
            ("the survey", "https://arxiv.org/abs/2101.00001"),
        ),
    ) == [
        ("link", "tide tables", "https://tides.example/2031?port=leith"),
        ("code", "the parser", "https://github.com/example/tides"),
        ("paper", "the survey", "https://arxiv.org/abs/2101.00001"),
    ]


def test_promotion_subscription_and_sharing_are_no_references():
    text = "Buy lamps at lamps.example. Unsubscribe here. Share this."
    links = (
        ("Unsubscribe", "https://letter.example/unsubscribe?u=1"),
        ("Share", "https://x.com/intent/tweet?text=hi"),
        ("lamps", "https://lamps.example/x"),
    )
    assert references(text, links=links, promotion=("Buy lamps at lamps.example.",)) == []


def test_works_are_named_in_the_sources_own_words():
    found = references(
        "A new paper called Mills, Tides and Money: A History of Slow Power (long title). I read his book The Salt Road. "
        "She hosts a podcast called “Low Water”. Try Wavelet by Corin (Free & Open Source)."
    )
    assert ("paper", "Mills, Tides and Money: A History of Slow Power", None) in found
    assert ("book", "The Salt Road", None) in found
    assert ("show", "Low Water", None) in found
    assert ("code", "Wavelet by Corin", None) in found


def test_addresses_numbers_and_handles():
    found = references("See https://tides.example/a, kestrel.org/maps, arXiv:2101.00002 and doi 10.1000/182. Ask @kestrel_maps.")
    assert [one[0] for one in found] == ["link", "link", "paper", "paper", "person"]
    assert found[0][2] == "https://tides.example/a"


def test_an_address_twice_is_one_reference_with_two_places():
    assert len(references("See https://tides.example/a and again https://tides.example/a/.")) == 1


def test_a_mail_address_and_the_show_itself_are_no_references():
    assert references("Write to ines@kestrel.org about the Harbour podcast.") == []


def test_plain_talk_has_no_references():
    assert references("I read a book about tides. The paper was wet. His book was called off, they said.") == []


def test_hostile_text_is_read_to_its_end():
    for piece in ("Paper called A ", "a.", "the The ", "@", "https://", "A, "):
        assert len(references(piece * 20_000)) < 100
