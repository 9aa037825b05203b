"""Share cards: the picture others show with a link to a blog or a post.

Knows what stands on one, and how words are set so that they fit, in either direction.
Does not know how a card is kept or sent. Words are drawn and nothing else: no picture of a post is on it, so that one
taken back leaves no trace here (law 10).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont, features

from stoppress.domain.blog import Blog, Coverage, Post
from stoppress.domain.facts import Label
from stoppress.render.excerpts import cut
from stoppress.render.publication import Publication
from stoppress.render.titles import blog_headline, post_heading
from stoppress.render.view import LABEL_WORDS, View, clock_of
from stoppress.render.words import marked, spoken, words

WIDTH: Final = 1200
HEIGHT: Final = 630
"""Pixels; 1.91 to 1, which share cards are cut to."""

SHAPES: Final = {"": (WIDTH, HEIGHT), "16x9": (WIDTH, 675), "4x3": (WIDTH, 900), "1x1": (WIDTH, WIDTH)}
"""Every shape a card is drawn in, in pixels: the usual one, and those search engines cut to."""

FONTS: Final = Path(__file__).parent / "fonts"
"""Made by the frontend's build: `latin.ttf` (Greek and Cyrillic too) and `arabic.ttf`, both bold."""

_MARGIN: Final = 72
_BAR: Final = 20
_SMALL: Final = 34
_SIZES: Final = (84, 76, 68, 60, 54, 48, 42, 36)
_LINES: Final = 5
_ROOM: Final = 290
_LEADING: Final = 1.22
_LONGEST: Final = 200

_PAPER: Final = "#fdfcf9"
_INK: Final = "#16140f"
_SOFT: Final = "#5a554b"

_COVERAGE: Final = {
    Coverage.LIVE: marked("Live"),
    Coverage.PAUSED: marked("Paused"),
    Coverage.ENDED: marked("As it happened"),
}

_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
_STRONG: Final = _RIGHT_TO_LEFT | {"L"}

_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class CardWords:
    """All that is on a card. `label` stands on `colour` where it is urgent (live, breaking)."""

    publication: str
    headline: str
    label: str
    when: str
    colour: str
    is_urgent: bool = False

    @property
    def version(self) -> str:
        """A short name for just these words."""
        return sha256("\n".join((*self.texts, self.colour, str(self.is_urgent))).encode()).hexdigest()[:16]

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that is drawn."""
        return (self.publication, self.headline, self.label, self.when)


def blog_words(blog: Blog, publication: Publication) -> CardWords:
    """The card of a blog. It bears a day and no time: it would be another with every post."""
    clock = clock_of(blog, publication)
    is_live = blog.coverage is Coverage.LIVE
    label = words(spoken(blog.description.language)).gettext(_COVERAGE[blog.coverage])
    headline = cut(blog_headline(blog), _LONGEST)
    return CardWords(publication.name, headline, label, clock.day(blog.opened_at), publication.colour, is_live)


def post_words(blog: Blog, post: Post, publication: Publication) -> CardWords:
    """The card of a post. One that was taken back says so and nothing else."""
    view = View(blog, publication)
    label = view.say(LABEL_WORDS[post.label]) if post.label and post.is_readable else ""
    when = f"{view.clock.time(post.published_at)}, {view.clock.day(post.published_at)}"
    headline = cut(post_heading(post, view), _LONGEST)
    return CardWords(publication.name, headline, label, when, publication.colour, post.label is Label.BREAKING)


def draw(words: CardWords, shape: str = "") -> bytes:
    """The card as PNG, in one of `SHAPES`. The same words are the same bytes; about 0.1 s."""
    _, height = SHAPES[shape]
    image = Image.new("RGB", (WIDTH, height), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, _BAR), fill=words.colour)
    right = reads_right_to_left(words.headline)
    _line(pen, words.publication, _MARGIN, _SMALL, _INK, right=right)
    # Where there is more room, the words stand in its middle.
    top = _MARGIN + 2 * _SMALL + (height - HEIGHT) // 2
    if words.label:
        _label(pen, words, top, right=right)
        top += 2 * _SMALL
    _headline(pen, words.headline, top, right=right)
    _line(pen, words.when, height - _MARGIN - _SMALL // 2, _SMALL, _SOFT, right=right)
    packed = BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def reads_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction is written from right to left (UAX 9, P2)."""
    strong = (kind for each in text if (kind := unicodedata.bidirectional(each)) in _STRONG)
    return next(strong, "L") in _RIGHT_TO_LEFT


def wrapped(text: str, size: int, room: int = WIDTH - 2 * _MARGIN) -> list[str]:
    """`text` in lines of at most `room` pixels. A word that is longer than a line is broken."""
    font, lines = font_for(text, size), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= room:
            lines[-1] = longer
            continue
        lines.append("")
        for letter in word:
            if font.getlength(lines[-1] + letter) > room:
                lines.append("")
            lines[-1] += letter
    return [each for each in lines if each]


def _headline(pen: ImageDraw.ImageDraw, text: str, top: int, *, right: bool) -> None:
    for size in _SIZES:
        lines = wrapped(text, size)
        if len(lines) <= _LINES and len(lines) * size * _LEADING <= _ROOM:
            break
    for number, line in enumerate(lines[:_LINES]):
        _line(pen, line, top + round(number * size * _LEADING), size, _INK, right=right)


def _label(pen: ImageDraw.ImageDraw, words: CardWords, top: int, *, right: bool) -> None:
    text = words.label.upper() if words.is_urgent else words.label
    if not words.is_urgent:
        _line(pen, text, top, _SMALL, words.colour, right=right)
        return
    wide = round(font_for(text, _SMALL).getlength(text)) + 36
    left = WIDTH - _MARGIN - wide if right else _MARGIN
    pen.rounded_rectangle((left, top - 8, left + wide, top + _SMALL + 14), 8, fill=words.colour)
    _put(pen, text, left + wide // 2, top, _SMALL, "#ffffff", "ma")


def _line(pen: ImageDraw.ImageDraw, text: str, top: int, size: int, ink: str, *, right: bool) -> None:
    _put(pen, text, WIDTH - _MARGIN if right else _MARGIN, top, size, ink, "ra" if right else "la")


def _put(pen: ImageDraw.ImageDraw, text: str, left: int, top: int, size: int, ink: str, anchor: str) -> None:
    if not text:
        return
    direction = ("rtl" if reads_right_to_left(text) else "ltr") if features.check("raqm") else None
    pen.text((left, top), text, ink, font_for(text, size), anchor, direction=direction)


@lru_cache(maxsize=64)
def _named(name: str, size: int) -> _Font:
    path = FONTS / name
    return ImageFont.truetype(path, size) if path.exists() else ImageFont.load_default(size)


def font_for(text: str, size: int) -> _Font:
    """The font that has the letters of `text`."""
    arabic = any(unicodedata.bidirectional(each) in _RIGHT_TO_LEFT for each in text)
    return _named("arabic.ttf" if arabic else "latin.ttf", size)
