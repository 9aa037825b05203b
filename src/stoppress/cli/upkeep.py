"""`migrate`, `check`, `settings` and `token`.

Knows what an operator is told about the state of things.
Does not know how anything is stored.
"""

from __future__ import annotations

import secrets
from typing import Annotated

import typer
from rich.progress import track

from stoppress.actions.inspection import inspect, undescribed
from stoppress.app.building import now, open_newsroom
from stoppress.cli.running import ERR, OUT, DatabaseOption, DataOption, Exit, run, settings_of
from stoppress.config.reading import PREFIX
from stoppress.config.settings import Settings
from stoppress.staff.permissions import Scope

token = typer.Typer(no_args_is_help=True, help="Tokens for programs.")

NameArgument = Annotated[str, typer.Argument(metavar="NAME", show_default=False)]


def migrate(data: DataOption = None, database: DatabaseOption = None) -> None:
    """Bring the databases to the version this program needs. Doing it twice changes nothing.

    Example: stoppress migrate --data /var/lib/stoppress
    """
    run(_migrate(settings_of(data=data, database=database)))
    OUT.print("The databases are up to date.")


def check(data: DataOption = None, database: DatabaseOption = None) -> None:
    """Fold every blog from its first revision and compare with what is stored. Ends with 4 if anything differs.

    Totals of votes and views are compared with what they are made of.
    Pictures that nobody described in words are named; that is no fault.

    Example: stoppress check
    """
    blogs, faults, notes = run(_check(settings_of(data=data, database=database)))
    for note in notes:
        OUT.print(note, markup=False)
    for fault in faults:
        ERR.print(fault, style="red", markup=False)
    if faults:
        raise typer.Exit(Exit.DAMAGED)
    OUT.print(f"{blogs} {'blog' if blogs == 1 else 'blogs'} checked, nothing wrong.")


def settings() -> None:
    """List every setting with its default.

    Example: stoppress settings
    """
    for name, field in Settings.model_fields.items():
        default = "none" if field.default is None else field.default
        OUT.print(f"{PREFIX}{name.upper()} (default {default})\n    {field.description}", markup=False)


@token.command("create")
def create_token(
    name: NameArgument,
    scope: Annotated[list[Scope] | None, typer.Option("--scope", help="May be given several times.")] = None,
    data: DataOption = None,
    database: DatabaseOption = None,
) -> None:
    """Make a token and print it, alone. It is not kept and cannot be shown again. [default scope: read]

    Example: stoppress token create wire --scope write
    """
    OUT.print(run(_create(settings_of(data=data, database=database), name, scope or [Scope.READ])), markup=False)


@token.command("revoke")
def revoke_token(name: NameArgument, data: DataOption = None, database: DatabaseOption = None) -> None:
    """Make every token of this name worthless.

    Example: stoppress token revoke wire
    """
    count = run(_revoke(settings_of(data=data, database=database), name))
    OUT.print(f"{count} {'token' if count == 1 else 'tokens'} revoked.")
    if count == 0:
        raise typer.Exit(Exit.REFUSED)


async def _migrate(settings: Settings) -> None:
    async with open_newsroom(settings):
        pass


async def _check(settings: Settings) -> tuple[int, list[str], list[str]]:
    async with open_newsroom(settings, migrate=False) as newsroom:
        heads = await newsroom.journal.heads()
        faults: list[str] = []
        notes: list[str] = []
        for slug in track(sorted(heads), description="Checking", console=ERR, transient=True):
            found = await inspect(newsroom.journal, slug, heads[slug])
            faults += found
            if not found:
                notes += undescribed(await newsroom.actions.blog(slug))
        faults += await newsroom.audience.faults()
        return len(heads), faults, notes


async def _create(settings: Settings, name: str, scopes: list[Scope]) -> str:
    async with open_newsroom(settings) as newsroom:
        return await newsroom.tokens.create(name, frozenset(scopes), now=now(), random=secrets.token_bytes)


async def _revoke(settings: Settings, name: str) -> int:
    async with open_newsroom(settings) as newsroom:
        return await newsroom.tokens.revoke(name, now=now())
