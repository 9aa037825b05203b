"""What templates may ask of a blog: the fold, seen with a publication's eyes.

Knows which words of the fold stand where on a page. Its methods are the whole of what a template can reach.
Does not know any markup (`templates/`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from markupsafe import Markup

from stoppress.domain.blog import Blog, Post
from stoppress.domain.exhibits import Exhibit
from stoppress.domain.facts import Duty, Episode, FollowLink, HeroKind, Label, RelatedLink
from stoppress.domain.identifiers import PostId
from stoppress.domain.slugs import section_slug
from stoppress.render.asks import Asked, asked
from stoppress.render.body import body_html, post_path
from stoppress.render.clock import Clock
from stoppress.render.excerpts import HEADING_LENGTH, cut, text_of
from stoppress.render.figures import Figure, figure, length
from stoppress.render.kept_together import kept_together
from stoppress.render.publication import Publication, Slot
from stoppress.render.words import marked, spoken, words

LABEL_WORDS: Final[dict[Label, str]] = {
    Label.UPDATE: marked("Update"),
    Label.BREAKING: marked("Breaking"),
    Label.ANALYSIS: marked("Analysis"),
    Label.WATCH: marked("Watch"),
    Label.PICTURES: marked("In pictures"),
    Label.LISTEN: marked("Listen"),
    Label.EYEWITNESS: marked("Eyewitness"),
    Label.QUOTE: marked("Quote"),
    Label.EXPLAINER: marked("Explainer"),
    Label.QUESTION: marked("Question"),
    Label.FACTBOX: marked("Factbox"),
    Label.SUMMARY: marked("Summary"),
}

FEED: Final = "feed.atom"
"""What a feed is called, below the address of the page whose posts it has."""

_DUTIES: Final = {Duty.REPORTING: marked("Live reporting by"), Duty.EDITED_BY: marked("Edited by")}


@dataclass(frozen=True, slots=True)
class HeadlineParts:
    """A headline as shown: its label, with a colon where words follow, and the rest."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class PointLine:
    """A key point as shown; `href` is empty when it links to nothing readable."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class ReportingLine:
    """Live reporting: the duty, such as "Live reporting by", and the names."""

    duty: str
    names: str


@dataclass(frozen=True, slots=True)
class PromoLine:
    """The podcast promo as shown: a sound of ours, or the latest episode, and where to follow it."""

    text: str
    href: str
    audio: Figure | None
    episode: Episode | None
    length: str
    follow: tuple[FollowLink, ...]


@dataclass(frozen=True, slots=True)
class LiveStream:
    """A live stream as shown: played on the page where it `plays`, linked anyway."""

    address: str
    plays: bool
    poster: Figure | None
    title: str
    caption: str
    credit: str


class View:
    """One fold, as templates see it."""

    def __init__(self, blog: Blog, publication: Publication) -> None:
        self.blog = blog
        self.publication = publication
        self.clock = clock_of(blog, publication)
        self.language = blog.description.language
        self.say = words(spoken(self.language)).gettext

    def blog_path(self, slug: str) -> str:
        """The address of a blog's page."""
        return blog_path(slug)

    def post_path(self, post: Post) -> str:
        """The address of a post's own page."""
        return post_path(self.blog.slug, post.id)

    def history_path(self, post: Post | None = None) -> str:
        """Where it is told what was changed of a post, or of the page; "" where it is not."""
        if not self.publication.tells_changes:
            return ""
        return f"{self.post_path(post) if post is not None else blog_path(self.blog.slug)}/history"

    def author_path(self, author: str) -> str:
        """Where a byline leads that names this author; "" for nowhere."""
        return self.publication.authors.path(author)

    def section_path(self, section: str) -> str:
        """The address of a section's page."""
        return section_path(section)

    def body(self, post: Post) -> Markup:
        """The post's body as safe HTML."""
        return body_html(post.body, self.blog.slug, post.media, post.embeds, self.publication.media, self.clock)

    def hero(self) -> Figure | None:
        """What stands above the key points."""
        hero = self.blog.description.hero
        if hero is None or hero.medium is None:
            return None
        shown = figure(hero.medium, self.publication.media, Exhibit(hero.medium.id, hero.alt, hero.caption))
        return replace(shown, credit=hero.credit or shown.credit) if shown is not None else None

    def live_stream(self) -> LiveStream | None:
        """The live stream above the key points."""
        hero = self.blog.description.hero
        if hero is None or hero.kind is not HeroKind.LIVE_STREAM:
            return None
        poster = figure(hero.poster, self.publication.media) if hero.poster is not None else None
        # Of another origin the page may not load anything.
        plays = any(hero.media.startswith(f"{origin}/") for origin in self.publication.streams)
        return LiveStream(hero.media, plays, poster, hero.alt or self.say("Watch live"), hero.caption, hero.credit)

    def headline(self, post: Post) -> HeadlineParts:
        """The headline with its label apart. The words as published are kept: "Analysis: …" is not said twice."""
        if post.label is None:
            return HeadlineParts("", kept_together(post.headline))
        word = self.say(LABEL_WORDS[post.label])
        start, colon, rest = post.headline.partition(":")
        if colon and start.strip().casefold() == word.casefold():
            return HeadlineParts(f"{start}:", kept_together(rest.strip()))
        return HeadlineParts(f"{word}:" if post.headline else word, kept_together(post.headline))

    def line(self, post: Post) -> HeadlineParts:
        """The headline as lists show it: of a post without one, the beginning of what it says."""
        if post.headline:
            return self.headline(post)
        return self.headline(replace(post, headline=cut(text_of(self.body(post)), HEADING_LENGTH)))

    def slot(self, post: Post) -> Slot | None:
        """What stands below this post, if it is one of those that bear a slot. A post bears it, or not, for ever."""
        slot = self.publication.slot
        return slot if slot is not None and post.number % slot.every == 0 else None

    def asked(self) -> Asked:
        """What readers are asked about the page, and whether they are told of views."""
        return asked(self.blog, self.publication)

    def other_day(self, post: Post) -> bool:
        """Whether the post bears another day than the one coverage began on; then its day is shown."""
        return self.clock.date(post.published_at) != self.clock.date(first_day(self.blog))

    def back_links(self, post: Post) -> list[Post]:
        """The readable posts that refer to this one, oldest first."""
        return [other for name in post.referred_to_by if (other := self.blog.posts[name]).is_readable]

    def key_points(self) -> list[PointLine]:
        """The key points that still have words."""
        return [
            PointLine(kept_together(point.text), self._point_href(point.post, point.url))
            for point in self.blog.key_points
            if point.text
        ]

    def _point_href(self, name: PostId | None, url: str) -> str:
        post = self.blog.posts.get(name) if name is not None else None
        return self.post_path(post) if post is not None and post.is_readable else url

    def key_events(self) -> list[Post]:
        """The newest key events, newest first."""
        blog = self.blog
        return list(blog.at_keys(blog.key_events.newest(self.publication.key_events)))

    def pinned(self) -> Post | None:
        """The pin."""
        return self.blog.posts[self.blog.pinned] if self.blog.pinned is not None else None

    def reporting(self) -> list[ReportingLine]:
        """Who holds the blog, a line for each duty."""
        lines = []
        for duty, said in _DUTIES.items():
            names = [each.name for each in self.blog.reporting if each.duty is duty and each.name]
            if names:
                lines.append(ReportingLine(self.say(said), listed(names, self)))
        return lines

    def promo(self) -> PromoLine | None:
        """The podcast promo, as far as it still has words."""
        promo = self.blog.promo
        if promo is None or not promo.text:
            return None
        episode = promo.episode if promo.episode is not None and promo.episode.title and promo.episode.audio else None
        return PromoLine(
            promo.text,
            promo.url,
            figure(promo.audio, self.publication.media) if promo.audio is not None else None,
            episode,
            length(episode.milliseconds) if episode is not None else "",
            tuple(each for each in promo.follow if each.name and each.address),
        )

    def corrected(self) -> list[Post]:
        """The posts that carry corrections, newest first, as many as there are key events at most."""
        blog = self.blog
        return list(blog.at_keys(blog.corrected.newest(self.publication.key_events)))

    def links(self) -> list[RelatedLink]:
        """The related links that still have words."""
        return [link for link in self.blog.related if link.title and link.url]


def listed(names: Sequence[str], view: View) -> str:
    """`Ada, Ben and Cem`, as the view's language has it."""
    last = " ".join(("", view.say("and"), names[-1])) if len(names) > 1 else names[-1]
    return ", ".join(names[:-1]) + last


def blog_path(slug: str) -> str:
    """The address of a blog's page."""
    return f"/live/{slug}"


def section_path(section: str) -> str:
    """The address of a section's page."""
    return f"/section/{section_slug(section)}"


def clock_of(blog: Blog, publication: Publication) -> Clock:
    """The clock a blog's readers see."""
    description = blog.description
    return Clock(description.timezone, description.language, publication.clock_style)


def first_day(blog: Blog) -> datetime:
    """The moment coverage began."""
    return blog.description.coverage_start or blog.opened_at
