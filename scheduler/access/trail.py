"""The audit trail for people: what was done, and whether that is whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.exchange.period import ZONE
from data.store import audit
from data.store.audit import Entry, Head
from data.store.audit_check import Verdict, verify
from data.store.audit_search import Wanted, everybody, names_of_rows, search

if TYPE_CHECKING:
    from data.store.opening import Store

__all__ = ["Part", "Wanted", "check_trail", "read_trail"]


@dataclass(frozen=True, slots=True)
class Part:
    """Some entries of the trail.

    Parameters
    ----------
    entries
        The newest first.
    people
        Row -> code and name of the people that they speak of.
    is_last
        No older ones fit.
    head
        The end of the chain.
    everybody
        All who ever did something.
    """

    entries: list[Entry]
    people: dict[int, tuple[str, str]]
    is_last: bool
    head: Head
    everybody: list[str]


def read_trail(store: Store, wanted: Wanted, before: int | None, most: int) -> Part:
    """A page of the trail: what fits and is older than entry `before`, at most so many."""
    with store.reading() as connection:
        found = search(connection, wanted, before, most + 1)
        shown = found[:most]
        rows = {number for entry in shown if (number := _row_of_person(entry.subject))}
        return Part(
            entries=shown,
            people=names_of_rows(connection, rows),
            is_last=len(found) <= most,
            head=audit.head(connection),
            everybody=everybody(connection),
        )


def check_trail(store: Store) -> Verdict:
    """Look at every entry, every signed roster and every row of the records: it may take long."""
    with store.reading() as connection:
        return verify(connection, ZONE)


def _row_of_person(subject: str) -> int | None:
    kind, _, number = subject.partition("/")
    return int(number) if kind == "people" and number.isdecimal() else None
