"""Text that others wrote: names, titles, paths, what a broker or a connector says.

It is shown as it is and does nothing else: it moves no cursor, changes no colour, turns no line
around and begins no new one. Whatever prints such a text passes it through here; that it is not
read as markup either is up to the console (`simulator.report.printing`).
"""

from __future__ import annotations

import re
from html import escape

_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_ACTING = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # control characters: escape sequences begin with one
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # they change the direction of what follows
    "\ud800-\udfff"  # halves of characters, from file names that are not UTF-8
    "\ufffe\uffff"  # no characters: XML cannot hold them, as little as most of the others
    "]"
)


def foreign_text(text: object) -> str:
    """One line in which every character is only to be read: the others stand as their code.

    Line breaks and tabs become one space. A text that has been through here stays as it is.
    """
    return _ACTING.sub(_escape, _BREAKS.sub(" ", str(text)))


def foreign_lines(text: object) -> str:
    """The same of a text of several lines, which stay apart."""
    return "\n".join(map(foreign_text, str(text).split("\n")))


def foreign_html(text: object) -> str:
    """The same within a page or a picture, where it is no element either."""
    return escape(foreign_text(text))


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
