"""Caption formats (WebVTT, SRT, SBV, TTML, ASS, JSON) into a `Transcript`."""
