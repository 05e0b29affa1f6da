"""Speech recognition engines behind one Protocol (`extensions.SpeechEngine`)."""
