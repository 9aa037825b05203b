"""The desk as an app: manifest, icons, worker, the page for no connection, and what is shared where no worker took it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from stoppress.actions.wish import Wish
from stoppress.app.building import now
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import Slug
from stoppress.drafts.draft import DraftId, State
from stoppress.render.icon import ICON_SIZES, draw_icon, initials
from stoppress.render.publication import Publication
from stoppress.staff.permissions import OPERATOR, Role
from stoppress.web.desk.installing import installing_routes, manifest_of
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.sharing import WORDS_LIMIT, paragraphs_of
from tests.pictures import photograph, written
from tests.web.desk_room import DeskRoom, desk_room

KEY = "b" * 26


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path, publication="The Gazette") as room:
        for slug in ("ferry", "storm"):
            description = Description(headline=Headline(text=f"The {slug}"))
            await room.newsroom.blogs.open(Wish(person=OPERATOR), Slug(slug), description)
        yield room


def middle(picture: bytes) -> tuple[int, int, int]:
    with Image.open(BytesIO(picture)) as opened:
        colour = opened.convert("RGB").getpixel((opened.width // 2, opened.height // 2))
    assert isinstance(colour, tuple)
    return colour  # type: ignore[return-value]


async def test_a_browser_finds_all_it_needs_to_install_without_anybody_signed_in(room: DeskRoom) -> None:
    stranger = await room.stranger()
    page = LexborHTMLParser((await stranger.get("/desk/sign-in")).text)
    link = page.css_first("link[rel=manifest]")
    assert link is not None
    answer = await stranger.get(link.attributes["href"] or "")
    assert answer.headers["content-type"] == "application/manifest+json"
    manifest = answer.json()
    assert manifest["name"] == "The Gazette desk"
    for icon in manifest["icons"]:
        drawn = await stranger.get(icon["src"])
        with Image.open(BytesIO(drawn.content)) as opened:
            assert f"{opened.width}x{opened.height}" == icon["sizes"]
            assert opened.format == "PNG"


def test_the_app_takes_words_and_media_from_the_share_sheet() -> None:
    target = manifest_of(Publication())["share_target"]
    assert (target["method"], target["enctype"]) == ("POST", "multipart/form-data")
    assert {"title", "text", "url"} <= set(target["params"])
    assert "image/*" in target["params"]["files"][0]["accept"]


def test_an_icon_is_the_logo_or_where_that_is_a_line_the_initials() -> None:
    publication = Publication(name="The “Harbour” Gazette", colour="#204060")
    assert initials(publication.name) == "TG"
    assert initials("¡!") == "S"
    square, line = written(photograph(80, 80), "PNG"), written(photograph(400, 40), "PNG")
    plain = draw_icon(publication, 192)
    for broken in (line, b"no picture"):
        assert draw_icon(publication, 192, broken) == plain
    with Image.open(BytesIO(draw_icon(publication, 192, square))) as logo, Image.open(BytesIO(plain)) as name:
        assert logo.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
        assert name.convert("RGB").getpixel((0, 0)) == (0x20, 0x40, 0x60)
    assert ICON_SIZES == (192, 512)


async def test_the_worker_is_another_one_with_another_sheet(tmp_path: Path) -> None:
    worker = tmp_path / "worker.js"
    worker.write_text("listen();")
    door = FastAPI()
    door.include_router(installing_routes(Pages(Publication(), now), worker, None))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=door), base_url="http://gazette.example") as client:
        answer = await client.get("/desk/worker.js")
    assert answer.headers["service-worker-allowed"] == "/desk"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.text == "/* /static/desk.css */\nlisten();"


async def test_the_page_for_no_connection_says_nothing_of_anybody(room: DeskRoom) -> None:
    editor = await room.browser(Role.EDITOR)
    seen = await editor.see("/offline")
    assert seen.status_code == 200
    assert "<!-- kept -->" in seen.text
    assert "Person 1" not in seen.text
    assert "The ferry" not in seen.text


async def test_words_shared_without_a_worker_go_on_in_the_address(room: DeskRoom) -> None:
    editor = await room.browser(Role.EDITOR)
    sent = await editor.client.post(
        "/desk/share", data={"title": "All lines stop", "text": "At *once*", "url": ""}, files={}
    )
    assert sent.status_code == 303
    assert parse_qs(urlsplit(sent.headers["location"]).query) == {"title": ["All lines stop"], "text": ["At *once*"]}
    page = LexborHTMLParser((await editor.client.get(sent.headers["location"])).text)
    assert [each.attributes["action"] for each in page.css("main form")] == [
        "/desk/blogs/storm/shares",
        "/desk/blogs/ferry/shares",
    ]


async def test_what_cannot_go_along_is_told(room: DeskRoom) -> None:
    editor = await room.browser(Role.EDITOR)
    for fields in (
        {"data": {"text": "A"}, "files": {"files": ("pier.jpg", b"jpeg", "image/jpeg")}},
        {"data": {"text": "A" * (WORDS_LIMIT + 1)}},
        {"content": b"x" * 3_000_000, "headers": {"content-type": "multipart/form-data; boundary=b"}},
        {"content": b"--c", "headers": {"content-type": "multipart/form-data"}},
    ):
        sent = await editor.client.post("/desk/share", **fields)
        assert "lost=1" in sent.headers["location"]
    assert "is not here" in (await editor.see("/share?lost=1")).text


async def test_a_share_becomes_a_draft_where_somebody_says(room: DeskRoom) -> None:
    editor = await room.browser(Role.EDITOR)
    words = {"title": "All lines stop", "text": "At *once*\n# now", "url": "https://harbour.example/a_b"}
    sent = await editor.send("/blogs/ferry/shares", key=KEY, **words)
    assert sent.headers["location"] == f"/desk/blogs/ferry?draft={KEY}"
    draft = await room.newsroom.room.drafts.find(DraftId(KEY), Slug("ferry"))
    assert draft.state is State.DRAFT
    assert draft.content.body == "All lines stop\n\nAt \\*once\\*\n\n\\# now\n\nhttps://harbour.example/a_b\n".rstrip(
        "\n"
    )
    blog = await room.press.current(Slug("ferry"))
    assert blog.seq == 1, "nothing is published by a share"
    # The button pressed twice is one draft.
    assert (await editor.send("/blogs/ferry/shares", key=KEY, **words)).status_code == 303


async def test_only_blogs_are_offered_in_which_one_may_write(room: DeskRoom) -> None:
    reporter = await room.browser(None, ferry=Role.REPORTER)
    page = LexborHTMLParser((await reporter.see("/share?text=A")).text)
    assert [each.attributes["action"] for each in page.css("main form")] == ["/desk/blogs/ferry/shares"]
    assert (await reporter.send("/blogs/storm/shares", key=KEY, text="A")).status_code == 404
    stranger = await room.stranger()
    asked = await stranger.get("/desk/share?text=A&url=https%3A%2F%2Fharbour.example")
    assert parse_qs(urlsplit(asked.headers["location"]).query)["next"] == [
        "/desk/share?text=A&url=https%3A%2F%2Fharbour.example"
    ]


def test_paragraphs_say_nothing_twice() -> None:
    url = "https://harbour.example/notice"
    assert paragraphs_of("All lines stop", f"All lines stop\n{url}", url) == ["All lines stop", url]
    assert paragraphs_of(text="One\n\n two ") == ["One", "two"]
    assert paragraphs_of() == []
    # What somebody said twice they meant to.
    assert paragraphs_of("Storm", "No boats.\nNo\nNo boats.") == ["Storm", "No boats.", "No", "No boats."]
