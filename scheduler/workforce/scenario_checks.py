"""What of a scenario fits the records, and what does not."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from data.model.errors import Fault
from data.model.person import CompetenceLevel
from data.model.post import PostKind
from data.model.scenario_change import (
    AddPeople,
    Change,
    ChangePattern,
    MergePosts,
    RemovePeople,
    SplitPost,
    ToOnCall,
)
from data.tables.faults import nearest, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from data.model.problem import RosterProblem


def change_faults(
    change: Change, problem: RosterProblem, patterns: Collection[str]
) -> Iterator[Fault]:
    """What keeps a change from being made on a problem, with what to do about each.

    Parameters
    ----------
    patterns
        Codes of the patterns that there are.
    """
    if change.first_date(problem.first_date) > change.last_date(problem.first_date):
        yield Fault("its last day lies before its first", "Correct one of them")
    yield from _unknown("post", change.concerned, problem.post_by_id)
    if all(post in problem.post_by_id for post in change.concerned):
        yield from _faults(change, problem, patterns)


def holders_of(problem: RosterProblem, function: str) -> list[str]:
    """Ids of those who are qualified for a function on some day of the period, by their order."""
    held = {
        one.person
        for one in problem.competences
        if one.function == function
        and one.level is CompetenceLevel.QUALIFIED
        and one.start <= problem.last_date
        and (one.until is None or one.until >= problem.first_date)
    }
    return [person.id for person in problem.people if person.id in held]


def _unknown(noun: str, given: Iterable[str], known: Collection[str]) -> Iterator[Fault]:
    for one in given:
        if one not in known:
            yield Fault(f"{noun} {shown(one)} is unknown", nearest(one, known))


@singledispatch
def _faults(change: Change, problem: RosterProblem, patterns: Collection[str]) -> Iterator[Fault]:
    yield from ()


@_faults.register(MergePosts)
def _(change: MergePosts, problem: RosterProblem, _patterns: Collection[str]) -> Iterator[Fault]:
    posts = [problem.post_by_id[one] for one in change.posts]
    if len({(post.function, post.kind) for post in posts}) > 1:
        yield Fault(
            "posts of different functions or kinds do not merge",
            "Merge posts of one function and kind, or let them share their people",
        )
    if change.into in problem.post_by_id and change.into not in change.posts:
        yield Fault(f"there is a post {shown(change.into)} already", "Choose another code")


@_faults.register(SplitPost)
def _(change: SplitPost, problem: RosterProblem, _patterns: Collection[str]) -> Iterator[Fault]:
    if len(problem.post_by_id[change.post].regions) < 2:
        yield Fault(
            f"post {shown(change.post)} is of one region", "Split a post of several regions"
        )


@_faults.register(ChangePattern)
def _(change: ChangePattern, problem: RosterProblem, patterns: Collection[str]) -> Iterator[Fault]:
    yield from _unknown("pattern", [change.pattern], patterns)
    if problem.post_by_id[change.post].kind is PostKind.OPEN_CALL:
        yield Fault(
            f"post {shown(change.post)} is filled by open call, and has no pattern",
            "Let it be on call first",
        )


@_faults.register(ToOnCall)
def _(change: ToOnCall, problem: RosterProblem, patterns: Collection[str]) -> Iterator[Fault]:
    yield from _unknown("pattern", [change.pattern], patterns)
    if problem.post_by_id[change.post].kind is not PostKind.OPEN_CALL:
        yield Fault(
            f"post {shown(change.post)} is not filled by open call", "Change its pattern instead"
        )


@_faults.register(AddPeople)
def _(change: AddPeople, problem: RosterProblem, _patterns: Collection[str]) -> Iterator[Fault]:
    yield from _unknown("function", change.functions, [one.id for one in problem.functions])
    yield from _unknown("region", change.regions, [one.id for one in problem.regions])


@_faults.register(RemovePeople)
def _(change: RemovePeople, problem: RosterProblem, _patterns: Collection[str]) -> Iterator[Fault]:
    yield from _unknown("person", change.people, problem.person_by_id)
    if change.people:
        return
    functions = [one.id for one in problem.functions]
    yield from _unknown("function", [change.function], functions)
    held = len(holders_of(problem, change.function))
    if change.function in functions and held < change.count:
        yield Fault(
            f"only {held} people hold function {shown(change.function)}", "Take fewer of them away"
        )
