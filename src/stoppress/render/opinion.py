"""Opinions on a page: how what readers say of it is told, and how often it was looked at.

Knows that figures are told from a number of votes on, which is told as well, and that search engines are told what readers are.
Does not know how anything is counted (`audience`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal
from markupsafe import Markup

from stoppress.domain.opinion import MOST_STARS, Opinion
from stoppress.render.documents import VotesDocument
from stoppress.render.json_in_html import json_in_html
from stoppress.render.linked_blog import own_addresses
from stoppress.render.templating import document, piece
from stoppress.render.titles import blog_title
from stoppress.render.view import View, blog_path
from stoppress.render.words import SOURCE

_NARROW: Final = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is told. Empty words are not; `few` says that readers have voted, but not enough of them."""

    stars: str = ""
    ratings: int = 0
    percent: str = ""
    answers: int = 0
    views: int | None = None
    few: bool = False
    least: int = 10
    language: str = SOURCE

    def number(self, count: int) -> str:
        """A number as the page's language writes it."""
        return format_decimal(count, locale=_locale(self.language))


def figures(opinion: Opinion, views: int, view: View) -> Figures:
    """What readers of a blog's page are told."""
    asked, least, locale = view.asked(), view.publication.asks.least, _locale(view.language)
    rated = asked.stars and opinion.ratings >= least
    answered = asked.helpful and opinion.answers >= least
    few = (asked.stars and 0 < opinion.ratings < least) or (asked.helpful and 0 < opinion.answers < least)
    return Figures(
        stars=format_decimal(opinion.tenths / 10, format="0.0", locale=locale) if rated else "",
        ratings=opinion.ratings if rated else 0,
        percent=f"{format_decimal(opinion.percent, locale=locale)}{_NARROW}%" if answered else "",
        answers=opinion.answers if answered else 0,
        views=views if asked.views else None,
        few=few,
        least=least,
        language=view.language,
    )


def figures_html(told: Figures, view: View) -> Markup:
    """The lines that are put into the page."""
    return piece("opinion.html.j2", "lines", told, language=view.language)


def votes_page(opinion: Opinion, views: int, view: View, *, thanks: bool, days: int) -> bytes:
    """A page of its own: what readers say, and the same questions for who has not said it yet."""
    blog = view.blog
    told = figures(opinion, views, view)
    return document(
        VotesDocument(
            publication=view.publication,
            language=view.language,
            view=view,
            path=blog_path(blog.slug),
            title=f"{view.say('What readers say')} - {blog_title(blog, view.publication)}",
            asked=view.asked(),
            figures=told,
            thanks=thanks,
            days=days,
            graph=_graph(opinion, view) if told.stars else None,
        )
    )


def _graph(opinion: Opinion, view: View) -> Markup:
    address = own_addresses(view.blog, view.publication).blog
    rating = {
        "@type": "AggregateRating",
        "ratingValue": f"{opinion.tenths / 10:.1f}",
        "bestRating": str(MOST_STARS),
        "worstRating": "1",
        "ratingCount": opinion.ratings,
    }
    tree = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "@id": f"{address}#live",
        "url": address,
        "aggregateRating": rating,
    }
    # `json_in_html` leaves nothing in it that means something to HTML.
    return Markup(json_in_html(tree))  # noqa: S704


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(SOURCE)
