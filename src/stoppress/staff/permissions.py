"""Permissions: the one question every door asks before anything is done. (Law 11)

Knows the closed list of verbs and, in one table, which scope a program and which role a person needs for each.
Does not know how a person proved who they are (`tokens`, `sessions`), nor whose a thing is (`actions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from stoppress.domain.identifiers import Slug
from stoppress.errors import BlogUnknown, NotAllowed


class Scope(StrEnum):
    """What a token is good for. Whoever may write may read; nothing else includes another."""

    READ = "read"
    WRITE = "write"
    BACKDATE = "backdate"


class Role(StrEnum):
    """What somebody who signs in does: in the whole publication, or in one blog."""

    ADMINISTRATOR = "administrator"
    EDITOR = "editor"
    REPORTER = "reporter"
    MODERATOR = "moderator"


class Verb(StrEnum):
    """What a person may want to do."""

    READ_BLOG = "read blog"
    OPEN_BLOG = "open blog"
    DESCRIBE_BLOG = "describe blog"
    DRAFT_POST = "draft post"
    PUBLISH_POST = "publish post"
    BACKDATE_POST = "backdate post"
    REVISE_POST = "revise post"
    CORRECT_POST = "correct post"
    WITHDRAW_POST = "withdraw post"
    PIN_POST = "pin post"
    APPROVE_POST = "approve post"
    ARRANGE_QUEUE = "arrange queue"
    KEEP_SHIFT = "keep the shift of a blog"
    TAKE_SHIFT = "take somebody's shift over"
    SET_KEY_POINTS = "set key points"
    SET_LIVE_REPORTING = "set live reporting"
    SET_HERO = "set hero"
    SET_PROMO = "set podcast promo"
    SET_RELATED = "set related links"
    SET_RULES = "set rules of a blog's desk"
    PREPARE_WORDS = "prepare templates and snippets"
    PAUSE_COVERAGE = "pause coverage"
    RESUME_COVERAGE = "resume coverage"
    END_COVERAGE = "end coverage"
    REOPEN_COVERAGE = "reopen coverage"
    CONTINUE_COVERAGE = "continue coverage"
    SEE_WITHDRAWN = "see withdrawn words"
    SEE_READERS = "see how many read"
    SEE_QUESTIONS = "see readers' questions"
    MODERATE_QUESTIONS = "moderate readers' questions"
    ANSWER_QUESTION = "answer readers' questions"
    SET_QUESTION_FORM = "open and close the form for questions"
    SET_QUESTION_WORDS = "set the list of words for questions"
    REMOVE_WORDS = "remove words by law"
    IMPORT_BLOG = "import blog"
    REHEARSE_BLOG = "rehearse blog"
    PLAY_REVISION = "play revision"
    UPLOAD_MEDIUM = "upload medium"
    PREPARE_MEDIUM = "prepare medium"
    FILL_EMBED = "fill embed"
    FIND_EPISODE = "find episode"
    MANAGE_PEOPLE = "manage people"
    KEEP_AUTHORS = "keep authors' pages"
    KEEP_OWN_AUTHOR = "keep one's own page as an author"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a verb needs: of a program this scope, of a person one of these roles where the thing is.

    `own` are the roles that may do it to things of their own only. What concerns no blog needs a role in the
    whole publication, or with `anywhere` in any blog.
    """

    scope: Scope | None = Scope.WRITE
    roles: frozenset[Role] = frozenset()
    own: frozenset[Role] = frozenset()
    anywhere: bool = False


_ADMINISTRATOR: Final = frozenset({Role.ADMINISTRATOR})
_EDITORS: Final = _ADMINISTRATOR | {Role.EDITOR}
_WRITERS: Final = _EDITORS | {Role.REPORTER}
_MODERATORS: Final = _EDITORS | {Role.MODERATOR}
_ALL: Final = frozenset(Role)
_REPORTER: Final = frozenset({Role.REPORTER})

NEEDS: Final[Mapping[Verb, Need]] = MappingProxyType(
    {
        Verb.READ_BLOG: Need(scope=Scope.READ, roles=_ALL),
        Verb.OPEN_BLOG: Need(roles=_EDITORS),
        Verb.DESCRIBE_BLOG: Need(roles=_EDITORS),
        Verb.DRAFT_POST: Need(scope=None, roles=_EDITORS, own=_REPORTER),
        Verb.PUBLISH_POST: Need(roles=_WRITERS),
        Verb.BACKDATE_POST: Need(scope=Scope.BACKDATE),
        Verb.REVISE_POST: Need(roles=_EDITORS, own=_REPORTER),
        Verb.CORRECT_POST: Need(roles=_EDITORS, own=_REPORTER),
        Verb.WITHDRAW_POST: Need(roles=_EDITORS, own=_REPORTER),
        Verb.PIN_POST: Need(roles=_EDITORS),
        Verb.APPROVE_POST: Need(scope=None, roles=_EDITORS),
        Verb.ARRANGE_QUEUE: Need(scope=None, roles=_EDITORS),
        Verb.KEEP_SHIFT: Need(scope=None, roles=_WRITERS),
        Verb.TAKE_SHIFT: Need(scope=None, roles=_EDITORS),
        Verb.SET_KEY_POINTS: Need(roles=_EDITORS),
        Verb.SET_LIVE_REPORTING: Need(roles=_EDITORS),
        Verb.SET_HERO: Need(roles=_EDITORS),
        Verb.SET_PROMO: Need(roles=_EDITORS),
        Verb.SET_RELATED: Need(roles=_EDITORS),
        Verb.SET_RULES: Need(scope=None, roles=_EDITORS),
        Verb.PREPARE_WORDS: Need(scope=None, roles=_EDITORS),
        Verb.PAUSE_COVERAGE: Need(roles=_EDITORS),
        Verb.RESUME_COVERAGE: Need(roles=_EDITORS),
        Verb.END_COVERAGE: Need(roles=_EDITORS),
        Verb.REOPEN_COVERAGE: Need(roles=_EDITORS),
        Verb.CONTINUE_COVERAGE: Need(roles=_EDITORS),
        Verb.SEE_WITHDRAWN: Need(scope=None, roles=_WRITERS),
        Verb.SEE_READERS: Need(scope=Scope.READ, roles=_ALL),
        Verb.SEE_QUESTIONS: Need(scope=None, roles=_ALL),
        # A reporter's own are those that were given to them.
        Verb.MODERATE_QUESTIONS: Need(scope=None, roles=_MODERATORS, own=_REPORTER),
        # A moderator publishes this and nothing else: a reader's words with an answer, as a post labelled so.
        Verb.ANSWER_QUESTION: Need(roles=_ALL),
        Verb.SET_QUESTION_FORM: Need(scope=None, roles=_MODERATORS),
        Verb.SET_QUESTION_WORDS: Need(scope=None, roles=_MODERATORS),
        Verb.REMOVE_WORDS: Need(scope=None, roles=_ADMINISTRATOR),
        Verb.IMPORT_BLOG: Need(scope=Scope.BACKDATE, roles=_ADMINISTRATOR),
        Verb.REHEARSE_BLOG: Need(scope=None, roles=_EDITORS),
        Verb.UPLOAD_MEDIUM: Need(roles=_WRITERS, anywhere=True),
        # What the program does by itself, under a name of its own.
        Verb.PLAY_REVISION: Need(),
        Verb.PREPARE_MEDIUM: Need(),
        Verb.FILL_EMBED: Need(),
        Verb.FIND_EPISODE: Need(),
        Verb.MANAGE_PEOPLE: Need(scope=None, roles=_ADMINISTRATOR),
        Verb.KEEP_AUTHORS: Need(scope=None, roles=_ADMINISTRATOR),
        Verb.KEEP_OWN_AUTHOR: Need(scope=None, roles=_ALL, anywhere=True),
    }
)
"""The whole table. A verb that is missing here is a failure of the build."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or some program, that proved who it is. `id` is opaque and stands in the log.

    A program has `scopes`, for every blog. A person has a `role` in the whole publication, or none, and roles in single
    blogs, which count there instead of it.
    """

    id: str
    name: str
    scopes: frozenset[Scope] = frozenset()
    role: Role | None = None
    blogs: Mapping[Slug, Role] = field(default_factory=dict)

    def role_in(self, blog: Slug | None) -> Role | None:
        """The role that counts in a blog, or with None where no blog is concerned."""
        return self.role if blog is None else self.blogs.get(blog, self.role)

    def sees(self, blog: Slug) -> bool:
        """Whether this person may know that a blog exists."""
        return bool(self.scopes) or self.role_in(blog) is not None


OPERATOR: Final = Person("operator", "operator", frozenset(Scope), Role.ADMINISTRATOR)
"""Whoever has the machine's command line. They could edit the database as well."""


def may(person: Person, verb: Verb, blog: Slug | None = None, *, own: bool = False) -> bool:
    """Whether this person may do this in `blog`, or where no blog is concerned; `own`: to something of theirs."""
    need = NEEDS[verb]
    if need.scope in person.scopes or (need.scope is Scope.READ and Scope.WRITE in person.scopes):
        return True
    roles = {person.role_in(blog), *(person.blogs.values() if blog is None and need.anywhere else ())}
    return not roles.isdisjoint(need.roles | (need.own if own else frozenset()))


def require(person: Person, verb: Verb, blog: Slug | None = None, *, own: bool = False) -> None:
    """Raise NotAllowed unless `may`, or BlogUnknown where this person may not know of the blog."""
    if may(person, verb, blog, own=own):
        return
    if blog is not None and not person.sees(blog):
        raise BlogUnknown(blog=blog)
    raise NotAllowed(verb=verb.value, needs=_needs(NEEDS[verb], program=bool(person.scopes)))


def _needs(need: Need, *, program: bool) -> str:
    if program:
        return f"a token with the scope “{need.scope.value}”" if need.scope else "somebody who is signed in"
    names = sorted(each.value for each in need.roles)
    return f"the role {' or '.join(names)}" if names else "a program"
