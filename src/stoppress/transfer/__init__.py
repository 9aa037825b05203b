"""Reads other people's live blogs into revisions and writes ours out whole.

Knows transcripts, LiveBlogPosting JSON-LD and Stoppress's own export. Pure: bytes in, values out.
Does not append anything, and does not know where a file came from.
"""

from stoppress.transfer.export import write_export
from stoppress.transfer.imported import Imported
from stoppress.transfer.recognise import read_blog
from stoppress.transfer.report import Report

__all__ = ["Imported", "Report", "read_blog", "write_export"]
