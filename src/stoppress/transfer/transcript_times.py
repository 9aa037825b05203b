"""The moments of a transcript's posts: stamps without dates, newest first, in a zone whose clock may jump.

Knows that going down the page time never runs forward, so that a later stamp belongs to the day before.
Does not know what the posts say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from stoppress.transfer.report import Finding, Findings
from stoppress.transfer.transcript_lines import Stamped


def moments(posts: Sequence[Stamped], newest: date, zone: ZoneInfo, findings: Findings) -> list[datetime]:
    """When each post went out, in `zone`, given from the top of the page down; `newest` is the first one's date.

    Each is the latest moment its stamp can mean that is not after the post above. In the night in which the clock
    is put back one hour happens twice, and this rule uses both; every stamp it had to decide on is noted.
    """
    found: list[datetime] = []
    day = newest
    for post in posts:
        above = found[-1] if found else None
        moment = next(each for each in _candidates(post, day, zone) if above is None or _not_after(each, above))
        day = moment.date()
        _tell(post, moment, above, findings)
        found.append(moment)
    return found


def _candidates(post: Stamped, day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """What a stamp can mean on `day` and the days before, latest first."""
    for back in range(3):
        first = datetime.combine(day - timedelta(days=back), post.stamp, zone)
        second = first.replace(fold=1)
        if second.astimezone(UTC) > first.astimezone(UTC):
            yield second
        # Through UTC, so that a time the clock skipped becomes the one it showed.
        yield first.astimezone(UTC).astimezone(zone)


def _not_after(moment: datetime, above: datetime) -> bool:
    # Moments of one zone are compared by wall clock in Python, which would order the repeated hour wrongly.
    return moment.astimezone(UTC) <= above.astimezone(UTC)


def _tell(post: Stamped, moment: datetime, above: datetime | None, findings: Findings) -> None:
    if above is not None and moment.date() < above.date():
        findings.tell(Finding.MIDNIGHT, line=post.line, below=moment.isoformat(), above=above.isoformat())
    if moment.time() != post.stamp:
        findings.tell(Finding.TIME_SKIPPED, line=post.line, text=f"{post.stamp}", post=moment.isoformat())
    elif moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset():
        findings.tell(Finding.TIME_AMBIGUOUS, line=post.line, text=f"{post.stamp}", post=moment.isoformat())
