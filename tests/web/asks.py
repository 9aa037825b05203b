"""Asks: how each route behind a gate is asked, so that what it is for is done if it may be.

Knows what is sent, and what has to have happened before. `ASKS` is where a new route that changes something is added; one
that only answers GET needs nothing, as long as `scenes.FILLS` knows its parameters and it needs no query.
Does not know who asks, nor what comes of it (`gate`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from stoppress.actions.drafting import Saved
from stoppress.app.building import now
from stoppress.domain.facts import Label
from stoppress.drafts.draft import DraftId
from stoppress.drafts.rules import Rules
from stoppress.staff.permissions import OPERATOR
from stoppress.web.desk import about
from stoppress.web.desk.fields import digest
from tests.push_service import Device
from tests.web.ask import Ask, deed
from tests.web.asks_of_questions import ASKS_OF_QUESTIONS
from tests.web.asks_of_shifts import ASKS_OF_SHIFTS
from tests.web.cast import WISH, fresh_draft, picture
from tests.web.scenes import Scene, fresh, none_rehearsed

_BOUNDARY: Final = "zqxboundary"


async def _open_page(_scene: Scene) -> Mapping[str, Any]:
    return {"page": fresh_draft()}


async def _at_key_points(_scene: Scene) -> Mapping[str, Any]:
    return {"page": fresh_draft(), "doing": "key-points"}


async def _an_author(_scene: Scene) -> Mapping[str, Any]:
    return {"name": "Ida " + (name := fresh("quill")), "slug": name, "version": "0"}


def _upload_body() -> bytes:
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    return head.encode() + picture() + f"\r\n--{_BOUNDARY}--\r\n".encode()


_FILE: Final = Ask(body=_upload_body(), headers={"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"})
_PASSWORD: Final = "grey herons at the weir"
_CONTENT: Final = {"headline": "Other words", "body": "They say otherwise."}
_REHEARSAL: Final = {"posts": "3", "minutes": "0", "readers": "0"}
_NEW_BLOG: Final = {"headline": "A new blog"}
_CORRECTION: Final = {"wrong": "It said so.", "right": "It is not so."}


async def _paused(scene: Scene) -> object:
    return await scene.house.newsroom.coverages.pause(WISH, scene.slug, "")


async def _ended(scene: Scene) -> object:
    return await scene.house.newsroom.coverages.end(WISH, scene.slug, None)


async def _pinned(scene: Scene) -> object:
    return await scene.house.newsroom.posts.pin(WISH, scene.slug, await scene.filled("post"))  # type: ignore[arg-type]


async def _post(scene: Scene) -> Mapping[str, Any]:
    return {"post": await scene.filled("post")}


async def _of_a_pin(scene: Scene) -> Mapping[str, Any]:
    seq = (await scene.house.press.current(scene.slug)).seq
    return {"span": f"{seq}-{seq}"}


async def _discarded(scene: Scene) -> object:
    name = DraftId(await scene.filled("draft"))
    return await scene.house.newsroom.room.drafting.discard(await scene.owner(), scene.slug, name)


async def _shared(_scene: Scene) -> Mapping[str, Any]:
    return {"text": "Words", "key": fresh_draft()}


async def _removed(scene: Scene) -> Mapping[str, Any]:
    return {"what": "post", **await _post(scene)}


async def _sending(scene: Scene, **how: Any) -> object:
    """The draft, sent by whose it is."""
    room, person, name = scene.house.newsroom.room, await scene.owner(), DraftId(await scene.filled("draft"))
    draft = await room.drafting.find(person, scene.slug, name)
    return await room.sending.send(person, scene.slug, Saved(name, draft.version, draft.content), **how)


async def _scheduled(scene: Scene) -> object:
    return await _sending(scene, at=now() + timedelta(days=1))


async def _held(scene: Scene) -> object:
    return await _sending(scene, hold=True)


async def _in_review(scene: Scene) -> object:
    rules = Rules(second_eyes=frozenset({Label.BREAKING}))
    await scene.house.newsroom.room.queue.set_rules(OPERATOR, scene.slug, rules)
    return await _sending(scene)


async def _submitted(scene: Scene) -> object:
    return await _sending(scene, submit=True)


async def _order(scene: Scene) -> Mapping[str, Any]:
    name = await scene.filled("draft")
    return {"seen": digest([name]), "draft": name}


async def _new_slug(_scene: Scene) -> Mapping[str, Any]:
    return {**_NEW_BLOG, "slug": fresh("opened")}


async def _new_email(_scene: Scene) -> Mapping[str, Any]:
    return {"email": f"{fresh('invited')}@gazette.example", "name": "Ida", "role": "reporter"}


async def _known_password(scene: Scene) -> Mapping[str, Any]:
    staff, person = scene.house.newsroom.staff, await scene.filled("person")
    await staff.people.set_password(person, await staff.passwords.hashed(_PASSWORD))
    return {"email": (await staff.people.row(person)).email, "password": _PASSWORD}


def _part(name: str, /, **fields: str) -> Ask:
    """A form of the page about a blog: it says what it was filled in over."""

    async def form(scene: Scene) -> Mapping[str, Any]:
        blog = await scene.house.press.current(scene.slug)
        return {"seen": about._seen(blog, name), **fields}

    return Ask(name=name, fill={"part": name}, form=form)


async def _points(scene: Scene) -> Mapping[str, Any]:
    return {"seen": digest((await scene.house.press.current(scene.slug)).key_points), "point": "One", "link": ""}


def _move(name: str, before: Callable[[Scene], Awaitable[object]] | None = None, /, **fields: str) -> Ask:
    return Ask(name=name, fill={"deed": name}, form=fields, before=before)


_POSTS: Final = "/blogs/{slug}/posts"
_POST: Final = f"{_POSTS}/{{post}}"


def _new_post(act: str, /, **fields: str) -> Ask:
    async def form(_scene: Scene) -> Mapping[str, Any]:
        return {"act": act, "key": fresh_draft(), **_CONTENT, **fields}

    return Ask(name=act, form=form)


def _several(act: str, /, **fields: str) -> Ask:
    async def form(scene: Scene) -> Mapping[str, Any]:
        return {"act": act, **await _post(scene), **fields}

    return Ask(name=act, form=form)


def _ready(whose: str) -> Ask:
    async def form(_scene: Scene) -> Mapping[str, Any]:
        return {"kind": "snippet", "name": fresh("ready"), "body": "Words.", "whose": whose}

    return Ask(name=whose, form=form)


_DRAFT: Final = "/desk/blogs/{slug}/drafts/{draft}"
_QUEUE: Final = "/desk/blogs/{slug}/queue"
_SAVED: Final = {"version": 2, "content": _CONTENT}
_TOMORROW: Final = (now() + timedelta(days=1)).isoformat(timespec="minutes")


async def a_device(_scene: Scene) -> dict[str, object]:
    """What a browser says of itself that wants to be told."""
    address = Device("https://push.velmora.org/1").address
    return {"endpoint": address.endpoint, "keys": {"p256dh": address.public_key, "auth": address.auth}}


_NOTHING: Final = (Ask(form={}),)

ASKS: Final[Mapping[str, tuple[Ask, ...]]] = {
    **ASKS_OF_QUESTIONS,
    **ASKS_OF_SHIFTS,
    # --- the desk: coming in
    "POST /desk/sign-in": (Ask(form=_known_password),),
    "POST /desk/sign-in/code": (Ask(form={"code": "000000"}),),
    "POST /desk/sign-out": _NOTHING,
    "POST /desk/welcome/{secret}": (Ask(form={"password": _PASSWORD}),),
    "POST /desk/confirm": (Ask(form={"password": _PASSWORD}),),
    # --- the desk: oneself
    "POST /desk/account/name": (Ask(form={"name": "Ida", "byline_name": "Ida"}),),
    "POST /desk/account/author": (Ask(form=_an_author),),
    "POST /desk/authors": (Ask(form=_an_author),),
    "POST /desk/authors/{author}": (Ask(form={"name": "Ida", "version": "1", "public": "1"}),),
    "POST /desk/account/password": (Ask(form={"password": "", "new_password": _PASSWORD}),),
    "POST /desk/account/sessions/{session}/end": _NOTHING,
    "POST /desk/account/sessions/end-others": _NOTHING,
    "POST /desk/account/second-factor": _NOTHING,
    "POST /desk/account/second-factor/confirm": (Ask(form={"code": "000000"}),),
    "POST /desk/account/second-factor/codes": _NOTHING,
    "POST /desk/account/second-factor/remove": _NOTHING,
    # --- the desk: others
    "POST /desk/people": (Ask(form=_new_email),),
    "POST /desk/people/{person}/name": (Ask(form={"name": "Ida"}),),
    "POST /desk/people/{person}/role": (Ask(form={"role": "moderator"}),),
    "POST /desk/people/{person}/blog-role": (Ask(form={"blog": "elsewhere", "role": "moderator"}),),
    "POST /desk/people/{person}/disable": _NOTHING,
    "POST /desk/people/{person}/enable": _NOTHING,
    "POST /desk/people/{person}/sign-out": _NOTHING,
    "POST /desk/people/{person}/second-factor/remove": _NOTHING,
    "POST /desk/people/{person}/link": _NOTHING,
    # --- the desk: blogs
    "GET /desk/blogs/{slug}/rows": (Ask(query=_post),),
    "GET /desk/search": (Ask(query={"q": "words"}),),
    "GET /desk/embed": (Ask(query={"address": "https://gazette.example/story"}),),
    "POST /desk/blogs/new": (Ask(form=_new_slug),),
    "POST /desk/blogs/{slug}/here": (
        Ask(name="here", form=_open_page),
        Ask(name="leaving", form={"page": "a" * 26, "leaving": "yes"}),
        Ask(name="key-points", form=_at_key_points),
    ),
    "POST /desk/blogs/{slug}/preview": (Ask(tree=_CONTENT),),
    "POST /desk/blogs/{slug}/about/{part}": (
        _part("description", headline="Other words", timezone="UTC", language="en"),
        _part("reporting", name="Ida", duty="reporting", author=""),
        _part("related", title="More", url="https://gazette.example/more"),
        _part("podcast", text="Listen", url="https://gazette.example/podcast"),
        _part("hero"),
    ),
    "POST /desk/blogs/{slug}/key-points": (Ask(form=_points),),
    "POST /desk/blogs/{slug}/coverage/{deed}": (
        deed("pause"),
        deed("resume", _paused),
        deed("end"),
        deed("reopen", _ended),
        deed("continue", new_headline="What follows"),
    ),
    "POST /desk/blogs/{slug}/undo": (Ask(form=_of_a_pin, before=_pinned),),
    "GET /desk/blogs/{slug}/several": (Ask(query=_post),),
    "POST /desk/blogs/{slug}/several": (
        _several("key-event"),
        _several("label", label="breaking"),
        _several("key-points"),
        _several("take-down", reason="It was wrong."),
    ),
    "GET /desk/blogs/{slug}/ready/form": (Ask(query={"kind": "template"}),),
    "POST /desk/blogs/{slug}/ready/form": (
        _ready("blog"),
        _ready("newsroom"),
    ),
    "POST /desk/share": (Ask(form={"text": "Words"}),),
    "POST /desk/blogs/{slug}/shares": (Ask(form=_shared),),
    "POST /desk/blogs/{slug}/removals": (Ask(form=_removed),),
    "POST /desk/blogs/{slug}/removals/{order}/approve": _NOTHING,
    "POST /desk/blogs/{slug}/removals/{order}/call-off": _NOTHING,
    "POST /desk/blogs/{slug}/rehearsals": (Ask(form=_REHEARSAL, before=none_rehearsed),),
    "POST /desk/blogs/{slug}/rehearsals/{rehearsal}/stop": _NOTHING,
    "POST /desk/blogs/{slug}/rehearsals/{rehearsal}/throw-away": _NOTHING,
    # --- the desk: posts
    f"PATCH /desk{_POST}": (Ask(tree=_CONTENT),),
    f"POST /desk{_POST}/correction": (Ask(tree={**_CORRECTION, "content": _CONTENT}),),
    "POST /desk/blogs/{slug}/merge": (Ask(tree={"theirs": _CONTENT, "mine": _CONTENT}),),
    f"POST /desk{_POST}/edit": (Ask(form=_CONTENT),),
    f"POST /desk{_POST}/correct": (Ask(form={**_CORRECTION, **_CONTENT}),),
    f"POST /desk{_POST}/take-down": (Ask(form={"reason": "It was wrong."}),),
    f"POST /desk{_POST}/pin": _NOTHING,
    f"POST /desk{_POST}/unpin": (Ask(form={}, before=_pinned),),
    f"POST /desk{_POST}/key-point": _NOTHING,
    # --- the desk: drafts and the queue
    f"PUT {_DRAFT}": (Ask(tree=_SAVED),),
    f"POST {_DRAFT}/send": (Ask(tree=_SAVED),),
    f"POST {_DRAFT}/undo": (Ask(before=_scheduled),),
    f"POST {_DRAFT}/hold": (Ask(before=_scheduled),),
    f"POST {_DRAFT}/release": (Ask(before=_held),),
    f"POST {_DRAFT}/approve": (Ask(before=_in_review),),
    f"POST {_DRAFT}/discard": (Ask(),),
    f"POST {_DRAFT}/restore": (Ask(before=_discarded),),
    f"POST {_DRAFT}/schedule": (Ask(tree={"at": _TOMORROW}, before=_scheduled),),
    f"POST {_QUEUE}/hold-all": (Ask(form={}, before=_scheduled),),
    f"POST {_QUEUE}/release-all": (Ask(form={}, before=_held),),
    f"POST {_QUEUE}/order": (Ask(form=_order, before=_scheduled),),
    f"POST {_QUEUE}/rules": (Ask(form={"undo_seconds": "10"}),),
    f"GET {_QUEUE}/{{draft}}/edit": (Ask(before=_submitted),),
    f"POST {_QUEUE}/{{draft}}/edit": (Ask(form={**_CONTENT, "version": "1"}, before=_submitted),),
    f"POST {_QUEUE}/{{draft}}/{{deed}}": (
        _move("return", _submitted, note="Who says so?"),
        _move("assign", _submitted),
        _move("undo", _scheduled),
        _move("hold", _scheduled),
        _move("release", _held),
        _move("approve", _in_review),
        _move("discard"),
        _move("restore", _discarded),
        _move("schedule", _scheduled, at=_TOMORROW[:16]),
    ),
    "POST /desk/blogs/{slug}/posts": (
        _new_post("publish"),
        _new_post("draft"),
        _new_post("hold"),
        _new_post("submit"),
        _new_post("schedule", at=_TOMORROW[:16]),
    ),
    # --- the desk: notices and alarms
    "POST /desk/notices/read": _NOTHING,
    "POST /desk/notices/choices": (Ask(form={"page": "alarm"}),),
    "POST /desk/notices/devices": (Ask(tree=a_device),),
    "POST /desk/notices/devices/{device}/stop": _NOTHING,
    "POST /desk/blogs/{slug}/alarms": (Ask(form={"blog": "20"}),),
    # --- the desk: media
    "POST /desk/media": (_FILE,),
    "PATCH /desk/media/{medium}": (Ask(tree={"alt": "A pier"}),),
    # --- the API
    "POST /api/v1/blogs": (Ask(tree=_new_slug),),
    "PATCH /api/v1/blogs/{slug}": (Ask(tree={"headline": "Other words"}),),
    "PUT /api/v1/blogs/{slug}/related": (Ask(tree=[]),),
    "PUT /api/v1/blogs/{slug}/key-points": (Ask(tree=[{"text": "One"}]),),
    "PUT /api/v1/blogs/{slug}/live-reporting": (Ask(tree=[{"name": "Ida"}]),),
    "PUT /api/v1/blogs/{slug}/hero": (Ask(tree={"kind": "live stream", "media": "https://gazette.example/live.m3u8"}),),
    "DELETE /api/v1/blogs/{slug}/hero": (Ask(),),
    "PUT /api/v1/blogs/{slug}/podcast": (Ask(tree={"text": "Listen"}),),
    "DELETE /api/v1/blogs/{slug}/podcast": (Ask(),),
    "POST /api/v1/blogs/{slug}/pause": (Ask(tree={}),),
    "POST /api/v1/blogs/{slug}/resume": (Ask(before=_paused),),
    "POST /api/v1/blogs/{slug}/end": (Ask(tree={}),),
    "POST /api/v1/blogs/{slug}/reopen": (Ask(before=_ended),),
    "POST /api/v1/blogs/{slug}/continuation": (Ask(tree=_new_slug),),
    f"POST /api/v1{_POSTS}": (Ask(tree=_CONTENT),),
    f"PATCH /api/v1{_POST}": (Ask(tree=_CONTENT),),
    f"POST /api/v1{_POST}/correction": (Ask(tree=_CORRECTION),),
    f"POST /api/v1{_POST}/withdrawal": (Ask(tree={"reason": "It was wrong."}),),
    f"PUT /api/v1{_POST}/pin": (Ask(),),
    f"DELETE /api/v1{_POST}/pin": (Ask(before=_pinned),),
    f"PUT /api/v1{_POST}/key-point": (Ask(),),
    f"DELETE /api/v1{_POST}/key-point": (Ask(),),
    "POST /api/v1/media": (_FILE,),
    "PATCH /api/v1/media/{medium}": (Ask(tree={"alt": "A pier"}),),
    "PUT /api/v1/media/{medium}/captions": (
        Ask(body=b"WEBVTT\n\n00:00.000 --> 00:01.000\nSo.\n", headers={"Content-Type": "text/vtt"}),
    ),
    "POST /api/v1/media/uploads": (Ask(headers={"Upload-Length": "3"}),),
    "PATCH /api/v1/media/uploads/{upload}": (
        Ask(body=b"ab", headers={"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}),
    ),
    "DELETE /api/v1/media/uploads/{upload}": (Ask(),),
}
"""How each route that changes something is asked, and those that answer GET and need a query."""
