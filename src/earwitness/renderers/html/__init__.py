"""The parts of the HTML page: style, script, elements with evidence, sections, coverage strip, transcript."""
