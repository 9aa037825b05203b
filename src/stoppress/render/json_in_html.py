"""JSON that may stand in a script element of a page: nothing in it can end the element, or a line of a script (READER SD5).

Does not know what is said in it.
"""

from __future__ import annotations

import json
from typing import Final

_ESCAPES: Final = {ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}


def json_in_html(tree: object) -> str:
    """`tree` as JSON without any letter that means something to HTML."""
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
