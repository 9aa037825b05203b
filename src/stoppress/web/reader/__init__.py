"""The readers' door: pages and the stream.

Knows the addresses of DESIGN §5.
Does not know staff.
"""
