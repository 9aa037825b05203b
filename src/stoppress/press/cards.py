"""Cards: share cards that were drawn, kept by what stands on them.

Knows that drawing takes a tenth of a second, which is done beside the loop, one at a time, and once for all who ask.
Does not know what a card says (`render`).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from stoppress.press.finished import finished
from stoppress.render.heads import Finished
from stoppress.render.logo import draw_logo
from stoppress.render.publication import Publication
from stoppress.render.share_card import CardWords, draw

MOST: Final = 256
"""Cards kept; each is about 20 kB."""

_PNG: Final = "image/png"
_LIFE: Final = "public, max-age=300, s-maxage=60"


class Cards:
    """`of` gives a card. Those asked for least lately make room."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[tuple[str, str], Finished] = OrderedDict()
        self._turn = asyncio.Lock()

    async def of(self, words: CardWords, shape: str = "") -> Finished:
        """The card with these words, in one of `SHAPES`."""
        return await self._kept((words.version, shape), lambda: draw(words, shape))

    async def logo(self, publication: Publication) -> Finished:
        """The publication's name as a picture."""
        return await self._kept((publication.name, publication.colour), lambda: draw_logo(publication))

    async def _kept(self, name: tuple[str, str], make: Callable[[], bytes]) -> Finished:
        async with self._turn:
            card = self._drawn.get(name)
            if card is None:
                card = finished(await asyncio.to_thread(make), _LIFE, content_type=_PNG)
                self._drawn[name] = card
                if len(self._drawn) > MOST:
                    self._drawn.popitem(last=False)
            self._drawn.move_to_end(name)
        return card
