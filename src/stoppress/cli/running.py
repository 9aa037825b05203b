"""Running: from the command line's options to a coroutine's end and an exit code.

Knows exit codes, and that a refusal is printed as its sentence, never as a traceback.
Does not know what any command does.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Coroutine
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import structlog
import typer
import uvloop
from rich.console import Console

from stoppress.config.reading import read_settings
from stoppress.config.settings import Settings
from stoppress.errors import StoppressError, StorageFull, StorageOutdated, StorageUnavailable

T = TypeVar("T")

OUT: Final = Console(highlight=False, soft_wrap=True)
ERR: Final = Console(stderr=True, highlight=False, soft_wrap=True)

_STORAGE: Final = (StorageFull, StorageOutdated, StorageUnavailable)


class Exit(IntEnum):
    """What an exit code means. 2 is the command line's own: it was not understood."""

    REFUSED = 1
    STORAGE = 3
    DAMAGED = 4


DataOption = Annotated[Path | None, typer.Option("--data", help="Folder of the databases. [default: data]")]
DatabaseOption = Annotated[str | None, typer.Option("--database", help="PostgreSQL URL, instead of SQLite.")]


def settings_of(**given: Any) -> Settings:
    """The settings, with what was given on the command line on top; ends the program when they are invalid."""
    try:
        settings = read_settings(os.environ, given)
    except StoppressError as problem:
        raise refused(problem) from None
    _log_to_standard_error(settings.log_level)
    return settings


def run(work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns; a refusal ends the program with its sentence."""
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(work)
    except StoppressError as problem:
        raise refused(problem) from None


def refused(problem: StoppressError) -> typer.Exit:
    """The end of the program after a refusal, its sentence printed."""
    ERR.print(str(problem), style="red", markup=False)
    return typer.Exit(Exit.STORAGE if isinstance(problem, _STORAGE) else Exit.REFUSED)


def _log_to_standard_error(level: str) -> None:
    # Not the default, which prints the values of variables: a token may be among them.
    renderer = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso"), renderer],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
