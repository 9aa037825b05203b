"""Sent: what a reader's browser sends, as a form or as JSON.

Knows that it is small, and that no page but ours may send it.
Does not know what any field means.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from stoppress.errors import BodyTooLarge, InputInvalid
from stoppress.errors.audience import ForeignPage
from stoppress.web.own_page import is_from_own_page

_FIELDS: Final = 20
_FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Sent:
    """Fields by name; those of a form are text. `is_form` where no script has sent it."""

    fields: Mapping[str, Any]
    is_form: bool


async def sent_by(request: Request, limit: int) -> Sent:
    """What came, of `limit` bytes at most. Raises ForeignPage, BodyTooLarge, InputInvalid."""
    if not is_from_own_page(request):
        raise ForeignPage
    body = await _body(request, limit)
    try:
        if is_form(request):
            return Sent(dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_FIELDS)), is_form=True)
        tree = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise InputInvalid(field="body", problem="it could not be read. Send JSON in UTF-8, or a form.") from problem
    if not isinstance(tree, dict):
        raise InputInvalid(field="body", problem="send an object with fields.")
    return Sent(tree, is_form=False)


def is_form(request: Request) -> bool:
    """Whether a form sent this: then a person waits for a page."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM


async def _body(request: Request, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise BodyTooLarge(limit=limit)
        parts.append(part)
    return b"".join(parts)
