"""Law 3: fast lane and slow lane send the same bytes for the same request."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.laws.talks import Place, agree

_METHODS = [b"GET", b"GET", b"GET", b"HEAD", b"POST", b"OPTIONS", b"get", b"PRI", b""]
_TARGETS = [
    b"/", b"/live/ferry", b"/live/ferry?utm=1", b"/live/ferry/", b"//live/ferry", b"/live//ferry", b"/live/ferry#x",
    b"/live/ferry/p/p1", b"/live/ferry/p/p2", b"/live/ferry/p/gone", b"/live/ferry/before/p2", b"/live/nobody",
    b"/live/ferry/updates/velmora2-1", b"/live/ferry/updates/nonsense", b"/live/%66erry", b"/live/ferry?a b",
    b"http://other.example/live/ferry", b"*", b"/live/f\xc3\xa9rry", b"/LIVE/ferry", b"/live/ferry?\x7f", b"/%2e/",
    b"/live/ferry/stream", b"/live/ferry/stream?after=velmora2-1", b"/live/ferry/stream?after=nonsense",
    b"/live/ferry/stream?after=velmora2-2&after=velmora2-1", b"/live/ferry/stream?after=", b"/live/nobody/stream",
    b"/live/ferry/embed", b"/live/ferry/embed?x", b"/live/ferry/p/p1/embed", b"/live/ferry/fragment", b"/embed.js",
    b"/live/ferry/fragment?posts=1", b"/live/ferry/fragment?posts=2&host=http://a.example/", b"/live/ferry/fragment?host=x",
    b"/oembed?url=http://127.0.0.1:8000/live/ferry", b"/oembed",
    b"/live/ferry/stream?after=velmora2%2D1", b"/live/ferry/stream?after=velmora2-99", b"/healthz", b"/nowhere",
]  # fmt: skip
_HEADERS = [
    b"Host: gazette.example", b"accept-encoding: gzip, deflate, br", b"Accept-Encoding: gzip;q=0, br;q=0.1",
    b"Accept-Encoding: identity", b"Accept-Encoding:", b"If-None-Match: *", b'If-None-Match: "x", W/"y"',
    b"Connection: close", b"Connection: keep-alive", b"Connection: upgrade", b"Upgrade: websocket", b"Upgrade: h2c",
    b"Content-Length: 0", b"Content-Length: 3", b"Transfer-Encoding: chunked", b"Expect: 100-continue",
    b"Last-Event-ID: velmora2-2", b"last-event-id: velmora2-x", b"Last-Event-ID:", b"Range: bytes=0-3", b"X: \xe9",
    b"Cookie: a=b", b"Authorization: Bearer editor", b"Content-Length: 1\r\nContent-Length: 2", b"No colon", b" : x",
    b"X-Forwarded-For: 10.0.0.1", b"Accept-Encoding: gzip\r\nAccept-Encoding: br",
]  # fmt: skip
_VERSIONS = [b"HTTP/1.1", b"HTTP/1.1", b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"HTTP/1.", b""]

headers = st.lists(st.sampled_from(_HEADERS), max_size=4)
requests = st.builds(
    lambda method, target, version, lines, body: (
        b"%s %s %s\r\n%s\r\n%s" % (method, target, version, b"".join(line + b"\r\n" for line in lines), body)
    ),
    st.sampled_from(_METHODS),
    st.sampled_from(_TARGETS),
    st.sampled_from(_VERSIONS),
    headers,
    st.sampled_from([b"", b"", b"", b"abc", b"3\r\nabc\r\n0\r\n\r\n", b"\r\n"]),
)


@st.composite
def conversations(draw: st.DrawFn) -> list[bytes]:
    """What a client says: requests one behind the other, cut anywhere, some bytes not as they should be."""
    said = b"".join(draw(st.lists(requests, min_size=1, max_size=3)))
    for at, put in draw(st.lists(st.tuples(st.integers(0, len(said)), st.binary(max_size=2)), max_size=1)):
        said = said[:at] + put + said[at + len(put) :]
    cuts = sorted(draw(st.lists(st.integers(0, len(said)), max_size=3)))
    return [said[start:end] for start, end in zip([0, *cuts], [*cuts, len(said)], strict=True) if start < end]


@settings(max_examples=examples(300))
@given(conversations(), st.booleans())
def test_both_lanes_send_the_same_bytes(place: Place, pieces: list[bytes], twice: bool) -> None:
    agree(*place.both(pieces, twice=twice))


@pytest.mark.parametrize(
    "target", [b"/", b"/live/ferry", b"/live/ferry/p/gone", b"/live/ferry/stream?after=velmora2-1"]
)
@pytest.mark.parametrize("more", [b"", b"Connection: close\r\n", b"Accept-Encoding: br\r\n", b"If-None-Match: *\r\n"])
@pytest.mark.parametrize("method", [b"GET", b"HEAD"])
@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
def test_each_kind_of_answer_is_the_same(
    place: Place, target: bytes, more: bytes, method: bytes, version: bytes
) -> None:
    request = b"%s %s HTTP/%s\r\nHost: x\r\n%s\r\n" % (method, target, version, more)
    for twice in (False, True):
        fast, slow = place.both([request + request], twice=twice)
        assert fast == slow
        assert fast.text.startswith(b"HTTP/1.1 ")


@pytest.mark.parametrize("first", [b"", b"?posts=1", b"?posts=2", b"?host=https://host.example/"])
def test_a_fragment_is_what_was_asked_for_behind_the_question_mark(place: Place, first: bytes) -> None:
    """The fast lane answers by path alone, so nothing that depends on more may ever be on its shelf."""
    asked = [first, b"", b"?posts=1", b"?posts=2", b"?host=https://host.example/"]
    requests = [b"GET /live/ferry/fragment%s HTTP/1.1\r\nHost: x\r\n\r\n" % each for each in asked]
    fast, slow = place.both(requests, twice=True)
    assert fast == slow
    bodies = fast.text.split(b"HTTP/1.1 200 OK")[1:]
    assert len({each.partition(b"\r\n\r\n")[2] for each in bodies}) == 4
    assert len(bodies) == len(asked)
