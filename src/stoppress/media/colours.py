"""Colours: every picture as RGB or RGBA of eight bits, in sRGB or in a wide space whose profile is kept, cut down.

Knows Pillow's modes and LittleCMS.
Does not know files. Runs in the child.
"""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageCms

from stoppress.media.profiles import reduced

# Those of printing presses are tables of up to 3 MB.
_MOST_PROFILE_BYTES: Final = 4 * 1024 * 1024

_OPAQUE: Final = (255, 255)


def simple(image: Image.Image) -> Image.Image:
    """The same in a mode that can be made smaller: L, RGB, RGBA or CMYK; palettes and 16 bits resolved."""
    if image.mode.startswith("I;16"):
        # Pillow would cut off at 255 instead of scaling.
        image = image.point(lambda value: value * (1 / 257) + 0, "F").convert("L")
    elif image.mode in {"I", "F"}:
        image = image.point(lambda value: value * (1 / 257) + 0).convert("L")
    if image.mode in {"RGB", "L", "CMYK"} and "transparency" not in image.info:
        return image
    return image if image.mode == "RGBA" else image.convert("RGBA" if image.has_transparency_data else "RGB")


def settled(image: Image.Image, profile: object) -> tuple[Image.Image, bytes]:
    """RGB, or RGBA where anything shines through, without any `info`; and the profile to keep, empty for sRGB."""
    kept = b""
    if isinstance(profile, bytes) and 0 < len(profile) <= _MOST_PROFILE_BYTES:
        kept = reduced(profile) or b"" if image.mode in {"RGB", "RGBA"} else b""
        if not kept:
            image = _in_srgb(image, profile)
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == _OPAQUE:
        image = image.convert("RGB")
    if image.mode not in {"RGB", "RGBA"}:
        image = image.convert("RGB")
    # What is in `info` may be written into a file without being asked for.
    image.info.clear()
    return image, kept


def on_white(image: Image.Image) -> Image.Image:
    """RGB, with white where it was transparent."""
    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def mean(image: Image.Image) -> str:
    """The mean colour as `#rrggbb`."""
    pixel = on_white(image).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return "#" + "".join(f"{round(each):02x}" for each in pixel)


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        known = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if known.profile.xcolor_space.strip() != {"L": "GRAY", "CMYK": "CMYK"}.get(image.mode, "RGB"):
            return image
        made = ImageCms.profileToProfile(image, known, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        # A profile nobody can use: the colours are shown as a browser shows them that does not know it.
        return image
    return made or image
