"""Pages over HTTP: statuses, versions, codings, headers."""

from __future__ import annotations

import gzip

import brotli
import httpx
import pytest

from stoppress.web.policy import HEADERS, Sources, policy_headers
from tests.laws.surfaces import Newsroom

FERRY = "/api/v1/blogs/ferry"
POLICY = dict(HEADERS)["Content-Security-Policy"]


@pytest.fixture
async def post(client: httpx.AsyncClient) -> str:
    """The id of the one post of `ferry`."""
    answer = await client.post(f"{FERRY}/posts", json={"id": "p1", "headline": "Late", "body": "The ferry is late."})
    return str(answer.json()["id"])


async def test_a_page_is_not_sent_again_to_whoever_has_it(client: httpx.AsyncClient, post: str) -> None:
    for path in ("/", "/live/ferry", f"/live/ferry/p/{post}", f"/live/ferry/before/{post}"):
        first = await client.get(path)
        assert first.status_code == 200
        again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]


async def test_a_post_taken_back_says_so_to_whoever_has_it_too(client: httpx.AsyncClient, post: str) -> None:
    await client.post(f"{FERRY}/posts/{post}/withdrawal", json={"reason": "It was wrong."})
    first = await client.get(f"/live/ferry/p/{post}")
    assert first.status_code == 410
    for known in (first.headers["etag"], "*"):
        again = await client.get(f"/live/ferry/p/{post}", headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (410, first.content)


async def test_a_page_that_changed_is_sent_again(client: httpx.AsyncClient, post: str, room: Newsroom) -> None:
    etag = (await client.get("/live/ferry")).headers["etag"]
    await client.post(f"{FERRY}/posts/{post}/correction", json={"wrong": "late", "right": "early"})
    again = await client.get("/live/ferry", headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert "early" in again.text


async def test_each_coding_is_the_same_page_under_another_etag(client: httpx.AsyncClient, post: str) -> None:
    etags = set()
    plain = b""
    for coding, decode in (("identity", bytes), ("gzip", gzip.decompress), ("br", brotli.decompress)):
        async with client.stream("GET", "/live/ferry", headers={"Accept-Encoding": coding}) as answer:
            body = b"".join([chunk async for chunk in answer.aiter_raw()])
            assert answer.headers.get("content-encoding", "identity") == coding
            assert answer.headers["vary"] == "Accept-Encoding"
            etags.add(answer.headers["etag"])
            plain = plain or body
            assert decode(body) == plain
    assert len(etags) == 3


async def test_head_says_what_get_would(client: httpx.AsyncClient, post: str) -> None:
    get, head = await client.get("/live/ferry"), await client.head("/live/ferry")
    assert head.status_code == 200
    assert head.headers["etag"] == get.headers["etag"]


@pytest.mark.parametrize("path", ["/live/nobody", "/live/ferry/p/nobody", "/live/ferry/before/x", "/live/A%00", "/x"])
async def test_what_is_not_there_is_said_in_a_page_for_people(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "<h1>Not found</h1>" in answer.text
    # For a second, in shared caches alone: a crowd that comes before the blog does is answered once.
    assert answer.headers["cache-control"] == "public, max-age=0, s-maxage=1"


def test_a_live_stream_opens_what_plays_it_and_nothing_else() -> None:
    opened = dict(policy_headers(Sources(streams=("https://live.example",))))["Content-Security-Policy"]
    added = set(opened.split("; ")) - set(POLICY.split("; "))
    assert added == {"media-src 'self' https://live.example blob:", "connect-src 'self' https://live.example"}


@pytest.mark.parametrize("path", ["/", "/live/ferry", "/live/nobody", "/api/v1/blogs/ferry", "/healthz", "/static/x"])
async def test_em4_every_answer_bears_the_policy(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in POLICY
    assert "set-cookie" not in answer.headers


async def test_pages_hold_neither_inline_script_nor_style(client: httpx.AsyncClient, post: str) -> None:
    for path in ("/", "/live/ferry", f"/live/ferry/p/{post}", "/live/nobody"):
        html = (await client.get(path)).text
        assert " style=" not in html
        assert "<style" not in html
        assert "<script>" not in html
        assert " onclick" not in html


async def test_em5_hostile_words_stay_words(client: httpx.AsyncClient) -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    byline = {"name": hostile, "role": hostile, "place": hostile}
    made = await client.post(
        f"{FERRY}/posts", json={"id": "p1", "headline": hostile, "body": hostile, "bylines": [byline]}
    )
    assert made.status_code == 201
    for path in ("/live/ferry", "/live/ferry/p/p1"):
        html = (await client.get(path)).text
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "&lt;script&gt;" in html


async def test_older_posts_are_reached_page_by_page(client: httpx.AsyncClient) -> None:
    for number in range(11):
        answer = await client.post(
            f"{FERRY}/posts", json={"id": f"p{number}", "body": "x", "published_at": f"2031-04-05T08:00:{number:02}Z"}
        )
        assert answer.status_code == 201
    seen: list[str] = []
    path: str | None = "/live/ferry"
    while path:
        html = (await client.get(path)).text
        seen += [part.split('"')[0] for part in html.split('<li data-post="')[1:]]
        path = html.split('<a href="')[-1].split('"')[0] if 'rel="next"' in html else None
        if 'rel="next"' in html:
            path = html.split(' rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert seen == [f"p{number}" for number in reversed(range(11))]


async def test_health_and_readiness_are_told(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).text == "ok\n"
    assert (await client.get("/readyz")).text == "ready\n"


async def test_a_failure_is_told_without_its_cause_and_bears_the_policy(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail() -> None:
        raise RuntimeError("zqx secret")

    monkeypatch.setattr(room.press, "front", fail)
    answer = await room.client.get("/")
    assert answer.status_code == 500
    assert "zqx" not in answer.text
    assert answer.headers["content-security-policy"] == POLICY
