"""What is wrong, as a page says it: in the reader's language, without commands of a terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.i18n.fault_words import in_words, place_in_words
from web.locale import speech

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.model.errors import Fault

_COMMAND = re.compile(r"\bcaco [a-z]|(^|\s)--[a-z]|\bCACO_")


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong.

    Parameters
    ----------
    where
        File, row and column; empty: not in a file.
    remedy
        What to do about it; empty: the page shows that itself.
    """

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        what = self.what if where else f"{self.what[:1].upper()}{self.what[1:]}"
        remedy = f" {self.remedy}" if self.remedy else ""
        end = "" if remedy.endswith(("?", ".")) else "."
        return f"{where}{what}.{remedy}{end if remedy else ''}"


def wrong(faults: Iterable[Fault]) -> list[Wrong]:
    """Faults as this page says them."""
    return [_one(fault) for fault in faults]


def _one(fault: Fault) -> Wrong:
    said = in_words(fault, speech())
    is_command = _COMMAND.search(fault.remedy) is not None
    where = place_in_words(fault.place, speech())
    return Wrong(where, said.what, "" if is_command else said.remedy)
