"""Hands each frame of one blog to everyone who is reading it.

Knows sequence numbers, cursors and bytes.
Does not know HTML, sockets, tasks or the clock.
"""
