"""The desk's icon on somebody's telephone: the publication's own logo, or its initials in its colour.

Knows that whoever shows an icon may cut it to a circle: what matters stands within the middle four fifths (W3C, Web App
Manifest, "maskable").
Does not know how it is kept or sent.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from stoppress.render.publication import Publication
from stoppress.render.share_card import font_for

ICON_SIZES: Final = (192, 512)
"""Pixels: those that installing asks for."""

_SAFE: Final = 0.6
_INITIALS: Final = 0.42
_MOST_INITIALS: Final = 2

# A wider one would be a line of a few pixels.
_WIDEST: Final = 2.0


def draw_icon(publication: Publication, size: int, logo: bytes | None = None) -> bytes:
    """The icon as PNG. The same publication and logo are the same bytes."""
    image = _of_logo(logo, size) if logo is not None else None
    if image is None:
        image = _of_name(publication, size)
    packed = BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def initials(name: str) -> str:
    """The first letters of a publication's first words; those without a letter or digit in front are passed over."""
    words = [each for each in name.split() if each[0].isalnum()]
    return "".join(each[0] for each in words[:_MOST_INITIALS]).upper() or "S"


def _of_logo(logo: bytes, size: int) -> Image.Image | None:
    """The logo on white; None for one that is too wide, or no picture by now."""
    try:
        with Image.open(BytesIO(logo)) as opened:
            picture = opened.convert("RGBA")
    except OSError:
        return None
    if not 1 / _WIDEST <= picture.width / picture.height <= _WIDEST:
        return None
    scale = size * _SAFE / max(picture.size)
    picture = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    image = Image.new("RGB", (size, size), "#ffffff")
    image.paste(picture, ((size - picture.width) // 2, (size - picture.height) // 2), picture)
    return image


def _of_name(publication: Publication, size: int) -> Image.Image:
    image = Image.new("RGB", (size, size), publication.colour)
    text = initials(publication.name)
    font = font_for(text, round(size * _INITIALS))
    ImageDraw.Draw(image).text((size // 2, size // 2), text, "#ffffff", font, "mm")
    return image
