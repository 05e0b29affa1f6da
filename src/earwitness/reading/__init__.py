"""The reading model: judges every sentence of a document, and selects what a digest prints."""
