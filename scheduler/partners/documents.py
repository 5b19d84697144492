"""Documents that employers give with what they declare, and who reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.declaration_document import MOST_BYTES, kind_of
from data.model.errors import Fault, Refused
from data.store import declaration_documents as documents
from data.store import employer_asks
from data.store.audit import trail
from data.store.audit.trail import Act
from scheduler.partners.answering import link_is_over, open_ask

if TYPE_CHECKING:
    from datetime import datetime

    from data.model.declaration_document import DeclarationDocument, DocumentKind
    from data.model.employer_ask import AskedLine
    from data.store.opening import Store
    from scheduler.settings import Settings


def give_document(
    store: Store, settings: Settings, token: str, line: int, content: bytes, now: datetime
) -> None:
    """Keep the document of something that an employer declares, in the place of an earlier one.

    Parameters
    ----------
    line
        Number of the asked declaration.
    content
        Of the file; of one that is too large more than `MOST_BYTES` bytes are enough.

    Raises
    ------
    Refused
        The link is no good, this is not declared, or the file is none that is taken.
    """
    ask = open_ask(store, settings, token, now).ask.id
    who = f"employer_ask/{ask}"
    with store.writing() as connection:
        trail.take_turn(connection)
        lines = employer_asks.read_ask(connection, ask).lines
        asked = next((one for one in lines if one.id == line), None)
        if asked is None:
            raise link_is_over()
        kind = _checked(asked, content)
        digest = documents.keep_document(connection, line, asked.row, kind, content, now)
        facts = {"kind": kind.value, "size": len(content), "sha256": digest}
        trail.append(connection, [Act("employer.document", who, None, facts)], who, now)


def _checked(asked: AskedLine, content: bytes) -> DocumentKind:
    if not asked.answer:
        remedy = "Answer yes and keep that, then add the document"
        raise Refused([Fault("a document belongs to what is declared", remedy)])
    if not content:
        raise Refused([Fault("no file was chosen, or it is empty", "Choose a file")])
    if len(content) > MOST_BYTES:
        remedy = "Your answers are kept; choose a smaller one, such as a scan in fewer dots"
        raise Refused([Fault("the document is larger than 5 MB", remedy)])
    kind = kind_of(content)
    if kind is None:
        remedy = "Your answers are kept; save it as one of these, whatever it is called"
        raise Refused([Fault("the document is no PDF, PNG or JPEG", remedy)])
    return kind


def read_document(store: Store, person: str, number: int) -> tuple[DeclarationDocument, bytes]:
    """A document about somebody, for whoever may see their evidence.

    Raises
    ------
    Refused
        There is none of that number about them.
    StoreError
        What is kept is no longer what was given.
    """
    with store.reading() as connection:
        return documents.read_document(connection, person, number)
