"""Building what looks at the network: who asks, with what, and where it is told.

Knows the settings that switch parts of it off.
Does not know when anything is looked at (`clockwork`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from stoppress.app.media import MediaRoom
from stoppress.clockwork.cards import Cards, Keep
from stoppress.clockwork.looking import Looking
from stoppress.clockwork.podcasts import Podcasts
from stoppress.config.settings import Settings
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.media import Medium
from stoppress.drafts.failures import UNNOTED, Noting
from stoppress.media.card_pictures import keep_picture
from stoppress.media.embedding import Embedding, Fetch
from stoppress.media.looks import LookKind
from stoppress.media.podcasts import fetch_latest_episode
from stoppress.web.desk.embed import Look


def looking(
    room: MediaRoom,
    fetch: Fetch,
    settings: Settings,
    now: Callable[[], datetime],
    chance: Callable[[], float],
    failures: Noting = UNNOTED,
) -> Looking:
    """What looks, over a way to fetch."""
    cards = Cards(
        Embedding(fetch, room.providers), room.showing, _keep(room, fetch) if settings.embed_pictures else None, now
    )
    podcasts = Podcasts(room.promos, partial(fetch_latest_episode, fetch))
    return Looking(room.looks, {LookKind.CARD: cards, LookKind.FEED: podcasts}, now, chance, failures)


def embeds(room: MediaRoom, fetch: Fetch, settings: Settings) -> Look | None:
    """What asks providers for those who write, over a way to fetch."""
    return Embedding(fetch, room.providers).look if settings.embeds else None


def _keep(room: MediaRoom, fetch: Fetch) -> Keep:
    async def keep(address: str, provider: str, slug: Slug, post: PostId) -> Medium:
        known = room.providers.named(provider)
        title = known.title if known is not None else provider
        return await keep_picture(fetch, room.library, room.incoming, address, title, slug, post)

    return keep
