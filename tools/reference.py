"""Reference: the pages of docs/reference that are made from the code, so that they cannot lag behind it.

Run as `python -m tools.reference` (or `make docs`). A test compares the pages with what this would write.
Knows settings, refusals and commands.
Does not know the pages people write.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import typer

from stoppress import errors
from stoppress.cli.program import program
from stoppress.cli.running import Exit
from stoppress.config.reading import PREFIX
from stoppress.config.settings import Settings
from stoppress.errors import StoppressError
from stoppress.render.documents import DOCUMENTS, Document
from stoppress.staff.permissions import NEEDS, Role
from stoppress.web.problems import status_of

FOLDER: Final = Path(__file__).parents[1] / "docs" / "reference"


def settings_page() -> str:
    """Every setting."""
    rows = [
        f"| `{name}` | `{PREFIX}{name.upper()}` | {_default(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return _page(
        "Settings",
        "A setting is read from the command line, else from the environment, else from the TOML file that "
        "`STOPPRESS_CONFIG` names (`stoppress.toml` in the current folder if it is there), else it has its default. "
        "An unknown one is refused, so that a typing error never passes for a default.",
        ["| in TOML | in the environment | default | meaning |", "|---|---|---|---|", *rows],
    )


def errors_page() -> str:
    """Every refusal."""
    rows = [
        f"| `{each.code}` | {status_of(each())} | {each.message} |"
        for each in sorted(_refusals(StoppressError), key=lambda each: each.code)
        if each.__module__.startswith(errors.__name__)
    ]
    return _page(
        "Refusals",
        "What is refused is refused with a status, a stable `code` and a sentence (`detail`), as problem+json "
        "(RFC 9457) under `/api/`, as a page elsewhere, and on the command line as the sentence alone.",
        ["| code | status | sentence |", "|---|---|---|", *rows],
    )


def commands_page() -> str:
    """Every command."""
    root = typer.main.get_command(program)
    lines: list[str] = []
    for path, command in _commands(root, "stoppress"):
        context = command.context_class(command, info_name=path)
        lines += [f"## {path}", "", "```text", command.get_help(context).rstrip(), "```", ""]
    codes = [f"| {int(code)} | {words} |" for code, words in _CODES.items()]
    return _page(
        "Commands",
        "What `stoppress` can be told, and the exit codes it ends with.",
        ["| exit code | meaning |", "|---|---|", *codes, "", *lines],
    )


def permissions_page() -> str:
    """Every verb, and who may."""
    rows = [
        f"| {verb.value} | {need.scope.value if need.scope else 'none'} | {_roles(need.roles)} | {_roles(need.own)} |"
        for verb, need in NEEDS.items()
    ]
    return _page(
        "Permissions",
        "Who may do what. A program needs the scope, for every blog; a person needs one of the roles, in the blog concerned "
        "or else in the publication. Who has no role in a blog cannot find out that it exists. A verb without a "
        "role is done by programs alone.",
        ["| what | scope of a program | roles | roles, for what is their own |", "|---|---|---|---|", *rows],
    )


def _roles(roles: frozenset[Role]) -> str:
    return ", ".join(each.value for each in Role if each in roles) or "none"


def templates_page() -> str:
    """What each template of a document is given."""
    rows = []
    for kind in DOCUMENTS:
        hints = kind.__annotations__ | Document.__annotations__
        about = " ".join((kind.__doc__ or "").split())
        rows += [f"## `{kind.template}`", "", about, "", "| variable | type |", "|---|---|"]
        rows += [
            f"| `{each.name}` | `{hints[each.name]}` |".replace(" | None` |", " or None` |") for each in fields(kind)
        ]
        rows += [""]
    return _page(
        "Templates",
        "What each template of a whole document is given; a newsroom's own, in the folder that the setting `templates` names, is "
        "given the same. `view` answers what may be asked of the blog (src/stoppress/render/view.py). Everything is escaped "
        "unless it is markup already, and a variable that does not exist is an error.",
        rows[:-1],
    )


PAGES: Final = {
    "settings.md": settings_page,
    "errors.md": errors_page,
    "commands.md": commands_page,
    "permissions.md": permissions_page,
    "templates.md": templates_page,
}

_CODES: Final = {
    0: "done",
    Exit.REFUSED: "refused; the sentence says why",
    2: "the command line was not understood",
    Exit.STORAGE: "the database is full, does not answer or needs `stoppress migrate`",
    Exit.DAMAGED: "`check` found something wrong",
}


def main() -> None:
    """Write the pages."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), "utf-8")


def _page(title: str, opening: str, lines: list[str]) -> str:
    text = "\n".join(lines).rstrip()
    return f"# {title}\n\n<!-- Made by `make docs`; change the code instead. -->\n\n{opening}\n\n{text}\n"


def _default(value: object) -> str:
    return "none" if value is None else f"`{value}`"


def _refusals(root: type[StoppressError]) -> Iterator[type[StoppressError]]:
    for each in root.__subclasses__():
        yield each
        yield from _refusals(each)


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    # typer carries a click of its own, so that no class of click's can be asked for.
    if not hasattr(command, "commands"):
        yield path, command
        return
    for name, each in command.commands.items():
        yield from _commands(each, f"{path} {name}")


if __name__ == "__main__":
    main()
