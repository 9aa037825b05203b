"""Scenes: what a request is about, made when it is first asked for.

Knows how every parameter of a path is filled with something that is there. `FILLS` is where a new one is added.
Does not know what is asked of it.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from stoppress.actions.rehearsals import Order
from stoppress.actions.removal import Wanted
from stoppress.app.authors import use_authors
from stoppress.app.building import now
from stoppress.app.removing import removal_by_law
from stoppress.audience.question import QuestionId
from stoppress.domain.authors import Author
from stoppress.domain.facts import Label
from stoppress.domain.identifiers import Slug
from stoppress.drafts.draft import Someone, State
from stoppress.drafts.note_rows import NoteRows
from stoppress.drafts.notices import NewNotice, NoticeKind
from stoppress.drafts.rehearsals import Progress
from stoppress.drafts.shifts import NoteKind
from stoppress.staff.links import LinkKind
from stoppress.staff.permissions import OPERATOR, Person, Role
from tests.push_service import Device
from tests.web.cast import Asker, House, picture

_NUMBERS: Final = itertools.count(1)


def fresh(kind: str) -> str:
    """A name that nothing has yet."""
    return f"{kind}-{next(_NUMBERS)}"


class Scene:
    """A blog, and what is in it as it is asked for. All of it belongs to `asker` if they ask as its owner."""

    def __init__(self, house: House, asker: Asker, slug: Slug) -> None:
        self.house, self.asker, self.slug = house, asker, slug
        self._filled: dict[str, str] = {}

    @classmethod
    async def made(cls, house: House, asker: Asker) -> Scene:
        """A new one."""
        return cls(house, asker, await house.open_blog(fresh("blog")))

    async def owner(self) -> Person:
        """Whose things are: the asker's, or somebody else's."""
        return await self.house.owner(self.asker)

    async def filled(self, name: str) -> str:
        """What stands for a parameter. Raises KeyError for one nobody knows."""
        if name not in self._filled:
            self._filled[name] = await FILLS[name](self)
        return self._filled[name]


async def _slug(scene: Scene) -> str:
    return scene.slug


async def _post(scene: Scene) -> str:
    sent = await scene.house.write(await scene.owner(), scene.slug, "Words that were sent.", send={})
    assert sent.state is State.SENT
    return sent.post


async def _draft(scene: Scene) -> str:
    return (await scene.house.write(await scene.owner(), scene.slug, "Words of a draft.", label=Label.BREAKING)).id


async def _medium(scene: Scene) -> str:
    return await scene.house.upload((await scene.owner()).id, picture())


async def _name(scene: Scene) -> str:
    row = await scene.house.newsroom.media.library.find(await scene.filled("medium"))  # type: ignore[arg-type]
    return row.medium.renditions[0].name


async def _upload(scene: Scene) -> str:
    uploads = scene.house.newsroom.media.uploads
    return (await uploads.begin(owner=scene.asker.person, size=3, name="quay.jpg", kind="")).id


async def _order(scene: Scene) -> str:
    removal = removal_by_law(scene.house.newsroom)
    return (await removal.ask(OPERATOR, scene.slug, Wanted(post=await scene.filled("post")))).id  # type: ignore[arg-type]


async def none_rehearsed(scene: Scene) -> None:
    """End those that were asked for: there is one at a time."""
    rows = scene.house.newsroom.room.rehearsals
    while (asked := await rows.take()) is not None:
        await rows.close(asked.id, Progress.STOPPED, "")


async def _rehearsal(scene: Scene) -> str:
    """One that has ended."""
    room = scene.house.newsroom.room
    await none_rehearsed(scene)
    taken = await room.rehearsing.ask(OPERATOR, scene.slug, Order(readers=0, seconds=0, posts=1), taken=True)
    return (await room.rehearsals.close(taken.id, Progress.FAILED, '{"problem": "Nobody played it."}')).id


async def _person(scene: Scene) -> str:
    staff, name = scene.house.newsroom.staff, fresh("somebody")
    row = await staff.people.add(f"{name}@gazette.example", name, Role.REPORTER, now=now(), random=secrets.token_bytes)
    return row.id


async def _session(scene: Scene) -> str:
    """Another session of whoever asks."""
    if not scene.asker.signed_in:
        return "session-none"
    sessions = scene.house.newsroom.sessions
    secret = await sessions.begin(scene.asker.person, now=now())
    known = await sessions.who(secret, now())
    assert known is not None
    return known.session


async def _secret(scene: Scene) -> str:
    links = scene.house.newsroom.staff.links
    return await links.make(LinkKind.RESET, await scene.filled("person"), by="operator", now=now())


async def _question(scene: Scene) -> str:
    asked = await scene.house.ask(scene.slug, f"What of {fresh('matter')}?")
    if scene.asker.own:
        desk, owner = scene.house.newsroom.questions.desk, await scene.owner()
        await desk.assign(OPERATOR, scene.slug, [asked.id], owner)
    return asked.id


async def _ticket(_scene: Scene) -> str:
    return "a" * 26


async def _block(scene: Scene) -> str:
    question = QuestionId(await scene.filled("question"))
    await scene.house.newsroom.questions.desk.block(OPERATOR, scene.slug, question, "hour")
    return question


async def _notice(scene: Scene) -> str:
    """One that whoever asks was told; without a session nobody was."""
    new = NewNotice(
        kind=NoticeKind.MENTION,
        text="Words of a notice.",
        path=f"/desk/blogs/{scene.slug}",
        to=frozenset({scene.asker.person}),
        key=fresh("notice"),
        blog=scene.slug,
    )
    await scene.house.newsroom.telling.notices.tell(new)
    return new.id


async def _device(scene: Scene) -> str:
    """Another browser of whoever asks."""
    if not scene.asker.signed_in:
        return "device-none"
    address = Device(f"https://push.velmora.org/{fresh('device')}").address
    session = await scene.filled("session")
    kept = await scene.house.newsroom.telling.subscriptions.keep(scene.asker.person, session, address, now())
    return kept.id


async def _note(scene: Scene) -> str:
    """A question of whoever the asker's things are."""
    rows, owner = NoteRows(scene.house.newsroom.desk), await scene.owner()
    by = Someone(owner.id, owner.name)
    made = await rows.write(scene.slug, fresh("note"), NoteKind.QUESTION, "Who says so?", by, None)
    return str(made.id)


async def _list(_scene: Scene) -> str:
    return "latest"


async def _section(_scene: Scene) -> str:
    """One that a blog of the house is in."""
    return "news"


async def _author(scene: Scene) -> str:
    """An author whose page is public."""
    author = Author(slug=fresh("author"), name="Somebody", public=True)
    newsroom = scene.house.newsroom
    await newsroom.authors.put(author, OPERATOR.id, now())
    await use_authors(newsroom.authors, scene.house.press)
    return author.slug


FILLS: Final[Mapping[str, Callable[[Scene], Awaitable[str]]]] = {
    "slug": _slug,
    "post": _post,
    "draft": _draft,
    "medium": _medium,
    "name": _name,
    "upload": _upload,
    "order": _order,
    "rehearsal": _rehearsal,
    "person": _person,
    "session": _session,
    "notice": _notice,
    "device": _device,
    "secret": _secret,
    "question": _question,
    "ticket": _ticket,
    "block": _block,
    "note": _note,
    "list": _list,
    "section": _section,
    "author": _author,
}
"""How each parameter of a path is filled. What belongs to somebody belongs to `scene.owner`."""
