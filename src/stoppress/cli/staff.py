"""`staff`: who works here, from the command line.

Knows what an operator is told, and that a link is printed alone, so that it can be handed on.
Does not know how anybody signs in.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated

import typer

from stoppress.app.building import Newsroom, now, open_newsroom
from stoppress.app.sockets import address_of
from stoppress.app.staff import address_of_link
from stoppress.cli.running import ERR, OUT, DatabaseOption, DataOption, run, settings_of
from stoppress.config.settings import Settings
from stoppress.errors.people import PersonUnknown
from stoppress.staff.links import LinkKind
from stoppress.staff.permissions import OPERATOR, Role
from stoppress.staff.person_rows import PersonRow

staff = typer.Typer(no_args_is_help=True, help="People who sign in at the desk.")


@dataclass(frozen=True, slots=True)
class _Unlocked:
    """Whose second factor is gone, and whether they have to have one."""

    name: str
    is_asked_again: bool


EmailArgument = Annotated[str, typer.Argument(metavar="EMAIL", show_default=False)]


@staff.command("add")
def add(
    email: EmailArgument,
    name: Annotated[str, typer.Option("--name", help="As colleagues read it.", show_default=False)],
    role: Annotated[Role | None, typer.Option("--role", help="In all blogs. [default: none]")] = None,
    data: DataOption = None,
    database: DatabaseOption = None,
) -> None:
    """Let somebody work here, and print the link by which they choose a password. It cannot be shown again.

    Example: stoppress staff add rosa@example.org --name "Rosa Quay" --role editor
    """
    settings = settings_of(data=data, database=database)
    OUT.print(run(_add(settings, email, name, role)), markup=False)
    _say_where(settings)


@staff.command("link")
def link(email: EmailArgument, data: DataOption = None, database: DatabaseOption = None) -> None:
    """Print a link by which somebody chooses another password. Using it ends all their sessions.

    Example: stoppress staff link rosa@example.org
    """
    settings = settings_of(data=data, database=database)
    OUT.print(run(_link(settings, email)), markup=False)
    _say_where(settings)


@staff.command("list")
def list_people(data: DataOption = None, database: DatabaseOption = None) -> None:
    """List everybody with their roles.

    Example: stoppress staff list
    """
    for row in run(_everybody(settings_of(data=data, database=database))):
        OUT.print(_line(row), markup=False)


@staff.command("disable")
def disable(email: EmailArgument, data: DataOption = None, database: DatabaseOption = None) -> None:
    """End all sessions of somebody, and let them in no more.

    Example: stoppress staff disable rosa@example.org
    """
    row = run(_disable(settings_of(data=data, database=database), email))
    OUT.print(f"{row.name} is signed out everywhere, and can no longer sign in.", markup=False)


@staff.command("enable")
def enable(email: EmailArgument, data: DataOption = None, database: DatabaseOption = None) -> None:
    """Let somebody in again who was disabled.

    Example: stoppress staff enable rosa@example.org
    """
    row = run(_enable(settings_of(data=data, database=database), email))
    OUT.print(f"{row.name} can sign in again.", markup=False)


@staff.command("remove-second-factor")
def remove_second_factor(email: EmailArgument, data: DataOption = None, database: DatabaseOption = None) -> None:
    """Ask somebody for no code any more: their phone and their recovery codes are lost. Their password stays.

    Example: stoppress staff remove-second-factor rosa@example.org
    """
    settings = settings_of(data=data, database=database)
    row = run(_remove_second_factor(settings, email))
    again = " They set up another before anything else." if row.is_asked_again else ""
    OUT.print(f"{row.name} is asked for no code any more.{again}", markup=False)


def _say_where(settings: Settings) -> None:
    if settings.origin is None:
        ERR.print("No origin is set: the link begins with this machine's address. Set `origin`.", markup=False)


def _line(row: PersonRow) -> str:
    roles = [row.role.value] if row.role else []
    roles += [f"{role.value} in {blog}" for blog, role in row.blogs.items()]
    states = {
        "disabled": row.disabled_at is not None,
        "has not signed in yet": not row.has_password and not row.signs_in_elsewhere,
        "with a second factor": row.has_second_factor,
    }
    facts = [", ".join(roles) or "no role", *(words for words, holds in states.items() if holds)]
    return f"{row.name} <{row.email}>: {'; '.join(facts)}"


def _address(settings: Settings, secret: str) -> str:
    origin = settings.origin or address_of(settings.host, settings.port)
    return address_of_link(origin.rstrip("/"), secret)


async def _add(settings: Settings, email: str, name: str, role: Role | None) -> str:
    async with open_newsroom(settings) as newsroom:
        row = await newsroom.people.add(email, name, role, now=now(), random=secrets.token_bytes)
        return _address(settings, await _made(newsroom, LinkKind.INVITATION, row))


async def _link(settings: Settings, email: str) -> str:
    async with open_newsroom(settings) as newsroom:
        return _address(settings, await _made(newsroom, LinkKind.RESET, await _found(newsroom, email)))


async def _everybody(settings: Settings) -> list[PersonRow]:
    async with open_newsroom(settings) as newsroom:
        return await newsroom.people.everybody()


async def _disable(settings: Settings, email: str) -> PersonRow:
    async with open_newsroom(settings) as newsroom:
        row = await _found(newsroom, email)
        await newsroom.people.disable(row.id, now())
        return row


async def _enable(settings: Settings, email: str) -> PersonRow:
    async with open_newsroom(settings) as newsroom:
        row = await _found(newsroom, email)
        await newsroom.people.enable(row.id)
        return row


async def _remove_second_factor(settings: Settings, email: str) -> _Unlocked:
    async with open_newsroom(settings) as newsroom:
        row = await _found(newsroom, email)
        await newsroom.staff.second_factors.remove(row.id)
        return _Unlocked(row.name, newsroom.sessions.demands(has_password=row.has_password))


async def _made(newsroom: Newsroom, kind: LinkKind, row: PersonRow) -> str:
    return await newsroom.staff.links.make(kind, row.id, by=OPERATOR.id, now=now())


async def _found(newsroom: Newsroom, email: str) -> PersonRow:
    row = await newsroom.people.find(email)
    if row is None:
        raise PersonUnknown(person=email)
    return row
