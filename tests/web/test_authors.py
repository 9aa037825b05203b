"""Authors' pages: there for readers once they are public, with what they wrote, and nothing that was taken back."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.domain.authors import Author, AuthorLink
from stoppress.domain.identifiers import Slug
from stoppress.press.press import Press
from stoppress.render import author_page
from stoppress.staff.permissions import Role
from tests.laws.surfaces import AUTHOR, Newsroom
from tests.web.cast import picture
from tests.web.desk_room import Browser, DeskRoom, desk_room

ROSA = {"name": "Rosa Quay", "role": "Correspondent", "author": "rosa-quay"}
WHOLE = replace(
    AUTHOR,
    role="Coast correspondent",
    place="Velmora",
    introduction="Writes of boats.\n\nAnd of quays.",
    links=(AuthorLink("Boats", "https://boats.example/rosa"), AuthorLink("Letters", "mailto:rosa@gazette.example")),
    picture="ab12",
)


@pytest.fixture(autouse=True)
async def afterwards(room: Newsroom) -> AsyncIterator[None]:
    """The publication is every test's: what it knows is put back."""
    yield
    room.press.use_authors([AUTHOR])


async def publish(room: Newsroom, blog: str, post: str, **fields: Any) -> None:
    """A signed post, a minute after the last."""
    room.clock += timedelta(minutes=1)
    body = {"id": post, "headline": f"Headline of {post}", "body": f"Words of {post}.", "bylines": [ROSA], **fields}
    assert (await room.client.post(f"/api/v1/blogs/{blog}/posts", json=body)).is_success
    await room.press.current(blog)


async def begin(room: Newsroom, *blogs: str) -> None:
    for each in blogs:
        room.clock += timedelta(minutes=1)
        assert (await room.client.post("/api/v1/blogs", json={"slug": each, "headline": f"The {each}"})).is_success
        await room.press.current(each)


async def shown(room: Newsroom, path: str = AUTHOR.path) -> LexborHTMLParser:
    answer = await room.client.get(path)
    assert answer.status_code == 200, path
    return LexborHTMLParser(answer.text)


def written(page: LexborHTMLParser) -> list[str]:
    return [str(each.attributes["href"]).removeprefix("/live/") for each in page.css(".written h3 a")]


async def test_a_page_has_what_is_told_of_them_and_what_they_wrote_newest_first(room: Newsroom) -> None:
    room.press.use_authors([WHOLE])
    await begin(room, "ferry", "flood")
    await publish(room, "ferry", "one")
    await publish(room, "flood", "two")
    await publish(room, "flood", "unsigned", bylines=[])
    await publish(room, "flood", "others", bylines=[{"name": "Rosa Quay"}, {"name": "Ida", "author": "ida"}])
    await publish(room, "ferry", "three", bylines=[{"name": "Ida"}, ROSA])
    page = await shown(room)
    assert written(page) == ["ferry/p/three", "flood/p/two", "ferry/p/one"]
    (who,) = page.css(".who")
    assert [each.text() for each in who.css("h1, p")] == [
        "Rosa Quay",
        "Coast correspondent, in Velmora",
        "Writes of boats.",
        "And of quays.",
    ]
    contact = [(each.text(), each.attributes["href"], each.attributes["rel"]) for each in who.css(".contact a")]
    assert contact == [
        ("Boats", "https://boats.example/rosa", "me noopener"),
        ("Letters", "mailto:rosa@gazette.example", "nofollow"),
    ]
    assert [each.attributes["href"] for each in page.css(".ranked a")] == ["/live/flood", "/live/ferry"]
    assert next(each.text() for each in page.css(".written .meta")).endswith("· The ferry")


async def test_search_engines_are_told_who_it_is(room: Newsroom) -> None:
    room.press.use_authors([WHOLE])
    page = await shown(room)
    (graph,) = [json.loads(each.text()) for each in page.css('script[type="application/ld+json"]')]
    origin = room.press.publication.origin
    assert graph["@type"] == "ProfilePage"
    assert graph["mainEntity"] == {
        "@type": "Person",
        "@id": f"{origin}/author/rosa-quay#author",
        "name": "Rosa Quay",
        "url": f"{origin}/author/rosa-quay",
        "worksFor": {"@type": "Organization", "name": "Stoppress", "url": f"{origin}/"},
        "jobTitle": "Coast correspondent",
        "description": "Writes of boats. And of quays.",
        "image": f"{origin}/author/rosa-quay/ab12.jpg",
        "sameAs": ["https://boats.example/rosa"],
        "workLocation": {"@type": "Place", "name": "Velmora"},
    }
    await begin(room, "ferry")
    await publish(room, "ferry", "one")
    live = LexborHTMLParser((await room.client.get("/live/ferry")).text)
    (told,) = live.css('script[type="application/ld+json"]')
    (post,) = json.loads(told.text())["@graph"][0]["liveBlogUpdate"]
    (author,) = post["author"]
    assert author == {
        "@type": "Person",
        "name": "Rosa Quay",
        "jobTitle": "Correspondent",
        "url": f"{origin}/author/rosa-quay",
    }


async def test_a_byline_leads_there_in_page_and_frame_while_the_page_is_public(room: Newsroom) -> None:
    await begin(room, "ferry")
    await publish(room, "ferry", "one")
    link = '<a class="name" href="/author/rosa-quay" rel="author">Rosa Quay</a>'
    before = await room.client.get("/live/ferry")
    assert link in before.text
    frame = await room.client.get(f"/live/ferry/updates/{room.press.epoch}-1")
    assert link in json.dumps(frame.json(), ensure_ascii=False).replace('\\"', '"')
    room.press.use_authors([replace(AUTHOR, public=False)])
    after = await room.client.get("/live/ferry", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert "/author/" not in after.text
    assert '<span class="name">Rosa Quay</span>' in after.text
    assert "/author/" not in (await room.client.get("/live/ferry/embed")).text
    gone = await room.client.get(AUTHOR.path)
    assert (gone.status_code, "no page of an author" in gone.text) == (404, True)
    assert "/author/" not in (await room.client.get("/")).text


async def test_older_posts_are_anchored_on_a_post_and_stay_there(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stoppress.press.bylines.POSTS", 2)
    assert author_page.POSTS == 20
    await begin(room, "ferry", "flood")
    for number in range(5):
        await publish(room, ("ferry", "flood")[number % 2], f"p{number}")
    page = await shown(room)
    assert written(page) == ["ferry/p/p4", "flood/p/p3"]
    (older,) = page.css("a[rel=next]")
    assert older.attributes["href"] == "/author/rosa-quay/before/flood/p3"
    second = await shown(room, "/author/rosa-quay/before/flood/p3")
    assert written(second) == ["ferry/p/p2", "flood/p/p1"]
    assert second.css_first("link[rel=canonical]").attributes["href"] == (  # type: ignore[union-attr]
        f"{room.press.publication.origin}/author/rosa-quay/before/flood/p3"
    )
    await publish(room, "ferry", "newest")
    assert written(await shown(room, "/author/rosa-quay/before/flood/p3")) == ["ferry/p/p2", "flood/p/p1"]
    # An anchor that was taken back still says where older posts begin.
    await room.client.post("/api/v1/blogs/flood/posts/p3/withdrawal", json={"reason": ""})
    await room.press.current("flood")
    assert written(await shown(room, "/author/rosa-quay/before/flood/p3")) == ["ferry/p/p2", "flood/p/p1"]
    last = await shown(room, "/author/rosa-quay/before/flood/p1")
    assert (written(last), last.css("a[rel=next]")) == (["ferry/p/p0"], [])
    for path in ("ferry/none", "none/p1", "Ferry/p1", f"rehearsal-{'c' * 26}/p1"):
        assert (await room.client.get(f"/author/rosa-quay/before/{path}")).status_code == 404


async def test_what_is_taken_back_resigned_or_reworded_is_so_at_once(room: Newsroom) -> None:
    await begin(room, "ferry")
    for each in ("one", "two", "three"):
        await publish(room, "ferry", each)
    assert written(await shown(room)) == ["ferry/p/three", "ferry/p/two", "ferry/p/one"]
    posts = "/api/v1/blogs/ferry/posts"
    await room.client.post(f"{posts}/two/withdrawal", json={"reason": "Wrong."})
    version = (await room.client.get(f"{posts}/three")).json()["version"]
    renamed = {"headline": "Said anew", "body": "Others."}
    answer = await room.client.patch(f"{posts}/three", json=renamed, headers={"If-Match": f'"{version}"'})
    assert answer.is_success, answer.text
    others = {"bylines": [{"name": "Ida", "author": "ida"}]}
    answer = await room.client.patch(f"{posts}/one", json=others, headers={"If-Match": "*"})
    assert answer.is_success, answer.text
    await room.press.current("ferry")
    page = await room.client.get(AUTHOR.path)
    assert written(LexborHTMLParser(page.text)) == ["ferry/p/three"]
    assert "Said anew" in page.text
    assert not re.search("Words of (one|two|three)|Headline of", page.text)


async def test_a_feed_has_what_the_page_has_and_loses_what_it_loses(room: Newsroom) -> None:
    await begin(room, "ferry", "flood")
    for blog, post in (("ferry", "one"), ("flood", "two"), ("ferry", "three")):
        await publish(room, blog, post)
    page = await shown(room)
    led = page.css_first("link[rel=alternate][type='application/atom+xml']")
    assert led is not None
    assert led.attributes["href"] == f"{room.press.publication.origin}/author/rosa-quay/feed.atom"
    assert [each.attributes["href"] for each in page.css(".feed a")] == ["/author/rosa-quay/feed.atom"]
    fed = await room.client.get("/author/rosa-quay/feed.atom")
    assert fed.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert re.findall(r"<id>http://[^<]*/live/([^<]*/p/[^<]*)</id>", fed.text) == written(page)
    again = await room.client.get("/author/rosa-quay/feed.atom", headers={"If-None-Match": fed.headers["etag"]})
    assert again.status_code == 304
    await room.client.post("/api/v1/blogs/ferry/posts/three/withdrawal", json={"reason": "Wrong."})
    await room.press.current("ferry")
    fed = await room.client.get("/author/rosa-quay/feed.atom")
    assert re.findall(r"/live/([^<]*/p/[^<]*)</id>", fed.text) == ["flood/p/two", "ferry/p/one"]
    room.press.use_authors([replace(AUTHOR, public=False)])
    assert (await room.client.get("/author/rosa-quay/feed.atom")).status_code == 404


async def test_programs_are_told_of_authors_too(room: Newsroom) -> None:
    await begin(room, "ferry")
    await publish(room, "ferry", "one")
    room.press.use_authors([WHOLE, Author(slug="shy", name="Shy")])
    found = (await room.client.get("/api/v1/authors")).json()["authors"]
    assert [each["slug"] for each in found] == ["rosa-quay"]
    tree = (await room.client.get("/api/v1/authors/rosa-quay")).json()
    assert [(each["blog"], each["id"]) for each in tree["posts"]] == [("ferry", "one")]
    assert (tree["place"], [each["slug"] for each in tree["blogs"]]) == ("Velmora", ["ferry"])
    missing = await room.client.get("/api/v1/authors/shy")
    assert (missing.status_code, missing.json()["code"]) == (404, "author-unknown")


async def test_many_who_ask_while_posts_come_all_see_a_whole_page(room: Newsroom) -> None:
    await begin(room, "ferry")

    async def ask() -> int:
        return len(written(await shown(room)))

    for number in range(8):
        asked = [asyncio.ensure_future(ask()) for _ in range(4)]
        await publish(room, "ferry", f"p{number}")
        assert set(await asyncio.gather(*asked)) <= {number, number + 1}
        assert await ask() == number + 1


async def test_a_page_is_made_once_until_something_happens(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    await begin(room, "ferry", "flood")
    await publish(room, "ferry", "one")
    await publish(room, "flood", "two")
    folded: list[str] = []
    fold = Press._fold

    async def watched(press: Press, slug: Slug) -> Any:
        folded.append(slug)
        return await fold(press, slug)

    monkeypatch.setattr(room.press._bylines, "_fold", lambda slug: watched(room.press, slug))
    first = await room.press.bylines.page(AUTHOR.slug)
    folded.clear()
    assert await room.press.bylines.page(AUTHOR.slug) is first
    assert folded == []
    await publish(room, "ferry", "three")
    await room.press.bylines.page(AUTHOR.slug)
    # The other blog is not looked through again.
    assert set(folded) == {"ferry"}


# --- at the desk ------------------------------------------------------------------------------------------


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path) as made:
        yield made


def form(page: str) -> dict[str, str]:
    return {
        str(each.attributes["name"]): str(each.attributes.get("value") or "")
        for each in LexborHTMLParser(page).css("main input[name]")
        if each.attributes.get("type") not in ("checkbox", "hidden")
    }


async def kept(browser: Browser, path: str = "/account/author", **fields: str) -> None:
    answer = await browser.send(path, **fields)
    assert answer.headers["location"] == f"/desk{path}?said=author-saved", answer.text


async def test_nobody_is_public_because_they_sign_in(desk: DeskRoom) -> None:
    rex = await desk.browser(Role.REPORTER)
    page = (await rex.see("/account/author")).text
    assert "Readers do not see it" in page
    typed = form(page)
    assert (typed["name"], typed["slug"]) == ("Person 1", "person-1")
    await kept(rex, slug="rex-hale", name="Rex Hale", version="0", introduction="Writes.", title="", address="")
    assert (await rex.client.get("/author/rex-hale")).status_code == 404
    await kept(rex, name="Rex Hale", version="1", introduction="Writes.", public="1")
    shown = await rex.client.get("/author/rex-hale")
    assert (shown.status_code, "Writes." in shown.text) == (200, True)
    await kept(rex, name="Rex Hale", version="2")
    assert (await rex.client.get("/author/rex-hale")).status_code == 404


async def test_a_refusal_keeps_what_was_typed_and_the_address_is_chosen_once(desk: DeskRoom) -> None:
    rex = await desk.browser(Role.REPORTER)
    sent = {"slug": "Rex Hale", "name": "Rex", "version": "0", "title": "Boats", "address": "ftp://a"}
    refused = await rex.send("/account/author", **sent)
    assert (refused.status_code, form(refused.text)["slug"]) == (422, "Rex Hale")
    assert 'role="alert"' in refused.text
    refused = await rex.send("/account/author", **(sent | {"slug": "rex"}))
    assert form(refused.text)["address"] in ("ftp://a", "")
    assert "ftp://a" in refused.text
    await kept(rex, **(sent | {"slug": "rex", "address": "https://boats.example"}))
    await kept(rex, slug="another", name="Rex", version="1", public="1")
    assert (await rex.client.get("/author/rex")).status_code == 200
    assert (await rex.client.get("/author/another")).status_code == 404
    stale = await rex.send("/account/author", name="Rex", version="1")
    assert (stale.status_code, "changed while you wrote" in stale.text) == (409, True)


async def test_administrators_keep_everybodys_and_pages_of_those_who_do_not_sign_in(desk: DeskRoom) -> None:
    boss, rex = await desk.browser(Role.ADMINISTRATOR), await desk.browser(Role.REPORTER)
    answer = await boss.send("/authors", name="Ida Marsh")
    assert answer.headers["location"] == "/desk/authors/ida-marsh?said=author-saved"
    assert (await boss.send("/authors", name="Ida Marsh")).status_code == 409
    await kept(boss, "/authors/ida-marsh", name="Ida Marsh", version="1", public="1", role="Photographer")
    assert "Photographer" in (await boss.see("/authors")).text
    assert (await boss.client.get("/author/ida-marsh")).status_code == 200
    assert (await rex.see("/authors")).status_code == 403
    assert (await rex.see("/authors/ida-marsh")).status_code == 404
    assert (await rex.send("/authors/ida-marsh", name="Mine", version="2")).status_code == 404


async def test_a_picture_is_seen_by_readers_while_the_page_is_public(desk: DeskRoom) -> None:
    rex = await desk.browser(Role.REPORTER)
    files = {"file": ("rex.jpg", picture(), "image/jpeg")}
    sent = await rex.client.post("/desk/media", files=files, headers={"X-Form-Token": rex.token})
    assert sent.status_code == 201, sent.text
    await kept(rex, slug="rex", name="Rex", version="0", picture=sent.json()["id"], public="1")
    page = LexborHTMLParser((await rex.client.get("/author/rex")).text)
    (image,) = page.css(".who img")
    path = str(image.attributes["src"])
    seen = await rex.client.get(path)
    assert (seen.status_code, seen.headers["content-type"], seen.content[:2]) == (200, "image/jpeg", b"\xff\xd8")
    assert (await rex.client.get(path, headers={"If-None-Match": seen.headers["etag"]})).status_code == 304
    await kept(rex, name="Rex", version="1")
    assert (await rex.client.get(path)).status_code == 404
    await kept(rex, name="Rex", version="2", public="1", no_picture="1")
    assert "<img" not in (await rex.client.get("/author/rex")).text
    for wrong in ("nonsense", "a" * 26):
        assert (await rex.send("/account/author", name="Rex", version="3", picture=wrong)).status_code == 404
