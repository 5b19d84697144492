"""Declarations: somebody showed something, or it was decided that they may all the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE, Reach
from data.model.competence_status import CompetenceStatus, standing_at
from data.model.errors import Fault, InputError, Place
from data.model.gap import UncoveredInterval
from data.model.record_change import RowChange
from data.model.register_check import row_findings, whole_findings
from data.model.requirement import Evidence, Override
from data.store import records
from data.store.audit import trail
from data.store.record_objects import to_row
from data.store.regions import posts_within
from data.tables.period import ZONE
from scheduler.competence.register import register_in
from scheduler.coverage.monitor import read_coverage_in
from scheduler.records.checks import refuse_stale
from scheduler.records.files import change_records
from scheduler.records.regional import refuse_beyond

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy import Connection

    from data.model.register import Register
    from data.store.opening import Store

Said = Evidence | Override


@dataclass(frozen=True, slots=True)
class DeclarationEffect:
    """How somebody stands towards a function before and after, on the day of declaring."""

    before: CompetenceStatus
    after: CompetenceStatus

    @property
    def is_none(self) -> bool:
        """Whether nothing changes for them."""
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class Declared:
    """What a declaration changes, or would.

    Parameters
    ----------
    changes
        Row by row.
    effects
        For each person and each function of theirs that is concerned.
    closes, opens
        Uncovered intervals that are no longer there, and new ones, up to the horizon.
    seq
        The state of the records that it was judged by.
    was_done
        False: a dry run.
    """

    changes: tuple[RowChange, ...]
    effects: tuple[DeclarationEffect, ...]
    closes: tuple[UncoveredInterval, ...]
    opens: tuple[UncoveredInterval, ...]
    seq: int
    was_done: bool


@dataclass(frozen=True, slots=True)
class DeclarationOptions:
    """How a declaration is dealt with.

    Parameters
    ----------
    weeks
        How far ahead gaps are looked for.
    dry_run
        Show what would change, and change nothing.
    seen
        The state of the records that the declarer saw; None: any.
    reach
        For which regions the declarer has the right; only gaps within it are told.
    """

    weeks: int
    dry_run: bool = False
    seen: int | None = None
    reach: Reach = EVERYWHERE


def declare(
    store: Store, said: Iterable[Said], how: DeclarationOptions, who: str, now: datetime
) -> Declared:
    """Record what was shown or decided, all of it or nothing.

    Evidence of a day on which the same was shown already corrects it.

    Raises
    ------
    InputError
        Something of it cannot be.
    Refused
        It is about somebody who serves no region within reach.
    Conflict
        The records were changed since the declarer saw them.
    """
    given, today = tuple(said), now.astimezone(ZONE).date()
    with store.writing() as connection:
        end = trail.take_turn(connection)
        refuse_stale(connection, end.records_seq, how.seen)
        register = register_in(connection, now)
        _refuse_unsound(register, given, records.names_of_people(connection), today)
        before = read_coverage_in(connection, how.weeks, now).intervals
        changes = _changes(connection, given)
        refuse_beyond(connection, changes, how.reach)
        change_records(connection, changes, who, now)
        after = register_in(connection, now)
        intervals = read_coverage_in(connection, how.weeks, now).intervals
        shown = posts_within(connection, how.reach)
        if how.dry_run:
            connection.rollback()
    return Declared(
        changes=tuple(changes),
        effects=tuple(_effects(register, after, given, today)),
        closes=tuple(one for one in before if one not in intervals and one.post in shown),
        opens=tuple(one for one in intervals if one not in before and one.post in shown),
        seq=end.records_seq,
        was_done=not how.dry_run,
    )


def _refuse_unsound(
    register: Register, given: tuple[Said, ...], names: dict[str, str], today: date
) -> None:
    evidence = tuple(one for one in given if isinstance(one, Evidence))
    overrides = tuple(one for one in given if isinstance(one, Override))
    corrected = {(one.person, one.requirement, one.shown_on) for one in evidence}
    decided = {(one.person, one.function, one.start) for one in overrides}
    kept = [o for o in register.evidence if (o.person, o.requirement, o.shown_on) not in corrected]
    others = [o for o in register.overrides if (o.person, o.function, o.start) not in decided]
    whole = replace(register, evidence=(*kept, *evidence), overrides=(*others, *overrides))
    mine = {id(one) for one in given}
    found = [
        *row_findings(whole, names, today),
        *whole_findings(whole, today, today),
    ]
    faults = [
        Fault(one.what, one.remedy, Place(column=one.column))
        for one in found
        if id(one.subject) in mine
    ]
    if faults:
        raise InputError(list(dict.fromkeys(faults)))


def _changes(connection: Connection, given: tuple[Said, ...]) -> list[RowChange]:
    return [
        change
        for name, kind in (("evidence", Evidence), ("overrides", Override))
        for change in records.additions(
            connection, name, [to_row(name, one) for one in given if isinstance(one, kind)], ZONE
        )
    ]


def _effects(
    before: Register, after: Register, given: tuple[Said, ...], today: date
) -> Iterable[DeclarationEffect]:
    """Of each person for each function of theirs that asks what was said."""
    concerned = {one.person: set[str]() for one in given}
    for one in given:
        concerned[one.person] |= _functions(after, one)
    for person, function in after.holders:
        if function in concerned.get(person, ()):
            yield DeclarationEffect(
                standing_at(before, person, function, today),
                standing_at(after, person, function, today),
            )


def _functions(register: Register, said: Said) -> set[str]:
    if isinstance(said, Override):
        return {said.function}
    return {
        function
        for asked in register.requirements
        if said.requirement in (asked.id, *asked.accepts)
        for function in asked.functions
    }
