"""Checks what other sites claim about an item once it has a digest; an imported item is replaced by the item it describes."""

from __future__ import annotations

import sqlalchemy as sa

from earwitness.model.archive import ArchivedItem
from earwitness.model.claims import ImportedPage
from earwitness.model.digest import Digest
from earwitness.model.transcript import Transcript
from earwitness.recheck.imported_claims import OTHER_TEXT, judge_claims
from earwitness.storage.claims import StoredPage, adopt, has_pages, pages_of, put_page, quoting
from earwitness.storage.duplicates import named
from earwitness.storage.items import get_item
from earwitness.storage.releases import same_releases

IN_ARCHIVE = "the archive"
"""Where a transcript comes from that the archive had or got by itself."""


def replace_imported(connection: sa.Connection, archived: ArchivedItem) -> None:
    """Makes a new item the one that imported items of the same release were about: its source can give their transcript."""
    for other, reason in same_releases(connection, archived):
        if other.state == "imported":
            adopt(connection, other.item.id, archived.item.id, f"{reason} as {named(archived)}")


def with_claims(connection: sa.Connection, digest: Digest, transcript: Transcript) -> Digest:
    """The digest with what other hubs' pages prove to have quoted rightly; every claim is stored with its verdict.

    Imported items whose quotes stand in this transcript are recognised as this item first.
    """
    item_id = digest.item.id
    for imported_id in quoting(connection, transcript):
        pages = pages_of(connection, imported_id)
        if imported_id != item_id and pages and all(judge_page(page, digest, transcript)[2] for page in pages):
            archived = get_item(connection, item_id)
            adopt(connection, imported_id, item_id, f"its quotes stand in {named(archived)}" if archived else "its quotes stand there")
    if not has_pages(connection, item_id):
        return digest
    for page in pages_of(connection, item_id):
        digest, judged, _ = judge_page(page, digest, transcript)
        put_page(connection, judged)
    return digest


def judge_page(kept: StoredPage, digest: Digest, transcript: Transcript, *, by: str = IN_ARCHIVE) -> tuple[Digest, StoredPage, bool]:
    """The digest with what the page got right, the page with its claims judged, and whether the transcript is of the same recording.

    `by` says where the transcript comes from, for a page that was not judged before.
    """
    judged = judge_claims(digest, transcript, kept.claims, kept.page.origin)
    if judged.fits:
        changes = {"transcript": transcript.fingerprint, "judged_by": kept.page.judged_by or by, "note": ""}
    else:
        changes = {"transcript": "", "judged_by": "", "note": OTHER_TEXT}
    page = ImportedPage.model_validate({**kept.page.model_dump(), **changes})
    return judged.digest, StoredPage(kept.item_id, page, judged.claims), judged.fits
