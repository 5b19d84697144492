"""What the quality of a roster is made of, and what would remove one of its flaws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.flaw import FlawOutlook
from data.model.problem import RosterProblem
from data.model.result import RosterQuality, Violation
from data.model.roster import RosterHead
from data.tables.faults import shown
from scheduler.planning.derived_data import derived_from
from scheduler.planning.judgement import pairs_of
from scheduler.planning.open_roster import open_roster
from scheduler.planning.quality_weights import quality_words
from solver.diagnosis.flaw_remedies import FlawRemedySearch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from data.i18n.language import Language
    from data.i18n.quality_words import QualityWords
    from data.model.duty import Assignment
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class QualityReport:
    """What the quality of a roster is made of, as it stands.

    Parameters
    ----------
    problem
        What it answers, with the weights.
    """

    head: RosterHead
    problem: RosterProblem
    quality: RosterQuality


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
    shifts = [shift for _person, shift in pairs_of(problem, assignments)]
    return derived_from(problem).prices.flaws(person, shifts)


def report_quality(store: Store, roster: int) -> QualityReport:
    """What the quality of a roster is made of.

    Raises
    ------
    Refused
        There is none of that number.
    """
    opened = open_roster(store, roster)
    found = quality_of(opened.problem, opened.assignments)
    return QualityReport(opened.head, opened.problem, found)


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
        raise Refused([Fault(what, "Look at the quality of the roster anew")])
    pairs = pairs_of(problem, opened.assignments)
    search = FlawRemedySearch(known.index, known.rules, pairs, now, known.prices)
    return FlawLook(problem, search.outlook(flaw))
