"""Canaries in what goes from hand to hand at the desk: submitted posts, and shifts.

See `canaries`, of which this is a part.
"""

from __future__ import annotations

from dataclasses import replace

from stoppress.actions.drafting import Saved
from stoppress.drafts.draft import Content
from stoppress.drafts.shifts import NoteKind
from stoppress.staff.permissions import Person, Role
from tests.web.canary import COMMON, FERRY, WRITERS, Canary, of_draft, text, word
from tests.web.cast import House


async def submitted(house: House) -> Canary:
    """What an editor has to read."""
    said = word("submitted")
    draft = await house.write(house.other, FERRY, text(said), send={"submit": True})
    return replace(of_draft("submitted", said, draft), shown_by="/queue")


async def returned(house: House) -> Canary:
    """What an editor gave back, and why."""
    said, note = word("returned"), word("note")
    draft = await house.write(house.other, FERRY, text(said), send={"submit": True})
    editor = Person("person-editor", "Edda", role=Role.EDITOR)
    await house.newsroom.room.submitting.give_back(editor, FERRY, draft.id, note)
    made = of_draft("returned", said, draft)
    return replace(made, words=[said.encode(), note.encode()])


async def as_submitted(house: House) -> Canary:
    """What a reporter submitted, where an editor published other words."""
    said = word("unedited")
    draft = await house.write(house.other, FERRY, text(said), send={"submit": True})
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
    note = await shifts.write(editor, FERRY, said, NoteKind.QUESTION, text(said))
    shift = await shifts.take(editor, FERRY, 0)
    await shifts.offer(editor, FERRY, shift.id, house.other.id, handed)
    return Canary(
        name="a shift",
        words=[said.encode(), handed.encode()],
        seen_by=WRITERS,
        known={"note": [str(note.id)]},
        shown_by="/shift",
    )
