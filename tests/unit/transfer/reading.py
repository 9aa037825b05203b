"""Reading for the tests of `transfer`: short ways to import a text and to look at what came of it.

Knows invented places only.
Does not know what any test claims.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from stoppress.domain.admission import admit
from stoppress.domain.blog import Blog
from stoppress.domain.fold import fold
from stoppress.domain.revisions import PostPublished
from stoppress.transfer import Imported, read_blog
from stoppress.transfer.report import Entry

INVENTED = Path(__file__).parent / "invented"
DAY = dt.date(2031, 4, 5)
ZONE = "Europe/London"


def transcript(text: str, *, date: dt.date | None = DAY, zone: str | None = ZONE, slug: str | None = None) -> Imported:
    """The import of a transcript."""
    return read_blog(text.encode(), name="page.txt", date=date, timezone=zone, slug=slug)


def page(text: str, *, zone: str | None = ZONE) -> Imported:
    """The import of an HTML page or a JSON document."""
    return read_blog(text.encode(), name="page.html", date=None, timezone=zone, slug=None)


def folded(imported: Imported) -> Blog:
    """The blog the import makes once it has been admitted."""
    return fold(admit(imported.revisions, backdated=True))


def posts(imported: Imported) -> list[PostPublished]:
    """The posts, oldest first."""
    return [each for each in imported.revisions if isinstance(each, PostPublished)]


def details(imported: Imported, what: str) -> list[Entry]:
    """The details of one kind."""
    return [each for each in imported.report.details if each["what"] == what]


def left_out(imported: Imported, what: str) -> list[Entry]:
    """What was left out under one name."""
    return [each for each in imported.report.left_out if each["what"] == what]
