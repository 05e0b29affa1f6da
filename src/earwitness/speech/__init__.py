"""Audio to `Transcript`: decoding, engines, diarization, alignment and the second pass. `transcription` holds the order of the steps."""
