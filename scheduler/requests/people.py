"""How the audit trail calls a functionary who does something themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.store.rosters import person_numbers

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.exchange.language import Language


def row_name(connection: Connection, person: str, speech: Language) -> str:
    """The number of their row, so that the chain names nobody; they must be here.

    Raises
    ------
    Refused
        They left, or were never here.
    """
    number = person_numbers(connection, here_only=True).get(person)
    if number is None:
        say = speech.gettext
        raise Refused(
            [Fault(say("You are no longer in the records"), say("Ask your planner about it"))]
        )
    return f"people/{number}"
