"""The body of a post as HTML: rendered and sanitised here, once, for page and frame alike.

Knows CommonMark, how a cross-reference becomes a link, and the allow-list of elements (RELIABILITY (b)). What stands
beside the prose is made by our own templates of facts, never of HTML that came from anywhere.
Does not know the post around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, assert_never

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from stoppress.domain.body import OPTIONS, walk
from stoppress.domain.brackets import bounded
from stoppress.domain.exhibits import Address, Exhibit, Prose, Row, Stretch, stretches
from stoppress.domain.identifiers import MediaId, Slug, is_post_id
from stoppress.domain.media import Embed, Medium
from stoppress.domain.references import SCHEME
from stoppress.render.clock import Clock
from stoppress.render.figures import Card, MediaPlace, card, figure
from stoppress.render.kept_together import kept_together_in
from stoppress.render.templating import piece

# What prose needs and nothing that can run, load or escape its place. No class, id, style, data-* or on*.
_TAGS: Final = frozenset("p br em strong a ul ol li blockquote code pre h4 h5 h6 hr".split())
# "*" is said, since the library would let `title` and `lang` through everywhere.
_ATTRIBUTES: Final[dict[str, set[str]]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
_SCHEMES: Final = frozenset({"http", "https", "mailto"})

_BREAKS: Final = frozenset({"softbreak", "hardbreak"})

# The page's own headings are h1 to h3, so a body's begin at h4.
_HEADING_SHIFT: Final = 3

# Files have the page's own origin unless it is said otherwise.
_PAGES_OWN: Final = MediaPlace()

# A body by itself is in no blog's zone.
_GREENWICH: Final = Clock("UTC", "en")

# A page of 30 posts and the frames of the last few hundred revisions; about 2 kB each.
_REMEMBERED: Final = 4096


@dataclass(frozen=True, slots=True)
class _Setting:
    place: MediaPlace
    clock: Clock


@lru_cache(maxsize=_REMEMBERED)
def body_html(
    body: str,
    slug: Slug,
    media: tuple[Medium, ...] = (),
    embeds: tuple[Embed, ...] = (),
    place: MediaPlace = _PAGES_OWN,
    clock: Clock = _GREENWICH,
) -> Markup:
    """`body` (CommonMark in normal form) as HTML that is safe to place.

    `clock` tells the times of the blog it stands in; `media` and `embeds` are what is known about what it shows; what nothing is known about is its words.
    """
    known = {each.id: each for each in media}
    filled = {each.address: each for each in embeds}
    return Markup().join(_stretch(each, slug, known, filled, _Setting(place, clock)) for each in stretches(body))


def _stretch(
    stretch: Stretch, slug: Slug, media: Mapping[MediaId, Medium], embeds: Mapping[str, Embed], setting: _Setting
) -> Markup:
    match stretch:
        case Prose(tokens):
            return _prose(tokens, slug)
        case Row(exhibits):
            return _row(exhibits, media, setting)
        case Address(address):
            return piece(
                "media.html.j2", "embed", address, _card(embeds.get(address), setting), language=setting.clock.language
            )
        case _:
            assert_never(stretch)


def _prose(tokens: Sequence[Token], slug: Slug) -> Markup:
    html = str(_parser().renderer.render(tokens, _parser().options, {"slug": slug}))
    clean = nh3.clean(html, tags=set(_TAGS), attributes=_ATTRIBUTES, url_schemes=set(_SCHEMES), link_rel="noopener")
    # The sanitiser's output is the one place where HTML is made of text.
    return kept_together_in(Markup(clean))  # noqa: S704


def _row(exhibits: Iterable[Exhibit], media: Mapping[MediaId, Medium], setting: _Setting) -> Markup:
    shown = [
        (each, figure(media[each.medium], setting.place, each) if each.medium in media else None) for each in exhibits
    ]
    words = [each.alt or each.caption for each, found in shown if found is None]
    figures = [found for _, found in shown if found is not None]
    return piece("media.html.j2", "row", figures, list(filter(None, words)), language=setting.clock.language)


def _card(embed: Embed | None, setting: _Setting) -> Card | None:
    return card(embed, setting.place, setting.clock) if embed is not None else None


def post_path(slug: str, post: str) -> str:
    """The address of a post's own page, for ever."""
    return f"/live/{slug}/p/{post}"


class _BodyRenderer(RendererHTML):
    """CommonMark's own output, save for headings (shifted), links to posts and pictures (their alt text)."""

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        href = str(token.attrGet("href") or "")
        if href.startswith(SCHEME):
            name = href.removeprefix(SCHEME)
            # What no post can be called leads nowhere: "post:../x" would climb out of this blog.
            token.attrSet("href", post_path(env["slug"], name) if is_post_id(name) else "")
        return self.renderToken(tokens, idx, options, env)

    def heading_open(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType) -> str:
        return f"<{_shifted(tokens[idx].tag)}>"

    def heading_close(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType) -> str:
        return f"</{_shifted(tokens[idx].tag)}>\n"

    def image(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType) -> str:
        # Nothing is loaded from anywhere: a picture this installation does not keep is its words.
        inside = walk(tokens[idx].children or ())
        return str(escape("".join("\n" if each.type in _BREAKS else each.content for each in inside)))


def _shifted(tag: str) -> str:
    return f"h{min(int(tag[1]) + _HEADING_SHIFT, 6)}"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return bounded(MarkdownIt("commonmark", OPTIONS, renderer_cls=_BodyRenderer))
