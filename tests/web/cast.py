"""The cast: everybody who may ask for something, in a newsroom of their own.

Knows roles and programs, and what each sends with a request.
Does not know what any of them may do.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from PIL import Image
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from stoppress.actions.drafting import Saved
from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.app.building import Newsroom, now, open_newsroom, open_press
from stoppress.app.doors import door, seats_of
from stoppress.audience.asking import Sent
from stoppress.audience.question import Question, Ticket
from stoppress.config.settings import Settings
from stoppress.domain.content import Content
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.drafts.draft import Draft, DraftId
from stoppress.media.library import Arrived, MediumWords
from stoppress.press.press import Press
from stoppress.staff.permissions import OPERATOR, Person, Role, Scope
from stoppress.staff.sessions import form_token
from stoppress.web.desk.asking import FORM_HEADER, PLAIN_COOKIE
from tests.laid_out import laid_out
from tests.web.desk_room import press_publication
from tests.web.plain_requests import ask

WISH = Wish(person=OPERATOR)

# One that is blocked or has asked too often must not be somebody else's.
_NETWORKS = iter(ip_network("10.64.0.0/10"))

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"

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


@dataclass(frozen=True, slots=True)
class House:
    """A newsroom that serves, and everybody who may ask it; `other` is a reporter who never does."""

    newsroom: Newsroom
    press: Press
    app: ASGIApp
    routes: tuple[BaseRoute, ...]
    askers: tuple[Asker, ...]
    other: Person
    tags: dict[str, str] = field(default_factory=dict)

    def asker(self, name: str) -> Asker:
        """One of them."""
        return next(each for each in self.askers if each.name == name)

    async def owner(self, asker: Asker) -> Person:
        """Whose things are that this one asks about: their own, or another reporter's."""
        return await self.newsroom.people.by_id(asker.person) if asker.own else self.other

    async def revive(self, asker: Asker) -> None:
        """Sign them in again, whatever they have done to their session."""
        if asker.signed_in:
            secret = await self.newsroom.sessions.begin(asker.person, now=now())
            asker.headers.update(session_headers(secret))

    async def open_blog(self, slug: str, headline: str = "A blog") -> Slug:
        """A new blog."""
        await self.newsroom.blogs.open(WISH, Slug(slug), Description(headline=Headline(text=headline)))
        return Slug(slug)

    async def write(self, person: Person, slug: Slug, body: str, *, send: Any = None, **more: Any) -> Draft:
        """A draft of somebody's; `send`: how it is sent, with nothing said at once."""
        saved = Saved(fresh_draft(), 1, Content(headline=body.split(maxsplit=1)[0], body=body, **more))
        room = self.newsroom.room
        if send is not None:
            return await room.sending.send(person, slug, saved, **send)
        return await room.drafting.save(person, slug, saved)

    async def ask(self, slug: Slug, text: str, address: str = "", **more: Any) -> Question:
        """What a reader asks, from a network of their own."""
        asking, name = self.newsroom.questions.asking, Ticket(fresh_draft())
        network = address or str(next(_NETWORKS))
        await asking.ask(Sent(blog=slug, timezone="UTC", text=text, ticket=name, address=network, **more))
        await self.newsroom.questions.upkeep.sort()
        return (await asking.find(slug, name))[0]

    async def publish(self, slug: Slug, post: str, headline: str = "", body: str = "Words.") -> PostId:
        """A new post."""
        await self.newsroom.posts.publish(WISH, slug, NewPost(id=PostId(post), headline=headline, body=body))
        return PostId(post)

    async def look(self, slug: Slug, post: PostId, said: str) -> None:
        """What a reader sees of a post while it is there: `said`, and entity tags that they keep in `tags`."""
        seq = (await self.press.current(slug)).seq
        pages = f"/live/{slug}", f"/live/{slug}/p/{post}", f"/live/{slug}/embed", f"/live/{slug}/fragment?host=&posts=9"
        for target in (*pages, f"/live/{slug}/updates/{self.press.epoch}-{seq - 1}"):
            answer = await ask(self.app, "GET", target)
            if said.encode() in answer.body and answer.header("etag"):
                self.tags[target] = answer.header("etag")
        assert f"/live/{slug}" in self.tags, "readers never saw it"

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
    settings = Settings(**{"data": laid_out(folder), "step_seconds": 0, "questions": True, "question_work": 0, **more})
    async with open_newsroom(settings) as newsroom:
        publication = press_publication(newsroom)
        async with open_press(newsroom, publication) as press:
            app = door(newsroom, press, publication, seats_of(settings))
            routes = tuple(app._app.routes)  # type: ignore[attr-defined]  # around it is the policy
            other = await newsroom.people.add(
                "other@gazette.example", "Otto", Role.REPORTER, now=now(), random=secrets.token_bytes
            )
            made = House(newsroom, press, app, routes, await _cast(newsroom), other.person)
            description = Description(headline=Headline(text="A blog"), sections=("News",))
            await newsroom.blogs.open(WISH, ELSEWHERE, description)
            yield made


def fresh_draft() -> DraftId:
    """An id as a browser makes it."""
    return DraftId("".join(secrets.choice(_ALPHABET) for _ in range(26)))


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
