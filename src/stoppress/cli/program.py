"""The program: all commands under one name.

Knows which commands there are.
Does not know what they do.
"""

from __future__ import annotations

from typing import Annotated

import typer

import stoppress
from stoppress.cli import blogs, replaying, serving, upkeep
from stoppress.cli.media import media
from stoppress.cli.running import OUT
from stoppress.cli.staff import staff

program = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode=None,
    help="Live blogs: every open page has each post a second after it is published.",
)

program.command("serve")(serving.serve)
program.command("demo")(serving.demo)
program.command("import")(blogs.import_blog)
program.command("export")(blogs.export_blog)
program.command("replay")(replaying.replay)
program.command("migrate")(upkeep.migrate)
program.command("check")(upkeep.check)
program.command("settings")(upkeep.settings)
program.add_typer(upkeep.token, name="token")
program.add_typer(media, name="media")
program.add_typer(staff, name="staff")


def _version(asked: bool) -> None:
    if asked:
        OUT.print(stoppress.__version__)
        raise typer.Exit


@program.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    """Live blogs: every open page has each post a second after it is published."""


def main() -> None:
    """Run the command line; the entry point `stoppress`."""
    program()
