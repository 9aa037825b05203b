"""What open pages say of themselves, and who may know it: whoever may know of the blog.

Knows what somebody has to be allowed to do before a page may say that they do it; a draft is named to nobody.
Does not know how long a page counts as open (`drafts.presence_rows`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from stoppress.actions.actions import Actions, Asked
from stoppress.actions.drafting import require_sight, someone
from stoppress.domain.identifiers import PostId, Slug, is_post_id
from stoppress.drafts.draft import DraftId, is_draft_id
from stoppress.drafts.presence import CHANGES_POST, Doing, OpenPage, PageId, is_page_id, others_at
from stoppress.drafts.presence_rows import Presence
from stoppress.drafts.rows import Drafts
from stoppress.errors.drafts import DraftUnknown
from stoppress.errors.together import PageUnnamed
from stoppress.staff.permissions import Person, Verb, require

_VERBS: Final = {
    Doing.HERE: Verb.READ_BLOG,
    Doing.WRITING: Verb.PUBLISH_POST,
    Doing.EDITING: Verb.REVISE_POST,
    Doing.CORRECTING: Verb.CORRECT_POST,
    Doing.KEY_POINTS: Verb.SET_KEY_POINTS,
    Doing.ABOUT: Verb.DESCRIBE_BLOG,
}


@dataclass(frozen=True, slots=True)
class Saying:
    """What a page says of itself; see `drafts.presence.OpenPage`. `left` is the page that stood in its tab before."""

    page: str
    doing: str = Doing.HERE.value
    thing: str = ""
    left: str = ""


class Together:
    """Actions upon open pages."""

    def __init__(self, presence: Presence, actions: Actions, drafts: Drafts) -> None:
        self._presence = presence
        self._actions = actions
        self._drafts = drafts

    async def here(self, person: Person, slug: Slug, saying: Saying) -> None:
        """A page of this person's is open. Raises PageUnnamed, NotAllowed, BlogUnknown, DraftUnknown."""
        require(person, Verb.READ_BLOG, slug)
        page, doing = _named(saying.page), _doing(saying.doing)
        post = PostId(saying.thing) if doing in CHANGES_POST else None
        blog = await self._actions.blog(slug)
        if post is not None and (not is_post_id(post) or post not in blog.posts):
            raise PageUnnamed
        await self._actions.require(person, Asked(verb=_VERBS[doing], slug=slug, post=post))
        if post is None and saying.thing:
            await self._require_draft(person, slug, doing, saying.thing)
        left = _named(saying.left) if saying.left else None
        await self._presence.here(page, slug, someone(person), doing, saying.thing, left)

    async def leave(self, person: Person, slug: Slug, page: str) -> None:
        """A page of this person's is closed."""
        require(person, Verb.READ_BLOG, slug)
        await self._presence.leave(_named(page), someone(person))

    async def present(self, person: Person, slug: Slug) -> list[OpenPage]:
        """Who is here."""
        require(person, Verb.READ_BLOG, slug)
        return await self._presence.of_blog(slug)

    async def others(self, person: Person, slug: Slug, doing: str, thing: str) -> list[OpenPage]:
        """Who else has the same open for writing."""
        return others_at(await self.present(person, slug), _doing(doing), thing, person.id)

    async def _require_draft(self, person: Person, slug: Slug, doing: Doing, name: str) -> None:
        """Raise unless it is a draft of theirs, or one that nobody has yet."""
        if doing is not Doing.WRITING or not is_draft_id(name):
            raise PageUnnamed
        try:
            require_sight(person, await self._drafts.find(DraftId(name), slug))
        except DraftUnknown:
            if await self._drafts.is_known(DraftId(name)):
                raise


def _named(page: str) -> PageId:
    if not is_page_id(page):
        raise PageUnnamed
    return PageId(page)


def _doing(said: str) -> Doing:
    if said not in set(Doing):
        raise PageUnnamed
    return Doing(said)
