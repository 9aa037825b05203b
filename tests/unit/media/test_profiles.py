"""A profile that is kept holds numbers alone; any that is odd is done away with."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from stoppress.media.profiles import reduced
from tests.pictures import CANARY, wide_profile

PROFILE = wide_profile()
KEPT = reduced(PROFILE)


def shown(profile: bytes) -> tuple[int, ...]:
    """What a strong orange of this profile is in sRGB."""
    image = Image.new("RGB", (1, 1), (200, 120, 40))
    made = ImageCms.profileToProfile(image, io.BytesIO(profile), ImageCms.createProfile("sRGB"))
    assert made is not None
    pixel = made.getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return tuple(int(each) for each in pixel)


def test_the_colours_stay_and_the_words_go() -> None:
    assert KEPT is not None
    assert CANARY.encode() in PROFILE
    assert CANARY.encode() not in KEPT
    assert b"cnry" not in KEPT
    assert b"APPL" not in KEPT
    assert shown(KEPT) == shown(PROFILE) != (200, 120, 40)
    assert len(KEPT) < 600


def test_reducing_again_changes_nothing() -> None:
    assert KEPT is not None
    assert reduced(KEPT) == KEPT


@pytest.mark.parametrize(
    "profile",
    [
        b"",
        b"nonsense" * 100,
        wide_profile(is_srgb=True),
        wide_profile(curve=b"curv\0\0\0\0\0\0\0\x02\0\0\xff\xff" + CANARY.encode()),
        wide_profile(curve=b"curv\0\0\0\0\0\0\xff\xff" + bytes(2 * 65_535)),
        wide_profile(curve=b"text\0\0\0\0" + CANARY.encode()),
        PROFILE.replace(b"mntrRGB ", b"prtrCMYK"),
        PROFILE.replace(b"rXYZ", b"rXYz", 1),
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    ],
    ids=range(9),
)
def test_what_is_odd_or_needless_is_not_kept(profile: bytes) -> None:
    assert reduced(profile) is None


@given(st.integers(0, len(PROFILE) - 1), st.integers(0, 255), st.integers(0, len(PROFILE)))
def test_a_broken_profile_breaks_nothing(at: int, byte: int, end: int) -> None:
    broken = bytearray(PROFILE)
    broken[at] = byte
    for each in (bytes(broken), PROFILE[:end]):
        kept = reduced(each)
        assert kept is None or CANARY.encode() not in kept
