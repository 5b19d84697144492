"""Who can take an open shift, kept in memory for as long as nothing is written."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from data.model.problem import RosterProblem
from data.store.audit import trail
from scheduler.cache.validity import holds_since
from scheduler.planning.candidates import Offered, finder_of, roster_of, seek
from solver.diagnosis.candidates import Candidates

if TYPE_CHECKING:
    from data.i18n.language import Language
    from data.store.opening import Store

MOST = 4  #: rosters that are kept, each with some ten thousand facts
_OLD = timedelta(minutes=5)  #: what lies ahead comes nearer, so nothing is kept for longer


@dataclass(frozen=True, slots=True)
class _Kept:
    """One roster, in one language."""

    seq: int
    at: datetime
    problem: RosterProblem
    finder: Candidates
    lock: Lock
    found: dict[str, Offered]

    def offer(self, shift: str) -> Offered:
        """Everybody who could take a shift of it; one thread at a time works it out."""
        with self.lock:
            if shift not in self.found:
                self.found[shift] = Offered(self.finder.offer(shift), self.problem)
            return self.found[shift]


class KeptOffers:
    """Answers as `offer_for` does, and quicker for a roster that was asked about before.

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
        return self._roster(shift, now, speech).offer(shift)

    def _roster(self, shift: str, now: datetime, speech: Language) -> _Kept:
        with self._store.reading() as connection:
            key = roster_of(connection, shift, now).id, speech.code
            with self._lock:
                kept = self._kept.get(key)
            if (
                kept is not None
                and shift in kept.problem.shift_by_id
                and kept.at <= now < kept.at + _OLD
                and holds_since(connection, kept.seq)
            ):
                return kept
            sought = seek(connection, shift, now)
            seq = trail.head(connection).seq
        finder = finder_of(sought.problem, sought.there, now, speech)
        made = _Kept(seq, now, sought.problem, finder, Lock(), {})
        with self._lock:
            self._kept[key] = made
            self._kept.move_to_end(key)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return made
