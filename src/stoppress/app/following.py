"""Building what tells readers who follow a story.

Knows what the settings say of them, and which of its own keys the newsroom is known to push services by: the one for notices.
Does not know doors, nor servers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from stoppress.app.audience import AudienceRoom
from stoppress.app.telling import TellingRoom, vapid_of
from stoppress.config.settings import Settings
from stoppress.journal.journal import Journal
from stoppress.outbound.guarded import FetchLimits
from stoppress.press.press import Press
from stoppress.render.publication import Publication
from stoppress.web.door import STATIC
from stoppress.web.reader.follow import FOLLOW_WORKER, FollowParts
from stoppress.wire.following import Following
from stoppress.wire.push import Post, Push

FOLLOW_LIMITS: Final = FetchLimits(at_once=20, at_once_a_host=20)
"""Most browsers have the same push service: it is asked more at once than any other host."""


def follow_parts(
    audience: AudienceRoom, telling: TellingRoom, journal: Journal, settings: Settings, publication: Publication
) -> FollowParts | None:
    """What the readers' routes need; nothing where no story can be followed."""
    if not settings.follow:
        return None
    return FollowParts(
        followers=audience.followers,
        key=vapid_of(telling, settings, publication).public,
        epoch=lambda: journal.epoch,
        days=settings.follow_days,
        worker=STATIC / FOLLOW_WORKER,
    )


def following(
    audience: AudienceRoom,
    telling: TellingRoom,
    press: Press,
    journal: Journal,
    post: Post,
    settings: Settings,
    publication: Publication,
    now: Callable[[], datetime],
) -> Following:
    """What sends alerts to followers, over a way to post."""
    return Following(
        audience.owing,
        journal,
        press.current,
        Push(post, vapid_of(telling, settings, publication), now),
        publication,
        now,
        failures=telling.failures,
        kept_days=settings.follow_days,
    )
