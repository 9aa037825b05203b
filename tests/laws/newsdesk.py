"""A desk on which anything may happen: people who change their minds, two processes that send, and kills.

Knows what may be asked and what was answered, and holds every post against its row at the moment it goes out.
Does not know how often.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any, Final

import pytest

from stoppress.database.kinds import AnyDatabase
from stoppress.domain.content import Content
from stoppress.domain.facts import Label
from stoppress.domain.revisions import PostPublished
from stoppress.drafts.draft import Draft, DraftId, State
from stoppress.drafts.submissions import Outcome
from stoppress.errors import StoppressError
from stoppress.staff.permissions import Person
from tests.contract.sending_room import EDDA, FERRY, ODO, REX, Desk, Process, draft_id, saved

NUMBER_OF: Final = {draft_id(number): number for number in range(1, 10)}
LEGAL: Final = frozenset({Label.BREAKING})
UNDER_WAY: Final = (State.WAITING, State.SENDING)


class Killed(BaseException):
    """A process ends here."""


class Newsdesk:
    """`told` is what was last answered of each draft, None where nobody knows; `taken` what each process is about to send."""

    def __init__(self, database: AnyDatabase, chance: Random) -> None:
        self.chance = chance
        self.desk = Desk(database)
        self.processes = [self.desk.first, self.desk.process()]
        self.versions = dict.fromkeys(NUMBER_OF.values(), 0)
        self.told: dict[DraftId, Draft | None] = {}
        self.taken: list[list[Draft]] = [[], []]
        self.published = 0
        self.kills = 0
        self.submitted = 0

    async def open(self) -> None:
        """Put a blog on the air, with rules of its own."""
        await self.desk.open(FERRY)
        eyes: frozenset[Label] = self.chance.choice((LEGAL, frozenset()))
        submit = self.chance.random() < 0.5
        await self.desk.rule(undo_seconds=self.chance.choice((0, 5)), second_eyes=eyes, reporters_submit=submit)
        append: Callable[..., Awaitable[Any]] = self.desk.journal.append

        async def watched(slug: Any, revisions: Any, **options: Any) -> Any:
            for each in revisions:
                await self._hold_to_law(each)
            return await append(slug, revisions, **options)

        self.desk.journal.append = watched  # type: ignore[method-assign,assignment]

    async def _hold_to_law(self, published: PostPublished) -> None:
        """At the moment a post goes out its row says that it may, and it has not gone out before."""
        number, version = map(int, published.body.split("."))
        row = await self.desk.first.drafts.find(draft_id(number), FERRY)
        # What an editor took back is a later version of the same words.
        assert (row.state, row.content.body) == (State.SENDING, published.body)
        assert row.version == version or (row.version > version and row.submitted_by)
        assert row.due_at is not None
        assert row.due_at <= self.desk.now
        assert row.wanted_at is None or row.wanted_at <= self.desk.now
        rules = await self.desk.first.rules.find(FERRY)
        assert published.label not in rules.second_eyes or row.is_approved
        assert str(number) not in {each.split(".")[0] for each in await self.desk.bodies()}
        if rules.reporters_submit:
            assert row.sent_by
            assert row.sent_by.id != REX.id, "a reporter let it go"
        assert not row.is_submission
        assert self.desk.staff.people[REX.id] is REX or (row.sent_by and row.sent_by.id != REX.id)
        self.published += 1

    async def step(self) -> None:
        """Something happens."""
        await self.chance.choice(
            (
                self.send,
                self.send,
                self.save,
                self.submit,
                self.submit,
                self.give_back,
                self.edit,
                self.undo,
                self.discard,
                self.hold,
                self.release,
                self.approve,
                self.approve,
                self.schedule,
                self.all_at_once,
                self.reorder,
                self.wait,
                self.wait,
                self.take,
                self.take,
                self.fire,
                self.kill,
                self.revoke,
            )
        )()

    async def ask(self, name: DraftId, asked: Awaitable[Draft]) -> None:
        """Ask for something; remember what was answered. Whoever got no answer knows nothing."""
        with self._killing(self.desk.first):
            try:
                self.told[name] = await asked
            except StoppressError:
                pass
            except Killed:
                self.told[name] = None

    @contextmanager
    def _killing(self, process: Process) -> Iterator[None]:
        """Within it the process may be killed between the log and the row."""
        with pytest.MonkeyPatch.context() as patches:
            if self.chance.random() < 0.4:
                patches.setattr(process.sending, "_pinned", self._killed)
            yield

    async def _killed(self, _draft: Draft) -> str:
        self.kills += 1
        raise Killed

    def _some(self, *states: State) -> DraftId:
        """A draft that may be in one of these states; where there is none, any."""
        fitting = [name for name, told in self.told.items() if told is None or told.state in states]
        return self.chance.choice(fitting or list(NUMBER_OF))

    def _next_version(self, number: int) -> Any:
        told = self.told.get(draft_id(number))
        self.versions[number] = 1 + max(self.versions[number], told.version if told else 0)
        label = self.chance.choice((Label.BREAKING, None, None))
        return saved(number, self.versions[number], Content(body=f"{number}.{self.versions[number]}", label=label))

    async def save(self) -> None:
        """A keystroke."""
        number = self.chance.choice(list(self.versions))
        await self.ask(draft_id(number), self.desk.first.drafting.save(REX, FERRY, self._next_version(number)))

    async def send(self) -> None:
        """A post is sent, and sometimes the answer is lost and it is sent again."""
        number = NUMBER_OF[self._some(State.DRAFT)] if self.chance.random() < 0.3 else self.chance.randint(1, 9)
        seconds, hold = self.chance.choice((None, None, 1, 5, 12)), self.chance.random() < 0.2
        at, sent = None if seconds is None else self.desk.later(seconds=seconds), self._next_version(number)
        for _ in range(self.chance.randint(1, 2)):
            await self.ask(draft_id(number), self.desk.first.sending.send(REX, FERRY, sent, at=at, hold=hold))

    async def submit(self) -> None:
        """A reporter gives a post to an editor."""
        name = self._some(State.DRAFT, State.REVIEW)
        sent = self._next_version(NUMBER_OF[name])
        await self.ask(name, self.desk.first.sending.send(REX, FERRY, sent, submit=True))

    async def edit(self) -> None:
        """An editor publishes it in other words."""
        name = self._some(State.REVIEW)
        await self.ask(name, self.desk.first.sending.send(EDDA, FERRY, self._next_version(NUMBER_OF[name])))

    async def give_back(self) -> None:
        """An editor returns it."""
        name = self._some(State.REVIEW, State.HELD)
        await self.ask(name, self.desk.first.submitting.give_back(EDDA, FERRY, name, "Who says so?"))

    async def undo(self) -> None:
        """Somebody takes a post back."""
        name = self._some(State.WAITING, State.HELD, State.REVIEW)
        who = self.chance.choice((REX, REX, EDDA))
        await self.ask(name, self.desk.first.sending.undo(who, FERRY, name))

    async def discard(self) -> None:
        """Somebody throws a post away: an editor none that was submitted to them."""
        name = self._some(State.REVIEW, State.HELD)
        if self.chance.random() < 0.5:
            before = await self.desk.first.drafts.find(name, FERRY) if name in self.told else None
            await self.ask(name, self.desk.first.drafting.discard(EDDA, FERRY, name))
            # Whoever submitted it may have thrown it away before, and not have heard so.
            if before is not None and before.submitted_by is not None and before.state is not State.DISCARDED:
                assert (await self.desk.first.drafts.find(name, FERRY)).state is not State.DISCARDED
        elif self.chance.random() < 0.3:
            await self.ask(name, self.desk.first.drafting.discard(REX, FERRY, name))
            if self.chance.random() < 0.7:
                await self.ask(name, self.desk.first.drafting.restore(REX, FERRY, name))

    async def hold(self) -> None:
        """An editor holds one."""
        name = self._some(State.WAITING, State.REVIEW)
        await self.ask(name, self.desk.first.sending.hold(EDDA, FERRY, name))

    async def release(self) -> None:
        """And lets one go."""
        name = self._some(State.HELD)
        await self.ask(name, self.desk.first.sending.release(EDDA, FERRY, name))

    async def approve(self) -> None:
        """Another reads one."""
        name = self._some(State.REVIEW)
        await self.ask(name, self.desk.first.sending.approve(ODO, FERRY, name))

    async def schedule(self) -> None:
        """One shall go out at another time."""
        name, at = self._some(State.WAITING, State.HELD), self.desk.later(seconds=self.chance.randint(0, 20))
        await self.ask(name, self.desk.first.sending.schedule(EDDA, FERRY, name, at))

    async def all_at_once(self) -> None:
        """News breaks, or is over."""
        queue = self.desk.first.queue
        act = self.chance.choice((queue.hold_all, queue.release_all, queue.release_all))
        self.told |= {each.id: each for each in await act(EDDA, FERRY)}

    async def reorder(self) -> None:
        """The schedule is put into another order."""
        waiting = (await self.desk.first.queue.look(EDDA, FERRY)).waiting
        order = [each.id for each in waiting if each.wanted_at is not None and each.state is State.WAITING]
        self.chance.shuffle(order)
        self.told |= {each.id: each for each in await self.desk.first.queue.reorder(EDDA, FERRY, order)}

    async def wait(self) -> None:
        """Time passes."""
        self.desk.wait(seconds=self.chance.choice((1, 4, 11)))

    async def take(self) -> None:
        """A process takes what is due, and sends it now or later."""
        worker = self.chance.randint(0, 1)
        self.taken[worker] += await self.processes[worker].drafts.take_due()
        if self.chance.random() < 0.7:
            await self.fire(worker)

    async def fire(self, worker: int = 0) -> None:
        """A process sends what it took, however long ago, or is killed while doing so."""
        while self.taken[worker]:
            draft = self.taken[worker].pop(0)
            with self._killing(self.processes[worker]):
                try:
                    await self.processes[worker].sending.fire(draft)
                except Killed:
                    self.taken[worker].clear()

    async def kill(self) -> None:
        """A process is killed before it sends what it took."""
        self.taken[self.chance.randint(0, 1)].clear()

    async def revoke(self) -> None:
        """The reporter loses their role, or has it again."""
        revoked = Person(REX.id, REX.name)
        self.desk.staff.people[REX.id] = self.chance.choice((REX, revoked))

    async def end(self) -> None:
        """Once nobody does anything any more, all that was to go out has."""
        self.desk.staff.people[REX.id] = REX
        for _ in range(3):
            self.desk.wait(minutes=1)
            await self.processes[1].departures.send_due()
        standing = {each.split(".")[0] for each in await self.desk.bodies()}
        for name, told in self.told.items():
            row = await self.desk.first.drafts.find(name, FERRY)
            assert row.state not in UNDER_WAY
            assert (row.state is State.SENT) == (str(NUMBER_OF[name]) in standing)
            if told is not None and told.state in UNDER_WAY:
                kept = "may no longer publish", "reporters submit"
                refused = row.state is State.HELD and any(each in row.problem for each in kept)
                assert row.state is State.SENT or refused
            await self._hold_submissions_to_law(row)

    async def _hold_submissions_to_law(self, row: Draft) -> None:
        """Of what was submitted it is known what became of it, once; and as long as nothing did, an editor has it."""
        every = [each for each in await self.desk.first.submissions.of_blog(FERRY) if each.draft == row.id]
        undecided = [each for each in every if each.outcome is None]
        assert len(undecided) == (row.submitted_by is not None and row.state not in (State.SENT, State.DISCARDED))
        published = [each for each in every if each.outcome in (Outcome.PUBLISHED, Outcome.EDITED)]
        assert len(published) == (row.submitted_by is not None and row.state is State.SENT)
        for each in (*undecided, *published):
            number, version = map(int, each.content.body.split("."))
            assert (draft_id(number), version) == (row.id, each.version), "other words than were submitted"
        assert row.state in (State.SENT, State.DISCARDED) or row.content.body, "words are lost"
        self.submitted += len(every)
