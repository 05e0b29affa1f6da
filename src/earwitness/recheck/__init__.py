"""Re-checks published pages: reads a page back into claims and compares each with the transcript. May import `verification` and `renderers`."""
