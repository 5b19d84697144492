"""Small problems for solver tests, from one post to a whole control room."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from data.model.duty import Absence, AbsenceKind, Assignment, Duty, DutyKind, Wish, WishKind
from data.model.person import (
    Competence,
    CompetenceLevel,
    Contract,
    Limits,
    Person,
    Provision,
    ProvisionKind,
    WeeklyWork,
)
from data.model.post import (
    PIKET_WEEK,
    THREE_BY_EIGHT,
    Function,
    Post,
    PostKind,
    Region,
    ShiftPattern,
)
from data.model.problem import CarryOver, RosterProblem, Succession
from data.model.ruleset import Derogation, Ruleset, RuleSetting
from data.model.shift import Shift

if TYPE_CHECKING:
    from collections.abc import Sequence

ZONE = ZoneInfo("Europe/Amsterdam")
MONDAY = date(2027, 1, 4)
FRIDAY = "2027-01-08 17:00"  #: when the first week of piket begins


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def shifts_of(post: Post, pattern: ShiftPattern, first: date, weeks: int) -> list[Shift]:
    found = []
    for day, part in pattern.starting_between(first, first + timedelta(weeks=weeks)):
        start, end = part.on(day, ZONE)
        work = int((end - start).total_seconds()) // 60 if post.kind is PostKind.ON_SITE else 0
        found.append(Shift(f"{post.id}:{day}:{part.name}", post.id, part.name, start, end, work))
    return found


CACO = Post("caco", "CaCo", "caco", ("R",), PostKind.ON_SITE, "3x8", priority=1)
PIKET = Post("im", "IM", "im", ("R",), PostKind.ON_CALL, "week-fri", priority=2)


def control_room(
    cacos: int = 9, ims: int = 0, weeks: int = 4, both: int = 0, **more
) -> RosterProblem:
    """A control room with a CaCo seat and, if there are `ims`, an on-call week.

    The first `both` CaCo's hold the IM function too.
    """
    end = MONDAY + timedelta(weeks=weeks)
    people = [
        Person(f"c{i}", f"CaCo {i}", "R", ("R",), (Contract(36, date(2020, 1, 1)),))
        for i in range(cacos)
    ]
    people += [
        Person(f"i{i}", f"IM {i}", "R", ("R",), (Contract(36, date(2020, 1, 1)),))
        for i in range(ims)
    ]
    competences = [Competence(p.id, "caco", date(2020, 1, 1)) for p in people[:cacos]]
    competences += [
        Competence(p.id, "im", date(2020, 1, 1)) for p in people[cacos:] + people[:both]
    ]
    posts, shifts = [CACO], shifts_of(CACO, THREE_BY_EIGHT, MONDAY, weeks)
    if ims or both:
        posts.append(PIKET)
        shifts += shifts_of(PIKET, PIKET_WEEK, MONDAY, weeks)
    return RosterProblem(
        start=midnight(MONDAY),
        end=midnight(end),
        regions=(Region("R", "Region"),),
        functions=(Function("caco", "CaCo"), Function("im", "IM")),
        posts=tuple(posts),
        shifts=tuple(shifts),
        people=tuple(people),
        competences=tuple(competences),
        **more,
    )


def moment(text: str) -> datetime:
    """A local clock time such as ``2027-01-04 07:00`` as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def somebody(name: str, hours: float = 36, **more) -> Person:
    contracts = (Contract(hours, date(2020, 1, 1)),)
    return Person(name, name.title(), "R", ("R",), contracts, **more)


def shift_at(start: str, hours: float, post: Post = CACO, name: str = "D", **more) -> Shift:
    """A shift from a local clock time, some elapsed hours long."""
    first = moment(start)
    minutes = round(60 * hours)
    work = 0 if post.kind in (PostKind.ON_CALL, PostKind.OPEN_CALL) else minutes
    last = first + timedelta(minutes=minutes)
    return Shift(f"{post.id}:{start}", post.id, name, first, last, work, **more)


def tiny(
    shifts: Sequence[Shift], people: Sequence[Person], weeks: int = 1, **more
) -> RosterProblem:
    """Some shifts and people from Monday 4 January 2027; everybody can do everything."""
    by_id = {post.id: post for post in (CACO, PIKET, *more.pop("posts", ()))}
    posts = [by_id[name] for name in dict.fromkeys(shift.post for shift in shifts)]
    functions = tuple(dict.fromkeys(post.function for post in posts))
    return RosterProblem(
        **{
            "start": midnight(MONDAY),
            "end": midnight(MONDAY + timedelta(weeks=weeks)),
            "regions": (Region("R", "Region"),),
            "functions": tuple(Function(name, name) for name in functions),
            "posts": tuple(posts),
            "shifts": tuple(shifts),
            "people": tuple(people),
            "competences": tuple(
                Competence(p.id, f, date(2020, 1, 1)) for p in people for f in functions
            ),
            **more,
        }
    )


OFFICE = tuple(WeeklyWork(day, time(9), time(17), break_minutes=30) for day in range(5))
STANDBY = Post("standby", "Standby", "caco", ("R",), PostKind.ON_SITE_STANDBY, "24h", priority=3)
OPEN = Post("open", "Open call", "im", ("R",), PostKind.OPEN_CALL, "week-fri", priority=4)
OTHER = Post("other", "Other region", "im", ("S",), PostKind.ON_CALL, "week-fri", priority=2)


def complete() -> RosterProblem:
    """Two weeks of a control room in which every noun and every kind of trouble occurs once."""
    base = control_room(cacos=7, ims=3, weeks=2, both=1)
    spare: dict[str, dict[str, Any]] = {
        "c1": {"provisions": (Provision(ProvisionKind.NIGHT_EXEMPTION, date(2020, 1, 1)),)},
        "c2": {"limits": Limits(max_shifts_per_month=4)},
        "i0": {"weekly_work": OFFICE},
        "i1": {"regions": ("R", "S")},
    }
    people = tuple(replace(p, **spare.get(p.id, {})) for p in base.people)
    competences = [c for c in base.competences if (c.person, c.function) != ("c3", "caco")]
    competences += [
        Competence("c3", "caco", date(2020, 1, 1), date(2027, 1, 12)),
        Competence("i2", "caco", date(2027, 1, 1), level=CompetenceLevel.TRAINEE),
    ]
    shifts = [replace(s, required=2) if s.name == "D" else s for s in base.shifts]
    shifts += shifts_of(OTHER, PIKET_WEEK, MONDAY, 2) + shifts_of(OPEN, PIKET_WEEK, MONDAY, 2)
    shifts += [shift_at("2027-01-06 08:00", 24, STANDBY, "S")]
    day = timedelta(days=1)
    first = base.start
    return replace(
        base,
        regions=(*base.regions, Region("S", "Other region")),
        posts=(*base.posts, OTHER, OPEN, STANDBY),
        people=people,
        competences=tuple(competences),
        shifts=tuple(shifts),
        absences=(
            Absence("c4", AbsenceKind.LEAVE, first + 3 * day, first + 10 * day, 36 * 60),
            Absence("c5", AbsenceKind.ILLNESS, first, first + day, 432),
            Absence("i1", AbsenceKind.COURSE, first + 8 * day, first + 9 * day),
        ),
        wishes=(
            Wish("c0", WishKind.AVOID, first, first + 14 * day, 3, name="N"),
            Wish("c1", WishKind.WANT, first + 5 * day, first + 7 * day, 2),
            Wish("i1", WishKind.AVOID, first, first + 7 * day, 5, post="other"),
        ),
        history=(
            *worked("c0", "N", "2027-01-01 23:00", "2027-01-02 23:00"),
            Duty("i0", "im", DutyKind.ON_CALL, moment("2027-01-01 17:00"), moment(FRIDAY), 0, "P"),
        ),
        elsewhere=(
            Duty("c6", "fire", DutyKind.ELSEWHERE, first + 9 * day, first + 9.5 * day, 12 * 60),
        ),
        assignments=(
            Assignment("c0", f"caco:{MONDAY + day}:L", pinned=True),
            Assignment("i2", f"caco:{MONDAY + day}:L", pinned=True, double=True),
            Assignment("c1", f"caco:{MONDAY}:D"),
        ),
        carry_over=(CarryOver("c0", "nights", 2.0), CarryOver("i0", "on_call", -1.0)),
        successions=(Succession("N", "D"),),
        ruleset=Ruleset(
            settings=(RuleSetting("R05", parameters=(("max_work", 11 * 60),)),),
            derogations=(Derogation("R08", "CAO", date(2020, 1, 1)),),
        ),
        public_holidays=(date(2027, 1, 6),),
        school_holidays=(date(2027, 1, 4), date(2027, 1, 5)),
    )


def worked(person: str, name: str, *starts: str, post: Post = CACO, hours: float = 8) -> list[Duty]:
    """Duties of the history, some elapsed hours each."""
    found = []
    for text in starts:
        start = moment(text)
        end = start + timedelta(hours=hours)
        found.append(Duty(person, post.id, DutyKind.WORK, start, end, round(60 * hours), name))
    return found
