"""Reads the tables of people's time: history, work elsewhere, absences, wishes and pins."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from data.model.duty import Absence, AbsenceKind, Assignment, Duty, DutyKind, Wish, WishKind
from data.model.person import CompetenceLevel
from data.tables.expand import NO_DEMAND, DemandPlan, dated_shifts
from data.tables.faults import nearest, shown
from data.tables.period import Period
from data.tables.register_tables import TABLE_NAMES as REGISTER_TABLES
from data.tables.values import is_date, midnight, to_date, to_moment, to_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from data.model.person import Person
    from data.model.post import Post, ShiftPattern
    from data.model.problem import RosterProblem
    from data.model.shift import Shift
    from data.tables.reading import Reading
    from data.tables.table_rows import TableRow

_LONGEST_ABSENCE = 24 * 366  # hours


_HEAVIEST_WISH = 100


_WORKED = (DutyKind.WORK, DutyKind.ELSEWHERE, DutyKind.CALL)


def read_history(reading: Reading, period: Period) -> tuple[Duty, ...]:
    """The table ``history``, however old."""
    found = []
    for row in reading.rows("history"):
        start, end = row.moments(reading.zone)
        kind = row.choice("kind", DutyKind)
        if row.is_sound and start >= period.start:
            remedy = "Move it to pins or elsewhere, remove it, or plan from a later date"
            row.fault("start", f"this starts after the planning begins ({period.first})", remedy)
        duty = Duty(
            person=row.reference("person", reading.people, "person"),
            post=row.id("post"),
            kind=kind,
            start=start,
            end=end,
            work_minutes=work_minutes(row, start, end, reading.zone, is_work=kind in _WORKED),
            name=row.name("shift"),
        )
        if row.is_sound:
            found.append(duty)
    return tuple(sorted(found, key=_in_time))


def read_elsewhere(reading: Reading) -> tuple[Duty, ...]:
    """The table ``elsewhere``."""
    found = []
    for row in reading.rows("elsewhere"):
        start, end = row.moments(reading.zone)
        row.word("kind", (DutyKind.ELSEWHERE.value,))
        duty = Duty(
            person=row.reference("person", reading.people, "person"),
            post=row.id("post") or "elsewhere",
            kind=DutyKind.ELSEWHERE,
            start=start,
            end=end,
            work_minutes=work_minutes(row, start, end, reading.zone, is_work=True),
        )
        if row.is_sound:
            found.append(duty)
    return tuple(sorted(found, key=_in_time))


def work_minutes(
    row: TableRow, start: datetime, end: datetime, zone: ZoneInfo, *, is_work: bool
) -> int:
    """The column ``work_minutes``: by default the elapsed ones for work, none for what is not.

    More than the elapsed minutes is a fault; except that a duty over the hour that is skipped in
    March may state its usual minutes, and is cut to its real length.
    """
    elapsed = int((end - start).total_seconds()) // 60
    given = row.optional_whole("work_minutes", 0, 1_000_000)
    if given is None:
        return elapsed if is_work else 0
    skipped = _offset(end, zone) - _offset(start, zone)
    if row.is_sound and given > elapsed + max(skipped, 0):
        what = f"{given} minutes of work do not fit between start and end ({elapsed} minutes)"
        row.fault("work_minutes", what, "Correct the minutes, or one of the two moments")
    return min(given, elapsed)


def _offset(instant: datetime, zone: ZoneInfo) -> int:
    """Minutes that the local clock is ahead of UTC."""
    offset = instant.astimezone(zone).utcoffset() or timedelta()
    return int(offset.total_seconds()) // 60


def _in_time(row: Duty | Absence) -> tuple[datetime, datetime, str]:
    return row.start, row.end, row.person


def read_absences(reading: Reading, people: Mapping[str, Person]) -> tuple[Absence, ...]:
    """The table ``absences``."""
    found = []
    for row in reading.rows("absences"):
        person = row.reference("person", reading.people, "person")
        kind = row.choice("kind", AbsenceKind)
        start = row.get("start", lambda text: day_or_moment(text, reading.zone), None)
        end = row.get("end", lambda text: end_of_day_or_moment(text, reading.zone), None)
        hours = row.optional_number("hours", to_number, (0, _LONGEST_ABSENCE))
        if start is None or end is None:
            continue
        if end <= start:
            row.fault_of_order()
            continue
        if row.is_sound and hours is not None and hours > (end - start) / timedelta(hours=1):
            what = f"{hours:g} hours do not fit between start and end"
            row.fault("hours", what, "Correct the hours, or one of the two dates")
        if row.is_sound and person in people:
            minutes = round(hours * 60) if hours is not None else None
            if minutes is None:
                minutes = _usual_minutes(people[person], kind, start, end, reading.zone)
            found.append(Absence(person, kind, start, end, minutes))
    return tuple(sorted(found, key=_in_time))


def day_or_moment(text: str, zone: ZoneInfo) -> datetime:
    """The beginning of a day, or the moment itself."""
    return midnight(to_date(text), zone) if is_date(text) else to_moment(text, zone)


def end_of_day_or_moment(text: str, zone: ZoneInfo) -> datetime:
    """The end of the last day, or the moment itself."""
    if is_date(text):
        return midnight(to_date(text) + timedelta(days=1), zone)
    return to_moment(text, zone)


def _usual_minutes(
    person: Person, kind: AbsenceKind, start: datetime, end: datetime, zone: ZoneInfo
) -> int:
    """Minutes that count as worked where the file does not say.

    A course that begins and ends on one day, not from midnight, is work from its first minute to
    its last; any other absence takes the place of the days of a contract.
    """
    first, last = start.astimezone(zone), end.astimezone(zone)
    is_part_of_day = first.date() == last.date() and first.time() > time()
    if kind is AbsenceKind.COURSE and is_part_of_day:
        return int((end - start).total_seconds()) // 60
    return contract_minutes(person, start, end, zone)


def contract_minutes(person: Person, start: datetime, end: datetime, zone: ZoneInfo) -> int:
    """Minutes of contract in ``[start, end)``: a seventh of the week for each calendar day."""
    total = Fraction()
    day = start.astimezone(zone).date()
    while (begin := midnight(day, zone)) < end:
        after = midnight(day + timedelta(days=1), zone)
        share = Fraction((min(end, after) - max(start, begin)) // timedelta(minutes=1))
        length = (after - begin) // timedelta(minutes=1)
        total += Fraction(person.hours_per_week(day)) * 60 / 7 * share / length
        day += timedelta(days=1)
    return round(total)


def read_wishes(
    reading: Reading, posts: Mapping[str, Post], patterns: Mapping[str, ShiftPattern]
) -> tuple[Wish, ...]:
    """The table ``wishes``."""
    found = []
    names_are_known = reading.is_sound("posts", "patterns")
    for row in reading.rows("wishes"):
        first, last = row.dates()
        post = row.reference("post", reading.posts, "post")
        name = row.name("shift")
        if names_are_known:
            _check_shift_name(row, post, name, posts, patterns)
        wish = Wish(
            person=row.reference("person", reading.people, "person"),
            kind=row.choice("kind", WishKind),
            start=midnight(first, reading.zone),
            end=midnight((last or first) + timedelta(days=1), reading.zone),
            weight=row.whole_in("weight", 1, _HEAVIEST_WISH, 1),
            post=post or None,
            name=name or None,
        )
        if row.is_sound:
            found.append(wish)
    return tuple(found)


def _check_shift_name(
    row: TableRow,
    post: str,
    name: str,
    posts: Mapping[str, Post],
    patterns: Mapping[str, ShiftPattern],
) -> None:
    meant = [posts[post]] if post in posts else list(posts.values())
    known = {
        shift.name
        for one in meant
        if one.pattern in patterns
        for shift in patterns[one.pattern].shifts
    }
    if name and known and name not in known:
        row.fault("shift", f"shift {shown(name)} is unknown", nearest(name, known))


_RESTS_ON = (
    "posts",
    "patterns",
    "demand",
    "minimum_cover",
    "people",
    "competences",
    *REGISTER_TABLES,
)


def read_pins(
    reading: Reading,
    problem: RosterProblem,
    patterns: Mapping[str, ShiftPattern],
    demand: DemandPlan = NO_DEMAND,
) -> tuple[Assignment, ...]:
    """Pinned assignments in the period of the problem; pins outside it are checked and left out.

    Whether they fit is asked only when the tables that they rest on are sound.

    Parameters
    ----------
    reading
        The input.
    problem
        With posts, shifts, people and competences of that input.
    patterns
        By id.
    demand
        What posts need beside these.
    """
    # Of shifts that begin together the one of the pattern is meant, not a piece of it.
    ordered = sorted(problem.shifts, key=lambda shift: (not shift.is_by_demand, shift.end))
    shifts = {(shift.post, shift.start): shift for shift in ordered}
    found: list[Assignment] = []
    taken: Counter[str] = Counter()
    can_resolve = reading.is_sound(*_RESTS_ON)
    for row in reading.rows("pins"):
        person = row.reference("person", reading.people, "person")
        post = row.reference("post", reading.posts, "post")
        start = row.moment("start", reading.zone)
        if not (can_resolve and row.is_sound and post in problem.post_by_id):
            continue
        shift = shifts.get((post, start))
        if shift is None:
            _check_outside(row, problem, (patterns, demand), start)
        elif person in problem.person_by_id:
            found += _pin(row, problem, shift, taken)
    return tuple(found)


def _pin(
    row: TableRow, problem: RosterProblem, shift: Shift, taken: Counter[str]
) -> list[Assignment]:
    person = row.text("person")
    level = problem.level(person, shift)
    if level is None:
        remedy = "Correct competences or evidence, or the regions of either, or remove the pin"
        what = f"{shown(person)} may not fill {shift.post} on that date"
        row.fault("person", what, remedy)
        return []
    is_double = level is CompetenceLevel.TRAINEE
    taken[shift.id] += not is_double
    if taken[shift.id] > shift.required and not is_double:
        what = f"more people are pinned on this shift than the {shift.required} it needs"
        row.fault("start", what, "Remove a pin, or raise required of the post")
        return []
    return [Assignment(person, shift.id, pinned=True, double=is_double)]


def _check_outside(
    row: TableRow,
    problem: RosterProblem,
    needs: tuple[Mapping[str, ShiftPattern], DemandPlan],
    start: datetime,
) -> None:
    """Refuse a pin where no shift of its post starts, in the period or not."""
    post = problem.post_by_id[row.text("post")]
    day = start.astimezone(problem.zone).date()
    around = Period(day - timedelta(weeks=1), 3, problem.zone)
    near = dated_shifts([post], needs[0], around, needs[1])
    if any(shift.start == start for shift in near):
        return
    if not near:
        row.fault("post", f"post {shown(post.id)} has no shifts", "Remove the pin")
        return
    closest = min(near, key=lambda shift: abs(shift.start - start))
    local = closest.start.astimezone(problem.zone)
    row.fault(
        "start",
        f"no shift of {shown(post.id)} starts at {row.text('start')}",
        f"The nearest one starts at {local:%Y-%m-%d %H:%M}",
    )
