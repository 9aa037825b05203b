"""Refusals about drafts and posts on their way.

Knows what whoever writes can do next.
Does not know HTTP.
"""

from __future__ import annotations

from stoppress.errors import StoppressError


class DraftUnknown(StoppressError):
    """No draft of this blog has this id, or it is somebody else's and this person may not see it."""

    code = "draft-unknown"
    message = "There is no draft “{draft}” in this blog. Reload the list of drafts."


class DraftNewer(StoppressError):
    """What was sent of a draft is older than what is kept of it, or another text with the same number."""

    code = "draft-newer"
    message = "A newer version of this draft is kept already ({version}). Look at it, then go on from there."


class DraftUnsuitable(StoppressError):
    """The draft is not in a state from which this can be done."""

    code = "draft-unsuitable"
    message = (
        "This post is {state}, so this cannot be done. Reload it; take it back first, or change the published post."
    )


class DraftsFull(StoppressError):
    """This person has as many drafts in this blog as they may."""

    code = "drafts-full"
    message = "You have {limit} drafts in this blog, which is the limit. Discard some that you no longer need."


class ApprovalByAnother(StoppressError):
    """Whoever wrote or sent a post cannot be the second pair of eyes."""

    code = "approval-by-another"
    message = "You wrote or sent this post yourself. Ask somebody else to read and approve it."


class SubmittedByAnother(StoppressError):
    """What somebody submitted can be taken back or thrown away by them alone."""

    code = "submitted-by-another"
    message = (
        "{name} submitted this post, so only they can take it back or throw it away. Return it to them with a note."
    )


class NotTheirs(StoppressError):
    """Something was to be given to somebody who may not work on it."""

    code = "not-theirs"
    message = "This can be given only to somebody who writes in this blog. Choose them from the list."


class ShiftChanged(StoppressError):
    """Somebody has taken, offered or ended the shift since the person looked."""

    code = "shift-changed"
    message = "The shift has changed since you looked. Look at who has the blog now, then try again."


class ShiftUnsuitable(StoppressError):
    """The shift is not this person's, and was not offered to them."""

    code = "shift-unsuitable"
    message = "{name} has this blog. Ask them to hand it over to you, or an editor to take it over."


class NoteUnknown(StoppressError):
    """This blog has no such note or question."""

    code = "note-unknown"
    message = "There is no such note in this blog. Reload the page of the shift."


class NoteChanged(StoppressError):
    """The note is no longer as the person saw it when they changed it."""

    code = "note-changed"
    message = "The note was changed or taken away meanwhile. Yours is below: look at the note, then change it again."


class NoteOfAnother(StoppressError):
    """A note says what whoever wrote it said."""

    code = "note-of-another"
    message = (
        "{name} wrote this, so only they can change it or take it away. Write a note of your own, or ask an editor."
    )


class ScheduleInvalid(StoppressError):
    """A post cannot be scheduled for this moment."""

    code = "schedule-invalid"
    message = "The time to publish at {problem}. Choose another, or publish at once."


class QueueChanged(StoppressError):
    """The queue is no longer as the person saw it when they put it into another order."""

    code = "queue-changed"
    message = "The queue has changed since you looked. Look at it as it is now, then move the post again."


class DiscardedTooLongAgo(StoppressError):
    """The words of a draft that was thrown away are kept for a while, and no longer."""

    code = "discarded-too-long-ago"
    message = "The words of this draft are gone: they are kept for {minutes} minutes after it was thrown away."


class ReadyUnknown(StoppressError):
    """There is no template or snippet of this name."""

    code = "ready-unknown"
    message = "There is no {kind} “{name}” here. Reload the list."


class ReadyChanged(StoppressError):
    """Somebody else changed a template or a snippet meanwhile, or made one of the same name."""

    code = "ready-changed"
    message = "Somebody else has changed this since you opened it. Open it again, then change it there."


class ReadyFull(StoppressError):
    """There are as many templates or snippets here as there may be."""

    code = "ready-full"
    message = "There are {limit} of these already, which is the limit. Delete some that nobody needs."
