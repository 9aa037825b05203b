"""Claims: sentences by which a newsroom says that it could not check what it reports.

Knows how such sentences are put.
Does not judge whether the rest of the post is true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from stoppress.domain.facts import Claim, ClaimStatus
from stoppress.domain.limits import DEFAULT_LIMITS
from stoppress.transfer.passages import Block, said
from stoppress.transfer.sentences import sentences

_MANNER: Final = r"(?:(?:yet|independently|immediately|fully) ){0,2}"
_UNABLE: Final = (
    r"(?:(?:could|can|did|does|do|has|have|had|was|were|is|are)(?: not|n['’]t) |cannot |can['’]t |unable to )"
)
_UNVERIFIED: Final = re.compile(
    rf"\b{_UNABLE}{_MANNER}(?:been )?(?:able to )?{_MANNER}(?:be )?{_MANNER}verif(?:y|ied)\b", re.IGNORECASE
)


def claim_in(blocks: Iterable[Block]) -> Claim | None:
    """The claim a body makes about itself: unverified, with the first sentence that says so kept verbatim."""
    for text in said(blocks):
        for sentence in sentences(text):
            line = " ".join(sentence.split())
            if _UNVERIFIED.search(line) and len(line) <= DEFAULT_LIMITS.attribution:
                return Claim(status=ClaimStatus.UNVERIFIED, attribution=line)
    return None
