"""What one functionary has: duties, who is there before and after, the state of each function."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from data.model.competence_status import CompetenceStatus, standing_at
from data.model.intervals import overlaps, overlaps_any
from data.model.post import PostKind
from data.model.quality_report import counted
from data.model.roster_health import HealthCounts
from data.model.shift import Shift
from data.model.tally import LocalDays, Measure, Tally, tally_by_person
from data.store import records, rosters, staffing
from data.tables.period import ZONE
from scheduler.competence.register import register_in
from scheduler.coverage.held_parts import held_parts
from scheduler.planning.judgement import fair_lines_in, known_assignments
from scheduler.planning.preparation import problem_of
from scheduler.planning.quality import quality_report

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from data.model.duty import Assignment
    from data.model.fairness import FairLine
    from data.model.problem import RosterProblem
    from data.store.opening import Store
    from scheduler.coverage.held_parts import HeldPart

BACK = timedelta(weeks=8)  #: how far past duties are shown


AHEAD = timedelta(weeks=60)  #: how far duties to come are shown


FEWEST = 4  #: people of whom a median tells of none


_CLOSE = timedelta(hours=1)  #: who ends or begins so near is the one before or after


@dataclass(frozen=True, slots=True)
class PostName:
    """What a page shows of a post.

    Parameters
    ----------
    regions
        Names of the regions that it serves.
    number
        Its place among the posts, from 0 on; its colour is made of it.
    """

    id: str
    name: str
    kind: PostKind
    regions: str = ""
    number: int = 0

    @property
    def is_on_call(self) -> bool:
        """Its duties are done at home, ready to come."""
        return self.kind is PostKind.ON_CALL


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """One duty of theirs.

    Parameters
    ----------
    doubles
        They are there as a trainee, beside somebody else.
    is_away
        They are absent in it, so the seat is open.
    whole
        The shift of which it is a part; None: it is all of it.
    taken_from
        Names of those from whom they took it over.
    """

    shift: Shift
    post: PostName
    doubles: bool = False
    is_away: bool = False
    whole: Shift | None = None
    taken_from: tuple[str, ...] = ()

    @property
    def can_be_swapped(self) -> bool:
        """Whether it may change hands as a whole: one in parts goes part by part."""
        return not self.doubles and self.whole is None and not self.taken_from


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Names of who sits there before, together with them, and after; of nobody who is away.

    Parameters
    ----------
    nobody_before, nobody_after
        All who were to sit there then are away.
    """

    before: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    nobody_before: bool = False
    nobody_after: bool = False


@dataclass(frozen=True, slots=True)
class OwnDuties:
    """All that one functionary has.

    Parameters
    ----------
    past
        Ended, the latest first.
    coming
        Under way or to come, by start.
    neighbours
        Of the first of `coming`.
    """

    name: str
    past: tuple[OwnDuty, ...] = ()
    coming: tuple[OwnDuty, ...] = ()
    neighbours: Neighbours = field(default_factory=Neighbours)

    @property
    def next(self) -> OwnDuty | None:
        """The duty under way, or else the next."""
        return self.coming[0] if self.coming else None


def duties_of(store: Store, person: str, now: datetime) -> OwnDuties:
    """The duties of one person by the rosters in force, from eight weeks ago on."""
    with store.reading() as connection:
        names = staffing.names_of_people(connection)
        posts = post_names(connection)
        found = held_parts(connection, now - BACK, now + AHEAD, person)
        away = staffing.absences_by_person(connection, now, now + AHEAD).get(person, [])
        duties = [
            OwnDuty(
                one.shift,
                posts.get(one.shift.post, unknown(one.shift.post)),
                one.doubles,
                overlaps_any(one.shift, away),
                one.whole if one.is_part else None,
                tuple(names.get(who, who) for who in one.taken_from if who),
            )
            for one in found
        ]
        coming = [duty for duty in duties if duty.shift.end > now]
        near = _neighbours(connection, person, coming[0].shift, names) if coming else Neighbours()
    past = [duty for duty in reversed(duties) if duty.shift.end <= now]
    return OwnDuties(names.get(person, person), tuple(past), tuple(coming), near)


def standings_of(
    store: Store, person: str, now: datetime
) -> tuple[tuple[CompetenceStatus, str], ...]:
    """How one person stands today in each of their functions, with its name.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    with store.reading() as connection:
        register = register_in(connection, now)
        names = {
            row.values["id"]: str(row.values["name"])
            for row in records.read_rows(connection, "functions").values()
        }
    mine = [function for holder, function in register.holders if holder == person]
    today = now.astimezone(ZONE).date()
    return tuple(
        (standing_at(register, person, function, today), names.get(function, function))
        for function in dict.fromkeys(mine)
    )


def post_names(connection: Connection) -> dict[str, PostName]:
    """What pages show of each post, by id; those that ended too."""
    regions = {
        row.values["id"]: str(row.values["name"])
        for row in records.read_rows(connection, "regions").values()
    }
    rows = sorted(
        records.read_rows(connection, "posts").values(), key=lambda row: (row.has_ended, row.number)
    )
    return {
        row.values["id"]: PostName(
            row.values["id"],
            row.values["name"],
            PostKind(row.values["kind"]),
            ", ".join(regions.get(one, one) for one in row.values["regions"]),
            number,
        )
        for number, row in enumerate(rows)
    }


def unknown(post: str) -> PostName:
    """A post of an old roster, of which the records know nothing."""
    return PostName(post, post, PostKind.ON_SITE)


def _neighbours(
    connection: Connection, person: str, shift: Shift, names: Mapping[str, str]
) -> Neighbours:
    around = held_parts(connection, shift.start - _CLOSE, shift.end + _CLOSE)
    others = [one for one in around if one.shift.post == shift.post and one.person != person]
    away = staffing.absences_by_person(connection, shift.start - _CLOSE, shift.end + _CLOSE)
    beside = [one for one in others if _beside(one.shift, shift)]
    before = [one for one in others if one not in beside and one.shift.start < shift.start]
    after = [one for one in others if one not in beside and one not in before]

    def named(found: Iterable[HeldPart]) -> tuple[str, ...]:
        there = [
            one.person for one in found if not overlaps_any(one.shift, away.get(one.person, ()))
        ]
        return tuple(names.get(who, who) for who in dict.fromkeys(there))

    earlier, later = named(before), named(after)
    return Neighbours(
        earlier,
        named(beside),
        later,
        nobody_before=bool(before) and not earlier,
        nobody_after=bool(after) and not later,
    )


def _beside(one: Shift, own: Shift) -> bool:
    """Whether somebody's part is one that they have together with the other."""
    return one.id == own.id and overlaps(one, own)


@dataclass(frozen=True, slots=True)
class ShareFigure:
    """One burden of one person.

    Parameters
    ----------
    mine
        What they have in the period.
    fair
        What their fair share of it would be, by contract.
    least, most
        Of all that share it with them; nobody is named.
    balance
        Above (+) or below (-) their fair share at the end of the period, the past included.
    """

    measure: Measure
    mine: float
    fair: float
    least: float
    most: float
    balance: float


@dataclass(frozen=True, slots=True)
class ShareFigures:
    """The burdens of one person in one roster.

    Parameters
    ----------
    first, last
        Days of the roster.
    people
        How many share with them, themselves included.
    figures
        A burden that nobody of them has is left out.
    counts
        What teams count of a roster, of theirs; None: they have no duty in it.
    middle
        The median of all who share with them, in the order of `counted`; empty: they are so few
        that it would tell of one of them.
    """

    first: date
    last: date
    people: int
    figures: tuple[ShareFigure, ...]
    counts: HealthCounts | None = None
    middle: tuple[float, ...] = ()


def share_of(store: Store, person: str, now: datetime) -> ShareFigures | None:
    """Their figures in the roster in force now, or else the next; None: they have no part in it.

    Of rosters of several books, in the first in which they share posts with others.
    """
    with store.reading() as connection:
        heads = [head for head in rosters.in_force_after(connection, now) if head.end > now]
        for head in heads[:1] + [one for one in heads[1:] if one.book != heads[0].book]:
            held = rosters.read_assignments(connection, head.id)
            problem = problem_of(connection, head, held)
            lines = {line.person: line for line in fair_lines_in(problem, held)}
            if person in lines and lines[person].pools:
                break
        else:
            return None
    mine = lines[person]
    members = {one for pool in mine.pools for one in pool.members}
    posts = {post for pool in mine.pools for post in pool.posts}
    duties = (problem.duty(one) for one in known_assignments(problem, held))
    shared = [one for one in duties if one.person in members and one.post in posts]
    found = tally_by_person(shared, LocalDays.of(problem))
    tallies = [found.get(one, Tally()) for one in sorted(members)]
    figures = [_figure(one, mine, tallies) for one in Measure]
    there = tuple(one for one in figures if one.most > 0)
    counts, middle = _health(problem, held, person, members)
    return ShareFigures(problem.first_date, problem.last_date, len(members), there, counts, middle)


def _health(
    problem: RosterProblem, held: Iterable[Assignment], person: str, members: Collection[str]
) -> tuple[HealthCounts | None, tuple[float, ...]]:
    """What teams count of theirs, and the median of everybody with a duty; nobody is named."""
    health = quality_report(problem, held).health
    found = {one.person: one.counts for one in health.people if one.person in members}
    if person not in found or len(found) < FEWEST:
        return found.get(person), ()
    return found[person], tuple(
        median(values) for values in zip(*(counted(one) for one in found.values()), strict=True)
    )


def _figure(measure: Measure, mine: FairLine, pool: Sequence[Tally]) -> ShareFigure:
    values = [one.value(measure) for one in pool]
    return ShareFigure(
        measure,
        mine.shared.value(measure),
        mine.due[measure],
        min(values),
        max(values),
        mine.balance(measure),
    )
