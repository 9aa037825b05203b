"""Refusals as readers are told them: in their language, where a sentence of it is one that readers meet.

Knows which refusals those are; `tools.languages` gathers their sentences. What is refused to staff and to programs is said in English.
Does not know why anything is refused, nor HTTP.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from stoppress import errors
from stoppress.errors import StoppressError, audience, authors, questions
from stoppress.render.words import marked, spoken, words

MET: Final[tuple[type[StoppressError], ...]] = (
    StoppressError,
    audience.FollowClosed,
    audience.FollowersFull,
    audience.ForeignPage,
    audience.PushServiceUnknown,
    audience.VotesClosed,
    authors.AuthorUnknown,
    errors.BlogUnknown,
    errors.BodyTooLarge,
    errors.Empty,
    errors.NotYetBegun,
    errors.PageUnknown,
    errors.PastBusy,
    errors.PostUnknown,
    errors.StorageFull,
    errors.StorageUnavailable,
    errors.TimeUnreadable,
    errors.TooFast,
    errors.TooLong,
    questions.ProofNotGood,
    questions.QuestionUnknown,
    questions.QuestionsBusy,
    questions.QuestionsClosed,
    questions.QuestionsEnded,
    questions.QuestionsFull,
    questions.QuestionsOutOfHours,
    questions.QuestionsTooFast,
)
"""What a reader may run into."""

TITLES: Final = (
    marked("Not found"),
    marked("Not understood"),
    marked("Not allowed"),
    marked("Does not fit"),
    marked("Taken down"),
    marked("Too large"),
    marked("Too many requests"),
    marked("Not available now"),
    marked("Storage full"),
    marked("Something went wrong"),
)
"""What pages about them are called."""

FIELDS: Final = (marked("Your question"), marked("Your name"), marked("Your place"))
"""What readers fill in, as a refusal names it."""


def refusal(problem: StoppressError, language: str) -> str:
    """The sentence, in the language the interface speaks around content in `language`."""
    say = words(spoken(language)).gettext
    facts = {name: say(each) if each in FIELDS else each for name, each in problem.facts.items()}
    return say(problem.message).format_map(defaultdict(lambda: "?", facts))


def refusal_title(title: str, language: str) -> str:
    """What a page about a refusal is called."""
    return words(spoken(language)).gettext(title)
