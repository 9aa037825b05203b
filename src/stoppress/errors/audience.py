"""What readers may run into who say or send something.

Knows codes and sentences, as `errors` does.
"""

from __future__ import annotations

from stoppress.errors import StoppressError


class ForeignPage(StoppressError):
    """Something that another site's page had a reader's browser send."""

    code = "foreign-page"
    message = "This was sent by a page that is not ours. Open the live page itself, then try again."


class VotesClosed(StoppressError):
    """Nobody is asked for this on this page."""

    code = "votes-closed"
    message = "Readers are not asked for this on this page. Nothing was counted."
