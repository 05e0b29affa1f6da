"""From sound to words: engines behind one interface, their answers joined and doubted. May import what `transcripts` may."""
