"""The doors: parse, call, answer.

Knows requests and responses; `reader` and `api` do not know one another.
Does not know how an answer comes about.
"""
