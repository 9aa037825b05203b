"""Drafts: what the desk knows and readers must not.

Drafts, the queue of what goes out when, holds, and the rules of a blog's desk. Rows, never revisions.
"""
