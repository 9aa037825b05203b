"""Words: the newsroom's list of those that put a question to spam.

Knows how many there may be, and how long.
Does not know how one is found in a text (`suspicion`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from stoppress.audience.suspicion import WORD_LIMIT, WORDS_LIMIT, folded
from stoppress.audience.wording import cleaned
from stoppress.database.schema_questions import question_words
from stoppress.errors import InputInvalid, TooLong
from stoppress.errors.questions import WordsFull

# A shorter one with a star would stand for most of a language.
_FEWEST: Final = 2


def listed_words(connection: Connection) -> list[str]:
    """The list, in order."""
    return sorted(connection.scalars(select(question_words.c.word)))


def set_words(connection: Connection, words: Iterable[str]) -> None:
    """Have the list be this. Only within grouped writes."""
    connection.execute(delete(question_words))
    rows = [{"word": each} for each in words]
    if rows:
        connection.execute(insert(question_words), rows)


def words_in(text: str) -> list[str]:
    """The words of a list as it is typed, one a line. Raises TooLong, WordsFull, InputInvalid."""
    found = list(dict.fromkeys(each for line in text.splitlines() if (each := cleaned(line, lines=False).casefold())))
    for each in found:
        if len(each) > WORD_LIMIT:
            raise TooLong(field="A word of the list", length=len(each), limit=WORD_LIMIT)
        if len(folded(each.rstrip("*"))) < _FEWEST:
            raise InputInvalid(field="words", problem=f"write {_FEWEST} letters at least for each (“{each}”).")
    if len(found) > WORDS_LIMIT:
        raise WordsFull(limit=WORDS_LIMIT)
    return found
