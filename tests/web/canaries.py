"""Canaries: words that stand in one private place each, so that wherever they are seen, it is known where they came from.

Knows how each is planted, and by whom it may be seen. `PLANTS` is where a new private place is added: a function that takes
the house, hides a word nobody else says, and names what an address could be built of.
Does not know addresses (`crawler`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from stoppress.actions.drafting import Saved
from stoppress.actions.posts import NewPost
from stoppress.actions.preparing import Preparing
from stoppress.actions.rehearsals import Order
from stoppress.actions.removal import Wanted
from stoppress.app.building import now
from stoppress.app.removing import inquiry, removal_by_law
from stoppress.domain.content import Content
from stoppress.domain.identifiers import MediaId, PostId
from stoppress.domain.revisions import PostPublished
from stoppress.domain.rules import Wording
from stoppress.drafts.draft import Draft, State
from stoppress.drafts.ready import Kind, Ready
from stoppress.drafts.ready_rows import ReadyWords
from stoppress.drafts.rehearsals import Progress
from stoppress.drafts.shifts import NoteKind
from stoppress.staff.permissions import OPERATOR, Person, Role
from tests.web.canaries_of_audience import a_follower, a_question, a_vote, spam, words_before_an_edit
from tests.web.canaries_of_authors import an_author_who_is_not_public
from tests.web.canaries_of_staff import (
    a_device,
    a_notice,
    a_notice_to_editors,
    a_password,
    a_person,
    somebody_here,
)
from tests.web.canary import COMMON, EDITORS, FERRY, NOBODY, UPLOADERS, WRITERS, Canary, Plant, text_with, word
from tests.web.cast import WISH, House, picture
from tests.web.desk_room import press_publication


async def withdrawn_words(house: House) -> Canary:
    """A post that was taken down. Staff who write may read what it said."""
    said = word("withdrawn")
    name = await house.publish(FERRY, "gone", said, text_with(said))
    await house.look(FERRY, name, said)
    await house.newsroom.posts.withdraw(WISH, FERRY, name, "It was wrong.", reason_shown=True)
    return Canary(
        name="withdrawn words",
        words=[said.encode()],
        seen_by=WRITERS,
        known={"slug": [FERRY], "post": [name]},
        shown_by="/history",
    )


async def withheld_reason(house: House) -> Canary:
    """Why a post was taken down, where readers are not to be told."""
    said = word("reason")
    name = await house.publish(FERRY, "unsaid")
    await house.newsroom.posts.withdraw(WISH, FERRY, name, said, reason_shown=False)
    return Canary(
        name="withheld reason",
        words=[said.encode()],
        seen_by=WRITERS,
        known={"post": [name]},
        shown_by="/history",
    )


async def superseded_words(house: House) -> Canary:
    """What a post said before it was edited. Readers are shown corrections alone.

    A frame says what happened at its sequence, and only words that were taken back leave it: it is final otherwise
    (docs/contracts/updates.md).
    """
    said = word("superseded")
    name = await house.publish(FERRY, "edited", said, text_with(said))
    await house.look(FERRY, name, said)
    await house.newsroom.posts.revise(WISH, FERRY, name, Wording(headline="Otherwise", body=f"Otherwise, {COMMON}."))
    return Canary(
        name="superseded words",
        words=[said.encode()],
        seen_by=WRITERS,
        known={"post": [name]},
        shown_by="/history",
        open_at=r"/live/[^/]+/(stream|updates)\b",
    )


async def removed_words(house: House) -> Canary:
    """Words that were removed by law are nowhere, whoever asks."""
    said = word("removed")
    name = await house.publish(FERRY, "removed", said, text_with(said))
    await house.look(FERRY, name, said)
    removal = removal_by_law(house.newsroom)
    order = await removal.ask(_administrator("one"), FERRY, Wanted(post=name, notice="Removed by law."))
    asked = inquiry(house.newsroom, house.press, press_publication(house.newsroom))
    await removal.approve(_administrator("two"), order.id, asked)
    return Canary(
        name="removed words", words=[said.encode()], seen_by=NOBODY, known={"post": [name], "order": [order.id]}
    )


async def unpublished_media(house: House) -> Canary:
    """A picture that no published post shows: its file, and what is said about it."""
    said, content = word("media"), picture(3)
    medium = await house.upload("person-other", content, f"{said}.jpg", said)
    files = await _files(house, medium)
    return Canary(
        name="unpublished media",
        words=[said.encode(), *files.values()],
        seen_by=UPLOADERS,
        known={"medium": [medium], "name": list(files)},
        shown_by="/desk/media/{medium}",
    )


async def media_of_what_was_withdrawn(house: House) -> Canary:
    """A picture of a post that was taken down."""
    said, content = word("shown"), picture(4)
    medium = await house.upload("person-other", content, f"{said}.jpg", said)
    files = await _files(house, medium)
    new = NewPost(id=PostId("showed"), body=f"{COMMON}\n\n![](media:{medium})")
    await house.newsroom.posts.publish(WISH, FERRY, new)
    await house.look(FERRY, PostId("showed"), said)
    await house.newsroom.posts.withdraw(WISH, FERRY, PostId("showed"), "", reason_shown=False)
    return Canary(
        name="media of what was withdrawn",
        words=[said.encode(), *files.values()],
        seen_by=UPLOADERS,
        known={"medium": [medium], "name": list(files), "post": ["showed"]},
        shown_by="/desk/media/{medium}",
    )


async def a_draft(house: House) -> Canary:
    """What somebody is writing."""
    said = word("draft")
    draft = await house.write(house.other, FERRY, text_with(said))
    return _of_draft("draft", said, draft)


async def scheduled(house: House) -> Canary:
    """What goes out tomorrow."""
    said, at = word("scheduled"), now() + timedelta(days=1)
    draft = await house.write(house.other, FERRY, text_with(said), send={"at": at})
    return _of_draft("scheduled", said, draft)


async def held(house: House) -> Canary:
    """What does not go out before somebody releases it."""
    said = word("held")
    draft = await house.write(house.other, FERRY, text_with(said), send={"hold": True})
    return _of_draft("held", said, draft)


async def submitted(house: House) -> Canary:
    """What an editor has to read."""
    said = word("submitted")
    draft = await house.write(house.other, FERRY, text_with(said), send={"submit": True})
    return replace(_of_draft("submitted", said, draft), shown_by="/queue")


async def returned(house: House) -> Canary:
    """What an editor gave back, and why."""
    said, note = word("returned"), word("note")
    draft = await house.write(house.other, FERRY, text_with(said), send={"submit": True})
    editor = Person("person-editor", "Edda", role=Role.EDITOR)
    await house.newsroom.room.submitting.give_back(editor, FERRY, draft.id, note)
    made = _of_draft("returned", said, draft)
    return replace(made, words=[said.encode(), note.encode()])


async def as_submitted(house: House) -> Canary:
    """What a reporter submitted, where an editor published other words."""
    said = word("unedited")
    draft = await house.write(house.other, FERRY, text_with(said), send={"submit": True})
    editor = Person("operator", "Edda", role=Role.EDITOR)
    better = Saved(draft.id, draft.version + 1, Content(body=f"Better words, {COMMON}."))
    sent = await house.newsroom.room.sending.send(editor, FERRY, better)
    assert sent.seq is not None
    return Canary(
        name="as submitted",
        words=[said.encode()],
        seen_by=WRITERS,
        known={"draft": [draft.id], "post": [draft.post]},
        shown_by="/history",
    )


async def a_shift(house: House) -> Canary:
    """What one shift leaves to the next."""
    said, handed = word("question"), word("handing")
    shifts, editor = house.newsroom.room.shifts, Person("person-editor", "Edda", role=Role.EDITOR)
    note = await shifts.noting.write(editor, FERRY, said, NoteKind.QUESTION, text_with(said))
    shift = await shifts.take(editor, FERRY, 0)
    await shifts.offer(editor, FERRY, shift.id, house.other.id, handed)
    return Canary(
        name="a shift",
        words=[said.encode(), handed.encode()],
        seen_by=WRITERS,
        known={"note": [str(note.id)]},
        shown_by="/shift",
    )


async def discarded(house: House) -> Canary:
    """What somebody has thrown away."""
    said = word("discarded")
    draft = await house.write(house.other, FERRY, text_with(said))
    draft = await house.newsroom.room.drafting.discard(house.other, FERRY, draft.id)
    return Canary(
        name="discarded", words=[said.encode()], seen_by=EDITORS, known={"draft": [draft.id], "post": [draft.post]}
    )


async def a_rehearsal(house: House) -> Canary:
    """What happens in a rehearsal's blog: whoever does not know its address finds it nowhere."""
    said, room = word("rehearsal"), house.newsroom.room
    order = Order(readers=0, seconds=0, posts=1)
    taken = await room.rehearsing.ask(OPERATOR, FERRY, order, taken=True)
    opening, _ = (await room.stage.script(FERRY, 1)).revisions[0]
    await room.stage.open(FERRY, taken.sandbox, opening)
    post = PostPublished(at=now(), post=PostId("said"), published_at=now(), body=text_with(said))
    _, sent = await room.stage.send(taken.sandbox, post, {})
    assert sent.state is State.SENT
    await room.rehearsals.close(taken.id, Progress.DONE, "")
    return Canary(
        name="a rehearsal",
        words=[said.encode(), taken.sandbox.encode()],
        seen_by=EDITORS,
        known={"rehearsal": [taken.id]},
        shown_by="/live/rehearsal-",
    )


async def ready_words(house: House) -> Canary:
    """A template that a blog's desk has prepared."""
    said = word("ready")
    ready = Ready(kind=Kind.TEMPLATE, name=f"Of {said}", content=Content(body=text_with(said)), blog=FERRY)
    await Preparing(ReadyWords(house.newsroom.desk), house.newsroom.actions).put(OPERATOR, FERRY, ready)
    return Canary(name="ready words", words=[said.encode()], seen_by=WRITERS, shown_by="/ready")


PLANTS: Final[Sequence[Plant]] = (
    withdrawn_words,
    withheld_reason,
    superseded_words,
    removed_words,
    unpublished_media,
    media_of_what_was_withdrawn,
    a_draft,
    scheduled,
    held,
    submitted,
    returned,
    as_submitted,
    a_shift,
    discarded,
    a_rehearsal,
    ready_words,
    somebody_here,
    a_person,
    a_password,
    a_notice,
    a_notice_to_editors,
    a_device,
    an_author_who_is_not_public,
    a_question,
    spam,
    words_before_an_edit,
    a_vote,
    a_follower,
)
"""Every private place there is."""


async def planted(house: House) -> list[Canary]:
    """A blog with every canary in it, between posts that everybody may read."""
    await house.open_blog(FERRY, "No boats")
    await house.publish(FERRY, "first", "Boats leave", f"Soon, {COMMON}.")
    canaries = [await plant(house) for plant in PLANTS]
    await house.publish(FERRY, "last", "Boats return", f"See [it](post:first), {COMMON}.")
    return canaries


def _of_draft(name: str, said: str, draft: Draft) -> Canary:
    return Canary(
        name=name,
        words=[said.encode()],
        seen_by=EDITORS,
        known={"draft": [draft.id], "post": [draft.post]},
        shown_by="{draft}",
    )


def _administrator(name: str) -> Person:
    return Person(f"person-{name}", name, role=Role.ADMINISTRATOR)


async def _files(house: House, medium: MediaId) -> dict[str, bytes]:
    """The end of each file, which no other picture has."""
    library = house.newsroom.media.library
    found = {}
    for each in (await library.find(medium)).medium.renditions:
        reading = await library.read(medium, each.name)
        found[each.name] = b"".join([piece async for piece in reading.chunks])[-48:]
    return found
