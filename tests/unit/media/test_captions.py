"""Captions: what was understood is written anew, and nothing else gets through."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.errors import InputInvalid, TooMany
from stoppress.media.captions import CUES, Cue, read_captions, transcript, written

VTT = """WEBVTT - The quay
Kind: captions

STYLE
::cue { background: url(https://tracker.example/) }

REGION
id:fred

NOTE somebody's phone number

intro
00:01.000 --> 00:04.000 align:start position:0%
<v.loud Rosa Quill>The <i>gate</i> is <c.red>shut</c> &amp; locked.
<00:02.000>Nobody &lt;passes&gt;.

01:00:00.000 --> 01:00:02.500
<b>Water
"""
SRT = "1\r\n00:00:01,000 --> 00:00:04,000\r\nThe <font color=red>gate</font> is shut.\r\n\r\n2\r\n00:00:04,000 --> 00:00:05,000\r\nWater!\r\n"


def test_webvtt_keeps_cues_and_leaves_everything_else() -> None:
    cues = read_captions(VTT.encode())
    assert cues == (
        Cue(1000, 4000, ("The <i>gate</i> is shut &amp; locked.", "Nobody &lt;passes&gt;."), "Rosa Quill"),
        Cue(3_600_000, 3_602_500, ("<b>Water</b>",)),
    )
    assert written(cues).decode() == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n"
        "<v Rosa Quill>The <i>gate</i> is shut &amp; locked.\nNobody &lt;passes&gt;.\n"
        "\n01:00:00.000 --> 01:00:02.500\n<b>Water</b>\n"
    )


def test_srt_becomes_webvtt() -> None:
    assert written(read_captions(SRT.encode("utf-8-sig"))).decode() == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nThe gate is shut.\n\n00:00:04.000 --> 00:00:05.000\nWater!\n"
    )


def test_a_transcript_says_who_speaks_and_nothing_twice() -> None:
    cues = (
        Cue(0, 1, ("The <i>gate</i> is shut.",), "Rosa Quill"),
        Cue(1, 2, ("The <i>gate</i> is shut.", "Water &amp; wind."), "Rosa Quill"),
        Cue(2, 3, ("Run!",), "Ben Marsh"),
    )
    assert transcript(cues) == "Rosa Quill: The gate is shut.\nWater & wind.\nBen Marsh: Run!"


@pytest.mark.parametrize(
    "nothing",
    [
        b"",
        b"WEBVTT",
        b"WEBVTT\n\n00:05.000 --> 00:05.000\nNo time at all.",
        b"WEBVTT\n\n00:05.000 --> 00:06.000\n<i></i> ",
        b"WEBVTT\n\n5 --> 6\nWords",
        b"\xff\xfe\x00",
        b"{\\rtf1 Words}",
    ],
)
def test_what_holds_no_cue_is_refused(nothing: bytes) -> None:
    with pytest.raises(InputInvalid):
        read_captions(nothing)


def test_more_cues_than_any_film_has_are_refused() -> None:
    with pytest.raises(TooMany):
        read_captions(b"WEBVTT\n\n" + b"00:01.000 --> 00:02.000\nx\n\n" * (CUES + 1))


pieces = st.sampled_from(
    [
        "<i>",
        "</i>",
        "<b>",
        "</b>",
        "<v Ann>",
        "</v>",
        "<c>",
        "<script>",
        "<",
        ">",
        "&amp;",
        "&lt;i&gt;",
        "-->",
        "\n",
        "\n\n",
        " ",
        "00:01.000 --> 00:02.000",
        "00:00:03,000 --> 00:00:04,000",
        "words",
        "\x00",
        "\u202e",
        "NOTE ",
        "WEBVTT",
        "STYLE",
        "\x1b",
    ]
)


@given(st.lists(pieces, max_size=30).map("".join))
def test_written_again_it_is_the_same_and_holds_the_marks_we_keep_alone(text: str) -> None:
    try:
        cues = read_captions(f"WEBVTT\n\n00:00.500 --> 00:01.000\nfirst\n\n{text}".encode())
    except InputInvalid:
        return
    once = written(cues)
    assert read_captions(once) == cues
    lines = [line for line in once.decode().split("\n")[1:] if "-->" not in line or not line[:1].isdigit()]
    for line in lines:
        bare = re.sub(r"</?[ib]>|^<v [^<>]+>", "", line)
        assert not set(bare) & {"<", ">", "\0", "\x1b", "\u202e"}
        assert html.escape(html.unescape(bare), quote=False) == bare
