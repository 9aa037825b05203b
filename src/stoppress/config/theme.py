"""The file of a theme: what may stand in it (TOML), and how it is read.

Knows names and shapes; nothing that is let through can be more in a style sheet than a value.
Does not know what a theme looks like (`render.theme`), nor the files it names.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stoppress.errors import ThemeUnreadable

Colour = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$")]
Token = Literal["paper", "sheet", "tint", "ink", "soft", "hair", "rule", "live", "on-live", "link"]
Stack = Annotated[str, Field(pattern=r"^[A-Za-z0-9 ,'\"-]{1,200}$")]
Family = Annotated[str, Field(pattern="^[A-Za-z0-9 -]{1,60}$")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LinkShape(_Shape):
    """A link: a path of the site, or a whole address."""

    title: str = Field(min_length=1, max_length=60)
    url: str = Field(pattern=r"^(https?://[^\s<>\"]+|mailto:[^\s<>\"]+|/[^\s<>\"]*)$", max_length=500)


class FontShape(_Shape):
    """A font file, beside the theme's file unless its path says otherwise."""

    family: Family
    file: Path
    weight: str = Field("400", pattern="^[1-9]00( [1-9]00)?$")
    style: Literal["normal", "italic"] = "normal"


class ThemeShape(_Shape):
    """All that a theme may say."""

    logo: Path | None = None
    light: dict[Token, Colour] = {}
    dark: dict[Token, Colour] = {}
    serif: Stack | None = None
    sans: Stack | None = None
    fonts: tuple[FontShape, ...] = ()
    rules: Path | None = None
    header: tuple[LinkShape, ...] = Field((), max_length=12)
    footer: tuple[LinkShape, ...] = Field((), max_length=24)
    footer_text: str = Field("", max_length=500)


def read_theme(path: Path) -> ThemeShape:
    """What stands in the file. Raises ThemeUnreadable."""
    try:
        return ThemeShape.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ThemeUnreadable(problem=f"{path} cannot be read: {problem}") from problem
    except ValidationError as problem:
        first = problem.errors()[0]
        raise ThemeUnreadable(problem=f"{path}, “{'.'.join(map(str, first['loc']))}”: {first['msg']}") from problem
