"""A theme: how a newsroom wants its pages to look, as a sheet that stands after ours and a few things in the shell.

Knows the tokens of our sheet (frontend/src/styles/tokens.css) that may be set, and which of them are read on which ground.
Does not know files (`app`), nor where a theme is written down (`config`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from stoppress.errors import ThemeUnreadable

LEAST_CONTRAST: Final = 4.5
"""Between text and its ground (WCAG 2.2, 1.4.3)."""

LIGHT: Final = {
    "paper": "#fdfcf9",
    "sheet": "#ffffff",
    "tint": "#f4f1ea",
    "ink": "#16140f",
    "soft": "#5a554b",
    "hair": "#dcd7cb",
    "rule": "#16140f",
    "live": "#b3121d",
    "on-live": "#ffffff",
    "link": "#12497b",
}
DARK: Final = {
    "paper": "#12110f",
    "sheet": "#1b1a17",
    "tint": "#211f1b",
    "ink": "#f0ece3",
    "soft": "#aaa395",
    "hair": "#37342d",
    "rule": "#8d877a",
    "live": "#c9252f",
    "on-live": "#ffffff",
    "link": "#9cc4f0",
}
"""The colours that may be set, and what they are otherwise, by day and by night."""

_READ_ON: Final = (
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "tint"),
    ("soft", "paper"),
    ("soft", "tint"),
    ("link", "paper"),
    ("on-live", "live"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellLink:
    """A link in the header or the footer."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture in the place of the name; sizes in pixels, 0 where the file does not say."""

    address: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFace:
    """A font file of the newsroom's own."""

    family: str
    address: str
    weight: str = "400"
    style: str = "normal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What of a theme a page refers to. `sheet` is the address of its style sheet, "" for none."""

    sheet: str = ""
    logo: Logo | None = None
    header: tuple[ShellLink, ...] = ()
    footer: tuple[ShellLink, ...] = ()
    footer_text: str = ""


def theme_sheet(
    light: Mapping[str, str], dark: Mapping[str, str], stacks: Mapping[str, str], faces: Sequence[FontFace]
) -> str:
    """The sheet. Colours are `#rrggbb`, `stacks` are values of `font-family` by token; all are checked before.

    Raises ThemeUnreadable where a text could not be read on its ground.
    """
    _check("by day", {**LIGHT, **light})
    _check("by night", {**DARK, **dark})
    by_day = chain(_tokens(light), _tokens(stacks))
    sheets = [_face(each) for each in faces]
    sheets.append(f":root{{{''.join(by_day)}}}")
    sheets.append(f"@media screen and (prefers-color-scheme:dark){{:root{{{''.join(_tokens(dark))}}}}}")
    return "\n".join(sheets) + "\n"


def contrast(one: str, other: str) -> float:
    """The ratio of two colours `#rrggbb`, from 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _check(when: str, colours: Mapping[str, str]) -> None:
    for text, ground in _READ_ON:
        ratio = contrast(colours[text], colours[ground])
        if ratio < LEAST_CONTRAST:
            problem = (
                f"{when}, “{text}” ({colours[text]}) on “{ground}” ({colours[ground]}) has a contrast of {ratio:.1f} to 1; "
                f"{LEAST_CONTRAST} is the least that everybody can read"
            )
            raise ThemeUnreadable(problem=problem)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)


def _tokens(values: Mapping[str, str]) -> list[str]:
    return [f"--{name}:{value};" for name, value in values.items()]


def _face(face: FontFace) -> str:
    return (
        f"@font-face{{font-family:'{face.family}';src:url('{face.address}');font-weight:{face.weight};"
        f"font-style:{face.style};font-display:swap}}"
    )
