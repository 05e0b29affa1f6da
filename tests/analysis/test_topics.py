from earwitness.analysis.profile import best_for, tags
from earwitness.analysis.reading import read
from earwitness.analysis.topics.analyzer import TopicAnalyzer
from earwitness.analysis.topics.taxonomy import subjects
from earwitness.model.findings import Entity, Topic
from earwitness.model.media import Item
from earwitness.model.transcript import Segment, Span, Transcript

TEXT = (
    "The GPU cluster in our data center draws forty megawatts. We buy compute from two hyperscalers. A supercomputer of this size needs its own "
    "power plant, so compute is sold by the gigawatt. Nuclear power came up again: a small modular reactor takes ten years, and uranium is dear. "
    "The reactor next door was closed. Tide mills are older than either. A tide mill turns twice a day. Nobody builds a tide mill now."
)


def reading_of(text):
    segments = (Segment(start=0, end=len(text), kind="paragraph"),)
    return read(Item(id="0" * 16, title="Power", kind="article"), Transcript(text=text, segments=segments))


def test_the_subjects_spoken_of_are_found_with_counted_keywords():
    reading = reading_of(TEXT)
    found = {topic.topic: topic for topic in TopicAnalyzer().propose(reading, ())}
    assert {"compute infrastructure", "nuclear power"} <= set(found)
    assert found["nuclear power"].mentions == 4
    assert "reactor" in found["nuclear power"].keywords
    assert max(topic.prominence for topic in found.values()) == 1.0


def test_a_phrase_the_table_does_not_know_becomes_a_topic():
    assert any("tide mill" in topic.topic.casefold() for topic in TopicAnalyzer().propose(reading_of(TEXT), ()))


def test_spans_are_places_of_keywords():
    reading = reading_of(TEXT)
    for topic in TopicAnalyzer().propose(reading, ()):
        assert 1 <= len(topic.spans) <= 5
        assert all(
            reading.text_of(span).casefold().removesuffix("'s") in {word.casefold() for word in topic.keywords} for span in topic.spans
        )


def test_small_talk_has_no_curated_topic():
    names = {subject.name for subject in subjects()}
    found = TopicAnalyzer().propose(reading_of("Hello, how are you? I am well. It was a long day, and we went home late."), ())
    assert not names & {topic.topic for topic in found}


def test_one_keyword_once_is_no_topic():
    found = TopicAnalyzer().propose(reading_of("My uncle once saw a rocket from his garden, and then we had tea with the neighbours."), ())
    assert "rockets and satellites" not in {topic.topic for topic in found}


def test_every_subject_has_strong_keywords_and_a_field():
    table = subjects()
    assert len({subject.name for subject in table}) == len(table) >= 110
    assert all(subject.field and sum(weight == 1.0 for _, weight, _ in subject.keywords) >= 4 for subject in table)


def test_tags_are_kebab_case_topics_then_names():
    entity = Entity(name="Kestrel & Sons", kind="organization", spans=(Span(0, 1), Span(2, 3)))
    once = Entity(name="Said Once", kind="person", spans=(Span(0, 1),))
    assert tags([Topic(topic="AI chips", prominence=1.0)], [once, entity]) == ("ai-chips", "kestrel-and-sons")


def test_readers_come_with_the_topics_they_rest_on():
    reading = reading_of(TEXT)
    topics = list(TopicAnalyzer().propose(reading, ()))
    roles = best_for(reading, topics)
    assert 1 <= len(roles) <= 3  # a short item
    assert all(any(topic.topic in role.reason for topic in topics) for role in roles)
    assert best_for(reading, []) == ()
