"""Brackets: how long a parser looks for the end of links and pictures that have none.

Knows that each bracket that is opened has it look through the rest of its paragraph, so that twenty thousand of them took
fifteen seconds in which nobody else was served; and when enough was looked: what is left of the text is text.
Does not know what a body is (`body`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from markdown_it.helpers import parseLinkLabel

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

LOOKED_THROUGH: Final = 200_000
"""Characters, at most, that are looked through for nothing in one body. A hundred brackets that are never closed, in paragraphs
of 2,000 characters, come to that; a word in brackets that is no link costs its own length."""

_SPENT: Final = "looked through"

Rule = Callable[["StateInline", bool], bool]


def bounded(parser: MarkdownIt) -> MarkdownIt:
    """The parser, which now gives up."""
    rules = parser.inline.ruler
    for name, opening in (("link", "["), ("image", "![")):
        rule: Rule = next(each.fn for each in rules.__rules__ if each.name == name)
        rules.at(name, _sparing(rule, opening))
    return parser


def _sparing(rule: Rule, opening: str) -> Rule:
    def spared(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if not state.src.startswith(opening, start) or state.env.get(_SPENT, 0) > LOOKED_THROUGH:
            return False
        # As the rule itself begins; where nothing is closed it would find nothing more.
        end = parseLinkLabel(state, start + len(opening) - 1, opening == "[")
        if end >= 0 and rule(state, silent):
            return True
        state.env[_SPENT] = state.env.get(_SPENT, 0) + (end if end >= 0 else state.posMax) - start
        return False

    return spared
