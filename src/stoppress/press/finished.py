"""Finishing: from a page's bytes to what the doors hand out.

Knows that a page's version is a digest of its bytes, so that any change of content, theme or publication shows.
Does not know which page it is.
"""

from __future__ import annotations

from stoppress.render.heads import HTML, Finished, page_version


def finished(body: bytes, cache_control: str, *, status: int = 200, content_type: str = HTML) -> Finished:
    """`body` with a strong version."""
    return Finished(body, page_version(body), cache_control, status, content_type)
