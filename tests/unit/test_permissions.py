"""Permissions: each verb needs the scope it says, and nothing is allowed by accident."""

from __future__ import annotations

import pytest

from stoppress.errors import NotAllowed
from stoppress.staff.permissions import Person, Scope, Verb, may, needed, require


def holder(*scopes: Scope) -> Person:
    """Somebody with these scopes."""
    return Person("token-x", "x", frozenset(scopes))


@pytest.mark.parametrize("verb", Verb)
def test_nobody_may_do_anything_without_a_scope(verb: Verb) -> None:
    assert not may(holder(), verb)
    with pytest.raises(NotAllowed) as refusal:
        require(holder(), verb)
    assert refusal.value.facts["scope"] == needed(verb).value


@pytest.mark.parametrize("verb", Verb)
def test_a_reader_may_only_read(verb: Verb) -> None:
    assert may(holder(Scope.READ), verb) == (verb is Verb.READ_BLOG)


@pytest.mark.parametrize("verb", Verb)
def test_a_writer_may_not_reach_into_the_past(verb: Verb) -> None:
    assert may(holder(Scope.WRITE), verb) == (verb not in (Verb.BACKDATE_POST, Verb.IMPORT_BLOG))
