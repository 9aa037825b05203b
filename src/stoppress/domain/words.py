"""Words: text a person wrote, marked so that it can be kept apart.

Knows the mark and nothing else; `codec` takes what bears it out of the facts (DESIGN §10.1).
Does not know what the words say.
"""

from __future__ import annotations

from typing import Annotated, Final

WORDS: Final = "words"

Words = Annotated[str, WORDS]
"""Text a person wrote. It is stored apart from the facts and only its salted hash stands in the revision (DESIGN §10.1)."""
