"""Re-checks published pages: reads a page back into claims and compares each with the transcript and the digest."""
