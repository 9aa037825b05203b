"""The desk's pages: who gets in, what is offered to whom, and what is done to a post from there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.domain.facts import Claim, ClaimStatus, Description, Headline, Label
from stoppress.domain.identifiers import PostId, Slug
from stoppress.staff.permissions import OPERATOR, Role
from tests.web.desk_room import Browser, DeskRoom, desk_room

FERRY = Slug("ferry")
WISH = Wish(person=OPERATOR)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[DeskRoom]:
    async with desk_room(tmp_path) as room:
        for slug in ("ferry", "storm"):
            await room.newsroom.blogs.open(WISH, Slug(slug), Description(headline=Headline(text=f"The {slug}")))
        first = NewPost(id=PostId("p1"), headline="No boats", body="All *stopped*.", label=Label.BREAKING)
        await room.newsroom.posts.publish(WISH, FERRY, first)
        yield room


@pytest.fixture
async def editor(room: DeskRoom) -> Browser:
    return await room.browser(Role.EDITOR)


def page(text: str) -> LexborHTMLParser:
    return LexborHTMLParser(text)


async def body_of(room: DeskRoom) -> str:
    return (await room.press.current("ferry")).posts[PostId("p1")].body


async def test_a_stranger_is_sent_to_sign_in_and_back(room: DeskRoom) -> None:
    stranger = await room.stranger()
    answer = await stranger.get("/desk/blogs/ferry?before=p1")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/desk/sign-in?next=%2Fdesk%2Fblogs%2Fferry%3Fbefore%3Dp1"
    script = await stranger.get("/desk/blogs/ferry", headers={"Accept": "application/json"})
    assert (script.status_code, script.json()["code"]) == (401, "signed-out")


async def test_an_edit_keeps_that_a_claim_is_confirmed(room: DeskRoom, editor: Browser) -> None:
    claim = Claim(status=ClaimStatus.CONFIRMED, attribution="Says the harbour master.")
    await room.newsroom.posts.publish(WISH, FERRY, NewPost(id=PostId("sure"), body="It *left*.", claim=claim))
    form = page((await editor.see("/blogs/ferry/posts/sure/edit")).text)
    ticked = [str(each.attributes["name"]) for each in form.css("#composer [type=checkbox][checked]")]
    kept = {name: form.css(f"#composer [name={name}]")[0].attributes["value"] for name in ("version", "attribution")}
    fields = {**kept, "body": "It left late.", **dict.fromkeys(ticked, "yes")}
    assert (await editor.send("/blogs/ferry/posts/sure/edit", **fields)).status_code == 303
    post = (await room.press.current("ferry")).posts[PostId("sure")]
    assert (post.body, post.claim) == ("It left late.", claim)


async def test_the_desk_is_never_kept_by_a_cache_nor_framed(editor: Browser) -> None:
    answer = await editor.see("/blogs/ferry")
    assert answer.headers["cache-control"] == "no-store, private"
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "trusted-types default" in policy
    assert "unsafe" not in policy


async def test_the_first_page_lists_the_blogs_one_may_see(room: DeskRoom) -> None:
    everything = page((await (await room.browser(Role.MODERATOR)).see("")).text)
    assert {each.text() for each in everything.css(".blogs h3")} == {"The ferry", "The storm"}
    one = page((await (await room.browser(storm=Role.REPORTER)).see("")).text)
    assert [each.text() for each in one.css(".blogs h3")] == ["The storm"]
    assert one.css_first("a[href='/desk/blogs/new']") is None


async def test_a_blog_one_may_not_see_cannot_be_told_from_none(room: DeskRoom) -> None:
    reporter = await room.browser(storm=Role.REPORTER)
    hidden, missing = await reporter.see("/blogs/ferry"), await reporter.see("/blogs/nothing")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.text.replace("ferry", "nothing") == missing.text


async def test_the_list_has_what_readers_see_and_what_can_be_done(editor: Browser) -> None:
    row = page((await editor.see("/blogs/ferry")).text).css_first("#row-p1")
    assert row is not None
    assert "Breaking" in row.text()
    assert "<em>stopped</em>" in (row.css_first(".body").html or "")  # type: ignore[union-attr]
    assert {
        each.text().split("\n")[0].split(" of ")[0].split(":")[0] for each in row.css(".deeds a, .deeds button")
    } >= {
        "Edit the post",
        "Correct the post",
        "Take down the post",
    }


async def test_a_moderator_is_offered_nothing_to_write_with(room: DeskRoom) -> None:
    found = page((await (await room.browser(Role.MODERATOR)).see("/blogs/ferry")).text)
    assert found.css_first(".composer") is None
    assert found.css(".deeds a, .deeds button") == []


async def test_a_post_is_edited_only_as_the_version_that_was_looked_at(room: DeskRoom, editor: Browser) -> None:
    form = page((await editor.see("/blogs/ferry/posts/p1/edit")).text)
    version = form.css_first("input[name=version]").attributes["value"]  # type: ignore[union-attr]
    fields = {"headline": "No boats", "body": "Most stopped.", "label": "breaking", "version": version}
    answer = await editor.send("/blogs/ferry/posts/p1/edit", **fields)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/desk/blogs/ferry?said=edited&undo=")
    assert await body_of(room) == "Most stopped."
    again = await editor.send("/blogs/ferry/posts/p1/edit", **fields | {"body": "None stopped."})
    assert again.status_code == 412
    assert "changed this while you wrote" in again.text
    assert "None stopped." in again.text
    assert await body_of(room) == "Most stopped."
    missing = await editor.send("/blogs/ferry/posts/p1/edit", body="No version.")
    assert missing.status_code == 428


async def test_a_refused_edit_keeps_what_was_typed(room: DeskRoom, editor: Browser) -> None:
    blog = await room.press.current("ferry")
    fields = {"body": "See [it](post:nowhere).", "version": str(blog.posts[PostId("p1")].touched)}
    answer = await editor.send("/blogs/ferry/posts/p1/edit", **fields)
    assert answer.status_code == 422
    assert "See [it](post:nowhere)." in answer.text
    assert "Link an existing post" in answer.text


async def test_a_correction_says_what_was_wrong(room: DeskRoom, editor: Browser) -> None:
    said = {"wrong": "All stopped.", "right": "Most stopped.", "version": "2"}
    answer = await editor.send("/blogs/ferry/posts/p1/correct", body="Most.", **said)
    assert answer.status_code == 303
    post = (await room.press.current("ferry")).posts[PostId("p1")]
    assert [(each.wrong, each.right) for each in post.corrections] == [("All stopped.", "Most stopped.")]
    assert post.body == "Most."


async def test_who_comes_too_late_for_a_post_finds_back_to_its_blog(room: DeskRoom, editor: Browser) -> None:
    await room.newsroom.posts.withdraw(WISH, FERRY, PostId("p1"), "Wrong ferry.")
    answer = await editor.see("/blogs/ferry/posts/p1/edit")
    assert answer.status_code == 410
    links = [each.attributes["href"] for each in page(answer.text).css("main a")]
    assert links == ["/desk/blogs/ferry", "/desk"]


async def test_what_is_written_from_right_to_left_runs_so(room: DeskRoom, editor: Browser) -> None:
    description = Description(headline=Headline(text="العبارة"), language="ar")
    await room.newsroom.blogs.open(WISH, Slug("marsa"), description)
    await room.newsroom.posts.publish(WISH, Slug("marsa"), NewPost(id=PostId("a1"), body="توقفت العبارات."))
    found = page((await editor.see("/blogs/marsa")).text)
    form, body = found.css_first("#composer"), found.css_first("#row-a1 .body")
    assert form is not None
    assert body is not None
    # The preview stands as on the readers' page; a row as its own letters do.
    assert (form.attributes["data-language"], form.attributes["data-runs"]) == ("ar", "rtl")
    assert body.attributes["dir"] == "auto"


async def test_an_older_page_says_that_there_are_newer_posts(room: DeskRoom, editor: Browser) -> None:
    await room.newsroom.posts.publish(WISH, FERRY, NewPost(id=PostId("p2"), body="Later."))
    newest, older = [page((await editor.see(f"/blogs/ferry{end}")).text) for end in ("", "?before=p2")]
    assert [each.css_first("#rows[data-newer]") is not None for each in (newest, older)] == [False, True]
    assert [each.text() for each in older.css("main > .list a.button")] == ["Newest posts"]


async def test_a_post_is_pinned_unpinned_and_taken_down(room: DeskRoom, editor: Browser) -> None:
    await editor.send("/blogs/ferry/posts/p1/pin")
    assert (await room.press.current("ferry")).pinned == "p1"
    await editor.send("/blogs/ferry/posts/p1/unpin")
    assert (await room.press.current("ferry")).pinned is None
    answer = await editor.send("/blogs/ferry/posts/p1/take-down", reason="It was wrong.", reason_shown="yes")
    assert answer.status_code == 303
    withdrawal = (await room.press.current("ferry")).posts[PostId("p1")].withdrawal
    assert withdrawal is not None
    assert withdrawal.reason == "It was wrong."
    row = page((await editor.see("/blogs/ferry")).text).css_first("#row-p1")
    assert row is not None
    assert "Taken down" in row.text()


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
    ids=["origin", "cross-site", "same-site"],
)
async def test_another_sites_form_does_nothing(room: DeskRoom, editor: Browser, headers: dict[str, str]) -> None:
    sent = {"form_token": editor.token}
    answer = await editor.client.post("/desk/blogs/ferry/posts/p1/pin", data=sent, headers=headers)
    assert answer.status_code == 403
    assert (await room.press.current("ferry")).pinned is None


@pytest.mark.parametrize("token", ["", "x", "é"])
async def test_a_form_without_the_token_does_nothing(room: DeskRoom, editor: Browser, token: str) -> None:
    answer = await editor.client.post("/desk/blogs/ferry/posts/p1/pin", data={"form_token": token})
    assert answer.status_code == 403
    other = await room.browser(Role.EDITOR)
    mixed = await editor.client.post("/desk/blogs/ferry/posts/p1/pin", data={"form_token": other.token})
    assert mixed.status_code == 403
    assert (await room.press.current("ferry")).pinned is None


async def test_a_reporter_changes_nobody_elses_post(room: DeskRoom) -> None:
    reporter = await room.browser(Role.REPORTER)
    assert (await reporter.see("/blogs/ferry/posts/p1/edit")).status_code == 403
    answer = await reporter.send("/blogs/ferry/posts/p1/take-down", reason="x")
    assert answer.status_code == 403
    assert (await room.press.current("ferry")).posts[PostId("p1")].is_readable


async def test_the_preview_is_what_readers_would_see(room: DeskRoom, editor: Browser) -> None:
    content = {"headline": "More", "body": "**So** [it](post:p1) goes.", "label": "analysis"}
    html = (await editor.tell("POST", "/blogs/ferry/preview", content)).json()["html"]
    assert "<strong>So</strong>" in html
    assert 'href="/live/ferry/p/p1"' in html
    assert "Analysis:" in html
    assert len((await room.press.current("ferry")).posts) == 1
    refused = await editor.tell("POST", "/blogs/ferry/preview", {"body": "[x](post:gone)"})
    assert (refused.status_code, refused.json()["code"]) == (422, "reference-unknown")


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 1), ("boats", 1), ("BREAKING bóats", 1), ("whales", 0)],
    ids=["all", "word", "folded", "none"],
)
async def test_posts_are_offered_by_words(editor: Browser, query: str, count: int) -> None:
    found = (await editor.see("/blogs/ferry/posts", params={"q": query})).json()["posts"]
    assert len(found) == count


async def test_posts_are_offered_by_their_time(room: DeskRoom, editor: Browser) -> None:
    post = (await room.press.current("ferry")).posts[PostId("p1")]
    at = post.published_at
    by_time = await editor.see("/blogs/ferry/posts", params={"q": f"{at.hour}.{at:%M}"})
    assert [each["id"] for each in by_time.json()["posts"]] == ["p1"]
    other = await editor.see("/blogs/ferry/posts", params={"q": f"{at.hour}.{(at.minute + 1) % 60:02}"})
    assert other.json()["posts"] == []
