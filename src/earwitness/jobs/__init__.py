"""Durable work: what was begun is finished once, whatever is switched off in between. The only room that imports DBOS.

May import everything below it; `cli` and `library` import it. The rows of the archive are the truth (which item is in which state,
when a source may be polled again); DBOS is the engine that carries an item from one state to the next, and could be deleted.
"""
