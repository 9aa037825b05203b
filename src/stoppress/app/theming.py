"""Theming: from a theme's file to what pages refer to, and the files behind it.

Knows that every file is called by a hash of what is in it, so that it may be kept for ever.
Does not know what may stand in a theme (`config.theme`), nor what a sheet says (`render.theme`).
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from stoppress.config.theme import LinkShape, ThemeShape, read_theme
from stoppress.errors import ThemeUnreadable
from stoppress.render.theme import FontFace, Logo, ShellLink, Theme, theme_sheet

LARGEST: Final = 2_000_000
"""Bytes of a logo or a font."""

_PICTURES: Final = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp", ".jpg": "image/jpeg"}
_FONTS: Final = {".woff2": "font/woff2", ".woff": "font/woff", ".ttf": "font/ttf", ".otf": "font/otf"}


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """A file as readers get it."""

    content: bytes
    content_type: str


class ThemeFiles:
    """The files of one theme, by name."""

    def __init__(self) -> None:
        self.by_name: dict[str, ThemeFile] = {}

    def keep(self, content: bytes, content_type: str, ending: str) -> str:
        """Keep a file; its address."""
        name = f"{sha256(content).hexdigest()[:20]}{ending}"
        self.by_name[name] = ThemeFile(content, content_type)
        return f"/theme/{name}"

    def take(self, path: Path, types: dict[str, str]) -> tuple[str, bytes]:
        """Keep the file at `path`; its address, and what is in it. Raises ThemeUnreadable."""
        content_type = types.get(path.suffix.lower())
        if content_type is None:
            raise ThemeUnreadable(problem=f"{path} has to be one of {', '.join(types)}")
        try:
            content = path.read_bytes()
        except OSError as problem:
            raise ThemeUnreadable(problem=f"{path} cannot be read: {problem.strerror}") from problem
        if len(content) > LARGEST:
            raise ThemeUnreadable(problem=f"{path} has more than {LARGEST:,} bytes")
        return self.keep(content, content_type, path.suffix.lower()), content


def open_theme(path: Path | None) -> tuple[Theme, ThemeFiles]:
    """The theme in the file at `path`, none for None. Raises ThemeUnreadable."""
    files = ThemeFiles()
    if path is None:
        return Theme(), files
    shape = read_theme(path)
    faces = [
        FontFace(
            family=each.family,
            address=files.take(path.parent / each.file, _FONTS)[0],
            weight=each.weight,
            style=each.style,
        )
        for each in shape.fonts
    ]
    stacks = {name: stack for name, stack in (("serif", shape.serif), ("sans", shape.sans)) if stack}
    light, dark = ({str(name): each for name, each in colours.items()} for colours in (shape.light, shape.dark))
    sheet = theme_sheet(light, dark, stacks, faces)
    if shape.rules is not None:
        sheet += _text(path.parent / shape.rules)
    theme = Theme(
        sheet=files.keep(sheet.encode(), "text/css; charset=utf-8", ".css"),
        logo=_logo(shape, path.parent, files),
        header=_links(shape.header),
        footer=_links(shape.footer),
        footer_text=shape.footer_text,
    )
    return theme, files


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise ThemeUnreadable(problem=f"{path} cannot be read: {problem}") from problem


def theme_logo(path: Path | None) -> bytes | None:
    """The logo of the theme at `path`; None where there is none, or it is drawn in lines. Raises ThemeUnreadable."""
    theme, files = open_theme(path)
    if theme.logo is None or not theme.logo.width:
        return None
    return files.by_name[theme.logo.address.rpartition("/")[2]].content


def _logo(shape: ThemeShape, folder: Path, files: ThemeFiles) -> Logo | None:
    if shape.logo is None:
        return None
    address, content = files.take(folder / shape.logo, _PICTURES)
    if shape.logo.suffix.lower() == ".svg":
        return Logo(address=address)
    try:
        with Image.open(BytesIO(content)) as picture:
            return Logo(address=address, width=picture.width, height=picture.height)
    except OSError as problem:
        raise ThemeUnreadable(problem=f"{shape.logo} is no picture") from problem


def _links(shapes: tuple[LinkShape, ...]) -> tuple[ShellLink, ...]:
    return tuple(ShellLink(title=each.title, url=each.url) for each in shapes)
