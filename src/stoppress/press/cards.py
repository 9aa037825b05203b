"""Cards: share cards that were drawn, kept by what stands on them.

Knows that drawing takes a tenth of a second, which is done beside the loop, one at a time, and once for all who ask.
Does not know what a card says (`render`).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Final

from stoppress.press.finished import finished
from stoppress.render.heads import Finished
from stoppress.render.share_card import CardWords, draw

MOST: Final = 256
"""Cards kept; each is about 20 kB."""

_PNG: Final = "image/png"
_LIFE: Final = "public, max-age=300, s-maxage=60"


class Cards:
    """`of` gives a card. Those asked for least lately make room."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[str, Finished] = OrderedDict()
        self._turn = asyncio.Lock()

    async def of(self, words: CardWords) -> Finished:
        """The card with these words."""
        async with self._turn:
            card = self._drawn.get(words.version)
            if card is None:
                card = finished(await asyncio.to_thread(draw, words), _LIFE, content_type=_PNG)
                self._drawn[words.version] = card
                if len(self._drawn) > MOST:
                    self._drawn.popitem(last=False)
            self._drawn.move_to_end(words.version)
        return card
