"""What the press is told again and again beside the log: whose bylines lead to a page, and what is most read.

Knows how soon every process hears of a change that another one made.
Does not know pages.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final

from stoppress.actions.actions import Now
from stoppress.actions.authors import AuthorPages
from stoppress.audience.most_read import most_read
from stoppress.audience.views import Views
from stoppress.clockwork.repeating import again_and_again
from stoppress.press.press import Press
from stoppress.staff.authors import Authors

AUTHORS_SECONDS: Final = 5.0
"""How soon a page that was made public, or is no longer, is so in every process: as long as a cache keeps one."""

RANKING_SECONDS: Final = 30.0


async def use_authors(authors: Authors, press: Press) -> None:
    """Tell the press of the authors there are. Raises StorageUnavailable."""
    press.use_authors(await authors.everybody())


async def rank(views: Views, press: Press, now: Now, hours: int) -> None:
    """Tell the press what is most read now, by views over so many hours. Raises StorageUnavailable."""
    window, moment = timedelta(hours=hours), now()
    press.rank(most_read(await views.hours_of_all(moment - window), moment, window))


async def keep_authors(authors: Authors, press: Press) -> None:
    """Go on telling it. Runs until cancelled."""
    await again_and_again(partial(use_authors, authors, press), AUTHORS_SECONDS, what="look at authors")


async def keep_ranking(views: Views, press: Press, now: Now, hours: int) -> None:
    """Go on telling it. Runs until cancelled."""
    await again_and_again(partial(rank, views, press, now, hours), RANKING_SECONDS, what="see what is read")


def author_pages(authors: Authors, press: Press, now: Now) -> AuthorPages:
    """What staff do with authors: this process shows it at once."""
    return AuthorPages(authors, now, partial(use_authors, authors, press))
