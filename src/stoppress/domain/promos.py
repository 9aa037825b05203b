"""The podcast promo: what may stand in it, and which revisions follow from what is wished or found.

Knows that a feed's latest episode stays while the same feed is followed.
Does not know feeds (`media`), nor who looks at them (`clockwork`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from stoppress.domain.admission_media import admit_medium
from stoppress.domain.blog import Blog
from stoppress.domain.checks import address, at_most, not_over, said
from stoppress.domain.facts import Episode, PodcastPromo
from stoppress.domain.limits import Limits
from stoppress.domain.media import Medium, MediumKind
from stoppress.domain.normal import normal
from stoppress.domain.revisions import EpisodeFound, PodcastPromoSet, PromoPrepared, Revision
from stoppress.errors import InputInvalid


def set_promo(blog: Blog, promo: PodcastPromo | None, at: datetime) -> tuple[Revision, ...]:
    """Say this, or with None nothing, about a podcast; nothing follows where it is said already."""
    promo = normal(promo)
    if promo is not None and blog.promo is not None and promo.feed == blog.promo.feed:
        promo = replace(promo, episode=blog.promo.episode)
    return () if promo == blog.promo else (PodcastPromoSet(at=at, promo=promo),)


def prepare_promo(blog: Blog, medium: Medium, at: datetime) -> tuple[Revision, ...]:
    """Let the promo show what is known of its sound now; nothing follows where it does so already."""
    audio = blog.promo.audio if blog.promo is not None else None
    if audio is None or audio.id != medium.id or audio == medium:
        return ()
    return (PromoPrepared(at=at, medium=medium),)


def follows(blog: Blog, feed: str) -> bool:
    """Whether a blog's promo follows this feed."""
    return blog.promo is not None and bool(feed) and blog.promo.feed == feed


def find_episode(blog: Blog, feed: str, episode: Episode, at: datetime) -> tuple[Revision, ...]:
    """Let the promo name a feed's latest episode; nothing follows where it does, or follows another feed."""
    found = normal(EpisodeFound(at=at, feed=feed, episode=episode))
    known = blog.promo.episode if blog.promo is not None else None
    return (found,) if follows(blog, feed) and found.episode != known else ()


def admit_promo(promo: PodcastPromo, limits: Limits) -> None:
    """Refuse what says too much, leads nowhere, or has two things to be heard."""
    said("promo", promo.text, limits.key_point)
    address("promo", promo.url, limits.address)
    address("promo feed", promo.feed, limits.address)
    at_most("places to follow", len(promo.follow), limits.links)
    for each in promo.follow:
        said("place to follow", each.name, limits.headline)
        said("place to follow address", each.address, limits.address)
        address("place to follow", each.address, limits.address)
    if promo.audio is not None and promo.feed:
        raise InputInvalid(field="promo", problem="let it play a sound or follow a feed, not both.")
    if promo.audio is not None:
        admit_medium(promo.audio, limits)
        if promo.audio.kind is not MediumKind.AUDIO:
            raise InputInvalid(field="promo", problem="what is to be heard has to be a sound.")
    if promo.episode is not None:
        admit_episode(promo.episode, limits)


def admit_episode(episode: Episode, limits: Limits) -> None:
    """Refuse what says too much or leads nowhere."""
    not_over("show", episode.show, limits.headline)
    said("episode", episode.title, limits.headline)
    said("episode's sound address", episode.audio, limits.address)
    address("episode's sound", episode.audio, limits.address)
    address("episode", episode.page, limits.address)
