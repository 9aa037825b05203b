"""Unpacking: from the bytes of a file to its text.

Knows gzip and character encodings.
Does not know what the text says.
"""

from __future__ import annotations

import codecs
import re
import zlib
from gzip import BadGzipFile, GzipFile
from io import BytesIO
from typing import Final

from stoppress.errors import ImportUnrecognised
from stoppress.transfer.report import Finding, Findings

CONTENT_LIMIT_BYTES: Final = 64 * 1024 * 1024
"""How much a file may hold, unpacked. A blog of 10,000 posts exports to about 30 MB; more is no live blog."""

_GZIP: Final = b"\x1f\x8b"

# The WHATWG Encoding Standard puts the declaration within the first 1024 bytes.
_HEAD_BYTES: Final = 1024
_DECLARED: Final = re.compile(rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w.:-]{1,40})", re.IGNORECASE)

# Encodings pages still come in. Python knows others that are none of a page's (punycode, unicode_escape).
_PAGE_ENCODINGS: Final = frozenset(
    "big5 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 euc_jp euc_kr gb18030 gb2312 gbk "
    "iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-13 iso8859-15 iso8859-16 koi8-r "
    "koi8-u shift_jis utf-16-le utf-16-be".split()
)
_FALLBACK: Final = "cp1252"


def unpacked(content: bytes, name: str, limit: int = CONTENT_LIMIT_BYTES) -> bytes:
    """`content`, or what it holds if it is gzip (RFC 1952).

    Raises ImportUnrecognised for damaged gzip and for more than `limit` bytes.
    """
    if content.startswith(_GZIP):
        try:
            content = GzipFile(fileobj=BytesIO(content)).read(limit + 1)
        except (BadGzipFile, EOFError, zlib.error) as problem:
            raise ImportUnrecognised(
                file=name, problem="it begins like gzip but cannot be unpacked; fetch it again"
            ) from problem
    if len(content) > limit:
        raise ImportUnrecognised(file=name, problem=f"it holds more than {limit} bytes; cut it into smaller files")
    return content


def decoded(content: bytes, name: str, findings: Findings) -> str:
    """The text of a file: UTF-8, else what its byte order mark or its HTML declares, else Windows-1252, noted."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return _strictly(content, encoding, name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    encoding = _declared(content) or _FALLBACK
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        encoding, text = _FALLBACK, _strictly(content, _FALLBACK, name)
    if "\0" in text:
        raise ImportUnrecognised(file=name, problem="it is not text")
    findings.tell(Finding.ENCODING, text="windows-1252" if encoding == _FALLBACK else encoding)
    return text


def _declared(content: bytes) -> str | None:
    found = _DECLARED.search(content[:_HEAD_BYTES])
    if found is None:
        return None
    try:
        encoding = codecs.lookup(found[1].decode("ascii", "replace")).name
    except (LookupError, ValueError):
        return None
    return encoding if encoding in _PAGE_ENCODINGS else None


def _strictly(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise ImportUnrecognised(
            file=name, problem="it is neither UTF-8 nor any other text that can be read; save it as UTF-8"
        ) from problem
