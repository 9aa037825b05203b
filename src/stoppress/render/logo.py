"""The logo: the publication's name as a picture, for those who must have one (READER SD1, `publisher.logo`).

Knows how the name is drawn where a newsroom has set no logo of its own.
Does not know how it is kept or sent.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from stoppress.render.publication import Publication
from stoppress.render.share_card import font_for

LOGO_PATH: Final = "/logo.png"
LOGO_WIDTH: Final = 600
LOGO_HEIGHT: Final = 60
"""Pixels: the box Google's guidance named for a publisher's logo."""

_LARGEST: Final = 44
_SMALLEST: Final = 12
_MARGIN: Final = 12


def draw_logo(publication: Publication) -> bytes:
    """The name on white as PNG. The same name and colour are the same bytes."""
    image = Image.new("RGB", (LOGO_WIDTH, LOGO_HEIGHT), "#ffffff")
    pen = ImageDraw.Draw(image)
    room = LOGO_WIDTH - 2 * _MARGIN
    sizes = range(_LARGEST, _SMALLEST - 1, -2)
    fitting = (size for size in sizes if font_for(publication.name, size).getlength(publication.name) <= room)
    font = font_for(publication.name, next(fitting, _SMALLEST))
    pen.text((_MARGIN, LOGO_HEIGHT // 2), publication.name, publication.colour, font, "lm")
    packed = BytesIO()
    image.quantize(32, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()
