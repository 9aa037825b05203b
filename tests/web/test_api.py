"""The API: every route does what its name says, and every refusal is a problem with a code."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

FERRY = "/api/v1/blogs/ferry"


async def posted(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    """A post as the API answers for it."""
    answer = await client.post(f"{FERRY}/posts", json={"body": "The ferry is late.", **fields})
    assert answer.status_code == 201
    tree: dict[str, Any] = answer.json()
    return {**tree, "etag": answer.headers["etag"], "location": answer.headers["location"]}


async def shown(client: httpx.AsyncClient, post: str) -> dict[str, Any]:
    """A post as anyone with a token reads it."""
    tree: dict[str, Any] = (await client.get(f"{FERRY}/posts/{post}")).json()
    return tree


async def test_a_post_is_read_back_as_it_was_published(client: httpx.AsyncClient) -> None:
    byline = {"name": "Imke Draycott", "role": "reporter", "place": "Harrowgate", "author": ""}
    made = await posted(client, headline="Late", label="analysis", bylines=[byline], key_event=True)
    assert made["url"] == f"http://127.0.0.1:8000/live/ferry/p/{made['id']}"
    assert made["seq"] == 2
    post = (await client.get(made["location"])).json()
    assert post["body_html"] == "<p>The ferry is late.</p>\n"
    assert (post["headline"], post["label"], post["key_event"]) == ("Late", "analysis", True)
    assert post["bylines"] == [byline]
    blog = (await client.get(FERRY)).json()
    assert blog["seq"] == 2
    assert blog["posts"] == [post]


async def test_posts_are_listed_newest_first(client: httpx.AsyncClient) -> None:
    for moment in ("2031-04-05T08:58:00Z", "2031-04-05T08:59:30+00:00", "2031-04-05T08:57:00Z"):
        await posted(client, published_at=moment)
    posts = (await client.get(FERRY)).json()["posts"]
    assert [each["published_at"][11:19] for each in posts] == ["08:59:30", "08:58:00", "08:57:00"]


async def test_a_revision_names_the_version_it_replaces(client: httpx.AsyncClient) -> None:
    made = await posted(client, headline="Late")
    path = f"{FERRY}/posts/{made['id']}"
    missing = await client.patch(path, json={"body": "On time."})
    assert (missing.status_code, missing.json()["code"]) == (428, "version-missing")
    good = await client.patch(path, json={"body": "On time."}, headers={"If-Match": made["etag"]})
    assert good.status_code == 200
    stale = await client.patch(path, json={"body": "Early."}, headers={"If-Match": made["etag"]})
    assert (stale.status_code, stale.json()["code"]) == (412, "version-conflict")
    assert f'"{stale.json()["current"]}"' == good.headers["etag"]
    post = await shown(client, made["id"])
    assert (post["body"], post["headline"]) == ("On time.", "Late")


async def test_another_post_in_between_does_not_make_a_version_stale(client: httpx.AsyncClient) -> None:
    made = await posted(client)
    await posted(client)
    answer = await client.patch(
        f"{FERRY}/posts/{made['id']}", json={"headline": "Late"}, headers={"If-Match": made["etag"]}
    )
    assert answer.status_code == 200


async def test_null_takes_a_label_away_and_absence_leaves_it(client: httpx.AsyncClient) -> None:
    made = await posted(client, label="breaking")
    path = f"{FERRY}/posts/{made['id']}"
    await client.patch(path, json={"headline": "Late"}, headers={"If-Match": "*"})
    assert (await shown(client, made["id"]))["label"] == "breaking"
    await client.patch(path, json={"label": None}, headers={"If-Match": "*"})
    assert (await shown(client, made["id"]))["label"] is None


async def test_a_correction_is_listed_with_both_its_halves(client: httpx.AsyncClient) -> None:
    made = await posted(client)
    answer = await client.post(
        f"{FERRY}/posts/{made['id']}/correction", json={"wrong": "late", "right": "early", "body": "Early."}
    )
    assert answer.status_code == 200
    post = await shown(client, made["id"])
    assert [(each["wrong"], each["right"]) for each in post["corrections"]] == [("late", "early")]
    assert post["body"] == "Early."


async def test_a_withdrawn_post_keeps_its_place_and_nothing_else(client: httpx.AsyncClient) -> None:
    made = await posted(client)
    path = f"{FERRY}/posts/{made['id']}"
    assert (await client.post(f"{path}/withdrawal", json={"reason": "Not so."})).status_code == 200
    post = await shown(client, made["id"])
    assert (post["state"], post["reason"]) == ("withdrawn", "Not so.")
    assert "body" not in post
    again = await client.patch(path, json={"body": "x"}, headers={"If-Match": "*"})
    assert (again.status_code, again.json()["code"]) == (410, "post-withdrawn")
    page = await client.get(f"/live/ferry/p/{made['id']}")
    assert page.status_code == 410
    assert "Not so." in page.text


async def test_the_pin_comes_and_goes(client: httpx.AsyncClient) -> None:
    made = await posted(client)
    path = f"{FERRY}/posts/{made['id']}/pin"
    assert (await client.put(path)).status_code == 200
    twice = await client.put(path)
    assert (await client.get(FERRY)).json()["pinned"] == made["id"]
    assert twice.json()["seq"] == 3
    assert (await client.delete(path)).status_code == 200
    assert (await client.get(FERRY)).json()["pinned"] is None


async def test_key_points_are_replaced_as_a_whole(client: httpx.AsyncClient) -> None:
    made = await posted(client)
    points = [{"text": "Ferries late", "post": made["id"]}, {"text": "Tea served"}]
    path = f"{FERRY}/key-points"
    assert (await client.put(path, json=points)).status_code == 428
    assert (await client.put(path, json=points, headers={"If-Match": '"1"'})).status_code == 412
    assert (await client.put(path, json=points, headers={"If-Match": '"2"'})).status_code == 200
    found = (await client.get(FERRY)).json()["key_points"]
    assert [(each["text"], each["post"]) for each in found] == [("Ferries late", made["id"]), ("Tea served", None)]


async def test_an_ended_blog_takes_no_more_posts(client: httpx.AsyncClient) -> None:
    assert (await client.post(f"{FERRY}/end")).status_code == 200
    refused = await client.post(f"{FERRY}/posts", json={"body": "Late."})
    assert (refused.status_code, refused.json()["code"]) == (409, "coverage-ended")


REFUSED = [
    ("POST", "/api/v1/blogs", {"slug": "ferry", "headline": "x"}, 409, "blog-exists"),
    ("POST", "/api/v1/blogs", {"slug": "A b", "headline": "x"}, 422, "input-invalid"),
    ("POST", "/api/v1/blogs", {"slug": "tides", "headline": ""}, 422, "empty"),
    ("POST", "/api/v1/blogs", {"slug": "tides", "headline": "x" * 301}, 422, "too-long"),
    ("POST", "/api/v1/blogs", {"slug": "tides", "headline": "x", "timezone": "Mars/One"}, 422, "input-invalid"),
    ("POST", f"{FERRY}/posts", {"body": "x" * 20_001}, 422, "too-long"),
    ("POST", f"{FERRY}/posts", {"body": ""}, 422, "empty"),
    ("POST", f"{FERRY}/posts", {"body": "x", "boddy": "y"}, 422, "input-invalid"),
    ("POST", f"{FERRY}/posts", {"body": "x", "label": "gossip"}, 422, "input-invalid"),
    ("POST", f"{FERRY}/posts", {"body": "x", "published_at": "2031-04-05T09:06:00Z"}, 422, "too-far-ahead"),
    ("POST", f"{FERRY}/posts", {"body": "x", "published_at": "yesterday"}, 422, "input-invalid"),
    ("POST", f"{FERRY}/posts", {"body": "[see](post:nobody)"}, 422, "reference-unknown"),
    ("POST", "/api/v1/blogs/nobody/posts", {"body": "x"}, 404, "blog-unknown"),
    ("POST", f"{FERRY}/posts/nobody/withdrawal", {}, 404, "post-unknown"),
    ("PUT", f"{FERRY}/posts/nobody/pin", None, 404, "post-unknown"),
    ("GET", f"{FERRY}/posts/nobody", None, 404, "post-unknown"),
    ("GET", "/api/v1/blogs/nobody", None, 404, "blog-unknown"),
    ("GET", "/api/v1/nothing", None, 404, "page-unknown"),
    ("DELETE", FERRY, None, 405, "wrong-method"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "code"), REFUSED)
async def test_a_refusal_is_a_problem_with_a_code_and_a_sentence(
    client: httpx.AsyncClient, method: str, path: str, body: Any, status: int, code: str
) -> None:
    answer = await client.request(method, path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"].endswith(".")
    assert (await client.get(FERRY)).json()["seq"] == 1


async def test_limits_are_met_exactly(client: httpx.AsyncClient) -> None:
    await posted(client, headline="x" * 300, body="x" * 20_000)
    points = [{"text": "x"}] * 31
    answer = await client.put(f"{FERRY}/key-points", json=points, headers={"If-Match": "*"})
    assert answer.json()["code"] == "too-many"
    answer = await client.put(f"{FERRY}/key-points", json=points[:30], headers={"If-Match": "*"})
    assert answer.status_code == 200


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic editor", "editor"])
async def test_without_a_valid_token_nothing_is_answered(client: httpx.AsyncClient, authorization: str) -> None:
    headers = {"Authorization": authorization}
    for method, path in (("GET", FERRY), ("POST", f"{FERRY}/posts"), ("GET", "/api/v1/blogs/nobody")):
        answer = await client.request(method, path, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-needed")
        assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_body_is_read_up_to_its_limit_however_it_is_sent(client: httpx.AsyncClient) -> None:
    async def chunks() -> Any:
        for _ in range(11):
            yield b" " * 10_000

    big = await client.post(f"{FERRY}/posts", content=b" " * 100_001)
    chunked = await client.post(f"{FERRY}/posts", content=chunks(), headers={"Content-Type": "application/json"})
    for answer in (big, chunked):
        assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


@pytest.mark.parametrize("content", [b"", b"{", b'{"body": "\\ud800"}', b"\xff\xfe", b"[]", b"null", b"3"])
async def test_what_is_not_json_of_the_right_shape_is_refused_in_a_sentence(
    client: httpx.AsyncClient, content: bytes
) -> None:
    answer = await client.post(f"{FERRY}/posts", content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "input-invalid")


@pytest.mark.parametrize("value", ['"x"', "2", '"1", "2"', "**"])
async def test_an_if_match_that_is_no_etag_of_ours_is_refused(client: httpx.AsyncClient, value: str) -> None:
    made = await posted(client)
    answer = await client.patch(f"{FERRY}/posts/{made['id']}", json={"body": "y"}, headers={"If-Match": value})
    assert (answer.status_code, answer.json()["code"]) == (422, "input-invalid")


async def test_the_description_of_the_api_can_be_read(client: httpx.AsyncClient) -> None:
    tree = (await client.get("/api/v1/openapi.json")).json()
    assert tree["openapi"].startswith("3.1")
    assert f"{FERRY}/posts".replace("ferry", "{slug}") in tree["paths"]
