"""Response heads: content codings, ETags and what a caller knows already."""

from __future__ import annotations

import gzip

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.render.heads import HTML, Coding, Finished, accepted, page_version
from tests.examples import examples

BODY = "<p>Ferries at Velmora — “late” again. 🚢</p>".encode() * 40
PLAIN, GZIP, BROTLI = Coding.IDENTITY, Coding.GZIP, Coding.BROTLI


def page(body: bytes = BODY, version: str = "v1") -> Finished:
    return Finished(body, version, "public, max-age=0, s-maxage=1")


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", PLAIN),
        ("gzip, deflate, br, zstd", BROTLI),
        ("gzip, deflate", GZIP),
        ("deflate, zstd", PLAIN),
        ("identity", PLAIN),
        ("br", BROTLI),
        ("GZip", GZIP),
        ("gzip;q=1.0, br;q=0.1", BROTLI),
        ("br;q=0, gzip", GZIP),
        ("br;q=0.000, gzip;q=0.001", GZIP),
        ("gzip;q=0", PLAIN),
        ("gzip ; Q=0.5", GZIP),
        ("gzip ;q = 0", PLAIN),
        ("*", BROTLI),
        ("*;q=0", PLAIN),
        ("br;q=0, *", GZIP),
        ("*;q=0, gzip", GZIP),
        ("*, br;q=0, gzip;q=0", PLAIN),
        (" , ,gzip, ", GZIP),
        ("gzip;q=", PLAIN),
        ("gzip;q=many", PLAIN),
        ("gzip;q=nan", PLAIN),
        ("gzip;q=-1", PLAIN),
        ("not-br, brx, xgzip", PLAIN),
        (";;;,=,q=1", PLAIN),
    ],
)
def test_the_best_coding_that_is_not_refused_is_taken(header: str, coding: Coding) -> None:
    assert accepted(header) is coding


@settings(max_examples=examples(40))
@given(st.text(alphabet="gzipbr*;q=01., \tx", max_size=30))
def test_a_coding_is_taken_only_when_it_was_named_or_anything_goes(header: str) -> None:
    coding = accepted(header)
    assert coding is PLAIN or coding.value in header or "*" in header


@pytest.mark.parametrize("body", [BODY, b"", b"x", bytes(range(256)) * 30])
def test_every_coding_decodes_to_the_same_body(body: bytes) -> None:
    assert page(body).bytes_in(PLAIN) == body
    assert gzip.decompress(page(body).bytes_in(GZIP)) == body
    assert brotli.decompress(page(body).bytes_in(BROTLI)) == body


@pytest.mark.parametrize("coding", [GZIP, BROTLI])
def test_compressed_bytes_are_smaller_and_the_same_on_every_node(coding: Coding) -> None:
    first, second = page().bytes_in(coding), page().bytes_in(coding)
    assert first == second
    assert len(first) < len(BODY) / 3


def test_no_time_of_day_is_in_the_bytes_of_gzip() -> None:
    packed = page().bytes_in(GZIP)
    assert packed[:3] == b"\x1f\x8b\x08"
    # RFC 1952 §2.3: FLG says that no file name follows, MTIME of zero that no time is given.
    assert packed[3:8] == b"\x00\x00\x00\x00\x00"


def test_a_page_is_compressed_once() -> None:
    finished = page()
    assert finished.bytes_in(GZIP) is finished.bytes_in(GZIP)


def test_each_coding_has_an_etag_of_its_own_and_so_has_each_version() -> None:
    etags = [page(version=version).etag(coding) for version in ("v1", "v2") for coding in Coding]
    assert len(set(etags)) == 6
    assert page().etag(PLAIN) == '"v1"'
    assert page().etag(GZIP) == '"v1-gzip"'
    assert page().etag(BROTLI) == '"v1-br"'


@pytest.mark.parametrize(
    "if_none_match",
    ['"v1-gzip"', 'W/"v1-gzip"', '"old", "v1-gzip"', '"v1-gzip" , "old"', ' "old",W/"v1-gzip" ', "*"],
)
def test_whoever_has_these_bytes_is_known(if_none_match: str) -> None:
    assert page().is_known(if_none_match, GZIP)


@pytest.mark.parametrize(
    "if_none_match",
    [
        "",
        '""',
        "v1-gzip",
        '"v1"',
        '"v1-br"',
        '"v2-gzip"',
        '"V1-GZIP"',
        '"v1-gzip',
        'w/"v1-gzip"',
        '"*"',
        ",",
        '"xv1-gzip"',
    ],
)
def test_whoever_has_other_bytes_is_not_known(if_none_match: str) -> None:
    assert not page().is_known(if_none_match, GZIP)


@pytest.mark.parametrize("had", list(Coding))
@pytest.mark.parametrize("wanted", list(Coding))
def test_the_etag_of_one_coding_is_not_known_in_another(had: Coding, wanted: Coding) -> None:
    assert page().is_known(page().etag(had), wanted) is (had is wanted)


def test_headers_name_etag_lifetime_and_what_the_answer_depends_on() -> None:
    plain = [
        ("ETag", '"v1"'),
        ("Cache-Control", "public, max-age=0, s-maxage=1"),
        ("Vary", "Accept-Encoding"),
        ("Access-Control-Allow-Origin", "*"),
    ]
    assert page().headers(PLAIN) == plain
    for coding, name in ((GZIP, "gzip"), (BROTLI, "br")):
        headers = dict(page().headers(coding))
        assert headers.pop("Content-Encoding") == name
        assert headers == {**dict(plain), "ETag": f'"v1-{name}"'}


def test_a_page_is_html_and_found_unless_said_otherwise() -> None:
    assert (page().status, page().content_type) == (200, HTML)
    assert HTML == "text/html; charset=utf-8"


def test_a_version_names_the_bytes() -> None:
    assert page_version(b"a") == page_version(b"a")
    assert page_version(b"a") != page_version(b"b")
    assert len(page_version(b"")) == 24
