"""Reads the tables of base rosters, and says who would have which shift by them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.model.base_roster import BaseMember, BaseRoster, following_by_post, following_on
from data.model.duty import Assignment
from data.model.person import CompetenceLevel
from data.model.post import PostKind
from data.model.shift import PART
from data.tables.expand import required_time
from data.tables.faults import nearest, shown
from data.tables.table_rows import TableRow, known_ids
from data.tables.values import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from zoneinfo import ZoneInfo

    from data.model.base_roster import Following
    from data.model.post import Post, ShiftPattern
    from data.model.problem import RosterProblem
    from data.model.shift import Shift
    from data.tables.reading import Reading

MOST_WEEKS = 104  #: of a cycle
_ALWAYS = date.max


@dataclass
class _Cycle:
    """A base roster as it is read, row by row."""

    first: TableRow
    post: str
    start: date
    weeks: dict[int, tuple[TableRow, tuple[str, ...]]] = field(default_factory=dict)
    is_sound: bool = True


def read_base_rosters(
    reading: Reading, posts: Iterable[Post], patterns: Mapping[str, ShiftPattern]
) -> tuple[BaseRoster, ...]:
    """The table ``base_rosters``; one with a fault in any of its rows is left out."""
    by_post = {post.id: post for post in posts}
    cycles: dict[str, _Cycle] = {}
    for row in reading.rows("base_rosters"):
        code = row.id("id")
        post = row.reference("post", reading.posts, "post")
        start, week = row.day("from"), row.whole_in("week", 1, MOST_WEEKS, 1)
        names = tuple(row.name(day) for day in WEEKDAYS)
        if row.is_sound and start.weekday():
            monday = start - timedelta(days=start.weekday())
            what, remedy = f"{start} is not a Monday", f"The Monday before it is {monday}"
            row.fault("from", what, remedy)
        if reading.is_sound("posts", "patterns") and post in by_post:
            _check_names(row, by_post[post], patterns, names)
        cycle = cycles.setdefault(code, _Cycle(row, post, start))
        _check_same(row, cycle, post, start)
        other = cycle.weeks.setdefault(week, (row, names))[0]
        if row.is_sound and other is not row:
            what = f"week {week} of {shown(code)} stands in row {other.number} too"
            row.fault("week", what, "Correct the number, or remove one of the two rows")
        cycle.is_sound &= row.is_sound
    for code, cycle in cycles.items():
        _check_whole(code, cycle)
    return tuple(
        BaseRoster(
            code,
            cycle.post,
            cycle.start,
            tuple(cycle.weeks[week][1] for week in sorted(cycle.weeks)),
        )
        for code, cycle in cycles.items()
        if cycle.is_sound
    )


def _check_names(
    row: TableRow, post: Post, patterns: Mapping[str, ShiftPattern], names: tuple[str, ...]
) -> None:
    """Refuse a name that no shift of the post has, or that says not which of two is meant."""
    is_rostered = post.kind is not PostKind.OPEN_CALL and post.pattern in patterns
    shifts = patterns[post.pattern].shifts if is_rostered else ()
    if not shifts and row.is_sound:
        what = f"post {shown(post.id)} has no shifts"
        row.fault("post", what, "Name a post with a shift pattern, or leave the base roster out")
        return
    for weekday, (column, name) in enumerate(zip(WEEKDAYS, names, strict=True)):
        here = [shift.name for shift in shifts if shift.weekday == weekday]
        if name and not here:
            what = f"no shift of {shown(post.id)} begins on this day"
            row.fault(column, what, "Leave it empty")
        elif name and name not in here:
            row.fault(column, f"shift {shown(name)} is unknown on this day", nearest(name, here))
        elif name and here.count(name) > 1:
            what = f"two shifts of {shown(post.id)} that begin on this day are called {shown(name)}"
            row.fault(column, what, "Give them names of their own in patterns")


def _check_same(row: TableRow, cycle: _Cycle, post: str, start: date) -> None:
    """Refuse a row that says of its base roster something else than the first one."""
    for column, is_same in (("post", post == cycle.post), ("from", start == cycle.start)):
        if row.is_sound and not is_same:
            what = f"row {cycle.first.number} of the same base roster has another {column}"
            remedy = "Write the same in all of its rows, or give it a code of its own"
            row.fault(column, what, remedy)


def _check_whole(code: str, cycle: _Cycle) -> None:
    """Refuse a cycle of which a week is missing."""
    if not cycle.is_sound:
        return
    missing = [str(week) for week in range(1, max(cycle.weeks)) if week not in cycle.weeks]
    if missing:
        what = f"{shown(code)} has no row for week {', '.join(missing)}"
        remedy = "Give each week of the cycle a row, also one in which nothing is worked"
        cycle.first.fault("week", what, remedy)
        cycle.is_sound = False


def read_base_members(reading: Reading, rosters: Iterable[BaseRoster]) -> tuple[BaseMember, ...]:
    """The table ``base_members``; of base rosters that have a fault nobody is asked more."""
    by_id = {roster.id: roster for roster in rosters}
    known = known_ids(reading.tables, "base_rosters")
    if "base_rosters" not in reading.tables.tables:
        known = frozenset()
    found: list[BaseMember] = []
    taken: dict[tuple[str, str], list[tuple[date, date, TableRow]]] = {}
    for row in reading.rows("base_members"):
        code = row.reference("base_roster", known, "base roster")
        person = row.reference("person", reading.people, "person")
        week = row.whole_in("week", 1, MOST_WEEKS, 1)
        first, until = row.first_and_last()
        roster = by_id.get(code)
        if roster is None:
            continue
        if row.is_sound and week > len(roster.weeks):
            what = f"{shown(code)} has {len(roster.weeks)} weeks"
            row.fault("week", what, f"Use 1 up to {len(roster.weeks)}")
        stretch = max(first or roster.start, roster.start), until or _ALWAYS
        others = taken.setdefault((person, roster.post), [])
        _check_apart(row, stretch, others)
        if row.is_sound:
            others.append((*stretch, row))
            found.append(BaseMember(code, person, week, first, until))
    return tuple(found)


def _check_apart(
    row: TableRow, stretch: tuple[date, date], others: Iterable[tuple[date, date, TableRow]]
) -> None:
    """Refuse somebody who follows two base rosters of a post on one day, or one of them twice."""
    for first, until, other in others:
        if row.is_sound and stretch[0] <= until and first <= stretch[1]:
            what = f"row {other.number} has them in a base roster of the same post on those days"
            remedy = "Let the one end (until) before the other begins (from)"
            row.fault("person", what, remedy)


def base_assignments(
    problem: RosterProblem, patterns: Mapping[str, ShiftPattern]
) -> tuple[Assignment, ...]:
    """Who would have which shift of a problem by the base rosters, by start.

    A shift counts for the local date on which it begins. What is left of a shift that began
    earlier (a part shift) belongs to whoever has the whole one by the base roster, in as many
    pieces as it is cut into.

    Parameters
    ----------
    patterns
        By id: those by which the shifts of the problem were made.
    """
    following = following_by_post(problem.base_rosters, problem.base_members)
    return tuple(
        Assignment(member.person, shift.id, double=_is_trainee(problem, member.person, shift))
        for shift in sorted(problem.shifts, key=lambda shift: (shift.start, shift.id))
        if shift.post in following
        for day, name in _begins(shift, problem.post_by_id[shift.post], patterns, problem.zone)
        for roster, member in _in_order(following_on(day, following[shift.post]))
        if member.person in problem.person_by_id and roster.shift_on(day, member.week) == name
    )


def _is_trainee(problem: RosterProblem, person: str, shift: Shift) -> bool:
    return problem.level(person, shift) is CompetenceLevel.TRAINEE


def _in_order(following: list[Following]) -> list[Following]:
    return sorted(following, key=lambda pair: pair[1].person)


def _begins(
    shift: Shift, post: Post, patterns: Mapping[str, ShiftPattern], zone: ZoneInfo
) -> Iterator[tuple[date, str]]:
    """Local date on which the whole shift begins, and its name."""
    if not shift.is_part:
        yield shift.start.astimezone(zone).date(), shift.name
        return
    name = shift.name.removesuffix(PART)
    for (start, end), pattern in required_time(post, patterns, shift.start, shift.end, zone):
        if pattern.name == name and start <= shift.start < end:
            yield start.astimezone(zone).date(), name
            return
