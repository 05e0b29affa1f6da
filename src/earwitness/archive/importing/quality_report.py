"""The quality report of an import: how much could be read, named an entity, and was proven. Pages and JSON show the same numbers."""

from __future__ import annotations

from pydantic import Field

from earwitness.model.base import Frozen


class ReadingTrouble(Frozen):
    """A page that could not be taken over, and why."""

    path: str
    reason: str


class Duplicates(Frozen):
    """Pages that are there more than once. Each count is of pages beyond the first."""

    same_title: int = 0
    same_url: int = 0
    shared_quotes: int = Field(
        default=0, description="pages of another title that share five or more long quotes with one page before them"
    )


class Companies(Frozen):
    """What the hub lists as companies."""

    entries: int = 0
    blank: int = 0
    malformed: int = 0
    no_entity: int = Field(default=0, description="entries whose own words show that they name nothing")
    no_entity_by_reason: dict[str, int] = Field(default_factory=dict)
    no_entity_examples: dict[str, int] = Field(default_factory=dict, description="the most frequent, with how often")
    pages_with_no_entity: int = 0
    swallowed_word: int = Field(default=0, description="names with a word too many, such as `And Google`")
    known_person: int = Field(default=0, description="entries that our tables know for people")
    known_other: int = Field(default=0, description="entries that our tables know for products, places or works")
    redundant_same: int = Field(default=0, description="entries that repeat one of their page, case and punctuation folded")
    redundant_alias: int = Field(default=0, description="the same with legal suffixes, asides and known aliases folded")
    pages_with_redundant: int = 0
    verified: int = 0
    unverified: int = 0
    refuted: int = 0
    refuted_by_reason: dict[str, int] = Field(default_factory=dict)


class Quotes(Frozen):
    """What the hub prints as said."""

    entries: int = 0
    blank: int = 0
    malformed: int = 0
    with_gaps: int = Field(default=0, description="with an ellipsis or words in brackets")
    with_ellipsis: int = 0
    with_brackets: int = 0
    without_topics: int = 0
    with_speaker: int = 0
    with_time: int = 0
    verified: int = 0
    verified_corrected: int = Field(default=0, description="of the verified: differ from the source in disfluencies alone")
    verified_elided: int = Field(default=0, description="of the verified: own words with words left out at the marks")
    refuted: int = 0
    refuted_by_reason: dict[str, int] = Field(default_factory=dict)
    unverifiable: int = Field(default=0, description="no transcript at hand")


class Insights(Frozen):
    """What the hub prints as learnt."""

    pages_without_key: int = 0
    pages_without_readable: int = Field(default=0, description="key missing, list empty, or every entry blank")
    pages_all_blank: int = 0
    entries: int = 0
    blank: int = 0
    malformed: int = 0
    verified: int = 0
    refuted: int = 0
    unverifiable: int = 0


class Fields(Frozen):
    """Fields that are empty, or hold what a program writes when it knows nothing."""

    title_missing: int = 0
    source_unknown: int = 0
    title_unreadable: int = Field(default=0, description="of those without a title: with something there that is none")
    date_missing: int = 0
    date_unreadable: int = Field(default=0, description="of those without a date: with something there that is none")
    date_is_processing: int = Field(default=0, description="equal to the processing date to the minute")
    duration_missing: int = 0
    duration_unreadable: int = Field(default=0, description="of those without a length: with something there that is none")
    duration_default: int = Field(default=0, description="one minute or less")
    url_missing: int = 0
    url_unreadable: int = Field(default=0, description="of those without an address: with something there that is none")
    url_is_audio: int = 0
    summary_missing: int = 0
    summary_cut: int = 0
    summary_raw_object: int = 0
    summary_complaint: int = 0
    topics_missing: int = 0
    action_items: int = 0
    action_items_one_word: int = 0
    not_utf8: int = Field(default=0, description="pages in another encoding, or with bytes that are no letters in any")
    mojibake: int = Field(default=0, description="pages in which wrongly decoded characters were put right")
    mojibake_titles: int = 0
    repeated_keys: int = Field(default=0, description="pages that give a field twice, at any depth: two writers, and the first value lost")


class Transcripts(Frozen):
    """Transcripts: those the hub speaks of, and those the quotes were judged by."""

    said_to_exist: int = 0
    url_set: int = 0
    file_exists: int = 0
    judged_by: dict[str, int] = Field(default_factory=dict, description="pages by where their transcript comes from")
    other_text: int = Field(default=0, description="pages whose transcript holds other words")
    unreadable: int = 0
    without: int = Field(default=0, description="pages without any")


class QualityReport(Frozen):
    """A hub in numbers."""

    hub: str
    files: int = 0
    readable: int = 0
    unreadable: tuple[ReadingTrouble, ...] = ()
    duplicates: Duplicates = Duplicates()
    companies: Companies = Companies()
    quotes: Quotes = Quotes()
    insights: Insights = Insights()
    fields: Fields = Fields()
    transcripts: Transcripts = Transcripts()
