"""Sayings: what a page says after something was done and the browser was sent on to it.

Knows the sentences by the short names that stand in addresses: nobody can have the desk say something else.
Does not know what was done.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

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
    "sent": "The post is live.",
    "waiting": "The post leaves in a moment. It can be taken back in the queue.",
    "scheduled": "The post is scheduled.",
    "review": "The post waits for a second pair of eyes.",
    "held": "The post is held.",
    "released": "The post is released.",
    "approved": "The post is approved.",
    "taken-back": "The post is taken back. It is a draft again.",
    "discarded": "The draft is gone.",
    "draft": "The draft is saved.",
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


def sent_on(path: str, saying: str = "") -> Response:
    """Where the browser goes after a form was taken (303: a reload sends nothing again)."""
    assert path.startswith("/desk"), "only to pages of the desk"
    assert not saying or saying in SAYINGS, "a saying that is none"
    mark = "&" if "?" in path else "?"
    return RedirectResponse(f"{path}{mark}said={quote(saying)}" if saying else path, _SEE_OTHER, PRIVATE)
