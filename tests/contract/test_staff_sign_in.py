"""Signing in: a password, a code after it where one is asked for, and nothing given away to whoever has neither."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import structlog

from stoppress.errors import TooFast
from stoppress.errors.people import CodeRefused, PasswordWeak, ProofNeeded, SignInOver, SignInRefused
from stoppress.staff.passwords import Cost, Passwords
from stoppress.staff.sessions import SignedIn
from stoppress.staff.sign_in import Place
from tests.contract.desks import open_desk
from tests.contract.places import DURABLE
from tests.contract.staff_room import ELSEWHERE, HERE, PASSWORD, StaffRoom

NEW = "a bittern in the reeds"


@pytest.fixture(params=DURABLE)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[StaffRoom]:
    """A staff room on each database in turn."""
    async with open_desk(request.param, request, tmp_path) as desk:
        yield StaffRoom(desk)


async def signed_in(room: StaffRoom, place: Place = HERE, password: str = PASSWORD) -> SignedIn:
    begun = await room.sign_in.by_password("rosa@velmora.example", password, place)
    who = await room.sessions.who(begun.secret, room.now)
    assert who is not None
    return who


async def refusals(count: int, trying: Callable[[], Coroutine[Any, Any, object]]) -> list[str]:
    """What is answered to so many tries in a row."""
    found = []
    for _ in range(count):
        try:
            await trying()
        except (SignInRefused, CodeRefused, TooFast) as problem:
            found.append(problem.code)
        else:
            found.append("")
    return found


async def test_a_password_is_enough_where_no_code_is_asked_for(room: StaffRoom) -> None:
    rosa = await room.add()
    begun = await room.sign_in.by_password(" ROSA@velmora.example", PASSWORD, HERE)
    assert begun.complete
    who = await room.sessions.who(begun.secret, room.now)
    assert who is not None
    assert (who.person.id, who.shared) == (rosa.id, False)
    (row,) = await room.sessions.of(rosa.id, room.now)
    assert (row.network, row.device) == ("198.51.100.7", "Firefox on Linux")


async def test_whoever_may_not_come_in_is_told_the_same(room: StaffRoom) -> None:
    gone = await room.add("Gone")
    await room.add("Invited", password="")
    await room.add("Rosa")
    await room.people.disable(gone.id, room.now)
    told = set()
    for email, password in (
        ("rosa@velmora.example", "wrong"),
        ("gone@velmora.example", PASSWORD),
        ("invited@velmora.example", ""),
        ("invited@velmora.example", PASSWORD),
        ("nobody@velmora.example", PASSWORD),
        ("", ""),
        ("x" * 10_000, "y" * 10_000),
    ):
        with pytest.raises(SignInRefused) as refusal:
            await room.sign_in.by_password(email, password, HERE)
        told.add((str(refusal.value), tuple(refusal.value.facts)))
    assert len(told) == 1


async def test_whoever_guesses_waits_and_others_do_not(room: StaffRoom) -> None:
    await room.add()
    for email in ("rosa@velmora.example", "nobody@velmora.example"):
        found = await refusals(12, lambda email=email: room.sign_in.by_password(email, "wrong", ELSEWHERE))  # type: ignore[misc]
        assert found == ["sign-in-refused"] * 5 + ["too-fast"] * 7
    # Not even the right one.
    with pytest.raises(TooFast):
        await signed_in(room, ELSEWHERE)
    await signed_in(room, HERE)
    room.wait(minutes=15)
    await signed_in(room, ELSEWHERE)
    # Which makes the failures before it forgotten.
    assert (
        await refusals(4, lambda: room.sign_in.by_password("rosa@velmora.example", "w", ELSEWHERE))
        == ["sign-in-refused"] * 4
    )


async def test_where_a_code_is_asked_for_a_password_alone_is_worth_nothing(room: StaffRoom) -> None:
    rosa = await room.add()
    phone = await room.phone(rosa.id)
    room.wait(minutes=5)
    begun = await room.sign_in.by_password(rosa.email, PASSWORD, Place(address=HERE.address, shared=True))
    assert not begun.complete
    assert await room.sessions.who(begun.secret, room.now) is None
    with pytest.raises(CodeRefused):
        await room.sign_in.by_code(begun.secret, "12345", HERE)
    whole = await room.sign_in.by_code(begun.secret, phone.at(room.now), HERE)
    who = await room.sessions.who(whole.secret, room.now)
    assert who is not None
    assert who.shared
    assert whole.secret != begun.secret
    with pytest.raises(SignInOver):
        await room.sign_in.by_code(begun.secret, phone.at(room.now), HERE)


async def test_a_code_needs_a_password_before_it_and_not_long_before(room: StaffRoom) -> None:
    rosa = await room.add()
    phone = await room.phone(rosa.id)
    whole = await room.sessions.begin(rosa.id, now=room.now)
    for secret in ("", "guessed", whole):
        with pytest.raises(SignInOver):
            await room.sign_in.by_code(secret, phone.at(room.now), HERE)
    begun = await room.sign_in.by_password(rosa.email, PASSWORD, HERE)
    room.wait(minutes=10, seconds=1)
    with pytest.raises(SignInOver):
        await room.sign_in.by_code(begun.secret, phone.at(room.now), HERE)


async def test_whoever_guesses_codes_waits_from_everywhere_but_the_paper_is_good(room: StaffRoom) -> None:
    rosa = await room.add()
    await room.phone(rosa.id)
    (paper, *_) = await room.second_factors.fresh_codes(rosa.id)
    found = []
    for number in range(6):
        place = Place(address=f"203.0.113.{number}")
        begun = await room.sign_in.by_password(rosa.email, PASSWORD, place)
        found += await refusals(4, lambda: room.sign_in.by_code(begun.secret, "12345", place))  # noqa: B023
    assert found == ["code-refused"] * 20 + ["too-fast"] * 4
    begun = await room.sign_in.by_password(rosa.email, PASSWORD, HERE)
    assert (await room.sign_in.by_code(begun.secret, paper, HERE)).complete


async def test_somebody_proves_again_who_they_are(room: StaffRoom) -> None:
    await room.add()
    who = await signed_in(room)
    room.wait(hours=2)
    with pytest.raises(ProofNeeded):
        room.sessions.require_proof(who, room.now)
    assert (
        await refusals(7, lambda: room.sign_in.prove(who, "wrong", HERE)) == ["sign-in-refused"] * 5 + ["too-fast"] * 2
    )
    await room.sign_in.prove(who, PASSWORD, ELSEWHERE)
    (row,) = await room.sessions.of(who.person.id, room.now)
    assert row.proved_at == room.now


async def test_another_password_needs_the_one_before_and_ends_other_sessions(room: StaffRoom) -> None:
    rosa = await room.add()
    who, other = await signed_in(room), await signed_in(room, ELSEWHERE)
    with pytest.raises(SignInRefused):
        await room.sign_in.change_password(who, "wrong", NEW, HERE)
    with pytest.raises(PasswordWeak):
        await room.sign_in.change_password(who, PASSWORD, "rosa@velmora.example", HERE)
    await room.sign_in.change_password(who, PASSWORD, NEW, HERE)
    left = [each.id for each in await room.sessions.of(rosa.id, room.now)]
    assert left == [who.session]
    assert other.session not in left
    with pytest.raises(SignInRefused):
        await signed_in(room)
    await signed_in(room, password=NEW)


async def test_whoever_has_no_password_chooses_one_shortly_after_signing_in(room: StaffRoom) -> None:
    rosa = await room.add(password="")
    begun = await room.sign_in.begin(rosa.id, HERE)
    who = await room.sessions.who(begun.secret, room.now)
    assert who is not None
    room.wait(hours=2)
    with pytest.raises(ProofNeeded):
        await room.sign_in.change_password(who, "", NEW, HERE)
    room.wait(hours=-2)
    await room.sign_in.change_password(who, "", NEW, HERE)
    await signed_in(room, password=NEW)


async def test_a_password_kept_cheaply_is_kept_better_once_it_was_given(room: StaffRoom) -> None:
    rosa = await room.add()
    before = await room.people.password(rosa.id)
    room.sign_in._passwords = Passwords(cost=Cost(passes=2, memory=16, lanes=1))
    who = await signed_in(room)
    after = await room.people.password(rosa.id)
    assert after is not None
    assert before != after
    assert "m=16,t=2" in after
    assert await room.sessions.of(rosa.id, room.now) != []
    await room.sign_in.prove(who, PASSWORD, HERE)


async def test_who_came_and_who_was_refused_is_logged_without_what_they_typed(room: StaffRoom) -> None:
    rosa = await room.add()
    with structlog.testing.capture_logs() as logs:
        await signed_in(room)
        await refusals(6, lambda: room.sign_in.by_password("typed by mistake", "secret", ELSEWHERE))
    assert [each["event"] for each in logs] == ["signed in", *["sign-in refused"] * 5, "sign-in not tried"]
    assert logs[0]["person"] == rosa.id
    assert logs[-1]["network"] == "203.0.113.9"
    assert not any(word in str(logs) for word in ("mistake", "secret", PASSWORD))
