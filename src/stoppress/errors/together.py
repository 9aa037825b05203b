"""Refusals where several people work on the same.

Knows what each can do next.
Does not know HTTP.
"""

from __future__ import annotations

from stoppress.errors import StoppressError


class VersionStale(StoppressError):
    """The words of a post are no longer those that somebody looked at before changing them. Nothing was changed."""

    code = "version-stale"
    message = (
        "This was changed while you wrote, and nothing of yours is published yet. Both texts are put together here: look "
        "at what came of them, then save that."
    )


class PageUnnamed(StoppressError):
    """An open page says where it is in a way that is none."""

    code = "page-unnamed"
    message = "This page says of itself what cannot be. Reload it."
