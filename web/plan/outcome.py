"""What came of a search, in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from data.files.result_json import ResultStamp
from data.files.workbook.view import View
from data.i18n.proof_words import ProofWords, posts_left
from data.model.result import PlanStatus
from data.model.shift import is_long
from scheduler.solve_jobs.job_queries import planned_posts
from web.locale import _, current_language
from web.plan.quality import FairnessView, LevelStep, fairness, reports
from web.rosters.words import article_word

if TYPE_CHECKING:
    from data.model.problem import RosterProblem
    from data.model.result import OpenShift, Reason
    from scheduler.solve_jobs.job_queries import JobOutcome


@dataclass(frozen=True, slots=True)
class OpenReason:
    """Why one person does not fill an open shift, and what would free them."""

    person: str
    reason: str
    article: str
    frees: str


@dataclass(frozen=True, slots=True)
class Open:
    """A shift that stays open; `is_left`: nobody was sought for it."""

    post: str
    name: str
    start: datetime
    end: datetime
    missing: int
    reasons: tuple[OpenReason, ...]
    is_left: bool


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """What the page says of a roster that was found.

    Parameters
    ----------
    verdict
        The outcome in a sentence.
    proof
        What is proven of each post that lacks somebody: its name and a sentence.
    ending
        How the search ended.
    """

    verdict: str
    is_open: bool
    proof: tuple[tuple[str, str], ...]
    ending: str
    seconds: float
    steps: tuple[LevelStep, ...]
    open_shifts: tuple[Open, ...]
    fairness: FairnessView


def found_of(outcome: JobOutcome) -> OutcomeView | None:
    """What a job found; None: it made no roster, or a hand made it."""
    problem, result = outcome.problem, outcome.result
    if problem is None or result is None:
        return None
    left = posts_left(result)
    words = ProofWords(current_language(), planned_posts(problem, outcome.job), left)
    verdict, is_open = words.verdict(result)
    proof = [(post, words.minimum(result, post)) for post in words.priorities]
    return OutcomeView(
        verdict=verdict,
        is_open=is_open,
        proof=tuple(
            (problem.post_by_id[post].name, said) for post, (said, lacks) in proof if lacks
        ),
        ending=ending(result.status, is_whole=not left),
        seconds=result.seconds,
        steps=tuple(reports(result.levels, words.priorities, left)),
        open_shifts=tuple(
            _open(problem, shift) for shift in result.open_shifts if shift.post in words.priorities
        ),
        fairness=fairness(View(problem, result, ResultStamp(), current_language())),
    )


def ending(status: PlanStatus, *, is_whole: bool = True) -> str:
    """How the search ended, as a sentence; not whole: some shifts were left open."""
    if status is PlanStatus.OPTIMAL and not is_whole:
        return _("Every step is proven, for what was searched for.")
    return {
        PlanStatus.OPTIMAL: _("Every step is proven: no roster is better."),
        PlanStatus.FEASIBLE: _("The time was up; this is the best roster that was found."),
        PlanStatus.STOPPED: _("It was stopped by hand; this is the best roster until then."),
    }[status]


def _open(problem: RosterProblem, shift: OpenShift) -> Open:
    post, known = problem.post_by_id.get(shift.post), problem.shift_by_id.get(shift.shift)
    return Open(
        post=post.name if post else shift.post,
        name=known.name if known and not is_long(known) else "",
        start=shift.start,
        end=shift.end,
        missing=shift.missing,
        reasons=tuple(_why(problem, reason) for reason in shift.reasons),
        is_left=shift.is_left,
    )


def _why(problem: RosterProblem, reason: Reason) -> OpenReason:
    person = problem.person_by_id.get(reason.person)
    name = person.name if person else reason.person
    words = current_language()
    return OpenReason(
        name,
        words.say(reason.reason),
        article_word(words, reason.article),
        words.say(reason.frees),
    )
