"""The command line.

Knows the commands of `stoppress`, what each prints and the exit code it ends with.
Does not know any rule; it asks `app` for parts and `actions` for deeds.
"""

from stoppress.cli.program import main

__all__ = ["main"]
