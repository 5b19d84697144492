"""What take-overs make of shift series: the entries of who leaves, and those of who comes.

A series is told anew, signature after signature and take-over after take-over. An entry that a step
changes gets a higher sequence and the moment of that step; one that it does not touch stays as it
is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from data.model.intervals import clip, overlaps, subtract
from data.model.shift import Stretch
from data.model.stand_in import StandIn, duty_parts
from scheduler.feeds.series import AssignmentRecord, History, Relief, SeriesState, SharedOut, opaque

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from data.model.shift import Shift
    from scheduler.feeds.series import ShiftSeries


def with_take_overs(history: History, stand_ins: Mapping[str, Sequence[StandIn]]) -> History:
    """A history with what take-overs changed in it.

    Parameters
    ----------
    stand_ins
        By shift, in the order in which they were recorded, those too that were withdrawn; their
        people are rows in the records.
    """
    if not stand_ins:
        return history
    there = {id: _with_own(series, stand_ins) for id, series in history.there.items()}
    gone = {uid: _with_own(series, stand_ins) for uid, series in history.gone.items()}
    return replace(history, there=there, gone=gone)


def stand_ins_by_row(
    stand_ins: Iterable[StandIn], rows: Mapping[str, int]
) -> dict[str, tuple[StandIn, ...]]:
    """Take-overs by shift, as recorded; people by the number of their row, as text."""
    found: dict[str, tuple[StandIn, ...]] = {}
    for one in sorted(stand_ins, key=lambda one: one.id):
        leaver, comer = (str(rows[who]) if who else "" for who in (one.leaver, one.comer))
        moved = replace(one, leaver=leaver, comer=comer)
        found[one.shift] = (*found.get(one.shift, ()), moved)
    return found


def _with_own(series: ShiftSeries, stand_ins: Mapping[str, Sequence[StandIn]]) -> ShiftSeries:
    ids = {state.shift.id for state in series.states}
    if stand_ins.keys().isdisjoint(ids):
        return series
    mine = [one for id in sorted(ids & stand_ins.keys()) for one in stand_ins[id]]
    records: dict[str, AssignmentRecord] = {}
    sequence, changed_at = series.sequence, series.changed_at
    state, counted = series.states[0], dict[int, StandIn]()
    for step in sorted(_steps(series.states, mine), key=lambda step: step.order):
        if step.state is not None:
            state = step.state
        elif step.stand_in is not None and step.is_withdrawn:
            del counted[step.stand_in.id]
        elif step.stand_in is not None:
            counted[step.stand_in.id] = step.stand_in
        before, then = records, [one for _id, one in sorted(counted.items())]
        here = [one for one in then if one.shift == state.shift.id]
        records = _records_after(before, series, state, here, step.at)
        if step.stand_in is not None and records != before:
            sequence, changed_at = sequence + 1, max(changed_at, step.at)
    by_person: dict[int, tuple[AssignmentRecord, ...]] = {}
    for record in records.values():
        by_person[record.person] = (*by_person.get(record.person, ()), record)
    named = {int(who) for one in mine for who in _people(one) if who}
    shared = SharedOut(by_person, frozenset(named | series.records.keys()))
    return replace(series, sequence=sequence, changed_at=changed_at, shared=shared)


@dataclass(frozen=True, slots=True)
class _Step:
    """A signature that changed a series, or a take-over that was recorded or withdrawn."""

    at: datetime
    number: int
    state: SeriesState | None = None
    stand_in: StandIn | None = None
    is_withdrawn: bool = False

    @property
    def order(self) -> tuple[datetime, bool, bool, int]:
        """By time; at one moment a signature first, then what was recorded, by number."""
        return self.at, self.state is None, self.is_withdrawn, self.number


def _steps(states: Sequence[SeriesState], stand_ins: Iterable[StandIn]) -> Iterator[_Step]:
    """All that became of a series; a clock that was set back moves nothing before its beginning."""
    for number, state in enumerate(states):
        yield _Step(state.at, number, state)
    for one in stand_ins:
        recorded = max(one.recorded_at, states[0].at)
        yield _Step(recorded, one.id, stand_in=one)
        if one.withdrawn_at is not None:
            withdrawn = max(one.withdrawn_at, recorded)
            yield _Step(withdrawn, one.id, stand_in=one, is_withdrawn=True)


def _people(one: StandIn) -> tuple[str, str]:
    return one.leaver, one.comer


def _records_after(
    before: Mapping[str, AssignmentRecord],
    series: ShiftSeries,
    state: SeriesState,
    stand_ins: Sequence[StandIn],
    at: datetime,
) -> dict[str, AssignmentRecord]:
    """The entries of everybody, one step later."""
    shares = _Shares.of(state.shift, _holders(state), stand_ins)
    found: dict[str, AssignmentRecord] = {}
    for one in _held(series, state, shares, at):
        old = before.get(one.uid)
        found[one.uid] = _follow(old, one, at) if old else one
    for uid, old in before.items():
        if uid not in found:
            mine = [one for one in shares.reliefs if one.leaver == old.person]
            handed = tuple(one for one in mine if overlaps(one, old))
            found[uid] = _follow(old, replace(old, is_held=False, handed_on=handed), at)
    return found


def _follow(old: AssignmentRecord, new: AssignmentRecord, at: datetime) -> AssignmentRecord:
    same = replace(new, sequence=old.sequence, changed_at=old.changed_at)
    if same == old:
        return old
    return replace(new, sequence=old.sequence + 1, changed_at=max(at, old.changed_at))


def _holders(state: SeriesState) -> list[str]:
    return [str(one.person) for one in state.holders if state.is_there and not one.doubles]


def _held(
    series: ShiftSeries, state: SeriesState, shares: _Shares, at: datetime
) -> Iterator[AssignmentRecord]:
    """What everybody has after a step; the first piece bears the UID of the whole."""
    shift = state.shift
    for one in state.holders if state.is_there else ():
        if one.doubles:
            uid = opaque(series.uid, one.person)
            yield AssignmentRecord(uid, one.person, True, shift.start, shift.end, True, 0, at)
    for claim in shares.claims:
        base = opaque(series.uid, *(("stand-in", claim.by.id) if claim.by else (claim.person,)))
        mine = [relief for relief in shares.reliefs if relief.leaver == claim.person]
        for number, (start, end) in enumerate(claim.pieces):
            leaver = int(claim.by.leaver or 0) if claim.by else 0
            yield AssignmentRecord(
                opaque(base, number) if number else base,
                claim.person,
                False,
                start,
                end,
                True,
                0,
                at,
                Relief(leaver, claim.person, start, end) if claim.by else None,
                tuple(one for one in mine if one.end == start or one.start == end),
            )


@dataclass(frozen=True, slots=True)
class _Claim:
    """Pieces of a shift that a person has, as assigned or by one take-over."""

    person: int
    by: StandIn | None
    pieces: Sequence[Stretch]


@dataclass(frozen=True, slots=True)
class _Shares:
    """Who has what of a shift, and what went from whom to whom."""

    claims: Sequence[_Claim]
    reliefs: Sequence[Relief]

    @classmethod
    def of(cls, shift: Shift, holders: Sequence[str], stand_ins: Sequence[StandIn]) -> _Shares:
        """By the one definition of who has which part, take-over after take-over.

        A piece belongs to the last take-over that brought it to who has it.
        """
        counted = [replace(one, withdrawn_at=None) for one in stand_ins]
        before = _pieces(shift, holders, ())
        brought: list[tuple[StandIn, list[Stretch]]] = []
        reliefs: list[Relief] = []
        for number, one in enumerate(counted, start=1):
            after = _pieces(shift, holders, counted[:number])
            came = list(subtract(after.get(one.comer, ()), before.get(one.comer, ())))
            went = list(subtract(before.get(one.leaver, ()), after.get(one.leaver, ())))
            brought.append((one, came))
            leaver, comer = (int(who or 0) for who in _people(one))
            reliefs += [Relief(leaver, comer, *piece) for piece in (went if leaver else came)]
            before = after
        return cls(list(_claims(before, brought)), reliefs)


def _claims(
    held: Mapping[str, Sequence[Stretch]], brought: Sequence[tuple[StandIn, Sequence[Stretch]]]
) -> Iterator[_Claim]:
    for person, pieces in held.items():
        left = list(pieces)
        for one, came in reversed(brought):
            if one.comer == person:
                mine = [piece for stretch in came for piece in clip(left, stretch)]
                left = list(subtract(left, mine))
                if mine:
                    yield _Claim(int(person), one, mine)
        if left:
            yield _Claim(int(person), None, left)


def _pieces(
    shift: Shift, holders: Sequence[str], stand_ins: Sequence[StandIn]
) -> dict[str, list[Stretch]]:
    found: dict[str, list[Stretch]] = {}
    for part in duty_parts(shift, holders, stand_ins):
        found.setdefault(part.person, []).append((part.start, part.end))
    return found
