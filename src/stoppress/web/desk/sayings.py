"""Sayings: what a page says after something was done and the browser was sent on to it.

Knows the sentences by the short names that stand in addresses: nobody can have the desk say something else.
Does not know what was done.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stoppress.actions.actions import Done
from stoppress.actions.undoing import appended
from stoppress.web.desk.asking import Visitor
from stoppress.web.desk.offers import of_span, sealed
from stoppress.web.desk.pages import PRIVATE

SAYINGS: Final = {
    "edited": "Saved. Open pages show the new wording.",
    "corrected": "The correction is published.",
    "taken-down": "The post is taken down. Its words are gone from every page.",
    "pinned": "The post is pinned.",
    "unpinned": "The post is no longer pinned.",
    "key-point": "The post is a key point now.",
    "opened": "The blog is on the air. Write its first post.",
    "saved": "Saved.",
    "author-saved": "Saved. Readers see it within seconds, if the page is public.",
    "sent": "The post is live.",
    "waiting": "The post leaves in a moment. It can be taken back in the queue.",
    "scheduled": "The post is scheduled.",
    "review": "The post waits for a second pair of eyes.",
    "submitted": "The post is submitted. An editor reads it, and you are told here what became of it.",
    "returned": "The post is returned, with your note.",
    "assigned": "It is given.",
    "held": "The post is held.",
    "released": "The post is released.",
    "approved": "The post is approved.",
    "taken-back": "The post is taken back. It is a draft again.",
    "discarded": "The draft is gone.",
    "restored": "The draft is back, with its words.",
    "undone": "Undone. It stands in the history.",
    "draft": "The draft is saved.",
    "shift-taken": "You have this blog now.",
    "shift-offered": "They are asked to have the blog. It is theirs once they say so.",
    "shift-called-off": "Nobody is asked to have the blog any more.",
    "shift-declined": "They are told that you cannot have it.",
    "shift-ended": "The shift is over. Nobody has this blog.",
    "noted": "It is written down.",
    "note-changed": "The note is changed.",
    "note-taken-away": "Taken away. It stands at the end of this page, where it can be put back.",
    "note-put-back": "It is back.",
    "question-done": "The question is ticked off.",
    "question-open": "The question is open again.",
    "held-all": "Everything that waited is held.",
    "released-all": "Everything is released.",
    "reordered": "The posts have changed places. The times are the same.",
    "paused": "Coverage is paused. Readers see the note.",
    "resumed": "Coverage goes on.",
    "ended": "Coverage has ended.",
    "reopened": "The blog is open again.",
    "continued": "This is the new blog. The old one leads its readers here.",
    "removal-asked": "The removal is asked for. Another administrator has to approve it.",
    "removal-done": "The words are removed. This is what was found everywhere.",
    "removal-off": "The removal is called off. Nothing was removed.",
    "question-asked-for": "Marked: an answer is wanted.",
    "question-rejected": "Rejected. Whoever asked is told that it is not taken up.",
    "question-spam": "Put to spam.",
    "question-put-back": "New again.",
    "question-assigned": "Given out. Whoever is to answer is told.",
    "question-grouped": "They are one question now.",
    "question-ungrouped": "Each stands by itself now.",
    "answer-published": "The answer is live. Whoever asked is told.",
    "answer-review": "The answer waits for a second pair of eyes.",
    "answer-waiting": "The answer is on its way. It stands in the queue.",
    "network-blocked": "What comes from there goes to spam for now.",
    "network-unblocked": "What comes from there is taken again.",
    "rehearsal-gone": "The rehearsal’s blog is thrown away with every word. The report stays.",
    "notices-read": "All notices are marked as read.",
    "device-stopped": "That device is told nothing any more.",
    "done": "Done.",
    "signed-out": "You are signed out.",
    "sign-in-over": "That took too long. Sign in again.",
    "password-changed": "Your password is changed. Everywhere else you are signed out.",
    "session-ended": "Signed out there.",
    "second-factor-removed": "No code is asked for any more.",
}

_SEE_OTHER: Final = 303


def said(request: Request) -> str:
    """The sentence the address names, or ""."""
    return SAYINGS.get(request.query_params.get("said", ""), "")


def sent_on(path: str, saying: str = "", undo: str = "") -> Response:
    """Where the browser goes after a form was taken (303: a reload sends nothing again). `undo` is what `offers` sealed."""
    assert path.startswith("/desk"), "only to pages of the desk"
    assert not saying or saying in SAYINGS, "a saying that is none"
    query = {name: each for name, each in (("said", saying), ("undo", undo)) if each}
    mark = "&" if "?" in path else "?"
    return RedirectResponse(f"{path}{mark}{urlencode(query)}" if query else path, _SEE_OTHER, PRIVATE)


def sent_back(visitor: Visitor, done: Done, saying: str, page: str = "") -> Response:
    """To a page of the blog that something was done to, which offers to undo it."""
    path = f"/desk/blogs/{done.slug}{page}"
    return sent_on(path, saying, sealed(visitor, path, of_span(appended(done))))
