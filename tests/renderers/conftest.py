"""The digests every test of publishing runs on."""

from __future__ import annotations

import pytest
from tests.renderers.harbour_talk import URLS, digest_of, talk

from earwitness.model.digest import Digest
from earwitness.model.transcript import Transcript


@pytest.fixture(params=["video", "audio", "none", "letter"])
def digested(request) -> tuple[Digest, Transcript]:
    """The talk with a player, as a media file, without an address, and as a letter without times."""
    transcript = talk(timed=request.param != "letter")
    return digest_of(transcript, url=URLS.get(request.param)), transcript
