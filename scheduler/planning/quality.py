"""What the quality of a roster is made of, and what would remove one of its flaws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.duty import Assignment
from data.model.errors import Fault, Refused
from data.model.flaw import FlawOutlook
from data.model.problem import RosterProblem
from data.model.quality_report import PeriodHealth, QualityReport, person_weeks
from data.model.roster import RosterHead, RosterStatus
from data.store import rosters
from data.tables.faults import shown
from scheduler.planning.derived_data import derived_from, read_problem
from scheduler.planning.judgement import pairs_of
from scheduler.planning.open_roster import open_roster
from scheduler.planning.quality_weights import quality_words
from solver.diagnosis.flaw_remedies import FlawRemedySearch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from data.i18n.language import Language
    from data.i18n.quality_words import QualityWords
    from data.model.result import RosterQuality, Violation
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class ReportedRoster:
    """A roster with what is said of its quality.

    Parameters
    ----------
    problem
        What it answers, with the weights.
    """

    head: RosterHead
    problem: RosterProblem
    report: QualityReport
    assignments: tuple[Assignment, ...] = ()


def quality_of(problem: RosterProblem, assignments: Iterable[Assignment]) -> RosterQuality:
    """What the quality of a roster is made of, by the objective of the solver."""
    prices = derived_from(problem).prices
    return prices.quality.quality(pairs_of(problem, assignments))


def flaws_in(
    problem: RosterProblem, person: str, assignments: Iterable[Assignment]
) -> tuple[Violation, ...]:
    """The flaws in one person's time with these duties of theirs, by start."""
    if person not in problem.person_by_id:
        return ()
    shifts = [shift for who, shift in pairs_of(problem, assignments) if who == person]
    return derived_from(problem).prices.flaws(person, shifts)


def report_quality(store: Store, roster: int) -> ReportedRoster:
    """What is said of the quality of a roster, beside the period before it.

    Raises
    ------
    Refused
        There is none of that number.
    """
    opened = open_roster(store, roster)
    last = last_period(store, opened.head)
    report = quality_report(opened.problem, opened.assignments, last)
    return ReportedRoster(opened.head, opened.problem, report, opened.assignments)


def quality_report(
    problem: RosterProblem,
    assignments: Iterable[Assignment],
    last: PeriodHealth | None = None,
    quality: RosterQuality | None = None,
) -> QualityReport:
    """What is said of the quality of a roster.

    Parameters
    ----------
    last
        The period before, to compare with.
    quality
        What it is made of, if that is known.
    """
    known, pairs = derived_from(problem), pairs_of(problem, assignments)
    if quality is None:
        quality = known.prices.quality.quality(pairs)
    base = frozenset((one.person, one.shift) for one in problem.base)
    return QualityReport(
        weights=problem.weights,
        quality=quality,
        health=known.health(pairs),
        last=last,
        base=known.health(base) if base else None,
        weeks=tuple(person_weeks(quality, problem)),
    )


def last_period(store: Store, head: RosterHead) -> PeriodHealth | None:
    """The roster in force that ended last before this one began, as it was signed."""
    with store.reading() as connection:
        ended = [
            one
            for one in rosters.heads(connection, [RosterStatus.PUBLISHED])
            if one.end <= head.start and one.book == head.book
        ]
        if not ended:
            return None
        last = max(ended, key=lambda one: one.end)
        problem = read_problem(connection, last.problem_hash)
        held = rosters.read_assignments(connection, last.id)
    health = derived_from(problem).health(pairs_of(problem, held))
    return PeriodHealth(last.first_date, last.weeks, health)


def words_of(problem: RosterProblem, speech: Language) -> QualityWords:
    """The words for the quality of a roster of a problem."""
    return quality_words(problem.weights, speech, derived_from(problem).sentences[speech.code])


@dataclass(frozen=True, slots=True)
class FlawLook:
    """What would remove a flaw, and the problem in which it was looked for."""

    problem: RosterProblem
    outlook: FlawOutlook


def look_at_flaw(
    store: Store, roster: int, rule: str, person: str, start: datetime, now: datetime
) -> FlawLook:
    """Whether a flaw of a roster can be removed, and what that would cost elsewhere.

    Raises
    ------
    Refused
        There is no such roster, or no such flaw in it any more.
    """
    opened = open_roster(store, roster)
    problem, known = opened.problem, derived_from(opened.problem)
    there = flaws_in(problem, person, opened.by_person.get(person, ()))
    flaw = next((one for one in there if (one.rule, one.start) == (rule, start)), None)
    if flaw is None:
        what = f"{shown(person)} has no such flaw in {opened.head.name} any more"
        raise Refused([Fault(what, "Look at the quality of the roster again")])
    pairs = pairs_of(problem, opened.assignments)
    search = FlawRemedySearch(known.index, known.rules, pairs, now, known.prices)
    return FlawLook(problem, search.outlook(flaw))
