"""Tells the outside world, at least once.

Knows what leaves: for now, that caches are to forget.
Does not know connections (`outbound`).
"""
