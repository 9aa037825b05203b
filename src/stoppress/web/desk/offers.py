"""Offers: the button "Undo" beside what a page says was done.

Knows that the address one is sent on to says what can be undone, under a seal that only this person's session makes: nobody
can have the desk offer somebody else's deed.
Does not know how anything is undone.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from starlette.requests import Request

from stoppress.actions.undoing import Span
from stoppress.domain.identifiers import Seq
from stoppress.drafts.draft import DraftId
from stoppress.web.desk.asking import Visitor
from stoppress.web.desk.fields import digest

ORDER_LIMIT: Final = 60
"""Scheduled posts whose earlier order an address carries; a longer one is put back by hand."""

_SEAL: Final = 24
_BLOG: Final = re.compile(r"(/desk/blogs/[a-z0-9-]{1,100})(?:/|\Z)", re.ASCII)
_SPAN: Final = re.compile(r"([1-9][0-9]{0,14})-([1-9][0-9]{0,14})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Offer:
    """A form of one button: where it is sent, and its fields."""

    action: str
    fields: Sequence[tuple[str, str]]


def of_span(span: Span | None) -> str:
    """What to undo: revisions that were appended; "" for none."""
    return f"seq.{span.first}-{span.last}" if span is not None else ""


def of_draft(draft: DraftId) -> str:
    """What to undo: a draft was thrown away."""
    return f"draft.{draft}"


def of_note(note: int) -> str:
    """What to undo: a note of a shift was taken away."""
    return f"note.{note}"


def of_order(before: Sequence[DraftId], after: Sequence[DraftId]) -> str:
    """What to undo: scheduled posts changed places; "" where they did not, or are too many to name."""
    if list(before) == list(after) or len(before) > ORDER_LIMIT:
        return ""
    return f"order.{digest(after)}.{'.'.join(before)}"


def sealed(visitor: Visitor, path: str, what: str) -> str:
    """`what` as the address of a page carries it."""
    return f"{what}~{_seal(visitor, path, what)}" if what else ""


def offered(request: Request, visitor: Visitor | None) -> Offer | None:
    """What the address offers this person to undo."""
    what, mark, seal = request.query_params.get("undo", "").rpartition("~")
    path = request.url.path
    blog = _BLOG.match(path)
    if visitor is None or not mark or blog is None:
        return None
    if not hmac.compare_digest(seal.encode("utf-8", "replace"), _seal(visitor, path, what).encode()):
        return None
    kind, _, rest = what.partition(".")
    match kind:
        case "seq":
            return Offer(f"{blog[1]}/undo", [("span", rest), ("back", path)])
        case "draft":
            return Offer(f"{blog[1]}/queue/{rest}/restore", [])
        case "note":
            return Offer(f"{blog[1]}/shift/notes/{rest}/put-back", [])
        case _:
            seen, *order = rest.split(".")
            return Offer(f"{blog[1]}/queue/order", [("seen", seen), *(("draft", each) for each in order)])


def span_of(sent: str) -> Span | None:
    """The revisions that a field names."""
    found = _SPAN.fullmatch(sent)
    return Span(Seq(int(found[1])), Seq(int(found[2]))) if found is not None else None


def _seal(visitor: Visitor, path: str, what: str) -> str:
    secret = visitor.form_token.encode()
    return hmac.new(secret, f"undo {path} {what}".encode("utf-8", "surrogatepass"), sha256).hexdigest()[:_SEAL]
