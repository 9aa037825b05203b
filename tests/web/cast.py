"""The cast: everybody who may ask for something, in a newsroom of their own.

Knows roles and programs, and what each sends with a request; whose a post is, is as a test says.
Does not know what any of them may do.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.app.building import Newsroom, door, now, open_newsroom, open_press, seats_of
from stoppress.config.settings import Settings
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.media.library import Arrived, MediumWords
from stoppress.press.press import Press
from stoppress.staff.permissions import OPERATOR, Person, Role, Scope
from stoppress.staff.sessions import form_token
from stoppress.web.desk.asking import FORM_HEADER, PLAIN_COOKIE
from tests.web.desk_room import press_publication

WISH = Wish(person=OPERATOR)
ELSEWHERE = Slug("elsewhere")
"""The blog of those who have no business in any other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody, or some program. `own` says that what they ask about is theirs; `role` is theirs in every blog."""

    name: str
    headers: dict[str, str] = field(default_factory=dict)
    person: str = ""
    role: Role | None = None
    scopes: frozenset[Scope] = frozenset()
    own: bool = False

    @property
    def signed_in(self) -> bool:
        """Whether this is a person with a session, and no program."""
        return "Cookie" in self.headers


class Whose:
    """See `Owners`: everything belongs to those who are asking as owners."""

    def __init__(self) -> None:
        self.own = False

    async def owns(self, person: Person, slug: Slug, post: PostId) -> bool:
        """See `Owners`."""
        del person, slug, post
        return self.own

    async def owned(self, person: Person, slug: Slug, names: tuple[PostId, ...]) -> frozenset[PostId]:
        """See `Owners`."""
        del person, slug
        return frozenset(names) if self.own else frozenset()


@dataclass(frozen=True, slots=True)
class House:
    """A newsroom that serves, and everybody who may ask it."""

    newsroom: Newsroom
    press: Press
    app: ASGIApp
    routes: tuple[BaseRoute, ...]
    whose: Whose
    askers: tuple[Asker, ...]

    def asker(self, name: str) -> Asker:
        """One of them."""
        return next(each for each in self.askers if each.name == name)

    async def revive(self, asker: Asker) -> None:
        """Sign them in again, whatever they have done to their session."""
        if asker.signed_in:
            secret = await self.newsroom.sessions.begin(asker.person, now=now())
            asker.headers.update(session_headers(secret))

    async def open_blog(self, slug: str, headline: str = "A blog") -> Slug:
        """A new blog."""
        await self.newsroom.blogs.open(WISH, Slug(slug), Description(headline=Headline(text=headline)))
        return Slug(slug)

    async def publish(self, slug: Slug, post: str, headline: str = "", body: str = "Words.") -> PostId:
        """A new post."""
        await self.newsroom.posts.publish(WISH, slug, NewPost(id=PostId(post), headline=headline, body=body))
        return PostId(post)

    async def upload(self, owner: str, content: bytes, label: str = "quay.jpg", alt: str = "A quay") -> MediaId:
        """A new medium of which every file is made."""
        path = self.newsroom.media.incoming / secrets.token_hex(8)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        arrived = Arrived(path=path, owner=owner, label=label, size=len(content), sha256=secrets.token_hex(32))
        person = replace(OPERATOR, id=owner)
        row = await self.newsroom.media.media.upload(person, arrived, MediumWords(alt=alt, caption=alt, credit=alt))
        await self.newsroom.media.library.finish(row.medium.id)
        return row.medium.id


@asynccontextmanager
async def house(folder: Path, **more: Any) -> AsyncIterator[House]:
    """A house in which nobody waits for news."""
    settings = Settings(data=folder, step_seconds=0, origin=None, **more)
    async with open_newsroom(settings) as opened:
        whose = Whose()
        newsroom = replace(opened, owners=whose)
        newsroom.actions._owners = whose
        publication = press_publication(newsroom)
        async with open_press(newsroom, publication) as press:
            app = door(newsroom, press, publication, seats_of(settings))
            routes = tuple(app._app.routes)  # type: ignore[attr-defined]  # around it is the policy
            made = House(newsroom, press, app, routes, whose, await _cast(newsroom))
            await made.open_blog(ELSEWHERE)
            yield made


def session_headers(secret: str) -> dict[str, str]:
    """What a browser sends that is signed in, from a page of ours."""
    return {"Cookie": f"{PLAIN_COOKIE}={secret}", FORM_HEADER: form_token(secret)}


async def _cast(newsroom: Newsroom) -> tuple[Asker, ...]:
    async def person(name: str, role: Role | None, own: bool = False, **blogs: Role) -> Asker:
        email = f"{name.replace(' ', '-').replace(',', '')}@gazette.example"
        rights = {Slug(slug): each for slug, each in blogs.items()}
        row = await newsroom.people.add(email, name.title(), role, rights, now=now(), random=secrets.token_bytes)
        secret = await newsroom.sessions.begin(row.id, now=now() - timedelta(seconds=1))
        return Asker(name=name, headers=session_headers(secret), person=row.id, role=role, own=own)

    async def program(name: str, *scopes: Scope) -> Asker:
        token = await newsroom.tokens.create(name, frozenset(scopes), now=now(), random=secrets.token_bytes)
        known = await newsroom.tokens.person(token)
        assert known is not None
        headers = {"Authorization": f"Bearer {token}"}
        return Asker(name=name, headers=headers, person=known.id, scopes=frozenset(scopes))

    return (
        Asker(name="nobody"),
        await person("administrator", Role.ADMINISTRATOR),
        await person("editor", Role.EDITOR),
        await person("reporter, own", Role.REPORTER, own=True),
        await person("reporter, other's", Role.REPORTER),
        await person("moderator", Role.MODERATOR),
        await person("editor elsewhere", None, elsewhere=Role.EDITOR),
        await program("reading token", Scope.READ),
        await program("writing token", Scope.READ, Scope.WRITE),
    )


def picture(shade: int = 0) -> bytes:
    """A picture like no other with another shade."""
    packed = BytesIO()
    noise = Image.effect_noise((64, 48), 90 + shade).convert("RGB")
    noise.save(packed, "JPEG", quality=90)
    return packed.getvalue()
