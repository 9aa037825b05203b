"""What readers may run into who say or send something.

Knows what a reader can do next.
Does not know HTTP.
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


class FollowClosed(StoppressError):
    """A blog that cannot be followed: it has ended, or is a rehearsal."""

    code = "follow-closed"
    message = "This story cannot be followed: nothing more is expected here."


class FollowersFull(StoppressError):
    """As many browsers follow a blog as may."""

    code = "followers-full"
    message = "{limit} devices follow this story, which is the limit. Come back to its page instead."


class PushServiceUnknown(StoppressError):
    """A browser whose push service is none that is known by name."""

    code = "push-service-unknown"
    message = "Alerts cannot be sent through {host}. Use another browser, or ask the publication to allow it."
