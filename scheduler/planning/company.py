"""Who sits beside whom in a roster, in words, with why a skill is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.i18n.company_words import CompanyLines, company_lines, pairing_line
from scheduler.planning.derived_data import derived_from
from scheduler.planning.judgement import pairs_of
from solver.diagnosis.explain import Explainer
from solver.diagnosis.mix_reasons import mix_reasons
from solver.objective.pairing_wishes import times_against
from solver.problem_index import by_person

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.i18n.language import Language
    from data.model.duty import Assignment
    from data.model.problem import RosterProblem
    from data.model.sentence import Sentence
    from data.model.skill_mixes import LackingMix

SECONDS = 5.0  #: to look into the rules that keep people away
MOST_PEOPLE = 5  #: of whom it is told why they are not there


def company_of(
    problem: RosterProblem, assignments: Sequence[Assignment], speech: Language
) -> CompanyLines:
    """What to tell of a roster; where it lacks a skill, also who could bring it, and why not."""
    wished = any(not one.is_rule for one in problem.pairings)
    if not problem.skill_mixes and not wished:
        return company_lines(problem, assignments, speech)
    known, pairs = derived_from(problem), pairs_of(problem, assignments)
    explainer = Explainer(known.index, known.rules, pairs, SECONDS)

    def reasons(lacking: LackingMix) -> Iterator[tuple[str, Sentence]]:
        found = list(mix_reasons(explainer, pairs, lacking))
        for one in found[:MOST_PEOPLE]:
            yield one.person, one.reason

    held = by_person(pairs)
    lines = (
        pairing_line(problem, one, times_against(known.index, one, held), speech)
        for one in known.index.wished_pairings
    )
    told = company_lines(problem, assignments, speech, reasons)
    return replace(told, pairs=tuple(filter(None, lines)))
