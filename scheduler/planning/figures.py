"""What a roster asks of everybody, who stands out, and what one roster does better than another."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.person_figures import (
    Figure,
    FigureCell,
    Outlier,
    PersonFigures,
    outliers,
    person_figures,
)
from data.model.quality_report import QualityReport, flaw_day
from data.model.roster import RosterHead, RosterStatus
from data.model.shift import Shift
from data.model.tally import LocalDays
from data.store import rosters
from scheduler.planning.comparison import Difference, compare
from scheduler.planning.derived_data import derived_from
from scheduler.planning.judgement import Judged, broken_by, pairs_of
from scheduler.planning.open_roster import OpenRoster, open_roster
from scheduler.planning.quality import last_period, quality_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from data.model.duty import Duty
    from data.model.problem import RosterProblem
    from data.store.opening import Store

#: The health rule whose flaws are the places of a count.
_RULES = {
    Figure.SHORT_RESTS: "QUICK_RETURN",
    Figure.DOUBLE_DAYS: "TWO_STARTS",
    Figure.LONE_NIGHTS: "LONE_NIGHT",
    Figure.LONE_DAYS_OFF: "LONE_DAY_OFF",
}


@dataclass(frozen=True, slots=True)
class RosterFigures:
    """A roster as it is now, measured.

    Parameters
    ----------
    report
        What its quality is made of.
    people
        Everybody with a share or a duty, whoever stands out most first.
    outliers
        What stands out, the worst first.
    open_shifts
        Those that lack somebody, by start.
    missing
        How many people these lack.
    """

    roster: OpenRoster
    report: QualityReport
    people: tuple[PersonFigures, ...]
    outliers: tuple[Outlier, ...]
    open_shifts: tuple[Shift, ...]
    missing: int

    def first_day(self, outlier: Outlier) -> date:
        """The first local date in the period of what stands out; the first one where none is."""
        problem = self.roster.problem
        return min(self._days(outlier), default=problem.first_date)

    def _days(self, outlier: Outlier) -> Iterator[date]:
        problem, figure = self.roster.problem, outlier.figure
        if figure is Figure.BROKEN:
            for broken in self.roster.violations:
                if broken.person == outlier.person:
                    yield flaw_day(broken, problem)
        elif figure.is_share:
            days = LocalDays.of(problem)
            for one in self.roster.by_person.get(outlier.person, ()):
                if one.shift in problem.shift_by_id:
                    duty = problem.duty(one)
                    if _counts(figure, duty, days):
                        yield duty.start.astimezone(problem.zone).date()
        else:
            for flaw in self.report.quality.flaws:
                if (flaw.person, flaw.rule) == (outlier.person, _RULES[figure]):
                    yield flaw_day(flaw, problem)


def _counts(figure: Figure, duty: Duty, days: LocalDays) -> bool:
    """Whether a duty adds to a share."""
    burden = days.burden(duty)
    adds = {
        Figure.NIGHTS: burden.night,
        Figure.WEEKENDS: bool(burden.weekends),
        Figure.HOLIDAYS: burden.holiday,
        Figure.ON_CALL: bool(burden.on_call_minutes),
        Figure.HOURS: bool(burden.work_minutes),
    }
    return adds[figure]


def figures_of(store: Store, roster: int, now: datetime) -> RosterFigures:
    """Measure a roster by what is known of it now.

    Raises
    ------
    Refused
        There is none of that number.
    """
    opened = open_roster(store, roster, now)
    last = last_period(store, opened.head)
    return measure(opened, quality_report(opened.problem, opened.assignments, last))


def measure(opened: OpenRoster, report: QualityReport) -> RosterFigures:
    """Measure a roster that is open."""
    broken = Counter(one.person for one in opened.violations)
    people = person_figures(opened.lines.values(), report.health.people, broken)
    lacking = [(one, opened.missing(one)) for one in opened.shifts]
    ranks = {post.id for post in opened.posts}
    is_open = [(one, count) for one, count in lacking if count and one.post in ranks]
    return RosterFigures(
        roster=opened,
        report=report,
        people=people,
        outliers=outliers(people),
        open_shifts=tuple(one for one, _ in is_open),
        missing=sum(count for _, count in is_open),
    )


@dataclass(frozen=True, slots=True)
class FigureMove:
    """A measure of somebody that differs between two rosters."""

    person: str
    figure: Figure
    before: FigureCell
    after: FigureCell

    @property
    def gain(self) -> float:
        """Levels nearer to what is fair, or fewer (+); farther from it, or more (-)."""
        return abs(self.before.level) - abs(self.after.level)


@dataclass(frozen=True, slots=True)
class FiguresCompared:
    """Two rosters of one period, measured.

    Parameters
    ----------
    moves
        What became different for whom, what matters most first.
    cost
        What the newer one costs more (+) or less (-) in quality, in hundredths of a point.

    Both are judged by the records, and weighed by the weights, that the newer one knows.
    """

    old: RosterFigures
    new: RosterFigures
    difference: Difference
    moves: tuple[FigureMove, ...]
    cost: int


def compare_figures(store: Store, old: int, new: int, now: datetime) -> FiguresCompared:
    """Measure two rosters beside each other.

    Raises
    ------
    Refused
        There is no such roster, or they are of different periods.
    """
    opened = [open_roster(store, one, now) for one in (old, new)]
    first, second = (one.head for one in opened)
    if (first.start, first.end) != (second.start, second.end):
        what = f"{first.name} and {second.name} are of different periods"
        raise Refused([Fault(what, "Compare two rosters of the same period")])
    problem = opened[1].problem
    last = last_period(store, second)
    before, after = (
        measure(_judged(one, problem), quality_report(one.problem, one.assignments, last))
        for one in opened
    )
    prices = derived_from(problem).prices.quality
    costs = [
        prices.quality(pairs_of(problem, one.roster.assignments)).cost for one in (before, after)
    ]
    moves = sorted(_moves(before, after), key=lambda one: (-abs(one.gain), one.person))
    return FiguresCompared(
        before, after, compare(before.roster, after.roster), tuple(moves), costs[1] - costs[0]
    )


def _judged(opened: OpenRoster, problem: RosterProblem) -> OpenRoster:
    """A roster, judged by the records and what is settled in this problem."""
    broken = tuple(broken_by(problem, opened.assignments))
    return replace(opened, judged=Judged(broken, opened.judged.sentences))


def _moves(old: RosterFigures, new: RosterFigures) -> Iterator[FigureMove]:
    before = {one.person: one.cells for one in old.people}
    for one in new.people:
        was = before.get(one.person, {})
        for figure, cell in one.cells.items():
            earlier = was.get(figure, FigureCell(0, cell.due, cell.brought_in))
            if round(earlier.done, 1) != round(cell.done, 1):
                yield FigureMove(one.person, figure, earlier, cell)
    there = {one.person for one in new.people}
    for one in old.people:
        if one.person not in there:
            for figure, cell in one.cells.items():
                if cell.done:
                    yield FigureMove(one.person, figure, cell, FigureCell(0, cell.due))


def comparable(store: Store, roster: int) -> list[RosterHead]:
    """The rosters that one is worth comparing with, the one it was made from first.

    They are drafts of its period and the version that is in force in it.

    Raises
    ------
    Refused
        There is none of that number.
    """
    with store.reading() as connection:
        head = rosters.read_head(connection, roster)
        kept = (RosterStatus.DRAFT, RosterStatus.PUBLISHED)
        same = [
            one
            for one in rosters.heads(connection, kept)
            if (one.start, one.end, one.book) == (head.start, head.end, head.book)
            and one.id != roster
        ]
    return sorted(same, key=lambda one: (one.id != head.based_on, -one.id))
