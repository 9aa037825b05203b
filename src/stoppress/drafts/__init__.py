"""Drafts: what the desk knows and readers must not.

Knows drafts, the queue of what goes out when, holds, shifts, notices, who is here, and the rules of a blog's desk: rows,
never revisions.
Does not know the log, nor who may do what (`actions`).
"""
