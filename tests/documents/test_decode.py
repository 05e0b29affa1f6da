import pytest
from hypothesis import given
from hypothesis import strategies as st

from earwitness.documents.decoding import decode, repair_mojibake
from earwitness.errors import BinaryDocument, EmptyDocument
from earwitness.model.media import RawDocument
from earwitness.text.invisible import replace_surrogates, strip_invisible

TEXT = "Zoë paid 5 € for “tea”.\nThen she left.\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "cp1252"]
)
def test_encodings_are_found_in_the_bytes(encoding):
    assert decode(RawDocument(TEXT.encode(encoding), "a")).text == TEXT


def test_latin_bytes_are_read_with_a_warning():
    decoded = decode(RawDocument("Café olé, mañana.".encode("latin-1"), "a"))
    assert decoded.text == "Café olé, mañana."
    assert "not UTF-8" in decoded.warnings[0]


def test_one_broken_byte_does_not_cost_the_other_letters():
    decoded = decode(RawDocument("Zoë and Chloë, caf".encode() + b"\xe9, Zo\xc3\xab", "a"))
    assert decoded.text == "Zoë and Chloë, café, Zoë"
    assert "1 place" in decoded.warnings[0]


def test_declared_character_set_is_obeyed_when_it_is_one():
    assert "Привет" in decode(RawDocument('<meta charset="windows-1251"><p>Привет'.encode("cp1251"), "a")).text
    assert decode(RawDocument(b'<meta charset="unicode_escape">\\u0041 \xe9', "a")).text.endswith("\\u0041 é")


def test_mojibake_is_mended_and_the_authors_own_signs_stay():
    decoded = decode(RawDocument("It doesnâ€™t work, she said: “fine” — café ﬁne … Ⅳ".encode(), "a"))
    assert decoded.text == "It doesn’t work, she said: “fine” — café ﬁne … Ⅳ"
    assert decoded.warnings == ("1 garbled character from a wrong earlier decoding (mojibake) mended",)


@pytest.mark.parametrize("text", ["Ça c’est l’été.", "Ñandú — “hola”", "Ā café €5", "Größe: 5 ‰"])
def test_honest_accents_are_no_mojibake(text):
    assert repair_mojibake(text) == (text, 0)


def test_invisible_and_direction_characters_are_counted_out():
    decoded = decode(RawDocument("pay\u202e 001\u202c $\u200b5\u00ad0\ufeff \U000e0041".encode(), "a"))
    assert decoded.text == "pay 001 $50 "
    assert decoded.warnings == ("6 invisible or direction-changing characters removed",)


@pytest.mark.parametrize("text", ["👩\u200d👩\u200d👧 ok", "❤\ufe0f", "1\ufe0f\u20e3", "می\u200cخواهم", "a\tb\n"])
def test_joiners_that_spell_something_stay(text):
    assert strip_invisible(text) == (text, 0)


def test_joiners_between_latin_letters_go():
    assert strip_invisible("pass\u200dword\u200c!\ufe0f") == ("password!", 3)


def test_line_ends_become_lf():
    assert strip_invisible("a\r\nb\rc\u2028d\x0ce")[0] == "a\nb\nc\nd\ne"


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n", "\u200b\ufeff\n".encode(), b"\xff\xfe"])
def test_nothing_in_it_is_said_so(content):
    with pytest.raises(EmptyDocument):
        decode(RawDocument(content, "nothing.txt"))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"ID3\x04\x00\x00\x00\x00", "MP3"),
        (b"\xff\xfb\x90\x00" + b"\x00\x01\x02" * 99, "MPEG audio"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "WAV"),
        (b"\x00\x00\x00\x20ftypisom\x00\x00", "MP4"),
        (b"PK\x03\x04\x14\x00" + b"\x00" * 20 + b"word/document.xml", "Word document"),
        (b"PK\x03\x04\x14\x00" + b"\x00" * 20, "ZIP"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (bytes(range(256)) * 4, "binary file"),
    ],
)
def test_binary_files_are_named(content, what):
    with pytest.raises(BinaryDocument, match=what):
        decode(RawDocument(content, "file"))


def test_words_that_begin_like_a_signature_are_text():
    assert decode(RawDocument(b"MAC is a computer. FORM follows.", "a")).text.startswith("MAC")


@given(st.text())
def test_what_is_left_has_nothing_that_turns_or_hides(text):
    left = strip_invisible(replace_surrogates(text))[0]
    assert not set(left) & set("\r\x00\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u00ad\u2028")
    assert left.encode().decode() == left


@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_a_clear_refusal(content):
    try:
        assert isinstance(decode(RawDocument(content, "x")).text, str)
    except (BinaryDocument, EmptyDocument) as error:
        assert "x:" in str(error)  # noqa: PT017  the refusal names the file
