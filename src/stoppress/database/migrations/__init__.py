"""The steps by which a database came to its present schema; `journal` and `desk` are two histories.

Knows only what changed. A step, once released, is never edited.
Does not know today's schema (`schema_journal`, `schema_desk`); a contract test proves the sum equal to it.
"""
