"""What one call of the bench was asked for.

Knows sizes and how many runs, in the whole and in the quick bench.
Does not know which benches there are.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Options:
    """`sizes` are numbers of readers for the fan-out, `crowd` for everything else that has a crowd.

    `settings` are `STOPPRESS_` settings the product is started with beside its defaults; every limit that is
    raised for a bench stands there and is printed.
    """

    quick: bool = False
    sizes: tuple[int, ...] = (1_000, 10_000, 50_000)
    crowd: int = 10_000
    runs: int = 5
    steady: int = 20
    settings: dict[str, str] = field(default_factory=dict)


def quick(settings: dict[str, str]) -> Options:
    """Small enough to end within two minutes."""
    return Options(quick=True, sizes=(500,), crowd=500, runs=1, steady=5, settings=settings)
