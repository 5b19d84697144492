"""A roster for a part of what there is to fill, while the rest stays; and what a roster lacks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from data.exchange.faults import nearest, shown
from data.model.errors import Fault, Refused
from data.model.person import CompetenceLevel
from data.model.post import PostKind
from data.model.result import OpenShift

if TYPE_CHECKING:
    from collections.abc import Collection

    from data.model.problem import RosterProblem
    from data.model.result import RosterResult


def for_posts(problem: RosterProblem, posts: Collection[str]) -> RosterProblem:
    """The problem in which only some posts are still to be decided; of none: all of them.

    Whoever is on another post stays there, and a shift of another post that nobody has stays open:
    it is left out, so that nothing is searched or proven about it.

    Raises
    ------
    Refused
        There is no such post.
    """
    if not posts:
        return problem
    unknown = [post for post in posts if post not in problem.post_by_id]
    if unknown:
        known = [post.id for post in problem.posts]
        raise Refused(
            [Fault(f"post {shown(one)} is unknown", nearest(one, known)) for one in unknown]
        )
    chosen = {shift.id for shift in problem.shifts if shift.post in posts}
    held = Counter(one.shift for one in problem.assignments if not one.double)
    shifts = tuple(
        shift if shift.id in chosen else replace(shift, required=held[shift.id])
        for shift in problem.shifts
        if shift.id in chosen or held[shift.id]
    )
    left = {shift.id for shift in shifts}
    return replace(
        problem,
        shifts=shifts,
        assignments=tuple(
            replace(one, pinned=one.pinned or one.shift not in chosen)
            for one in problem.assignments
            if one.shift in left
        ),
        published=tuple(one for one in problem.published if one.shift in left),
    )


def leaving_open(problem: RosterProblem, shifts: Collection[str]) -> RosterProblem:
    """The problem without some part shifts, on which nobody is planned.

    One that is no longer there, as a shift covers it by now, or that somebody has, is no matter.
    """
    held = {one.shift for one in problem.assignments}
    kept = tuple(
        one for one in problem.shifts if one.id in held or not (one.is_part and one.id in shifts)
    )
    return replace(problem, shifts=kept) if len(kept) < len(problem.shifts) else problem


def parts_of(problem: RosterProblem) -> tuple[str, ...]:
    """The ids of its part shifts."""
    return tuple(shift.id for shift in problem.shifts if shift.is_part)


def with_all_open(problem: RosterProblem, result: RosterResult) -> RosterResult:
    """The result of a search in a part of a problem, with what else of it stays open."""
    held = Counter(one.shift for one in result.assignments if not one.double)
    told = {one.shift for one in result.open_shifts}
    left = [
        OpenShift(
            shift.id,
            shift.post,
            shift.start,
            shift.end,
            shift.required - held[shift.id],
            is_left=True,
        )
        for shift in problem.shifts
        if shift.id not in told
        and shift.required > held[shift.id]
        and problem.post_by_id[shift.post].kind is not PostKind.OPEN_CALL
    ]
    if not left:
        return result
    found = sorted((*result.open_shifts, *left), key=lambda one: (one.start, one.shift))
    return replace(result, open_shifts=tuple(found))


def lacking(problem: RosterProblem, pairs: Collection[tuple[str, str]]) -> int:
    """How many qualified people a roster lacks, over all shifts."""
    shifts = problem.shift_by_id
    there = Counter(
        shift
        for person, shift in pairs
        if problem.level(person, shifts[shift]) is CompetenceLevel.QUALIFIED
    )
    return sum(max(0, shift.required - there[shift.id]) for shift in problem.shifts)
