"""Hostile: what has been sent to newsrooms' forms, or could be.

Knows texts that try to run, to deceive the eye, to weigh too much or to say nothing.
Does not know what should become of them.
"""

from __future__ import annotations

from typing import Final

HOSTILE: Final = {
    "script": "<script>alert(1)</script> Is the bridge open?",
    "handler": '<img src=x onerror="alert(1)"> Is it?',
    "closing": "</textarea></form><script>alert(1)</script>",
    "attribute": '" autofocus onfocus="alert(1)" x="',
    "template": "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7}",
    "link": "[press me](javascript:alert(1)) please",
    "picture": "![x](https://evil.example/pixel.png) why?",
    "medium": "![](media:aaaaaaaaaaaaaaaaaaaaaaaaaa)",
    "reference": "[see](post:first) and <post:first>",
    "autolink": "<https://evil.example/> and https://evil.example/",
    "alone": "https://video.example/watch?v=1",
    "heading": "# Breaking\n\n## The newsroom says",
    "fence": "```\ncode\n```\n\n    indented code",
    "quote": "> not the reader\n\n1. one\n2. two\n- three\n+ four\n* five",
    "rule": "Before\n\n---\n\n***\n\nAfter",
    "entity": "&lt;script&gt; &#x3c;b&#x3e; &amp;",
    "backslash": "a\\*b\\\\c\\\nd",
    "breaks": "one  \ntwo\\\nthree\tfour",
    "emphasis": "**bold** _it_ `code` ~~gone~~",
    "reference definition": "[a]: https://evil.example/\n\n[a]",
    "table": "| a | b |\n|---|---|\n| 1 | 2 |",
    "override": "Is the bridge \u202eneпo\u202c?",
    "isolate": "\u2066safe\u2069 \u2067evil\u2069 \u061c \u200f",
    "invisible": "br\u200bid\u2060ge\ufeff op\u00aden?",
    "joiners": "\u200d\u200c\u200d bridge\u200d \u200cop\u200c\u200d\u200den?",
    "tags": "bridge\U000e0041\U000e0042 open?",
    "selectors": "bridge" + "\ufe0f" * 50 + "\U000e0100" * 50 + " open?",
    "tower": "b" + "\u0300" * 500 + "ridge?",
    "controls": "a\x00b\x07c\x1b[31md\x7fe\x85f",
    "separators": "one\u2028two\u2029three",
    "surrogate": "half \ud800 of one",
    "unassigned": "no \u0378 such \uffff thing \U0010ffff",
    "private": "mine \ue000 alone",
    "newlines": "one" + "\n" * 200 + "two\r\n\r\nthree\rfour",
    "blanks": "one" + " " * 200 + "\u3000\u2003two",
    "hindi": "\u0915\u094d\u200d\u0937 क्या पुल खुला है?",
    "persian": "آیا پل باز می\u200cشود؟",
    "emoji": "👩\u200d👧 ❤\ufe0f 🏴󠁧󠁢󠁷󠁬󠁳󠁿 open?",
    "astral": "𝕴𝖘 𝖎𝖙 𝖔𝖕𝖊𝖓?",
}
"""By what is wrong with each, or right and easily broken."""
