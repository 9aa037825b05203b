"""Bodies of posts at random: what newsrooms write, and texts with all of CommonMark's signs.

Knows how to draw a text. Does not know any law.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.laws.stories import bodies as written

# Every sign CommonMark gives a meaning to, alone and in the company in which it has one.
_SIGNS = [
    "*", "_", "**", "__", "`", "``", "```", "~~~", ">", "-", "+", "1.", "2)", "10.", "#", "###", "---", "===", "[", "]",
    "(", ")", "<", "&", "!", "\\", ":", "|", '"', "'", "=", ".",
]  # fmt: skip
_WORDS = [
    "tide", "sea wall", "naïve", "e\u0301", "“calm”", "🚢", "£5m (€6m)", "snake_case", "5 * 3", "\u00a0", "1986.", "تعز",
]  # fmt: skip
_WHOLE = [
    "&amp;", "&lt;", "&copy;", "&#32;", "&#10;", "&nbsp;", "&#98;", "&#x301;", "&#x2028;", "<b>", "<!--",
    "<https://quay.example/a_b>", "<harbour@quay.example>", "[quay](b)", "[see 9.41am post](post:a1)", "[](post:a1)",
    '[tide](https://quay.example/a(b) "tables \\"here\\"")', '![at dawn](media:abcd "The *Star* & crew")',
    "![a `b` [c](d)](media:efgh)", "[![x](media:x)](y)", "https://video.example/watch?v=a_b", "[x]: /y", "[x]", "*it*",
    "**so**", "***both***", "_a **b** c_", "*a _b_*", "`x`", "`` ` ``",
]  # fmt: skip
_GAPS = [
    "",
    "",
    "",
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "  \n",
    "\\\n",
    "\t",
    "    ",
    "\n> ",
    "\n- ",
    "\n  ",
]

_pieces = st.tuples(
    st.one_of(st.sampled_from(_SIGNS), st.sampled_from(_WORDS), st.sampled_from(_WHOLE)), st.sampled_from(_GAPS)
)
signs = st.lists(_pieces.map("".join), max_size=16).map("".join)
_lines = st.tuples(
    st.sampled_from(
        ["", "", "", "- ", "* ", "1. ", "3) ", "> ", "> - ", "- - ", "# ", "## ", "  ", "    ", "```", "~~~ x", "---"]
    ),
    st.lists(_pieces.map("".join), max_size=4).map("".join),
    st.sampled_from(["\n", "\n\n", "\n  ", "\n\n  ", "\n    "]),
)
blocks = st.lists(_lines.map("".join), max_size=8).map("".join)
texts = st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=30)

anything = st.one_of(written, signs, blocks, texts)
"""Any text somebody may send as a body."""
