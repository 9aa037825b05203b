"""Reading: settings from the command line, the environment and a TOML file, in this order of weight.

Knows that an unknown setting is refused, wherever it stands: a typing error must not pass for a default.
Does not know what settings mean (`settings`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from stoppress.config.settings import Settings
from stoppress.errors import SettingsInvalid

PREFIX: Final = "STOPPRESS_"

FILE_VARIABLE: Final = "STOPPRESS_CONFIG"
"""Names the TOML file; without it `stoppress.toml` in the current folder is read if it is there."""

DEFAULT_FILE: Final = Path("stoppress.toml")


def read_settings(environment: Mapping[str, str], given: Mapping[str, Any]) -> Settings:
    """The settings; `given` are those of the command line. Raises SettingsInvalid."""
    named = environment.get(FILE_VARIABLE)
    values: dict[str, Any] = _from_file(Path(named) if named else None)
    values |= _from_environment(environment)
    values |= {name: value for name, value in given.items() if value is not None}
    try:
        return Settings.model_validate(values)
    except ValidationError as problem:
        first = problem.errors()[0]
        name = ".".join(map(str, first["loc"]))
        raise SettingsInvalid(problem=f"“{name}”: {first['msg']}.") from problem


def _from_file(named: Path | None) -> dict[str, Any]:
    path = named or DEFAULT_FILE
    if named is None and not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsInvalid(problem=f"{path} cannot be read: {problem}.") from problem
    return _known(values, str(path))


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    mine = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and name != FILE_VARIABLE
    }
    return _known(mine, "the environment")


def _known(values: dict[str, Any], place: str) -> dict[str, Any]:
    unknown = sorted(set(values) - set(Settings.model_fields))
    if unknown:
        raise SettingsInvalid(problem=f"{place} sets “{unknown[0]}”, which does not exist.")
    return values
