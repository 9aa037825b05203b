"""Shapes: what the composer sends, as JSON or as a form's fields.

Knows names and types; an unknown one is refused.
Does not know what may be said (`domain.admission`).
"""

from __future__ import annotations

from itertools import zip_longest
from typing import Self

from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import FormData

from stoppress.domain.blog import Blog, Post
from stoppress.domain.content import Content, content_of_post
from stoppress.domain.facts import Byline, Claim, ClaimStatus, Label
from stoppress.errors import InputInvalid
from stoppress.web.desk.asking import text

_BYLINE = ("name", "role", "place", "author")


class Shape(BaseModel):
    """What is not named is refused: a typing error must not pass for a default."""

    model_config = ConfigDict(extra="forbid")


class BylineShape(Shape):
    """Who wrote it."""

    name: str
    role: str = ""
    place: str = ""
    author: str = ""

    def fact(self) -> Byline:
        """As a revision has it."""
        return Byline(name=self.name, role=self.role, place=self.place, author=self.author)


class ClaimShape(Shape):
    """Whether it is confirmed, with the sentence readers see."""

    status: ClaimStatus = ClaimStatus.UNVERIFIED
    attribution: str = ""

    @classmethod
    def of_form(cls, form: FormData) -> Self | None:
        """As a form's ticks say it. What is confirmed is unverified no more."""
        ticked = [each for each in (ClaimStatus.CONFIRMED, ClaimStatus.UNVERIFIED) if text(form, each.value)]
        return cls(status=ticked[0], attribution=text(form, "attribution")) if ticked else None


class ContentShape(Shape):
    """A post as the composer has it; `body` is CommonMark."""

    headline: str = ""
    body: str = ""
    label: Label | None = None
    bylines: list[BylineShape] = Field(default_factory=list)
    key_event: bool = False
    pin: bool = False
    claim: ClaimShape | None = None

    @classmethod
    def of_post(cls, post: Post, blog: Blog) -> Self:
        """A post as it stands."""
        return cls.of(content_of_post(post, pin=blog.pinned == post.id))

    @classmethod
    def of_form(cls, form: FormData) -> Self:
        """A post as a form's fields say it. Raises InputInvalid for a label that is none."""
        label = text(form, "label")
        if label and label not in set(Label):
            raise InputInvalid(field="label", problem="choose one from the list.")
        columns = [[str(each) for each in form.getlist(f"byline_{name}")] for name in _BYLINE]
        rows = [dict(zip(_BYLINE, row, strict=True)) for row in zip_longest(*columns, fillvalue="")]
        return cls(
            headline=text(form, "headline"),
            body=text(form, "body"),
            label=Label(label) if label else None,
            bylines=[BylineShape(**row) for row in rows if row["name"].strip()],
            key_event=bool(text(form, "key_event")),
            pin=bool(text(form, "pin")),
            claim=ClaimShape.of_form(form),
        )

    @classmethod
    def of(cls, content: Content) -> Self:
        """As it is kept, stands in the log, or came of merging."""
        claim = content.claim
        return cls(
            headline=content.headline,
            body=content.body,
            label=content.label,
            bylines=[
                BylineShape(name=each.name, role=each.role, place=each.place, author=each.author)
                for each in content.bylines
            ],
            key_event=content.key_event,
            pin=content.pin,
            claim=ClaimShape(status=claim.status, attribution=claim.attribution) if claim is not None else None,
        )

    def content(self) -> Content:
        """As it is kept."""
        return Content(
            headline=self.headline,
            body=self.body,
            label=self.label,
            bylines=self._bylines,
            key_event=self.key_event,
            pin=self.pin,
            claim=self._claim,
        )

    @property
    def _bylines(self) -> tuple[Byline, ...]:
        return tuple(each.fact() for each in self.bylines)

    @property
    def _claim(self) -> Claim | None:
        return Claim(status=self.claim.status, attribution=self.claim.attribution) if self.claim is not None else None
