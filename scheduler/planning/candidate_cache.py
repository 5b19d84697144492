"""Who can take an open shift, kept in memory for as long as nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from data.model.problem import RosterProblem
from scheduler.cache import Cache
from scheduler.planning.candidates import Offered, finder_of, roster_of, seek
from solver.diagnosis.candidates import Candidates

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.store.opening import Store

MOST = 4  #: rosters that are kept, each with some ten thousand facts
_OLD = timedelta(minutes=5)  #: what lies ahead comes nearer, so nothing is kept for longer


@dataclass(frozen=True, slots=True)
class _RosterCandidates:
    """The candidates of one roster, in one language."""

    at: datetime
    problem: RosterProblem
    finder: Candidates
    lock: Lock = field(default_factory=Lock)
    found: dict[str, Offered] = field(default_factory=dict)

    def offer(self, shift: str) -> Offered:
        """Everybody who could take a shift of it; one thread at a time works it out."""
        with self.lock:
            if shift not in self.found:
                self.found[shift] = Offered(self.finder.offer(shift), self.problem)
            return self.found[shift]


class CandidateCache:
    """Answers as `offer_for` does, and quicker for a roster that was asked about before.

    Whoever acts on an answer is judged anew, so that an answer of some minutes ago does no harm.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rosters: Cache[_RosterCandidates] = Cache(MOST)

    def offer_for(self, shift: str, now: datetime, speech: Language) -> Offered:
        """Everybody who could take a shift of a roster in force; see `candidates.offer_for`.

        Raises
        ------
        Refused
            No roster in force has such a shift.
        """
        with self._store.reading() as connection:
            found = self._rosters.current(
                connection,
                (roster_of(connection, shift, now).id, speech.code),
                lambda: _worked_out(connection, shift, now, speech),
                lambda kept: shift in kept.problem.shift_by_id and kept.at <= now < kept.at + _OLD,
            )
        return found.offer(shift)


def _worked_out(
    connection: Connection, shift: str, now: datetime, speech: Language
) -> _RosterCandidates:
    sought = seek(connection, shift, now)
    finder = finder_of(sought.problem, sought.there, now, speech)
    return _RosterCandidates(now, sought.problem, finder)
