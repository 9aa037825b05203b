"""Asking: what readers do with questions: send one, and look what has become of theirs.

Knows limits, blocks and proofs, and that what is suspected is taken all the same and kept apart. The same sent twice under one
ticket is one question.
Does not know addresses of pages, nor who moderates (`moderation`).
"""

from __future__ import annotations

import hmac
import json
from base64 import b32encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from stoppress.audience import proof as proofs
from stoppress.audience.networks import Random, Rate, arrive, come
from stoppress.audience.proof import Proof
from stoppress.audience.question import Question, QuestionId, State, Suspicion, Ticket, Words, hash_of
from stoppress.audience.question_blocks import is_blocked
from stoppress.audience.question_forms import FormRules, find_form
from stoppress.audience.question_rows import question_of
from stoppress.audience.question_words import listed_words
from stoppress.audience.suspicion import suspicion
from stoppress.audience.wording import words_of
from stoppress.database.database import Database
from stoppress.database.grouped import GroupedWrites
from stoppress.database.schema_questions import question_keys, questions
from stoppress.domain.identifiers import Slug
from stoppress.errors import KeyReused, TooFast
from stoppress.errors.questions import (
    ProofNotGood,
    QuestionsBusy,
    QuestionsClosed,
    QuestionsFull,
    QuestionsOutOfHours,
    QuestionsTooFast,
    QuestionUnknown,
)

_KEY_BYTES: Final = 32
_ID_BYTES: Final = 16

# Who presses twice because the first press seemed to do nothing does so within this time.
_SAME_PRESS: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLimits:
    """How much is taken. `unproved` are questions without a proof of work, which come without a script.

    `a_blog_minute` is of all readers of a blog; `kept` how many questions of a blog nobody has dealt with.
    """

    a_minute: int = 3
    an_hour: int = 20
    unproved_a_minute: int = 1
    unproved_an_hour: int = 6
    a_blog_minute: int = 30
    kept: int = 5_000
    bits: int = proofs.BITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a reader sent. `trap` is what stands in the field that readers do not see; `sender` tells browsers apart a little.

    Without a script there is no `ticket`, and no proof.
    """

    blog: Slug
    timezone: str
    text: str
    name: str = ""
    place: str = ""
    trap: str = ""
    ticket: Ticket | None = None
    proof: Proof | None = None
    address: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """How a blog's form stands now, and the challenge that is to be solved before a question is sent from it."""

    rules: FormRules
    takes: bool
    challenge: str
    bits: int


class Asking:
    """What readers do. Everything raises StorageFull and StorageUnavailable."""

    def __init__(
        self,
        database: Database,
        writes: GroupedWrites,
        now: Callable[[], datetime],
        random: Random,
        limits: QuestionLimits = QuestionLimits(),
    ) -> None:
        self._database = database
        self._writes = writes
        self._now = now
        self._random = random
        self._limits = limits
        self._known: dict[date, bytes] = {}

    async def form(self, blog: Slug, timezone: str) -> Form:
        """A blog's form as it stands now."""
        now = self._now()
        rules = await self._database.read(lambda connection: find_form(connection, blog))
        challenge = proofs.challenge(blog, now, await self._key(now.astimezone(UTC).date()))
        return Form(rules, rules.takes(now, timezone), challenge, self._limits.bits)

    async def ask(self, sent: Sent) -> Ticket:
        """Take a question; the ticket by which it is found again.

        Raises Empty, TooLong, QuestionsClosed, ProofNotGood, QuestionsTooFast, QuestionsBusy, and KeyReused for a ticket
        that is another question's.
        """
        words, now = words_of(sent.text, sent.name, sent.place), self._now()
        today = await self._key(now.astimezone(UTC).date())
        if sent.ticket is not None:
            await self._require_proof(sent, sent.ticket, now)
        ticket = sent.ticket or _ticket_of(sent, words, now, today)
        return await self._writes.write(lambda connection: self._take(connection, sent, words, ticket, now))

    async def find(self, blog: Slug, ticket: Ticket) -> tuple[Question, Question]:
        """A question, and the one with which it is grouped or itself. Raises QuestionUnknown."""

        def finding(connection: Connection) -> tuple[Question, Question]:
            here = questions.c.blog == blog, questions.c.ticket == hash_of(ticket)
            row = connection.execute(select(questions).where(*here)).mappings().first()
            if row is None:
                raise QuestionUnknown
            found = question_of(row)
            if found.lead is None:
                return found, found
            lead = connection.execute(select(questions).where(questions.c.id == found.lead)).mappings().first()
            return found, question_of(lead) if lead is not None else found

        return await self._database.read(finding)

    async def _require_proof(self, sent: Sent, ticket: Ticket, now: datetime) -> None:
        if self._limits.bits == 0:
            return
        today = now.astimezone(UTC).date()
        days = {day: await self._key(day) for day in (today, today - timedelta(days=1))}
        given = sent.proof
        if given is None or not proofs.is_good(given, sent.blog, ticket, sent.text, self._limits.bits, now, days):
            raise ProofNotGood

    def _take(self, connection: Connection, sent: Sent, words: Words, ticket: Ticket, now: datetime) -> Ticket:
        digest = _digest(words)
        kept = select(questions.c.sent).where(questions.c.ticket == hash_of(ticket))
        known: str | None = connection.scalar(kept)
        if known is not None:
            # Its answer was lost, and it is sent again.
            if known != digest:
                raise KeyReused
            return ticket
        rules = find_form(connection, sent.blog)
        if not rules.takes(now, sent.timezone):
            raise closed(rules)
        # Before anything is looked at: a look costs, and all who vote and ask wait for it.
        network = self._counted(connection, sent, now)
        found = self._suspected(connection, sent, words, network, now)
        self._require_room(connection, sent, found, now)
        connection.execute(insert(questions), [self._row(sent, words, ticket, network, found, now)])
        return ticket

    def _suspected(self, connection: Connection, sent: Sent, words: Words, network: str, now: datetime) -> Suspicion:
        if is_blocked(connection, sent.blog, sent.address, now):
            return Suspicion.BLOCKED
        found = suspicion(words, sent.trap, listed_words(connection))
        if found is Suspicion.NONE and _said_before(connection, sent.blog, words, network):
            return Suspicion.AGAIN
        return found

    def _counted(self, connection: Connection, sent: Sent, now: datetime) -> str:
        """What stands for the network it came from, and that one more has."""
        limits = self._limits
        rates = [Rate(limits.a_minute), Rate(limits.an_hour, 60)]
        slower = [Rate(limits.unproved_a_minute), Rate(limits.unproved_an_hour, 60)]
        with _told_as(QuestionsTooFast):
            if sent.ticket is None:
                come(connection, sent.address, "unproved", now, slower, self._random)
            return come(connection, sent.address, "question", now, rates, self._random)

    def _require_room(self, connection: Connection, sent: Sent, found: Suspicion, now: datetime) -> None:
        limits = self._limits
        # Whoever sends what is put aside does not keep others out with it.
        state = State.NEW if found is Suspicion.NONE else State.SPAM
        if state is State.NEW:
            with _told_as(QuestionsBusy):
                arrive(connection, _crowd(sent.blog), "question", now, [Rate(limits.a_blog_minute)])
        here = questions.c.blog == sent.blog, questions.c.state == state.value
        if (connection.scalar(select(func.count()).select_from(questions).where(*here)) or 0) >= limits.kept:
            raise QuestionsFull

    def _row(
        self, sent: Sent, words: Words, ticket: Ticket, network: str, found: Suspicion, now: datetime
    ) -> dict[str, object]:
        at = now.astimezone(UTC)
        state = State.NEW if found is Suspicion.NONE else State.SPAM
        return {
            "id": new_id(self._random),
            "blog": sent.blog,
            "ticket": hash_of(ticket),
            "sent": _digest(words),
            "text": words.text,
            "name": words.name,
            "place": words.place,
            "edited": "",
            "state": state.value,
            "suspicion": found.value,
            "is_proved": sent.ticket is not None,
            "is_sorted": state is State.SPAM,
            "attempt": 0,
            "whence": network,
            "whence_on": at.date(),
            "received_at": at,
            "changed_at": at,
        }

    async def _key(self, day: date) -> bytes:
        if day not in self._known:
            self._known[day] = await self._writes.write(lambda connection: self._kept_key(connection, day))
            for old in [each for each in self._known if each < day - timedelta(days=2)]:
                del self._known[old]
        return self._known[day]

    def _kept_key(self, connection: Connection, day: date) -> bytes:
        found: bytes | None = connection.scalar(select(question_keys.c.key).where(question_keys.c.day == day))
        if found is None:
            found = self._random(_KEY_BYTES)
            connection.execute(insert(question_keys), [{"day": day, "key": found}])
        return found


def new_id(random: Random) -> QuestionId:
    """A fresh name."""
    return QuestionId(_letters(random(_ID_BYTES)))


def closed(rules: FormRules) -> QuestionsClosed:
    """The refusal of a form that takes nothing now: it says when it opens again, as far as that is known."""
    hours = rules.clock_hours
    if rules.is_open and hours is not None:
        return QuestionsOutOfHours(start=hours[0], end=hours[1])
    return QuestionsClosed()


def _ticket_of(sent: Sent, words: Words, now: datetime, key: bytes) -> Ticket:
    """The same for the same press, and for nobody who does not know the key: without a script, no browser makes one."""
    span = int(now.timestamp() // _SAME_PRESS.total_seconds())
    told = json.dumps([sent.blog, words.text, words.name, words.place, sent.address, sent.sender, span])
    return Ticket(_letters(hmac.digest(key, f"ticket {told}".encode(), "sha256")[:_ID_BYTES]))


def _said_before(connection: Connection, blog: Slug, words: Words, network: str) -> bool:
    here = questions.c.blog == blog, questions.c.whence == network, questions.c.text == words.text
    return connection.execute(select(questions.c.id).where(*here).limit(1)).first() is not None


def _crowd(blog: Slug) -> str:
    """What stands for all readers of a blog where it is counted whence something comes."""
    return sha256(f"blog {blog}".encode()).hexdigest()


def _digest(words: Words) -> str:
    return sha256(json.dumps([words.text, words.name, words.place]).encode()).hexdigest()


def _letters(some: bytes) -> str:
    return b32encode(some).decode().lower().rstrip("=")


@contextmanager
def _told_as(refusal: type[QuestionsTooFast | QuestionsBusy]) -> Iterator[None]:
    try:
        yield
    except TooFast as problem:
        raise refusal(seconds=problem.facts["seconds"]) from problem
