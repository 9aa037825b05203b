"""Appends revisions, reads them back in order, rings.

Knows that memory, SQLite and PostgreSQL cannot be told apart by their callers. (Law 4)
Does not know who asks, nor what a revision looks like to a reader.
"""
