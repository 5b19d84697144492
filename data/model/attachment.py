"""Files that go along with a message, as the text that is kept of them.

A calendar is kept as it is. Any other file is a line that says its name and type, and its bytes in
base64: `RFC 2397`_ with a name.

.. _RFC 2397: https://www.rfc-editor.org/rfc/rfc2397
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KEPT = re.compile(r"data:([\w./+-]+);name=([\w.-]+);base64,([A-Za-z0-9+/=]*)")


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that is no calendar.

    Parameters
    ----------
    name
        As its reader gets it: letters, digits, dots and dashes.
    kind
        Its media type.
    """

    name: str
    kind: str
    content: bytes

    @property
    def text(self) -> str:
        """As a message keeps it."""
        return f"data:{self.kind};name={self.name};base64,{b64encode(self.content).decode()}"


def attached_file(text: str) -> AttachedFile | None:
    """The file that a message keeps; None: there is none, or it is a calendar."""
    found = _KEPT.fullmatch(text)
    return AttachedFile(found[2], found[1], b64decode(found[3])) if found else None
