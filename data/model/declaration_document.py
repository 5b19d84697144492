"""A document that an employer gave with a declaration: a PDF or a picture of a paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_BYTES = 5_000_000  #: of one document


class DocumentKind(StrEnum):
    """What a document is, by what is in it."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"

    @property
    def mimetype(self) -> str:
        """As an answer to a browser names it."""
        return "application/pdf" if self is DocumentKind.PDF else f"image/{self.value}"


#: How a file of each kind begins (ISO 32000-2 section 7.5.2; PNG section 5.2; ITU-T T.81 B.1.1.3).
_BEGINNINGS = {
    DocumentKind.PDF: b"%PDF-",
    DocumentKind.PNG: b"\x89PNG\r\n\x1a\n",
    DocumentKind.JPEG: b"\xff\xd8\xff",
}


def kind_of(content: bytes) -> DocumentKind | None:
    """What a file is by its first bytes, whatever it is called; None: nothing that is taken."""
    return next((kind for kind, begin in _BEGINNINGS.items() if content.startswith(begin)), None)


@dataclass(frozen=True, slots=True)
class DeclarationDocument:
    """What is known of a document without its content.

    Parameters
    ----------
    line
        Number of the asked declaration that it belongs to.
    person, requirement
        Ids of whom it is about, and of what is declared.
    size
        Bytes.
    sha256
        Of the content, hexadecimal.
    kept_at
        UTC.
    """

    id: int
    line: int
    person: str
    requirement: str
    kind: DocumentKind
    size: int
    sha256: str
    kept_at: datetime
