"""What a desk answers a composer: drafts, posts and media, in memory, with the troubles a test wants.

Knows the composer's addresses. Does not know a browser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.browser.composer_page import Answer, Asked, Room, composer_form, page_around

BLOG = "/desk/blogs/ferry"
_DRAFT = re.compile(rf"{BLOG}/drafts/([a-z2-7]{{26}})(?:/(\w+))?$")


@dataclass
class Desk:
    """A desk. `trouble` is a status every write of a draft is answered with; `window` the undo window in seconds.

    Its clock is an hour ahead of the machine's, as a device's may be behind.
    """

    room: Room
    trouble: int = 0
    window: float = 0
    state: str = "sent"
    forgets_to_answer: int = 0
    saved: dict[str, dict[str, Any]] = field(default_factory=dict)
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    posts: list[dict[str, str]] = field(default_factory=list)
    media: dict[str, dict[str, Any]] = field(default_factory=dict)
    more: dict[str, Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.room.says = self.answer
        self.room.pages[BLOG] = page_around(composer_form())

    @property
    def bodies(self) -> list[str]:
        """What was published, in order."""
        return [each["content"]["body"] for each in self.sent.values()]

    def now(self) -> datetime:
        """An hour ahead."""
        return datetime.now(UTC) + timedelta(hours=1)

    def answer(self, asked: Asked) -> Answer | None:
        """What is said to `asked`."""
        path = asked.path.split("?", maxsplit=1)[0]
        if path in self.more:
            return self.more[path]
        if found := _DRAFT.match(path):
            return self._draft(asked, found[1], found[2] or "")
        if path == f"{BLOG}/posts":
            return Answer(tree={"posts": self.posts})
        if path == f"{BLOG}/preview":
            body = asked.tree["body"]
            return Answer(tree={"html": f'<li class="post" id="shown"><div class="body"><p>{body}</p></div></li>'})
        if path == "/desk/embed":
            return Answer(tree={"known": True, "html": '<aside class="embed"><p>A card</p></aside>'})
        if path.startswith("/desk/media"):
            return self._medium(asked, path)
        return None

    def _draft(self, asked: Asked, draft: str, act: str) -> Answer:
        if self.trouble:
            return Answer(self.trouble, {"detail": "There is trouble."})
        if asked.method == "PUT":
            self.saved[draft] = asked.tree
            return self._told(draft, "draft")
        if act == "send":
            # The same again is the same.
            self.sent.setdefault(draft, {**asked.tree, "at_once": self.now()})
            self.sent[draft].setdefault("state", self.state)
            if self.forgets_to_answer:
                self.forgets_to_answer -= 1
                return Answer(502, text="", kind="text/plain")
        if act == "undo":
            self.sent.pop(draft, None)
            return self._told(draft, "draft")
        if draft in self.sent:
            return self._told(draft, self._state(draft))
        if draft in self.saved:
            answer = self._told(draft, "draft")
            answer.tree |= {"content": self.saved[draft]["content"], "version": self.saved[draft]["version"]}
            return answer
        return Answer(404, {"detail": "There is no such draft."})

    def _state(self, draft: str) -> str:
        sent = self.sent[draft]
        if sent["hold"]:
            return "held"
        is_out = self.now() >= sent["at_once"] + timedelta(seconds=self.window)
        return str(sent["state"]) if is_out else "waiting"

    def _told(self, draft: str, state: str) -> Answer:
        sent = self.sent.get(draft)
        due = (sent["at_once"] + timedelta(seconds=self.window)).isoformat() if sent else None
        version = (sent or self.saved.get(draft) or {"version": 0})["version"]
        tree = {
            "id": draft,
            "version": version,
            "state": state,
            "due_at": due,
            "post": f"post-{draft[:6]}",
            "problem": "",
        }
        return Answer(tree={**tree, "now": self.now().isoformat()})

    def _medium(self, asked: Asked, path: str) -> Answer:
        if asked.method == "POST":
            if self.trouble:
                return Answer(self.trouble, {"detail": "There is trouble."})
            name = "m" + "abcdefgh"[len(self.media)] * 25
            self.media[name] = {"id": name, "kind": "picture", "files": [], "alt": "", "caption": "", "credit": ""}
            return Answer(201, self.media[name])
        medium = self.media.get(path.removeprefix("/desk/media/"))
        if medium is not None and asked.method == "PATCH":
            medium |= asked.tree
        return Answer(tree=medium) if medium else Answer(404, {"detail": "There is no such medium."})
