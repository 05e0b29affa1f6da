"""Any recording as 16 kHz samples, and the intervals in it that hold speech."""
