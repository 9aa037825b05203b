"""Invented pictures for tests: honest ones, ones that say too much, and hostile ones. No file of them is kept.

Knows the layouts that Pillow does not write by itself.
Does not know what is to be made of them.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any, Final

import pillow_heif
from PIL import Image
from PIL.PngImagePlugin import PngInfo

CANARY: Final = "canary-Valletta-quay-17"
"""Stands in every place of a file where words can stand."""

# Degrees, minutes and seconds of a place, as EXIF keeps them.
PLACE: Final = struct.pack("<6I", 35, 1, 53, 1, 512_341, 10_007)


def photograph(width: int = 400, height: int = 300) -> Image.Image:
    """Red, green, blue and grey in its corners, and something of everything between them."""
    corners = Image.new("RGB", (2, 2))
    corners.putdata([(230, 20, 20), (20, 230, 20), (20, 20, 230), (120, 120, 120)])
    return corners.resize((width, height), Image.Resampling.BICUBIC)


def written(image: Image.Image, name: str, **settings: Any) -> bytes:
    """The bytes of a picture in a format by Pillow's name; HEIF and MPO too."""
    if name == "HEIF":
        pillow_heif.register_heif_opener()
    file = io.BytesIO()
    image.save(file, name, **settings)
    return file.getvalue()


def exif(orientation: int = 1) -> bytes:
    """With words, a place, and a thumbnail that has both again."""
    small = written(photograph(16, 12), "JPEG", comment=CANARY.encode(), exif=_exif(1, b""))
    return _exif(orientation, small)


def _exif(orientation: int, thumbnail: bytes) -> bytes:
    words = CANARY.encode() + b"\0"
    # Offsets from the first byte after `Exif\0\0`: the header, then each directory, then what they point to.
    first, places, second = 8, 8 + 2 + 3 * 12 + 4, 8 + 2 + 3 * 12 + 4 + 2 + 2 * 12 + 4
    room = second + 2 + 2 * 12 + 4
    ifd0 = _directory(
        (0x010E, 2, len(words), room),
        (0x0112, 3, 1, orientation),
        (0x8825, 4, 1, places),
        following=second if thumbnail else 0,
    )
    gps = _directory((1, 2, 2, int.from_bytes(b"N\0", "little")), (2, 5, 3, room + len(words)))
    ifd1 = _directory((0x0201, 4, 1, room + len(words) + len(PLACE)), (0x0202, 4, 1, len(thumbnail)))
    return b"Exif\0\0II*\0" + struct.pack("<I", first) + ifd0 + gps + ifd1 + words + PLACE + thumbnail


def _directory(*entries: tuple[int, int, int, int], following: int = 0) -> bytes:
    packed = b"".join(struct.pack("<HHII", *each) for each in entries)
    return struct.pack("<H", len(entries)) + packed + struct.pack("<I", following)


def xmp() -> bytes:
    """A packet with a place and words."""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/1.1/"'
        f' exif:GPSLatitude="35,53.1N" dc:source="{CANARY}"/></rdf:RDF></x:xmpmeta>'
    ).encode()


def wide_profile(*, is_srgb: bool = False, curve: bytes = b"curv\0\0\0\0\0\0\0\x01\x02\x33") -> bytes:
    """A matrix profile, of Display P3's colours if not sRGB's, with words in all the places for words."""
    p3 = ((0.5151, 0.2412, -0.0011), (0.2919, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841))
    srgb = ((0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141))
    words = CANARY.encode()
    named = b"desc\0\0\0\0" + struct.pack(">I", len(words) + 1) + words + bytes(79)
    tags = {b"desc": named, b"cprt": b"text\0\0\0\0" + words + b"\0", b"priv": b"text\0\0\0\0" + words + b"\0"}
    tags[b"wtpt"] = _xyz(0.9642, 1.0, 0.8249)
    for name, column in zip((b"r", b"g", b"b"), srgb if is_srgb else p3, strict=True):
        tags[name + b"XYZ"] = _xyz(*column)
        tags[name + b"TRC"] = curve
    table, body, start = b"", b"", 132 + 12 * len(tags)
    for name, tag in tags.items():
        table += name + struct.pack(">II", start + len(body), len(tag))
        body += tag + bytes(-len(tag) % 4)
    head = struct.pack(">I", start + len(body)) + b"cnry\x02\x10\0\0mntrRGB XYZ " + bytes(12) + b"acspAPPL" + bytes(20)
    return (
        head + bytes(4) + bytes.fromhex("0000f6d6000100000000d32d") + b"cnry" + bytes(44) + _count(tags) + table + body
    )


def _count(tags: dict[bytes, bytes]) -> bytes:
    return struct.pack(">I", len(tags))


def _xyz(*numbers: float) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(each * 65_536)) for each in numbers)


def segment(marker: int, content: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def talkative_jpeg(orientation: int = 1) -> bytes:
    """With EXIF, XMP, IPTC, a comment, a profile, and more behind its end."""
    plain = written(photograph(), "JPEG", quality=90, icc_profile=wide_profile())
    iptc = b"\x1c\x02\x78" + struct.pack(">H", len(CANARY)) + CANARY.encode()
    resources = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(iptc)) + iptc + bytes(len(iptc) % 2)
    said = (
        segment(0xE1, exif(orientation))
        + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp())
        + segment(0xED, resources)
        + segment(0xFE, CANARY.encode())
    )
    return plain[:2] + said + plain[2:] + CANARY.encode()


def talkative_png() -> bytes:
    """With every kind of text chunk, EXIF and a profile."""
    text = PngInfo()
    text.add_text("Comment", CANARY)
    text.add_text("Author", CANARY * 3, zip=True)
    text.add_itxt("XML:com.adobe.xmp", xmp().decode())
    return written(photograph(), "PNG", pnginfo=text, exif=exif(), icc_profile=wide_profile())


def talkative_gif(frames: int = 3) -> bytes:
    """Moving, with comments and XMP."""
    made = moving("GIF", frames, comment=CANARY.encode())
    words = xmp()
    blocks = b"".join(bytes([len(words[at : at + 255])]) + words[at : at + 255] for at in range(0, len(words), 255))
    return made[:-1] + b"!\xff\x0bXMP DataXMP" + blocks + b"\0;"


def frame_colour(number: int) -> tuple[int, int, int]:
    """Of a frame of `moving`: far from the frame before, or a writer makes one of the two."""
    return (number * 83 % 256, 40, number * 151 % 256)


def moving(name: str, frames: int, size: tuple[int, int] = (60, 40), **settings: Any) -> bytes:
    """An animation in which every frame differs, 40 ms each."""
    shown = [Image.new("RGB", size, frame_colour(each)) for each in range(frames)]
    return written(shown[0], name, save_all=True, append_images=shown[1:], duration=40, loop=0, **settings)


TALKATIVE: Final[dict[str, Callable[[], bytes]]] = {
    "jpeg": talkative_jpeg,
    "png": talkative_png,
    "gif": talkative_gif,
    "webp": lambda: written(photograph(), "WEBP", exif=exif(), xmp=xmp(), icc_profile=wide_profile()),
    "moving webp": lambda: moving("WEBP", 3, exif=exif(), xmp=xmp(), icc_profile=wide_profile()),
    "avif": lambda: written(photograph(), "AVIF", exif=exif(), xmp=xmp(), icc_profile=wide_profile(), speed=10),
    "heic": lambda: written(photograph(), "HEIF", exif=exif(), xmp=xmp(), icc_profile=wide_profile()),
}
"""One of each kind that says all it can."""


def chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, *more: bytes, colour: int = 0, rows: bytes | None = None) -> bytes:
    """By hand, grey or `colour`; `more` are chunks before its rows, which are packed zeros unless given."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes(1000)) if rows is None else rows)
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + body + chunk(b"IEND", b"")


def packed(size: int) -> bytes:
    """So many bytes of nothing, packed: a thousandth of it."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20)) + packer.flush()


def gif_of(frames: int, size: tuple[int, int] = (1, 1), frame: tuple[int, int] = (1, 1)) -> bytes:
    """By hand: so many frames of one pixel's data, whatever size they claim."""
    each = b"!\xf9\x04\0\x05\0\0\0,\0\0\0\0" + struct.pack("<HH", *frame) + b"\0\x02\x02D\x01\0"
    return b"GIF89a" + struct.pack("<HH", *size) + b"\x80\0\0\0\0\0\xff\xff\xff" + each * frames + b";"


def patched(picture: bytes, name: bytes, step: int, fields: bytes) -> bytes:
    """The same with `fields` so many bytes after the first place of `name`."""
    at = picture.index(name) + step
    return picture[:at] + fields + picture[at + len(fields) :]
