"""Permissions: each verb needs what the table says, and nothing is allowed by accident."""

from __future__ import annotations

import pytest

from stoppress.domain.identifiers import Slug
from stoppress.errors import BlogUnknown, NotAllowed
from stoppress.staff.permissions import NEEDS, Person, Role, Scope, Verb, may, require

FERRY, STORM = Slug("ferry"), Slug("storm")


def holder(*scopes: Scope) -> Person:
    """A program with these scopes."""
    return Person("token-x", "x", frozenset(scopes))


def staff(role: Role | None = None, **blogs: Role) -> Person:
    """Somebody with a role in the publication, or in blogs."""
    return Person("person-x", "x", role=role, blogs={Slug(slug): each for slug, each in blogs.items()})


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_is_in_the_table(verb: Verb) -> None:
    assert verb in NEEDS


@pytest.mark.parametrize("verb", Verb)
def test_nobody_may_do_anything_without_a_scope_or_a_role(verb: Verb) -> None:
    assert not may(holder(), verb)
    assert not may(holder(), verb, FERRY, own=True)
    with pytest.raises(NotAllowed) as refusal:
        require(holder(), verb)
    assert refusal.value.facts["verb"] == verb.value


@pytest.mark.parametrize("verb", Verb)
def test_a_reading_program_may_only_read(verb: Verb) -> None:
    assert may(holder(Scope.READ), verb) == (NEEDS[verb].scope is Scope.READ)


@pytest.mark.parametrize("verb", Verb)
def test_a_writing_program_may_not_reach_into_the_past_nor_do_what_takes_a_person(verb: Verb) -> None:
    assert may(holder(Scope.WRITE), verb) == (NEEDS[verb].scope in (Scope.READ, Scope.WRITE))


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("role", Role)
def test_a_role_in_one_blog_counts_there_alone(role: Role, verb: Verb) -> None:
    person = staff(ferry=role)
    assert may(person, verb, FERRY) == (role in NEEDS[verb].roles)
    assert not may(person, verb, STORM, own=True)
    with pytest.raises(BlogUnknown):
        require(person, verb, STORM)


def test_a_role_in_a_blog_counts_instead_of_that_in_the_publication() -> None:
    person = staff(Role.EDITOR, ferry=Role.MODERATOR)
    assert not may(person, Verb.PUBLISH_POST, FERRY)
    assert may(person, Verb.PUBLISH_POST, STORM)
    with pytest.raises(NotAllowed, match="administrator or editor or reporter"):
        require(person, Verb.PUBLISH_POST, FERRY)


def test_a_reporter_changes_only_what_is_their_own() -> None:
    reporter = staff(Role.REPORTER)
    assert may(reporter, Verb.CORRECT_POST, FERRY, own=True)
    assert not may(reporter, Verb.CORRECT_POST, FERRY)
    assert not may(reporter, Verb.PIN_POST, FERRY, own=True)


def test_whoever_writes_in_one_blog_may_upload_but_not_open_another() -> None:
    reporter = staff(ferry=Role.REPORTER)
    assert may(reporter, Verb.UPLOAD_MEDIUM)
    assert not may(staff(ferry=Role.MODERATOR), Verb.UPLOAD_MEDIUM)
    assert not may(staff(ferry=Role.EDITOR), Verb.OPEN_BLOG)
