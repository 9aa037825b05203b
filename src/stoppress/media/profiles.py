"""Colour profiles: cut down to the numbers that say what colours mean, or done away with.

Knows the layout of an ICC profile (ICC.1:2022, 7) and which of its parts are words, makers or places to hide something.
Does not know pictures (`colours`).
"""

from __future__ import annotations

from typing import Final

_HEADER_BYTES: Final = 128
_MOST_TAGS: Final = 100

# Room for a curve of 4,096 points; those in use have 1 to 1,024.
_MOST_TAG_BYTES: Final = 8_204
_MOST_BYTES: Final = 32_768

# A matrix and three curves: Display P3, Adobe RGB, ProPhoto, Rec. 2020 are all made so.
_KEPT: Final = {
    b"wtpt": (b"XYZ ",),
    b"rXYZ": (b"XYZ ",),
    b"gXYZ": (b"XYZ ",),
    b"bXYZ": (b"XYZ ",),
    b"rTRC": (b"curv", b"para"),
    b"gTRC": (b"curv", b"para"),
    b"bTRC": (b"curv", b"para"),
    b"chad": (b"sf32",),
}
_NEEDED: Final = frozenset(_KEPT) - {b"chad"}

# The columns of sRGB, adapted to D50, and how far rounding moves them.
_SRGB: Final = {b"rXYZ": (0.4361, 0.2225, 0.0139), b"gXYZ": (0.3851, 0.7169, 0.0971), b"bXYZ": (0.1431, 0.0606, 0.7141)}
_ROUNDING: Final = 0.002


def reduced(profile: bytes) -> bytes | None:
    """The same colours without a word; None when it is no matrix profile of a display, is odd in any way, or is sRGB."""
    if len(profile) < _HEADER_BYTES + 4 or profile[12:20] != b"mntrRGB " or profile[20:24] != b"XYZ ":
        return None
    tags = _tags(profile)
    if tags is None or not tags.keys() >= _NEEDED or _is_srgb(tags):
        return None
    # Words every profile has to have; these are ours.
    tags[b"desc"] = _words("RGB", is_old=profile[8] < 4)
    tags[b"cprt"] = b"text\0\0\0\0CC0\0" if profile[8] < 4 else _words("CC0", is_old=False)
    return _written(profile, tags)


def _tags(profile: bytes) -> dict[bytes, bytes] | None:
    count = int.from_bytes(profile[128:132], "big")
    if count > _MOST_TAGS:
        return None
    found: dict[bytes, bytes] = {}
    for at in range(132, 132 + 12 * count, 12):
        name = profile[at : at + 4]
        start, length = (int.from_bytes(profile[at + step : at + step + 4], "big") for step in (4, 8))
        if name in _KEPT:
            tag = profile[start : start + length]
            if len(tag) != length or not _is_sound(tag, _KEPT[name]):
                return None
            found[name] = tag
    return found


def _is_sound(tag: bytes, kinds: tuple[bytes, ...]) -> bool:
    """Whether a tag is of its kind and exactly as long as its kind says: nothing stands behind its numbers."""
    kind = tag[:4]
    if kind not in kinds or len(tag) > _MOST_TAG_BYTES or tag[4:8] != bytes(4):
        return False
    if kind == b"curv":
        return len(tag) == 12 + 2 * int.from_bytes(tag[8:12], "big")
    if kind == b"para":
        return len(tag) == 12 + 4 * {0: 1, 1: 3, 2: 4, 3: 5, 4: 7}.get(int.from_bytes(tag[8:10], "big"), -9)
    return len(tag) == {b"XYZ ": 20, b"sf32": 44}[kind]


def _is_srgb(tags: dict[bytes, bytes]) -> bool:
    def numbers(tag: bytes) -> tuple[float, ...]:
        return tuple(int.from_bytes(tag[at : at + 4], "big", signed=True) / 65_536 for at in (8, 12, 16))

    return all(
        abs(ours - theirs) < _ROUNDING
        for name, column in _SRGB.items()
        for ours, theirs in zip(column, numbers(tags[name]), strict=True)
    )


def _words(text: str, *, is_old: bool) -> bytes:
    if is_old:
        return b"desc\0\0\0\0" + (len(text) + 1).to_bytes(4, "big") + text.encode("ascii") + bytes(1 + 8 + 3 + 67)
    wide = text.encode("utf-16-be")
    fields = (1, 12, int.from_bytes(b"enUS", "big"), len(wide), 28)
    return b"mluc\0\0\0\0" + b"".join(each.to_bytes(4, "big") for each in fields) + wide


def _written(profile: bytes, tags: dict[bytes, bytes]) -> bytes | None:
    table, body = b"", b""
    start = 132 + 12 * len(tags)
    for name, tag in sorted(tags.items()):
        table += name + (start + len(body)).to_bytes(4, "big") + len(tag).to_bytes(4, "big")
        body += tag + bytes(-len(tag) % 4)
    size = start + len(body)
    # Version, class, colour space, signature, white point and intent; no maker, no model, no date and no id.
    head = size.to_bytes(4, "big") + bytes(4) + profile[8:10] + bytes(2) + b"mntrRGB XYZ " + bytes(12) + b"acsp"
    head += bytes(24) + profile[64:68] + bytes.fromhex("0000f6d6000100000000d32d") + bytes(48)
    return head + len(tags).to_bytes(4, "big") + table + body if size <= _MOST_BYTES else None
