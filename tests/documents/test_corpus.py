from itertools import pairwise

import pytest
from tests.documents.corpus import FOLDER, NAMES, expected, read, summary


@pytest.mark.parametrize("name", NAMES)
def test_sample_reads_as_expected(name):
    assert summary(*read((FOLDER / name).read_bytes(), name)) == expected(name)


@pytest.mark.parametrize("name", NAMES)
def test_format_is_seen_in_the_content_not_in_the_name(name):
    content = (FOLDER / name).read_bytes()
    assert read(content, "unnamed")[0] == expected(name)["reader"]


@pytest.mark.parametrize("name", NAMES)
def test_segments_rise_and_never_overlap(name):
    _, parsed = read((FOLDER / name).read_bytes(), name)
    segments = parsed.transcript.segments
    assert all(one.end <= other.start for one, other in pairwise(segments))
    times = [segment.start_ms for segment in segments if segment.start_ms is not None]
    assert times == sorted(times)
    assert all((segment.end_ms or 0) >= (segment.start_ms or 0) for segment in segments)
