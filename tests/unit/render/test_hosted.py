"""Fragments: every file is found from another's page, and nothing in them needs a script of ours. (READER EM8)"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import pytest

from stoppress.domain.blog import Blog
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId
from stoppress.domain.media import Embed, Format, MediumKind
from stoppress.domain.revisions import PostPublished
from stoppress.render.figures import MediaPlace
from stoppress.render.frames import Frames
from stoppress.render.hosted import carried, fragment, host_in
from stoppress.render.linked_blog import UPDATES
from stoppress.render.publication import Publication
from tests.contract.invented import START, log, published
from tests.unit.render.printed import PUBLICATION, blog, texts, values
from tests.unit.render.test_figures import FILM, PICTURE, QUAY, file

HOST = "https://host.example/story"
CAPTIONED = replace(
    PICTURE,
    kind=MediumKind.FILM,
    renditions=(file(Format.MP4, 640),),
    still=(file(Format.JPEG, 960),),
    captions=file(Format.VTT),
)


@dataclass(frozen=True)
class Framed:
    """A provider's frame."""

    address: str = "https://video.example/frame"
    sandbox: str = ""
    allow: str = ""
    referrer_policy: str = ""


WITH_FRAMES = replace(PUBLICATION, media=MediaPlace("", Frames({"video": "Video"}, lambda _provider, _key: Framed())))


def shown(made: Blog, publication: Publication = PUBLICATION, host: str = HOST, count: int = 30) -> str:
    return fragment(made, host, count, carried(publication)).decode()


def with_post(body: str, **facts: object) -> Blog:
    post = PostPublished(at=START, post=PostId("p-1"), published_at=START, body=body, **facts)  # type: ignore[arg-type]
    return blog(post)


def test_files_have_our_origin_or_their_own() -> None:
    made = with_post(f"![](media:{QUAY})", media=(PICTURE,))
    for origin, publication in (
        ("https://gazette.example", PUBLICATION),
        ("https://files.example", replace(PUBLICATION, media=MediaPlace("https://files.example"))),
    ):
        html = shown(made, publication)
        sources = [*values(html, "img", "src"), *values(html, "a.enlarge", "href")]
        for srcset in (*values(html, "img", "srcset"), *values(html, "source", "srcset")):
            sources += str(srcset).split(", ")
        assert len(sources) == 8
        assert [each for each in sources if not str(each).startswith(f"{origin}/media/")] == []


def test_captions_may_be_read_on_anothers_page() -> None:
    html = shown(with_post(f"![](media:{QUAY})", media=(CAPTIONED,)))
    assert values(html, "video", "crossorigin") == ["anonymous"]
    assert str(values(html, "track", "src")[0]).startswith("https://gazette.example/media/")


def test_a_card_has_no_button_that_only_our_script_serves() -> None:
    made = with_post(FILM)
    post = made.posts[PostId("p-1")]
    embed = Embed(address=FILM, provider="video", key="1", title="A quay", author="Rosa", text="Horn.")
    made = replace(made, posts=made.posts.insert(post.id, replace(post, embeds=(embed,))))
    html = shown(made, WITH_FRAMES)
    assert texts(html, ".embed .provider") == ["Video"]
    assert values(html, ".embed a", "href") == [FILM]
    assert values(html, "button, .frame", "class") == []


def test_words_that_look_like_attributes_stay_words() -> None:
    hostile = 'alt=" href="/x" src='
    html = shown(with_post(f"![](media:{QUAY})", media=(replace(PICTURE, alt=hostile, caption=f"<a {hostile}>"),)))
    assert values(html, "img", "alt") == [hostile]
    assert f"<a {hostile}>" in texts(html, "figcaption")[0]


def test_em8_search_engines_are_told_of_fifty_posts_at_most() -> None:
    html = shown(fold(log(UPDATES + 5)), count=UPDATES + 3)
    told = json.loads(texts(html, "script")[0])["@graph"][0]["liveBlogUpdate"]
    assert len(values(html, "li[data-post]", "data-post")) == UPDATES + 3
    assert [each["@id"] for each in told] == [f"{HOST}#post-p-{UPDATES + 5 - at}" for at in range(UPDATES)]


def test_em8_nothing_ends_the_linked_data_early() -> None:
    ends = "</script><!-- \u2028\u2029 & <script>"
    html = shown(blog(replace(published(1), headline=ends, body="Words.")))
    (script,) = texts(html, "script")
    assert json.loads(script)["@graph"][0]["liveBlogUpdate"][0]["headline"].startswith("</script>")
    assert not set(script) & set("<>&\u2028\u2029")


@pytest.mark.parametrize("text", ["", "https://host.example/story#here", "http://host.example:8080/?a=b&c=%20"])
def test_a_host_is_a_page(text: str) -> None:
    assert host_in(text, 60) == text.partition("#")[0]
