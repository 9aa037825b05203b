"""The policy around every page: what leads where, what other origins may load, and what comes over https alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from stoppress.actions.wish import Wish
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Slug
from stoppress.staff.permissions import OPERATOR
from tests.web.desk_room import desk_room


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("/live/ferry/", "/live/ferry"),
        ("/live/ferry/?after=1", "/live/ferry?after=1"),
        ("/desk/sign-in///", "/desk/sign-in"),
        ("/live/%C3%A4/", "/live/%C3%A4"),
        ("//evil.example/live/", None),
        ("/%2F/evil.example/", None),
        ("/%5Cevil.example/", None),
        ("/nothing/", None),
    ],
)
async def test_a_slash_too_many_leads_on_here_alone(tmp_path: Path, asked: str, leads: str | None) -> None:
    async with desk_room(tmp_path) as room:
        await room.newsroom.blogs.open(
            Wish(person=OPERATOR), Slug("ferry"), Description(headline=Headline(text="Ferry"))
        )
        stranger = await room.stranger()
        answer = await stranger.get(asked, headers={"Host": "evil.example"})
        assert answer.headers.get("location") == leads
        assert answer.status_code == (404 if leads is None else 307)
        assert "no-store" in answer.headers["cache-control"] or leads is None


@pytest.mark.parametrize(
    ("origin", "safe"), [("http://gazette.example", None), ("https://gazette.example", "max-age=31536000")]
)
async def test_pages_of_the_desk_are_not_for_other_origins_nor_for_plain_http(
    tmp_path: Path, origin: str, safe: str | None
) -> None:
    async with desk_room(tmp_path, origin=origin) as room:
        stranger = await room.stranger()
        name = "cross-origin-resource-policy"
        assert (await stranger.get("/desk/sign-in")).headers.get("strict-transport-security") == safe
        assert "strict-transport-security" not in (await stranger.get("/")).headers
        assert (await stranger.get("/desk/sign-in")).headers[name] == "same-origin"
        assert (await stranger.get("/desk/media/x/y.jpg")).headers[name] == "same-origin"
        assert name not in (await stranger.get("/")).headers
