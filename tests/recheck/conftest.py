"""The digests that the re-check tests run on, shared with the renderers' tests."""

from tests.renderers.conftest import digested

__all__ = ["digested"]
