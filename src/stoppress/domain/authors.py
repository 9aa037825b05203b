"""Authors: what readers are told of somebody who writes, on a page of their own.

Knows what may stand there, and that the page is there for readers only once somebody has made it public.
Does not know where it is kept (`staff`), nor what they wrote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from stoppress.domain.checks import address, at_most, not_over, said
from stoppress.domain.cleaning import clean_line, clean_lines
from stoppress.domain.identifiers import is_slug
from stoppress.errors import InputInvalid

NAME_LIMIT: Final = 100
INTRODUCTION_LIMIT: Final = 1_500
LINKS_LIMIT: Final = 8
ADDRESS_LIMIT: Final = 500

_MAILTO: Final = re.compile(r"mailto:[^\s<>@\"?&]{1,64}@[^\s<>@\"?&]{1,189}\Z")


@dataclass(frozen=True, slots=True)
class AuthorLink:
    """Where else one finds them: a page of theirs, or `mailto:`."""

    title: str
    address: str

    @property
    def is_page(self) -> bool:
        """Whether it is a page, and no mailbox."""
        return not self.address.startswith("mailto:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Somebody who writes. `slug` is what bylines name and what their page is called, for ever.

    `person` is who works here under that name, if anybody does. `picture` names the picture that is kept beside it, "" for
    none. `version` counts the changes, 0 where nothing is kept yet.
    """

    slug: str
    name: str
    person: str = ""
    role: str = ""
    place: str = ""
    introduction: str = ""
    links: tuple[AuthorLink, ...] = ()
    picture: str = ""
    public: bool = False
    version: int = 0

    @property
    def path(self) -> str:
        """The address of their page."""
        return f"/author/{self.slug}"

    @property
    def picture_path(self) -> str:
        """The address of their picture; its name says what is in it."""
        return f"{self.path}/{self.picture}.jpg" if self.picture else ""

    @property
    def paragraphs(self) -> list[str]:
        """The introduction, in paragraphs."""
        return [each.strip() for each in self.introduction.split("\n\n") if each.strip()]


def checked(author: Author) -> Author:
    """The author as it may be kept. Raises InputInvalid, Empty, TooLong, TooMany."""
    if not is_slug(author.slug):
        problem = "use small letters, digits and single hyphens, such as rosa-quay."
        raise InputInvalid(field="address of the page", problem=problem)
    cleaned = replace(
        author,
        name=clean_line(author.name),
        role=clean_line(author.role),
        place=clean_line(author.place),
        introduction=clean_lines(author.introduction),
        links=tuple(_cleaned(each) for each in author.links if each.title.strip() or each.address.strip()),
    )
    said("The name", cleaned.name, NAME_LIMIT)
    not_over("The role", cleaned.role, NAME_LIMIT)
    not_over("The place", cleaned.place, NAME_LIMIT)
    not_over("The introduction", cleaned.introduction, INTRODUCTION_LIMIT)
    at_most("links", len(cleaned.links), LINKS_LIMIT)
    return cleaned


def _cleaned(link: AuthorLink) -> AuthorLink:
    made = AuthorLink(clean_line(link.title), link.address.strip())
    said("A link’s name", made.title, NAME_LIMIT)
    if _MAILTO.match(made.address):
        return made
    said("A link’s address", made.address, ADDRESS_LIMIT)
    address("link’s", made.address, ADDRESS_LIMIT)
    return made
