"""From tables of texts to the competence register alone, for whoever asks about people."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.exchange.faults import FaultLog
from data.exchange.people_tables import read_competences, read_people
from data.exchange.period import TIME_ZONE
from data.exchange.reading import Reading
from data.exchange.register_tables import read_register

if TYPE_CHECKING:
    from datetime import date

    from data.exchange.raw_table import InputTables
    from data.model.register import Register


def build_register(tables: InputTables, today: date) -> Register:
    """The register that the tables describe.

    Parameters
    ----------
    tables
        As read from a workbook, a folder or the store; those of duties are not looked at.
    today
        Evidence from after it is refused, and what is asked on it must have been shown by somebody.

    Raises
    ------
    InputError
        With everything that is wrong with the tables of people and of the register.
    """
    reading = Reading(tables, ZoneInfo(TIME_ZONE), FaultLog())
    reading.log.extend(tables.faults)
    people, competences = read_people(reading), read_competences(reading)
    register = read_register(reading, competences, people, today, (today, today))
    reading.log.raise_if_any()
    return register
