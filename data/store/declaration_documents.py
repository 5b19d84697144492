"""Keeps the documents that employers give with their declarations."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from data.model.declaration_document import DeclarationDocument
from data.model.errors import Fault, Refused, StoreError
from data.store.tables.employer_asks import DECLARATION_DOCUMENTS, EMPLOYER_ASK_LINES
from data.store.tables.records import PEOPLE

if TYPE_CHECKING:
    from datetime import datetime

    from data.model.declaration_document import DocumentKind

_KEPT = DECLARATION_DOCUMENTS.c
_ROWS = DECLARATION_DOCUMENTS.join(PEOPLE, PEOPLE.c.row == _KEPT.person).join(
    EMPLOYER_ASK_LINES, EMPLOYER_ASK_LINES.c.id == _KEPT.line
)
_QUERY = (
    select(
        *(_KEPT[name] for name in ("id", "line", "kind", "size", "sha256", "kept_at")),
        PEOPLE.c.id.label("person"),
        EMPLOYER_ASK_LINES.c.requirement,
    )
    .select_from(_ROWS)
    .where(PEOPLE.c.ended_at.is_(None))
    .order_by(_KEPT.id)
)


def documents_of_person(connection: Connection, person: str) -> list[DeclarationDocument]:
    """Those about somebody who is here, the oldest first."""
    found = connection.execute(_QUERY.where(PEOPLE.c.id == person)).mappings()
    return [DeclarationDocument(**row) for row in found]


def documents_of_ask(connection: Connection, ask: int) -> dict[int, DeclarationDocument]:
    """Those of one question to an employer, by the number of the line."""
    found = connection.execute(_QUERY.where(EMPLOYER_ASK_LINES.c.ask == ask)).mappings()
    return {row["line"]: DeclarationDocument(**row) for row in found}


def read_document(
    connection: Connection, person: str, number: int
) -> tuple[DeclarationDocument, bytes]:
    """One document about somebody, and its content.

    Raises
    ------
    Refused
        There is none of that number about them.
    StoreError
        What is kept is no longer what was given.
    """
    wanted = _QUERY.where(PEOPLE.c.id == person, _KEPT.id == number).add_columns(_KEPT.content)
    row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        raise Refused([Fault("there is no such document", "Reload the page")])
    values = {name: row[name] for name in row if name != "content"}
    content: bytes = row["content"]
    if hashlib.sha256(content).hexdigest() != values["sha256"]:
        raise StoreError(
            f"document {number} is not what was given",
            "Restore a backup of before, or ask the employer for it once more",
        )
    return DeclarationDocument(**values), content


def keep_document(
    connection: Connection, line: int, person: int, kind: DocumentKind, content: bytes, at: datetime
) -> str:
    """Keep the document of a line, in the place of one that was there; its SHA-256.

    Parameters
    ----------
    person
        Number of their row.
    """
    forget_documents(connection, line)
    digest = hashlib.sha256(content).hexdigest()
    values = {
        "line": line, "person": person, "kind": kind, "size": len(content), "sha256": digest,
        "content": content, "kept_at": at,
    }  # fmt: skip
    connection.execute(insert(DECLARATION_DOCUMENTS).values(values))
    return digest


def forget_documents(connection: Connection, *lines: int) -> None:
    """Take away the documents of some lines."""
    connection.execute(delete(DECLARATION_DOCUMENTS).where(_KEPT.line.in_(lines)))
