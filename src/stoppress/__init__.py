"""Stoppress: a live-blog platform in which a blog is a log of revisions and all else is a fold over it.

Knows its own version.
Does not know anything else; begin reading at `docs/tour.md`.
"""

__version__ = "0.1.0"
