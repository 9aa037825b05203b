"""Refusals about readers' questions.

Knows what a reader, or whoever moderates, can do next.
Does not know HTTP.
"""

from __future__ import annotations

from stoppress.errors import StoppressError


class QuestionUnknown(StoppressError):
    """No question of this blog has this name, or it is kept no longer."""

    code = "question-unknown"
    message = "There is no such question. It may have been deleted because it was old; ask again if it still matters."


class QuestionsClosed(StoppressError):
    """The newsroom takes no questions for this blog now."""

    code = "questions-closed"
    message = "Questions are not taken here now. The newsroom opens this form when it can answer."


class QuestionsOutOfHours(QuestionsClosed):
    """The form has hours, and it is not in them."""

    code = "questions-out-of-hours"
    message = "Questions are not taken here now. Come back between {start} and {end}."


class QuestionsFull(QuestionsClosed):
    """As many questions of this blog wait as may."""

    code = "questions-full"
    message = "Questions are not taken here now. The newsroom has more than it can read; come back later."


class QuestionsEnded(QuestionsClosed):
    """The blog has ended."""

    code = "questions-ended"
    message = "Questions are not taken here any more: this live page has ended."


class QuestionsTooFast(StoppressError):
    """Too many questions have come from this network."""

    code = "questions-too-fast"
    message = (
        "Too many questions have come from your network. Wait {seconds} seconds, then send it again: it is still here."
    )


class QuestionsBusy(StoppressError):
    """Too many readers ask in this blog at once."""

    code = "questions-busy"
    message = (
        "So many readers are asking that no more fit in just now. Wait {seconds} seconds, then send it again: it is "
        "still here."
    )


class ProofNotGood(StoppressError):
    """What a browser has to compute before a question is taken is missing, wrong or too old."""

    code = "proof-not-good"
    message = "The sum your browser did is not right or too old. Load this page again, then send your question again."


class QuestionUnsuitable(StoppressError):
    """A question is not in a state from which this can be done."""

    code = "question-unsuitable"
    message = "This question is {state}, so this cannot be done. Reload the list to see how it stands."


class QuestionChanged(StoppressError):
    """Somebody else has changed the question since this person looked."""

    code = "question-changed"
    message = "Somebody has changed this question since you looked. Look at it as it is now, then do it again."


class WordsFull(StoppressError):
    """The list of words has as many as it may."""

    code = "words-full"
    message = "The list has {limit} words, which is the limit. Take some out first."
