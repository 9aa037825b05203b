"""Building what tells readers who follow a story.

Knows what the settings say of them, and which of its own keys the newsroom is known to push services by: the one for notices.
Does not know doors, nor servers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from stoppress.app.telling import vapid_of
from stoppress.outbound.guarded import FetchLimits
from stoppress.press.press import Press
from stoppress.render.publication import Publication
from stoppress.web.door import STATIC
from stoppress.web.reader.follow import FOLLOW_WORKER, FollowParts
from stoppress.wire.following import Following
from stoppress.wire.push import Post, Push

if TYPE_CHECKING:
    from stoppress.app.building import Newsroom

FOLLOW_LIMITS: Final = FetchLimits(at_once=20, at_once_a_host=20)
"""Most browsers have the same push service: it is asked more at once than any other host."""


def follow_parts(newsroom: Newsroom, publication: Publication) -> FollowParts | None:
    """What the readers' routes need; nothing where no story can be followed."""
    settings, journal = newsroom.settings, newsroom.journal
    if not settings.follow:
        return None
    return FollowParts(
        followers=newsroom.audience.followers,
        key=vapid_of(newsroom.telling, settings, publication).public,
        epoch=lambda: journal.epoch,
        days=settings.follow_days,
        worker=STATIC / FOLLOW_WORKER,
    )


def following(
    newsroom: Newsroom, press: Press, post: Post, publication: Publication, now: Callable[[], datetime]
) -> Following:
    """What sends alerts to followers, over a way to post."""
    settings, telling = newsroom.settings, newsroom.telling
    return Following(
        newsroom.audience.owing,
        newsroom.journal,
        press.current,
        Push(post, vapid_of(telling, settings, publication), now),
        publication,
        now,
        failures=telling.failures,
        kept_days=settings.follow_days,
    )
