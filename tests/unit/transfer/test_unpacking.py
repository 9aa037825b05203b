"""Bytes to text: gzip, encodings, and refusals that say what to do."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.errors import ImportUnrecognised, StoppressError
from stoppress.transfer import read_blog
from stoppress.transfer.report import Findings
from stoppress.transfer.unpacking import decoded, unpacked
from tests.examples import examples
from tests.unit.transfer.reading import DAY, details, posts

TRANSCRIPT = "Été à Ellery\n\n10:00\n\nBell – “it rang”\n\nFor £5."


def test_gzip_is_known_by_its_first_bytes_and_unpacked_up_to_the_limit() -> None:
    packed = gzip.compress(b"x" * 100)
    assert unpacked(packed, "page", limit=100) == b"x" * 100
    with pytest.raises(ImportUnrecognised, match="more than 99 bytes"):
        unpacked(packed, "page", limit=99)


def test_the_limit_holds_for_what_is_not_packed_too() -> None:
    assert unpacked(b"x" * 100, "page", limit=100) == b"x" * 100
    with pytest.raises(ImportUnrecognised, match="more than 99 bytes"):
        unpacked(b"x" * 100, "page", limit=99)


@pytest.mark.parametrize("damage", [b"\x1f\x8b", b"\x1f\x8b\x08\x00", gzip.compress(b"x" * 100, mtime=0)[:-9]])
def test_damaged_gzip_is_refused(damage: bytes) -> None:
    with pytest.raises(ImportUnrecognised, match="fetch it again"):
        unpacked(damage, "page")


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", 0), ("utf-8-sig", 0), ("utf-16", 0), ("cp1252", 1)],
)
def test_a_transcript_may_be_in_any_encoding_people_save(encoding: str, told: int) -> None:
    content = gzip.compress(TRANSCRIPT.encode(encoding))
    imported = read_blog(content, name="page.txt", date=DAY, timezone="Europe/London", slug=None)
    assert imported.report.headline == "Été à Ellery"
    assert posts(imported)[0].body == "For £5."
    assert len(details(imported, "encoding")) == told


@pytest.mark.parametrize(
    ("declared", "encoding", "told"),
    [
        ("iso-8859-2", "iso8859-2", "iso8859-2"),
        ("ISO-8859-1", "cp1252", "windows-1252"),
        ("punycode", "cp1252", "windows-1252"),
        ("no-such", "cp1252", "windows-1252"),
    ],
)
def test_a_page_may_declare_its_encoding(declared: str, encoding: str, told: str) -> None:
    findings = Findings()
    html = f'<html><head><meta charset="{declared}"></head>é'
    assert decoded(html.encode(encoding), "page.html", findings) == html
    assert [each["text"] for each in findings.details] == [told]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "it is empty"),
        (b" \n ", "it is empty"),
        (b"\xff\xfe\x00", "save it as UTF-8"),
        (b"\x81\x8d\x8f", "save it as UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text"),
        (b"{", "begins like JSON"),
        (b"{}", "no LiveBlogPosting"),
        (b"<html><body>10:00</body></html>", "no LiveBlogPosting"),
    ],
)
def test_what_is_nothing_we_know_is_refused_with_a_reason(content: bytes, problem: str) -> None:
    with pytest.raises(ImportUnrecognised, match=problem) as refusal:
        read_blog(content, name="page", date=DAY, timezone="UTC", slug=None)
    assert "page was not recognised" in str(refusal.value)


def test_a_transcript_may_begin_with_a_bracket() -> None:
    content = b"[LIVE] Fog over Ellery\n\n10:00\n\nBell"
    assert read_blog(content, name="page", date=DAY, timezone="UTC", slug=None).report.posts == 1


JUNK = st.binary(max_size=60) | st.lists(
    st.sampled_from(
        [
            *(b"Fog\n\n", b"10:00\n", b"23:59:59\n", b"Key points\n", b"\xe2\x80\xa2 a\n", b"By A B, c\n"),
            *(
                b"Watch: x\n\n",
                b"(see 9.41am post)",
                b"References\n",
                b"\x1f\x8b",
                b"\xef\xbb\xbf",
                b"\xff",
                b"\x00",
                b"\r\n",
            ),
            *(
                b"- *[_<&\n",
                b'<script type="application/ld+json">',
                b"</script>",
                b"<!--",
                b"-->",
                b'{"@type":"LiveBlogPosting"',
            ),
            *(
                b",",
                b'"headline":"Fog"',
                b'"liveBlogUpdate":[',
                b'{"datePublished":"2031-04-05","articleBody":"<p>a<b>b"}',
            ),
            *(b"]", b"}", b'"', b"\\", b'{"stoppress_export":1,"slug":"fog","revisions":[', b'{"seq":1,"facts":"{}"'),
        ]
    ),
    max_size=14,
).map(b"".join)


@given(JUNK)
@settings(max_examples=examples(200), deadline=None)
def test_whatever_comes_is_read_or_refused(content: bytes) -> None:
    try:
        imported = read_blog(content, name="page", date=DAY, timezone="Europe/London", slug=None)
    except StoppressError:
        return
    assert imported.report.as_text()
    assert imported.report.posts > 0
