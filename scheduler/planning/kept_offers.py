"""Who can take an open shift, kept in memory for as long as nothing is written."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from data.model.problem import RosterProblem
from data.store import audit
from scheduler.planning.offering import Offered, finder_of, roster_of, seek
from solver.verdict.candidates import Candidates

if TYPE_CHECKING:
    from data.exchange.language import Language
    from data.store.opening import Store

MOST = 4  #: rosters that are kept, each with some ten thousand facts
_OLD = timedelta(minutes=5)  #: what lies ahead comes nearer, so nothing is kept for longer


@dataclass(frozen=True, slots=True)
class _Kept:
    seq: int
    at: datetime
    problem: RosterProblem
    finder: Candidates
    lock: Lock

    def holds(self, shift: str, seq: int, now: datetime) -> bool:
        """Whether it is still true, and knows the shift."""
        is_true = self.seq == seq and now - self.at < _OLD
        return is_true and shift in self.problem.shift_by_id


class KeptOffers:
    """Answers as `offer_for` does, and quicker for the next shift of the same roster.

    Whoever acts on an answer is judged anew, so that an answer of some minutes ago does no harm.
    """

    def __init__(self, store: Store) -> None:
        self._store, self._lock = store, Lock()
        self._kept: OrderedDict[tuple[int, str], _Kept] = OrderedDict()

    def offer_for(self, shift: str, now: datetime, speech: Language) -> Offered:
        """Everybody who could take a shift of a roster in force; see `offering.offer_for`.

        Raises
        ------
        Refused
            No roster in force has such a shift.
        """
        found = self._find(shift, now, speech)
        with found.lock:  # what it works out on the way is kept for the next
            return Offered(found.finder.offer(shift), found.problem)

    def _find(self, shift: str, now: datetime, speech: Language) -> _Kept:
        with self._store.reading() as connection:
            key = roster_of(connection, shift, now).id, speech.code
            seq = audit.head(connection).seq
            with self._lock:
                kept = self._kept.get(key)
            if kept and kept.holds(shift, seq, now):
                return kept
            sought = seek(connection, shift, now)
        finder = finder_of(sought.problem, sought.there, now, speech)
        made = _Kept(seq, now, sought.problem, finder, Lock())
        with self._lock:
            self._kept[key] = made
            self._kept.move_to_end(key)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return made
