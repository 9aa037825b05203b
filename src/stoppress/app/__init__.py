"""The only place that builds parts and joins them: start, drain, stop.

Knows every room below and the order in which their parts begin and end.
Does not know any rule of theirs.
"""
