"""The doors: the application and the fast lane, over parts that are open already.

Knows what each door is given of the newsroom.
Does not know how those parts are made (`building`), nor servers (`serving`).
"""

from __future__ import annotations

import resource
import secrets
from datetime import timedelta
from functools import partial

import stoppress
from stoppress.actions.alarming import Alarming
from stoppress.actions.archive import Archive
from stoppress.actions.merging import Merging
from stoppress.actions.noticing import Noticing
from stoppress.actions.preparing import Preparing
from stoppress.actions.undoing import Undo
from stoppress.app.audience import audience_parts
from stoppress.app.authors import author_pages
from stoppress.app.building import Newsroom, chance, now
from stoppress.app.desk import DESK_STREAMS, new_draft
from stoppress.app.following import follow_parts
from stoppress.app.questions import question_parts
from stoppress.app.removing import inquiry, removal_by_law
from stoppress.app.telling import vapid_of
from stoppress.app.theming import open_theme, theme_logo
from stoppress.config.settings import Settings
from stoppress.drafts.ready_rows import ReadyWords
from stoppress.fastlane.answers import policy_lines
from stoppress.fastlane.lane import CROWD, Lane, LaneLimits
from stoppress.hub.seats import Seats
from stoppress.press.press import Press
from stoppress.render.publication import Publication
from stoppress.web.desk.audience import Numbers
from stoppress.web.desk.door import DeskParts
from stoppress.web.desk.embed import Look
from stoppress.web.desk.installing import WORKER_FILE
from stoppress.web.door import STATIC, MediaParts, Parts, guarded, make_door, sources_of
from stoppress.web.hops import Hops
from stoppress.web.policy import Policy, policy_headers
from stoppress.web.reader.stream import StreamLimits

# Of the idempotency keys that stand in the desk's forms.
_KEY_BYTES = 16

# How long shared caches keep a file: they are told when it is withdrawn, or ask again soon (DESIGN §5).
_PURGED_SECONDS = 86_400
_UNPURGED_SECONDS = 60

# Files a process has open beside streams: databases, logs, requests that are being answered (DESIGN §10.12).
_OTHER_FILES = 512


def door(
    newsroom: Newsroom, press: Press, publication: Publication, seats: Seats, embeds: Look | None = None
) -> Policy:
    """The ASGI application, over parts that are open already; `embeds` asks providers for those who write."""
    settings = newsroom.settings
    parts = Parts(
        press=press,
        blogs=newsroom.blogs,
        furniture=newsroom.furniture,
        coverages=newsroom.coverages,
        posts=newsroom.posts,
        tokens=newsroom.tokens,
        publication=publication,
        seats=seats,
        step_wait=settings.step_seconds,
        stream_limits=StreamLimits(heartbeat=settings.heartbeat_seconds, backlog=settings.stream_backlog),
        chance=chance,
        body_limit=settings.body_limit,
        host_limit=settings.host_limit,
        version=stoppress.__version__,
        theme=open_theme(settings.theme)[1].by_name,
        questions=question_parts(newsroom.questions, settings),
        hops=Hops(settings.trusted_proxies),
        audience=audience_parts(newsroom.audience, settings, now, follow_parts(newsroom, publication)),
        pictured=newsroom.authors.picture,
        desk=desk_parts(newsroom, press, publication, embeds),
        media=MediaParts(
            media=newsroom.media.media,
            library=newsroom.media.library,
            limits=newsroom.media.limits,
            incoming=newsroom.media.incoming,
            uploads=newsroom.media.uploads,
            promos=newsroom.media.promos,
            shared_seconds=_PURGED_SECONDS if settings.purge else _UNPURGED_SECONDS,
        ),
    )
    return guarded(make_door(parts), parts)


def desk_parts(newsroom: Newsroom, press: Press, publication: Publication, embeds: Look | None = None) -> DeskParts:
    """What the desk's routes need."""
    return DeskParts(
        now=now,
        staff=newsroom.staff,
        session_lasts=timedelta(seconds=newsroom.settings.session_seconds),
        owners=newsroom.owners,
        reader_counts=newsroom.reader_counts,
        numbers=Numbers(newsroom.audience.views, newsroom.audience.votes, newsroom.audience.followers),
        posts=newsroom.posts,
        merging=Merging(newsroom.actions, newsroom.posts, newsroom.journal),
        previews=newsroom.previews,
        media=newsroom.media.media,
        library=newsroom.media.library,
        incoming=newsroom.media.incoming,
        shelf=newsroom.media.limits,
        embed_previews=newsroom.settings.embed_previews,
        embeds=embeds,
        blogs=newsroom.blogs,
        furniture=newsroom.furniture,
        coverages=newsroom.coverages,
        promos=newsroom.media.promos,
        archive=Archive(newsroom.actions, newsroom.journal),
        removal=removal_by_law(newsroom),
        inquiry=inquiry(newsroom, press, publication),
        new_key=partial(secrets.token_hex, _KEY_BYTES),
        new_draft=new_draft,
        drafting=newsroom.room.drafting,
        sending=newsroom.room.sending,
        submitting=newsroom.room.submitting,
        shifts=newsroom.room.shifts,
        queue=newsroom.room.queue,
        rehearsing=newsroom.room.rehearsing,
        bell=newsroom.room.bell,
        questions=newsroom.questions.desk,
        answering=newsroom.questions.answering,
        noticing=Noticing(newsroom.telling.notices),
        alarming=Alarming(newsroom.telling.alarms),
        subscriptions=newsroom.telling.subscriptions,
        push_key=vapid_of(newsroom.telling, newsroom.settings, publication).public if newsroom.settings.push else "",
        together=newsroom.room.together,
        seats=Seats(DESK_STREAMS, newsroom.settings.streams_per_address, newsroom.settings.trusted_proxies),
        chance=chance,
        undo=Undo(newsroom.actions, newsroom.journal, newsroom.media.showing),
        preparing=Preparing(ReadyWords(newsroom.desk), newsroom.actions),
        worker=STATIC / WORKER_FILE,
        logo=theme_logo(newsroom.settings.theme),
        authors=author_pages(newsroom.authors, press, now),
    )


def seats_of(settings: Settings) -> Seats:
    """As many streams as the settings or the system allow."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return Seats(
        settings.streams or max(1, files - _OTHER_FILES), settings.streams_per_address, settings.trusted_proxies
    )


def lane_over(press: Press, seats: Seats, settings: Settings, publication: Publication) -> Lane:
    """The fast lane of this process."""
    limits = LaneLimits(
        media_host=publication.media.host.encode(),
        heartbeat=settings.heartbeat_seconds,
        stall=settings.stall_seconds,
        idle=settings.idle_seconds,
        backlog=settings.stream_backlog,
        crowd=min(CROWD, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2),
    )
    return Lane(
        press, seats, policy=policy_lines(policy_headers(sources_of(publication))), chance=chance, limits=limits
    )
