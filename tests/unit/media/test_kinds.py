"""A file is what its first bytes are; what is not taken is refused with its name where it has one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.errors.media import MediaRefused
from stoppress.media.kinds import PICTURES, Kind, kind_of


def ftyp(*brands: bytes) -> bytes:
    content = brands[0] + bytes(4) + b"".join(brands[1:])
    return (len(content) + 8).to_bytes(4, "big") + b"ftyp" + content


TAKEN = {
    Kind.JPEG: [b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xdb"],
    Kind.PNG: [b"\x89PNG\r\n\x1a\n"],
    Kind.GIF: [b"GIF87a", b"GIF89a"],
    Kind.WEBP: [b"RIFF\x10\0\0\0WEBPVP8 ", b"RIFF\n\n\n\nWEBPVP8L", b"RIFF\x10\0\0\0WEBPVP8X"],
    Kind.AVIF: [ftyp(b"avif", b"mif1"), ftyp(b"mif1", b"avif", b"heic"), ftyp(b"avis")],
    Kind.HEIC: [ftyp(b"heic", b"mif1"), ftyp(b"mif1", b"heic"), ftyp(b"hevc")],
    Kind.M4A: [ftyp(b"M4A ", b"isom", b"mp42")],
    Kind.MP4: [ftyp(b"isom", b"iso2", b"mp41"), ftyp(b"mp42"), ftyp(b"M4V ", b"isom")],
    Kind.OGG: [b"OggS\0\x02"],
    Kind.MP3: [b"ID3\x04\0", b"\xff\xfb\x90\x64", b"\xff\xf3\x40\xc0"],
    Kind.WEBM: [b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webmB\x87\x81\x04"],
}

REFUSED = {
    "empty": b"",
    "SVG": b'<?xml version="1.0"?><!-- drawn --><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    "SVG drawing": b"\xef\xbb\xbf  <SVG onload=alert(1)>",
    "web page": b"\n<!DOCTYPE html><title>x</title>",
    "XML": b"<?xml version='1.0'?><feed/>",
    "PDF": b"%PDF-1.7\n\xff\xd8\xff",
    "TIFF": b"II*\0\x08\0\0\0",
    "Photoshop": b"8BPS\0\x01",
    "ZIP": b"PK\x03\x04\x14\0",
    "office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "program": b"MZ\x90\0",
    "Windows bitmap": b"BM\x36\0\0\0",
    "JPEG XL": b"\xff\x0a\xfa",
    "WAV": b"RIFF\x10\0\0\0WAVEfmt ",
    "Matroska": b"\x1aE\xdf\xa3\x93B\x82\x88matroska",
    "QuickTime": ftyp(b"qt  ", b"qt  "),
    "picture or film": ftyp(b"crx ", b"isox"),
    "no kind": b"GIF88a but not quite",
}


@pytest.mark.parametrize(("kind", "head"), [(kind, head) for kind, heads in TAKEN.items() for head in heads])
def test_what_is_taken_is_known_by_its_first_bytes(kind: Kind, head: bytes) -> None:
    assert kind_of(head + bytes(40)) is kind


@pytest.mark.parametrize(("word", "head"), REFUSED.items(), ids=list(REFUSED))
def test_what_is_not_taken_is_refused_by_its_name(word: str, head: bytes) -> None:
    with pytest.raises(MediaRefused) as refusal:
        kind_of(head)
    assert word in str(refusal.value)
    assert "Pictures can be" in str(refusal.value)


def test_every_kind_has_an_example() -> None:
    assert TAKEN.keys() == set(Kind)
    assert TAKEN.keys() > PICTURES


@given(st.binary(max_size=64), st.sampled_from(sorted(head for heads in TAKEN.values() for head in heads)))
def test_random_bytes_are_known_or_refused(noise: bytes, mark: bytes) -> None:
    for head in (noise, mark[: len(noise)] + noise):
        try:
            assert kind_of(head) in Kind
        except MediaRefused:
            continue
