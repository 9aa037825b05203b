"""Building what readers' questions need.

Knows what the settings say of them.
Does not know doors, nor servers.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from stoppress.actions.actions import Actions
from stoppress.actions.answering import Answering
from stoppress.actions.posts import Posts
from stoppress.actions.questions import QuestionDesk
from stoppress.app.audience import AudienceRoom
from stoppress.app.desk import DeskRoom
from stoppress.audience.asking import Asking, QuestionLimits
from stoppress.audience.moderation import Moderation
from stoppress.audience.question_upkeep import QuestionUpkeep
from stoppress.clockwork.questions import Postbag
from stoppress.config.settings import Settings
from stoppress.domain.identifiers import Slug
from stoppress.drafts.bell import What
from stoppress.drafts.notices import Telling
from stoppress.web.hops import Hops
from stoppress.web.reader.questions import QuestionParts


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRoom:
    """The parts: what readers do, what the desk does, and what happens by itself."""

    asking: Asking
    moderation: Moderation
    desk: QuestionDesk
    answering: Answering
    upkeep: QuestionUpkeep
    postbag: Postbag


def question_limits(settings: Settings) -> QuestionLimits:
    """How much is taken."""
    return QuestionLimits(
        a_minute=settings.questions_per_minute,
        an_hour=settings.questions_per_hour,
        a_blog_minute=settings.questions_per_blog,
        bits=settings.question_work,
    )


def question_room(
    settings: Settings,
    audience: AudienceRoom,
    room: DeskRoom,
    notices: Telling,
    actions: Actions,
    posts: Posts,
    now: Callable[[], datetime],
) -> QuestionRoom:
    """The room over parts that are open."""
    upkeep = QuestionUpkeep(audience.database, audience.writes)
    moderation = Moderation(audience.database, audience.writes, now)
    answering = Answering(moderation, actions, posts, room.sending, room.drafts, room.bell.ring)
    return QuestionRoom(
        asking=Asking(audience.database, audience.writes, now, secrets.token_bytes, question_limits(settings)),
        moderation=moderation,
        desk=QuestionDesk(moderation, answering, room.bell.ring, notices),
        answering=answering,
        upkeep=upkeep,
        postbag=Postbag(upkeep, answering, partial(_tell, room)),
    )


async def _tell(room: DeskRoom, blog: Slug) -> None:
    await room.bell.ring(blog, What.QUESTIONS)


def question_parts(room: QuestionRoom, settings: Settings) -> QuestionParts:
    """What the routes need by which readers ask."""
    return QuestionParts(asking=room.asking, hops=Hops(settings.trusted_proxies), days=settings.question_days)
