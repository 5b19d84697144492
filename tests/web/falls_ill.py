"""Somebody falls ill, and a shift at the desk is open: what duty managers are there for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from data.store import gaps
from data.tables.period import ZONE
from scheduler.coverage.monitor import sweep
from scheduler.planning.absences import report_sick
from tests.support.once import new_file, once
from tests.support.region import INSIDE


@dataclass(frozen=True)
class OpenShift:
    """The gap, the shift, and who fell ill."""

    gap: int
    shift: object
    person: str
    name: str


def falls_ill(store, ahead=timedelta(days=2), now=INSIDE):
    """Whoever has the first shift at the desk after so long reports sick for its days."""
    known = sweep(store, 8, now).inputs
    filled = next(
        one
        for one in known.published["CACO"]
        if one.holders and one.shift.start >= now + ahead and one.shift.end > now
    )
    person, shift = filled.holders[0], filled.shift
    until = shift.end.astimezone(ZONE).date()
    report_sick(store, person, max(now, shift.start - timedelta(hours=1)), until, "tests", now)
    sweep(store, 8, now)
    with store.reading() as connection:
        found = [gap for gap in gaps.read_gaps(connection) if gap.interval.slot == shift.id]
        names = {
            code: name for code, name in connection.exec_driver_sql("SELECT id, name FROM people")
        }
    return OpenShift(found[0].id, shift, person, names[person])


@dataclass(frozen=True)
class FallenStore:
    """A store in which somebody fell ill, to be copied for each test."""

    path: Path
    ill: OpenShift


def fallen_store(name, original, **how):
    """The original with somebody who fell ill, made once a run; see `falls_ill`."""

    def make():
        path, (ill,) = new_file(original, lambda store: falls_ill(store, **how))
        return FallenStore(path, ill)

    return once(name, make)
