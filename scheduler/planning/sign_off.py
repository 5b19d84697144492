"""What a signature has to accept: gaps, skills, broken rules, late changes, who is out of reach."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.i18n.company_words import mix_posts
from data.model.post import PostKind
from data.model.roster import (
    DutyChange,
    LackingMixFacts,
    LateNoticeFacts,
    OpenShiftFacts,
    Remark,
    RemarkKind,
    UnreachableFacts,
    ViolationFacts,
)
from data.model.shift import Shift
from data.model.sign_off import violation_facts
from data.model.skill_mixes import lacking_mixes
from data.model.stand_in import duty_parts, seats_taken
from scheduler.coverage.hindrances import is_served
from scheduler.coverage.input import input_of_problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from zoneinfo import ZoneInfo

    from data.model.duty import Absence, Assignment
    from data.model.problem import RosterProblem
    from data.model.result import Violation
    from scheduler.planning.open_roster import OpenRoster

#: Times of work are told so far ahead where no agreement says otherwise, ATW 4:2(1).
NOTICE = timedelta(days=28)


#: At the very least, where 28 days are impossible, ATW 4:2(2).
SHORT_NOTICE = timedelta(days=4)


def gaps(roster: OpenRoster, now: datetime) -> list[Remark]:
    """Shifts that are not over and that nobody validly fills from now on, by start."""
    inputs = input_of_problem(roster.problem, now)
    found = []
    for shift in roster.shifts:
        if shift.end <= now:
            continue
        post = roster.problem.post_by_id.get(shift.post)
        start = max(shift.start, now)
        holders = roster.holders.get(shift.id, ())
        parts = roster.parts.get(shift.id) or duty_parts(shift, holders)
        ahead = [replace(one, start=max(one.start, now)) for one in parts if one.end > now]
        valid = [
            one for one in ahead if post and is_served(inputs, one.person, post, one.start, one.end)
        ]
        missing = shift.required - seats_taken(valid, start, shift.end)[0]
        if missing > 0:
            unable = tuple(sorted({one.person for one in ahead if one not in valid}))
            facts = OpenShiftFacts(
                shift.post,
                post.name if post else shift.post,
                shift.id,
                shift.start,
                shift.end,
                shift.required,
                missing,
                unable,
            )
            found.append(Remark(RemarkKind.GAP, shift.id, facts))
    return found


def absences_by_person(problem: RosterProblem) -> dict[str, list[Absence]]:
    """Absences per person."""
    found: dict[str, list[Absence]] = {}
    for absence in problem.absences:
        found.setdefault(absence.person, []).append(absence)
    return found


def broken_rules(violations: Iterable[Violation], numbers: Mapping[str, int]) -> list[Remark]:
    """Each rule that is broken, with whom and when; two that begin together are two remarks.

    Parameters
    ----------
    numbers
        The row of each person in the records: a signed subject names nobody.
    """
    found: dict[str, list[ViolationFacts]] = {}
    for violation in violations:
        subject = f"{violation.rule}/{numbers[violation.person]}/{violation.start:%Y-%m-%dT%H:%MZ}"
        found.setdefault(subject, []).append(violation_facts(violation))
    return [
        Remark(RemarkKind.VIOLATION, f"{subject}/{number}" if number > 1 else subject, facts)
        for subject, together in found.items()
        for number, facts in enumerate(sorted(together, key=lambda one: (one.end, one.limit)), 1)
    ]


def late_notices(
    roster: OpenRoster,
    changes: Iterable[DutyChange],
    numbers: Mapping[str, int],
    now: datetime,
    notice: timedelta = NOTICE,
) -> list[Remark]:
    """People whose duties change sooner than ATW 4:2 asks, with the duties that it is about.

    Parameters
    ----------
    notice
        How long before its start a duty is to be announced.
    """
    starts = {shift.id: shift.start for shift in roster.shifts}
    found = []
    for change in changes:
        soon = sorted(
            (starts[one], one)
            for one in (*change.lost, *change.gained)
            if one in starts and now <= starts[one] < now + notice
        )
        if not soon:
            continue
        first = soon[0][0]
        facts = LateNoticeFacts(
            change.person,
            tuple(shift for _start, shift in soon),
            first,
            is_short=first < now + SHORT_NOTICE,
            notice_days=notice.days,
        )
        subject = f"{numbers[change.person]}/{first:%Y-%m-%dT%H:%MZ}"
        found.append(Remark(RemarkKind.NOTICE, subject, facts))
    return found


def out_of_reach(
    roster: OpenRoster, reached: Collection[str], numbers: Mapping[str, int], now: datetime
) -> list[Remark]:
    """People on call whom nothing reaches, with their duties on call that are not over, by name.

    Whoever only doubles a duty is no cover for it, reached or not, and is left out.

    Parameters
    ----------
    reached
        Ids of people of whom contact details are known.
    numbers
        The row of each person in the records: a signed subject names nobody.
    """
    on_call = {post.id for post in roster.problem.posts if post.kind is PostKind.ON_CALL}
    starts = {one.id: one.start for one in roster.shifts if one.post in on_call and one.end > now}
    duties: dict[str, list[str]] = {}
    for one in roster.assignments:
        if one.shift in starts and not one.double and one.person not in reached:
            duties.setdefault(one.person, []).append(one.shift)
    found = []
    for person in sorted(duties, key=lambda one: (name_of(roster.problem, one), one)):
        shifts = tuple(sorted(duties[person], key=lambda one: (starts[one], one)))
        facts = UnreachableFacts(person, shifts, starts[shifts[0]])
        found.append(Remark(RemarkKind.UNREACHABLE, f"unreachable/{numbers[person]}", facts))
    return found


def lacking_skills(roster: OpenRoster, now: datetime) -> list[Remark]:
    """Time that is not over in which those present lack the skill of a mix, by start."""
    names = {one.id: one.name for one in roster.problem.functions}
    found = []
    for one in lacking_mixes(roster.problem, roster.assignments):
        if one.end <= now:
            continue
        facts = LackingMixFacts(
            one.mix.id,
            names.get(one.mix.function, one.mix.function),
            mix_posts(roster.problem, one.mix),
            one.start,
            one.end,
            one.missing,
        )
        found.append(Remark(RemarkKind.SKILLS, f"{one.mix.id}/{one.start:%Y-%m-%dT%H:%MZ}", facts))
    return found


def name_of(problem: RosterProblem, person: str) -> str:
    """The name of a person, or their code where the problem does not know them."""
    known = problem.person_by_id.get(person)
    return known.name if known else person


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A shift whose hours by the clock are not its real ones.

    Parameters
    ----------
    shown
        Its length as the clock shows it.
    real
        As it elapses; this is what the rules and the hours count.
    holders
        Ids of those who are on it.
    """

    shift: Shift
    shown: timedelta
    real: timedelta
    holders: tuple[str, ...]


def clock_changes(
    shifts: Iterable[Shift], assignments: Iterable[Assignment], zone: ZoneInfo
) -> tuple[ClockChange, ...]:
    """Those of a roster, by start."""
    holders: dict[str, list[str]] = {}
    for one in assignments:
        holders.setdefault(one.shift, []).append(one.person)
    found = []
    for shift in sorted(shifts, key=lambda shift: (shift.start, shift.post)):
        first, last = (at.astimezone(zone).replace(tzinfo=None) for at in (shift.start, shift.end))
        shown, real = last - first, shift.end - shift.start
        if shown != real:
            found.append(ClockChange(shift, shown, real, tuple(holders.get(shift.id, ()))))
    return tuple(found)
