"""What a signature has to accept: gaps, broken rules, changes told late."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.person import CompetenceLevel
from data.model.roster import DutyChange, Remark, RemarkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from data.exchange.language import Language
    from data.model.duty import Absence
    from data.model.problem import RosterProblem
    from data.model.result import Breach
    from data.model.shift import Shift
    from scheduler.planning.desk import Desk

#: Times of work are told so far ahead where no agreement says otherwise, ATW 4:2(1).
NOTICE = timedelta(days=28)
#: At the very least, where 28 days are impossible, ATW 4:2(2).
SHORT_NOTICE = timedelta(days=4)


def gaps(desk: Desk, now: datetime, speech: Language) -> list[Remark]:
    """Shifts that are not over and that nobody validly fills from now on, by start."""
    holders: dict[str, list[str]] = {}
    for one in desk.assignments:
        if not one.double:
            holders.setdefault(one.shift, []).append(one.person)
    away = absences_by_person(desk.problem)
    found = []
    for shift in desk.shifts:
        if shift.end <= now:
            continue
        named = holders.get(shift.id, [])
        rest = replace(shift, start=max(shift.start, now))
        valid = [one for one in named if is_valid(desk.problem, one, rest, away)]
        missing = shift.required - len(valid)
        if missing > 0:
            unable = [one for one in named if one not in valid]
            found.append(_gap(desk.problem, shift, missing, unable, speech))
    return found


def is_valid(
    problem: RosterProblem, person: str, shift: Shift, away: Mapping[str, Sequence[Absence]]
) -> bool:
    """Whether a person on a shift is there: known, qualified all through it, and not away."""
    if person not in problem.person_by_id or shift.post not in problem.post_by_id:
        return False
    if problem.level(person, shift) is not CompetenceLevel.QUALIFIED:
        return False
    return not any(a.start < shift.end and shift.start < a.end for a in away.get(person, ()))


def absences_by_person(problem: RosterProblem) -> dict[str, list[Absence]]:
    """Absences per person."""
    found: dict[str, list[Absence]] = {}
    for absence in problem.absences:
        found.setdefault(absence.person, []).append(absence)
    return found


def _gap(
    problem: RosterProblem, shift: Shift, missing: int, unable: Sequence[str], speech: Language
) -> Remark:
    say = speech.gettext
    post = problem.post_by_id.get(shift.post)
    text = say("{post}, {when}: {missing} of {required} open").format(
        post=post.name if post else shift.post,
        when=speech.stretch(shift.start, shift.end, problem.zone),
        missing=missing,
        required=shift.required,
    )
    if unable:
        names = ", ".join(name_of(problem, one) for one in unable)
        text += say(" ({names} is on it, but cannot do it)").format(names=names)
    return Remark(RemarkKind.GAP, shift.id, text)


def broken_rules(
    problem: RosterProblem,
    breaches: Iterable[Breach],
    numbers: Mapping[str, int],
    speech: Language,
) -> list[Remark]:
    """Each rule that is broken, with whom and when.

    Parameters
    ----------
    numbers
        The row of each person in the records: a signed subject names nobody.
    """
    say = speech.gettext
    found = {}
    for breach in breaches:
        subject = f"{breach.rule}/{numbers[breach.person]}/{breach.start:%Y-%m-%dT%H:%MZ}"
        text = say("{rule} ({article}): {person}, {when}: {value} where {limit} is the limit")
        found[subject] = text.format(
            rule=breach.rule,
            article=breach.article,
            person=name_of(problem, breach.person),
            when=speech.stretch(breach.start, breach.end, problem.zone),
            value=speech.quantity(breach.value, breach.unit),
            limit=speech.quantity(breach.limit, breach.unit),
        )
    return [Remark(RemarkKind.BREACH, subject, what) for subject, what in found.items()]


def late_notices(
    desk: Desk,
    changes: Iterable[DutyChange],
    numbers: Mapping[str, int],
    now: datetime,
    speech: Language,
) -> list[Remark]:
    """People whose duties change sooner than ATW 4:2 asks, with the first of these duties."""
    say = speech.gettext
    starts = {shift.id: shift.start for shift in desk.shifts}
    found = []
    for change in changes:
        soon = sorted(
            starts[one]
            for one in (*change.lost, *change.gained)
            if one in starts and now <= starts[one] < now + NOTICE
        )
        if not soon:
            continue
        very = soon[0] < now + SHORT_NOTICE
        text = (
            say("{person}: {count} changed duties told less than 28 days ahead, the first {when}")
            if not very
            else say("{person}: {count} changed duties, the first {when}: less than 4 days ahead")
        )
        what = text.format(
            person=name_of(desk.problem, change.person),
            count=len(soon),
            when=speech.moment(soon[0], desk.problem.zone),
        )
        subject = f"{numbers[change.person]}/{soon[0]:%Y-%m-%dT%H:%MZ}"
        found.append(Remark(RemarkKind.NOTICE, subject, what))
    return found


def name_of(problem: RosterProblem, person: str) -> str:
    """The name of a person, or his code where the problem does not know him."""
    known = problem.person_by_id.get(person)
    return known.name if known else person
