"""Who can take one open shift of a roster, or what is left of it: everybody able, ranked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from data.model.candidate import Hindrance, Legality, Offer
from data.model.errors import Refused
from data.model.problem import RosterProblem
from data.store import rosters
from scheduler.cache import Cache
from scheduler.planning.candidate_search import (
    CandidateSearch,
    find_piece,
    find_shift,
    finder_of,
    open_piece,
    piece_to_show,
    roster_of,
    seat_holders,
)
from scheduler.planning.preparation import Prepared, prepare_anew
from scheduler.planning.takeover_chain import ChainLink, takeover_chain
from solver.diagnosis.candidates import Candidates

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from sqlalchemy import Connection

    from data.model.roster import RosterHead
    from data.model.shift import Stretch
    from data.store.opening import Store


T = TypeVar("T")
MOST_ROSTERS = 8  #: rosters, or parts of shifts, whose candidates are kept
_OLD = timedelta(minutes=5)  #: what lies ahead comes nearer, so nothing is kept for longer


@dataclass(frozen=True, slots=True)
class ShiftCandidates:
    """What can be done about one shift, and the problem that it was worked out in.

    Parameters
    ----------
    chain
        Who may take over an open part one after another, where nobody may take all of it.
    """

    offer: Offer
    problem: RosterProblem
    chain: tuple[ChainLink, ...] = ()


def find_candidates(
    store: Store, shift: str, now: datetime, roster: int | None = None
) -> ShiftCandidates:
    """Everybody who could take a shift, and the swaps that free somebody, as things stand now.

    Parameters
    ----------
    roster
        In which roster; None: the one in force that holds the shift.

    Raises
    ------
    Refused
        No roster in force, or not this one, has such a shift.
    """
    with store.reading() as connection:
        piece = piece_to_show(connection, shift, now) if roster is None else None
        sought = find_shift(connection, shift, now, roster, piece)
    finder = finder_of(sought.problem, sought.there, now, sought.on_paper)
    return _candidates_of(sought, finder, now)


def _candidates_of(sought: CandidateSearch, finder: Candidates, now: datetime) -> ShiftCandidates:
    offer = finder.offer(sought.shift)
    may = any(one.legality is Legality.LEGAL for one in offer.candidates)
    chain = () if may else takeover_chain(sought, now)
    return ShiftCandidates(offer, sought.problem, chain)


def find_candidates_in_force(
    connection: Connection, shifts: Sequence[str], now: datetime
) -> dict[str, Offer]:
    """The same for some shifts of the rosters in force; one that cannot be filled is left out."""
    found: dict[str, Offer] = {}
    whole = []
    for shift in shifts:
        piece = open_piece(connection, shift, now)
        if piece is None:
            whole.append(shift)
            continue
        sought = find_piece(connection, shift, piece, now, _prepared_lately)
        found[shift] = finder_of(sought.problem, sought.there, now, sought.on_paper).offer(shift)
    heads = {head.id: head for head in rosters.in_force_after(connection, now)}
    for head in heads.values():
        there = {shift.id for shift in rosters.read_shifts(connection, head.shift_set)}
        mine = [shift for shift in whole if shift in there]
        if not mine:
            continue
        problem, valid = seat_holders(connection, head, now)
        finder = finder_of(problem, valid, now)
        found |= {shift: finder.offer(shift) for shift in mine if shift in problem.shift_by_id}
    return found


def open_to(
    connection: Connection, shifts: Sequence[str], person: str, now: datetime
) -> dict[str, tuple[Hindrance, ...]]:
    """Of the shifts that lack people those whose function somebody holds, with all that stops them.

    Parameters
    ----------
    shifts
        Ids; of the rosters in force.
    """
    found: dict[str, tuple[Hindrance, ...]] = {}
    whole = []
    for shift in shifts:
        piece = _piece_lately(connection, shift, now)
        if piece is None:
            whole.append(shift)
            continue
        stops = _part_seat(connection, shift, piece, now).hindrances(person)
        if stops is not None:
            found[shift] = stops
    for head in rosters.in_force_after(connection, now):
        there = {shift.id for shift in rosters.read_shifts(connection, head.shift_set)}
        mine = [shift for shift in whole if shift in there]
        if not mine:
            continue
        seats = _seats_in(connection, head, now)
        for shift in mine:
            stops = seats.hindrances(person, shift, now)
            if stops is not None:
                found[shift] = stops
    return found


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    """What was worked out of a shift, and until when it holds."""

    at: datetime
    until: datetime
    value: T

    def holds(self, now: datetime) -> bool:
        """Whether it still does."""
        return self.at <= now < self.until


_PIECES: Cache[_Kept[Stretch | None]] = Cache(500)


def _piece_lately(connection: Connection, shift: str, now: datetime) -> Stretch | None:
    """`open_piece`, as things stood minutes ago at the most."""

    def make() -> _Kept[Stretch | None]:
        known, piece = (
            rosters.shift_as_signed(connection, shift),
            open_piece(connection, shift, now),
        )
        begins = [one for one in (known and known.start, piece and piece[0]) if one]
        return _Kept(now, _until(now, begins), piece)

    key = str(connection.engine.url), shift
    return _PIECES.current(connection, key, make, lambda kept: kept.holds(now)).value


@dataclass(frozen=True, slots=True)
class _PartSeat:
    """An open part of a shift, and what stops people from it; the same for all who ask."""

    shift: str
    finder: Candidates
    lock: Lock = field(default_factory=Lock)

    def hindrances(self, person: str) -> tuple[Hindrance, ...] | None:
        """What stops somebody from it; None: it is not theirs."""
        with self.lock:
            return self.finder.hindrances(person, self.shift)


_PARTS: Cache[_Kept[_PartSeat]] = Cache(24)  #: each with an index of its roster


def _part_seat(connection: Connection, shift: str, piece: Stretch, now: datetime) -> _PartSeat:
    """As things stood minutes ago at the most, if no record or signature came since."""

    def make() -> _Kept[_PartSeat]:
        sought = find_piece(connection, shift, piece, now, _prepared_lately)
        finder = finder_of(sought.problem, sought.there, now, sought.on_paper)
        return _Kept(now, _until(now, [piece[0]]), _PartSeat(shift, finder))

    key = str(connection.engine.url), shift, piece
    return _PARTS.current(connection, key, make, lambda kept: kept.holds(now)).value


def _until(now: datetime, moments: Sequence[datetime]) -> datetime:
    """Minutes from now at the most, and no later than what begins; what runs grows each minute."""
    if moments and max(moments) <= now:
        return now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return min([now + _OLD, *(one for one in moments if one > now)])


@dataclass(frozen=True, slots=True)
class _Seats:
    """Who sits where in a roster in force, and what stops others; the same for all who ask."""

    at: datetime
    problem: RosterProblem
    taken: Counter[str]
    finder: Candidates
    lock: Lock = field(default_factory=Lock)

    def hindrances(self, person: str, shift: str, now: datetime) -> tuple[Hindrance, ...] | None:
        """What stops somebody from a shift to come that lacks people; None: it is not theirs."""
        known = self.problem.shift_by_id.get(shift)
        if known is None or known.start <= now or self.taken[shift] >= known.required:
            return None
        with self.lock:
            return self.finder.hindrances(person, shift)


_SEATS: Cache[_Seats] = Cache(3)  #: with a problem each, that nothing else keeps


def _seats_in(connection: Connection, head: RosterHead, now: datetime) -> _Seats:
    """As things stood minutes ago at the most, if no record or signature came since."""

    def make() -> _Seats:
        problem, valid = seat_holders(connection, head, now)
        taken = Counter(one.shift for one in valid if not one.double)
        return _Seats(now, problem, taken, finder_of(problem, valid, now))

    key = str(connection.engine.url), head.id
    return _SEATS.current(connection, key, make, lambda kept: kept.at <= now < kept.at + _OLD)


_PREPARED: Cache[tuple[datetime, Prepared]] = Cache(3)  #: of the rosters with parts that are open


def _prepared_lately(connection: Connection, head: RosterHead, now: datetime) -> Prepared:
    """What a new version of a roster starts from, as things stood minutes ago at the most."""
    _at, prepared = _PREPARED.current(
        connection,
        (str(connection.engine.url), head.id),
        lambda: (now, prepare_anew(connection, head, now)),
        lambda kept: kept[0] <= now < kept[0] + _OLD,
    )
    return prepared


@dataclass(frozen=True, slots=True)
class _RosterCandidates:
    """The candidates of one roster."""

    at: datetime
    sought: CandidateSearch
    finder: Candidates
    lock: Lock = field(default_factory=Lock)
    found: dict[str, ShiftCandidates] = field(default_factory=dict)

    def offer(self, shift: str) -> ShiftCandidates:
        """Everybody who could take a shift of it; one thread at a time works it out."""
        with self.lock:
            if shift not in self.found:
                sought = replace(self.sought, shift=shift)
                self.found[shift] = _candidates_of(sought, self.finder, self.at)
            return self.found[shift]


class CandidateCache:
    """Answers as `offer_for` does, and quicker for a roster that was asked about before.

    What is done on an answer is judged anew, so that one of some minutes ago does no harm.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rosters: Cache[_RosterCandidates] = Cache(MOST_ROSTERS)

    def offer_for(self, shift: str, now: datetime) -> ShiftCandidates:
        """Everybody who could take a shift of a roster in force; see `candidates.offer_for`.

        Raises
        ------
        Refused
            No roster in force has such a shift.
        """
        with self._store.reading() as connection:
            piece = piece_to_show(connection, shift, now)
            key = _key(connection, shift, piece, now)
            found = self._rosters.current(
                connection,
                key,
                lambda: _worked_out(connection, shift, now, piece),
                lambda kept: (
                    shift in kept.sought.problem.shift_by_id and kept.at <= now < kept.at + _OLD
                ),
            )
        return found.offer(shift)

    def kept(self, shift: str, now: datetime) -> ShiftCandidates | None:
        """What `offer_for` would answer, where it was worked out before and still holds."""
        with self._store.reading() as connection:
            piece = piece_to_show(connection, shift, now)
            try:
                key = _key(connection, shift, piece, now)
            except Refused:
                return None
            entry = self._rosters.peek_current(connection, key)
        if entry is None or not entry.at <= now < entry.at + _OLD:
            return None
        return entry.found.get(shift)


def _key(connection: Connection, shift: str, piece: Stretch | None, now: datetime) -> Hashable:
    """Under what candidates are kept; the rest of a shift that runs gets shorter every minute."""
    if piece is None:
        return roster_of(connection, shift, now).id
    return (shift, piece) if piece[0] > now else (shift, piece[1])


def _worked_out(
    connection: Connection, shift: str, now: datetime, piece: Stretch | None
) -> _RosterCandidates:
    sought = find_shift(connection, shift, now, piece=piece)
    finder = finder_of(sought.problem, sought.there, now, sought.on_paper)
    return _RosterCandidates(now, sought, finder)
