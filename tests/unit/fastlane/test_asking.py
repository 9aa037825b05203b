"""What is asked: only what is fully understood is answered here, and no bytes raise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.identifiers import Epoch, Seq
from stoppress.fastlane.asking import Headers, PageAsked, StreamAsked, asked
from stoppress.hub.cursor import NOWHERE, Cursor
from stoppress.render.heads import Coding

PLACE = Cursor(Epoch("velmora2"), Seq(7))


def ask(
    target: bytes,
    headers: Headers | None = None,
    *,
    method: bytes = b"GET",
    version: str = "1.1",
    keep_alive: bool = True,
) -> PageAsked | StreamAsked | None:
    return asked(method, target, headers or [], version=version, keep_alive=keep_alive)


def test_a_page_is_asked_for_by_its_path_in_a_coding() -> None:
    headers = [(b"accept-encoding", b"gzip, br"), (b"if-none-match", b'"v"')]
    assert ask(b"/live/ferry?utm=1", headers) == PageAsked(
        path="/live/ferry", coding=Coding.BROTLI, known='"v"', only_head=False, closing=False
    )
    page = ask(b"/", method=b"HEAD", version="1.0")
    assert page == PageAsked(path="/", coding=Coding.IDENTITY, known="", only_head=True, closing=True)


def test_a_stream_is_asked_for_after_a_place() -> None:
    assert ask(b"/live/ferry/stream") == StreamAsked("ferry", None, closing=False)
    assert ask(b"/live/ferry/stream?after=velmora2-7") == StreamAsked("ferry", PLACE, closing=False)
    assert ask(b"/live/ferry/stream?after=x", keep_alive=False) == StreamAsked("ferry", NOWHERE, closing=True)
    named = [(b"last-event-id", b"velmora2-7")]
    assert ask(b"/live/ferry/stream?after=velmora2-1", named) == StreamAsked("ferry", PLACE, closing=False)


def test_of_a_header_that_comes_twice_the_first_counts() -> None:
    twice = [(b"last-event-id", b"velmora2-7"), (b"last-event-id", b"velmora2-1")]
    assert ask(b"/live/ferry/stream", twice) == StreamAsked("ferry", PLACE, closing=False)


@pytest.mark.parametrize(
    "target", [b"*", b"//live/ferry", b"/live/%66erry", b"/x#y", b"/a b", b"http://x/", b"/\xc3\xa9", b""]
)
def test_targets_that_could_be_read_in_another_way_are_the_applications(target: bytes) -> None:
    assert ask(target) is None


@pytest.mark.parametrize("method", [b"POST", b"PUT", b"OPTIONS", b"get", b"", b"CONNECT"])
def test_other_methods_are_the_applications(method: bytes) -> None:
    assert ask(b"/live/ferry", method=method) is None


@pytest.mark.parametrize("name", [b"content-length", b"transfer-encoding", b"expect", b"upgrade"])
def test_requests_with_more_to_come_are_the_applications(name: bytes) -> None:
    assert ask(b"/live/ferry", [(name, b"0")]) is None


def test_a_stream_without_a_body_or_without_chunks_is_the_applications() -> None:
    assert ask(b"/live/ferry/stream", method=b"HEAD") is None
    assert ask(b"/live/ferry/stream", version="1.0") is None


@given(
    st.sampled_from([b"GET", b"HEAD"]) | st.binary(max_size=5),
    st.binary(max_size=30) | st.from_regex(rb"/live/[a-z]{0,3}(/stream)?(\?.{0,9})?", fullmatch=True),
    st.lists(
        st.tuples(
            st.sampled_from([b"accept-encoding", b"if-none-match", b"last-event-id", b"cookie"]), st.binary(max_size=20)
        ),
        max_size=3,
    ),
    st.sampled_from(["1.0", "1.1"]),
    st.booleans(),
)
def test_no_bytes_raise_and_a_path_is_plain(
    method: bytes, target: bytes, headers: Headers, version: str, keep_alive: bool
) -> None:
    found = ask(target, headers, method=method, version=version, keep_alive=keep_alive)
    if isinstance(found, PageAsked):
        assert target.startswith(found.path.encode())
        assert found.path.isascii()
        assert found.path.isprintable()
        assert not {"%", "#", "?", " "} & set(found.path)
    assert found is None or found.closing is (version == "1.0" or not keep_alive)


@pytest.mark.parametrize(
    ("host", "is_taken"), [(b"media.example", False), (b"MEDIA.example", False), (b"gazette.example", True)]
)
def test_what_is_meant_for_another_host_is_left_to_the_application(host: bytes, is_taken: bool) -> None:
    found = asked(b"GET", b"/live/ferry", [(b"host", host)], version="1.1", keep_alive=True, elsewhere=b"media.example")
    assert (found is not None) == is_taken
