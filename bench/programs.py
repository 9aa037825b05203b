"""Programs of others that the bench needs: found, or installed by apt-get when root.

Knows package names and the sentence for somebody who has to install them.
Does not know what the programs are for.
"""

from __future__ import annotations

import os
import shutil
import subprocess


class Missing(Exception):
    """A program is not here and cannot be installed by us. Its text says what to do."""


def require(name: str, *packages: str) -> str:
    """The path of a program, its packages installed by apt-get when it is missing and we are root. Raises Missing."""
    if found := shutil.which(name):
        return found
    advice = f"“{name}” is missing. On Debian: apt-get install {' '.join(packages)}"
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise Missing(advice)
    for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(
            [apt, "-qq", *step],
            check=False,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    if found := shutil.which(name):
        return found
    raise Missing(f"{advice} (apt-get could not)")
