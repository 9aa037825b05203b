"""Slashes: one too many leads to the right address, and never to another host."""

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


async def test_pages_of_the_desk_are_not_for_other_origins(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        stranger = await room.stranger()
        name = "cross-origin-resource-policy"
        assert (await stranger.get("/desk/sign-in")).headers[name] == "same-origin"
        assert (await stranger.get("/desk/media/x/y.jpg")).headers[name] == "same-origin"
        assert name not in (await stranger.get("/")).headers
