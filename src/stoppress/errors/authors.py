"""Refusals about authors and their pages.

Knows that a page which is not public is to readers as if it were not there.
Does not know HTTP.
"""

from __future__ import annotations

from stoppress.errors import StoppressError


class AuthorUnknown(StoppressError):
    """Nobody has a page of this name, or it is not public."""

    code = "author-unknown"
    message = "There is no page of an author “{author}” here. Look at the front page for who writes."


class AuthorExists(StoppressError):
    """The address is another author's."""

    code = "author-exists"
    message = "The address “{author}” is another author’s already. Choose another one; it stays the author’s for ever."


class AuthorChanged(StoppressError):
    """Somebody else changed the page meanwhile. Nothing was changed."""

    code = "author-changed"
    message = "This page was changed while you wrote. Look at it again, then save what is yours."


class AuthorPictureLarge(StoppressError):
    """The picture is too large to be kept beside the rest."""

    code = "author-picture-large"
    message = "The picture is too large: what is made of it has {size} bytes, and {limit} are kept. Send a smaller one."
