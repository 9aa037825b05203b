"""Law 10, by crawlers: what is private comes back to nobody who may not see it, whatever they follow or try."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stoppress.render.moments import moment_name
from tests.web.canaries import planted
from tests.web.canary import COMMON, FERRY, Canary
from tests.web.cast import House, house
from tests.web.crawler import Known, ParameterUnknown, Visit, addresses, crawl, queries
from tests.web.plain_requests import ask

KNOWN = {
    "slug": [FERRY, "elsewhere"],
    "post": ["first", "last"],
    "session": ["session-none"],
    "secret": ["a" * 52],
    "order": ["none"],
    "rehearsal": ["none"],
    "upload": ["a" * 26],
    "draft": ["a" * 26],
    "question": ["a" * 26],
    "ticket": ["a" * 26],
    "shape": ["16x9"],
    "notice": ["a" * 26],
    "device": ["device-none"],
    "note": ["1"],
    "list": ["live", "top", "latest"],
    "section": ["news"],
    "author": ["nobody"],
    "picture": ["none.jpg"],
    "seq": ["1", "9"],
}
"""Values for parameters of paths beside those that canaries are known by."""

STARTS = ("/", "/desk", "/live/ferry")


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[tuple[House, list[Canary]]]:
    async with house(tmp_path, ratings=True, helpful=True, votes_least=1, views_shown=True) as made:
        yield made, await planted(made)


async def known_of(made: House, canaries: Sequence[Canary]) -> Known:
    """Everything addresses can be built of."""
    known: dict[str, list[str]] = {name: list(values) for name, values in KNOWN.items()}
    for name, values in ((name, values) for each in canaries for name, values in each.known.items()):
        known[name] = list(dict.fromkeys([*known.get(name, ()), *values]))
    blog = await made.press.current(FERRY)
    known["cursor"] = [f"{made.press.epoch}-{seq}" for seq in range(blog.seq + 1)]
    moments = [post.published_at for post in blog.oldest_first()] + [blog.updated_at]
    known["time"] = sorted({moment_name(each) for each in moments})
    return known


def leaks(visits: Sequence[Visit], canaries: Sequence[Canary]) -> list[tuple[str, str, str]]:
    """Where which canary was seen."""
    return [
        (canary.name, visit.method, visit.target)
        for visit in visits
        for everything in (visit.answer.everything,)
        for canary in canaries
        if any(word in everything for word in canary.words)
        and not (canary.open_at and re.match(canary.open_at, visit.target))
    ]


async def test_nobody_sees_what_is_not_for_them(made: tuple[House, list[Canary]]) -> None:
    where, canaries = made
    known = await known_of(where, canaries)
    start = [*STARTS, *addresses(where.routes, known), *queries(known, COMMON)]
    seen: dict[str, set[str]] = {each.name: set() for each in canaries}
    for asker in where.askers:
        visits = await crawl(where.app, asker.headers, start)
        found = leaks(visits, canaries)
        hidden = {each.name for each in canaries if asker.name not in each.seen_by}
        assert [each for each in found if each[0] in hidden] == [], asker.name
        assert all(visit.answer.status < 500 for visit in visits)
        for name, _, _ in found:
            seen[name].add(asker.name)
    paths = [str(getattr(each, "path", "")) for each in where.routes]
    shown = [each for each in canaries if each.shown_by and any(each.shown_by in path for path in paths)]
    # Vacuity: whoever may see a canary does, where there is a page for it.
    assert {each.name: each.seen_by - seen[each.name] for each in shown if not seen[each.name] & each.seen_by} == {}
    assert len(shown) >= 6


async def test_whoever_kept_a_page_is_not_told_that_it_is_still_right(made: tuple[House, list[Canary]]) -> None:
    where, _ = made
    assert where.tags
    for target, tag in where.tags.items():
        answer = await ask(where.app, "GET", target, {"If-None-Match": tag})
        assert answer.status != 304, target


async def test_an_address_nobody_can_build_fails_with_what_to_add(made: tuple[House, list[Canary]]) -> None:
    async def endpoint(_request: Request) -> Response:
        return Response()

    where, canaries = made
    with pytest.raises(ParameterUnknown, match="add values for it to KNOWN"):
        addresses([Route("/desk/ghosts/{ghost}", endpoint)], await known_of(where, canaries))


async def test_a_page_that_says_too_much_is_noticed(made: tuple[House, list[Canary]]) -> None:
    """Vacuity: a word that stands behind a link of a link is found, and in a header too."""
    where, canaries = made
    words = canaries[0].words[0].decode()

    async def link(_request: Request) -> Response:
        return Response('<a href="/leak/two">on</a>', media_type="text/html")

    async def leak(_request: Request) -> Response:
        return Response(headers={"X-Said": words})

    where.app._app.router.routes[:0] = [Route("/leak", link), Route("/leak/two", leak)]  # type: ignore[attr-defined]
    visits = await crawl(where.app, {}, ["/leak"])
    assert (canaries[0].name, "GET", "/leak/two") in leaks(visits, canaries)
