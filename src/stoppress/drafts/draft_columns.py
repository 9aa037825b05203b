"""A draft's row: each part of it in a column.

Knows that a person is an id and the name they had then.
Does not know when a row changes (`rows`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.engine import RowMapping

from stoppress.domain.identifiers import Seq, Slug
from stoppress.drafts.draft import Draft, DraftId, Someone, State, content_of, content_text
from stoppress.drafts.moments import in_utc


def columns_of(draft: Draft) -> dict[str, Any]:
    """A draft as a row."""
    return {
        "id": draft.id,
        "blog": draft.blog,
        "post": draft.post,
        "version": draft.version,
        "state": draft.state.value,
        "content": content_text(draft.content),
        "owner": draft.owner.id,
        "owner_name": draft.owner.name,
        "written_by": draft.written_by,
        **_someone("sent_by", draft.sent_by),
        **_someone("held_by", draft.held_by),
        "held_at": in_utc(draft.held_at),
        **_someone("approved_by", draft.approved_by),
        "approved_version": draft.approved_version,
        "wanted_at": in_utc(draft.wanted_at),
        "due_at": in_utc(draft.due_at),
        "place": draft.place,
        "taken_until": in_utc(draft.taken_until),
        "seq": draft.seq,
        "problem": draft.problem,
        **_someone("submitted_by", draft.submitted_by),
        "submitted_at": in_utc(draft.submitted_at),
        **_someone("decided_by", draft.decided_by),
        "note": draft.note,
        **_someone("assigned_to", draft.assigned_to),
        "created_at": in_utc(draft.created_at),
        "updated_at": in_utc(draft.updated_at),
    }


def _someone(name: str, someone: Someone | None) -> dict[str, str | None]:
    return {name: someone.id if someone else None, f"{name}_name": someone.name if someone else None}


def draft_of(row: RowMapping | dict[str, Any]) -> Draft:
    """What `columns_of` wrote."""

    def by(name: str) -> Someone | None:
        return Someone(row[name], row[f"{name}_name"]) if row[name] is not None else None

    def moment(name: str) -> datetime:
        found = in_utc(row[name])
        assert found is not None
        return found

    return Draft(
        id=DraftId(row["id"]),
        blog=Slug(row["blog"]),
        owner=Someone(row["owner"], row["owner_name"]),
        version=row["version"],
        state=State(row["state"]),
        content=content_of(row["content"]),
        written_by=row["written_by"],
        created_at=moment("created_at"),
        updated_at=moment("updated_at"),
        sent_by=by("sent_by"),
        held_by=by("held_by"),
        held_at=in_utc(row["held_at"]),
        approved_by=by("approved_by"),
        approved_version=row["approved_version"],
        wanted_at=in_utc(row["wanted_at"]),
        due_at=in_utc(row["due_at"]),
        place=row["place"],
        taken_until=in_utc(row["taken_until"]),
        seq=Seq(row["seq"]) if row["seq"] is not None else None,
        problem=row["problem"],
        submitted_by=by("submitted_by"),
        submitted_at=in_utc(row["submitted_at"]),
        decided_by=by("decided_by"),
        note=row["note"],
        assigned_to=by("assigned_to"),
    )
