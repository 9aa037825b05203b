"""Carries out what a person asked: may they, what follows, append. The only writer.

Knows persons, rules and the journal.
Does not know how the wish reached us, nor what readers will see of it.
"""
