"""How often people of each employer were called, came, and how soon."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from scheduler.records.partners import employers_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.model.call_out import CalledPerson
    from data.store.opening import Store
    from scheduler.call_outs.queries import RecordedCallOut


@dataclass(frozen=True, slots=True)
class EmployerCalls:
    """Calls of the people of one employer, at incidents.

    Parameters
    ----------
    name, code
        Of the partner; of an employer that is none what was typed, and no code. Both empty: of
        people without an employer.
    called, came
        How often one of them was called, and came.
    median
        Minutes until they came, of those that were timed; None: none was.
    """

    name: str
    code: str
    called: int
    came: int
    median: float | None


def calls_by_employer(
    store: Store, call_outs: Iterable[RecordedCallOut]
) -> tuple[EmployerCalls, ...]:
    """Calls at these call-outs by employer, by name; exercises are left out."""
    with store.reading() as connection:
        employers = employers_of(connection)
    found: dict[tuple[str, str], list[CalledPerson]] = {}
    for one in call_outs:
        for person in () if one.call_out.is_exercise else one.call_out.people:
            found.setdefault(employers.get(person.person, ("", "")), []).append(person)
    return tuple(
        _calls(*key, found[key]) for key in sorted(found, key=lambda key: key[0].casefold())
    )


def _calls(name: str, code: str, people: list[CalledPerson]) -> EmployerCalls:
    came = [one for one in people if one.came]
    minutes = [one.minutes for one in came if one.minutes is not None]
    return EmployerCalls(name, code, len(people), len(came), median(minutes) if minutes else None)
