"""A small region over Easter 2027, when the clock goes forward, with a roster that has gaps."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from data.files.result_json import ResultStamp
from data.model.duty import Absence, AbsenceKind, Assignment, Duty, DutyKind
from data.model.person import Competence, CompetenceLevel, Contract, Limits, Person, WeeklyWork
from data.model.post import PIKET_WEEK, THREE_BY_EIGHT, Function, Post, PostKind, Region
from data.model.problem import CarryOver, RosterProblem
from data.model.result import (
    LevelReport,
    OpenShift,
    PlanStatus,
    Reason,
    ReasonKind,
    RosterResult,
    Violation,
)
from data.model.sentence import Sentence
from data.model.shift import Shift

ZONE = ZoneInfo("Europe/Amsterdam")
MONDAY, WEEKS = date(2027, 3, 15), 4
LONG_AGO = date(2024, 1, 1)
INJECTION = '=HYPERLINK("http://example.org";"Klik")'
OPEN_NIGHT = "CACO:2027-03-28:N"
OPEN_WEEK = "IM-FL:2027-04-02:P"


def at(day, clock=0):
    """The UTC instant of an hour on a local date."""
    return datetime.combine(day, time(clock), ZONE).astimezone(UTC)


def day(month, number):
    return date(2027, month, number)


def shifts_of(post, pattern):
    for start_date, part in pattern.starting_between(MONDAY, MONDAY + timedelta(weeks=WEEKS)):
        start, end = part.on(start_date, ZONE)
        work = int((end - start).total_seconds()) // 60 if post.kind is PostKind.ON_SITE else 0
        yield Shift(f"{post.id}:{start_date}:{part.name}", post.id, part.name, start, end, work)


CACO = Post("CACO", "CaCo meldkamer", "CACO", ("FL",), PostKind.ON_SITE, "3x8", 1)
IM = Post("IM-FL", "IM CoPI Flevoland", "IM", ("FL",), PostKind.ON_CALL, "week-fri", 2)
IC = Post("IC-FL", "IC beleidsteam", "IC", ("FL",), PostKind.OPEN_CALL, "week-fri", 3)
OFFICE = tuple(WeeklyWork(weekday, time(9), time(17), 30) for weekday in range(4))
PEOPLE = (
    *(
        Person(f"c{n}", name, "R", ("FL",), (Contract(36, LONG_AGO),))
        for n, name in enumerate(
            ["Anna Karekiet", "Bas Rietzanger", "Chantal & Lepelaar", INJECTION, "Esra Reiger"]
        )
    ),
    Person(
        "flex", "Kim Taling", "G", ("FL",), (Contract(36, LONG_AGO),), (), OFFICE,
        Limits(max_shifts_per_month=2),
    ),
    Person("pupil", "Ilse Pluvier", "R", ("FL",), (Contract(36, LONG_AGO),)),
    *(
        Person(f"i{n}", name, "R", ("FL",), (Contract(32, LONG_AGO),), (), OFFICE)
        for n, name in enumerate(["Niels Lisdodde", "Oukje Zwanebloem"])
    ),
)  # fmt: skip
TRAINEE = CompetenceLevel.TRAINEE
COMPETENCES = (
    *(Competence(p.id, "CACO", LONG_AGO) for p in PEOPLE[:6]),
    Competence("pupil", "CACO", LONG_AGO, level=TRAINEE),
    Competence("c0", "IM", LONG_AGO),
    Competence("i0", "IM", LONG_AGO),
    Competence("i1", "IM", LONG_AGO, date(2027, 3, 25)),
)
ABSENCES = (
    Absence("c1", AbsenceKind.LEAVE, at(day(3, 22)), at(day(3, 27)), 36 * 60),
    Absence("c4", AbsenceKind.ILLNESS, at(day(4, 5)), at(day(4, 7)), 14 * 60),
    Absence("i0", AbsenceKind.COURSE, at(day(4, 6), 9), at(day(4, 6), 17), 8 * 60),
)
HISTORY = (
    Duty("i0", "IM-FL", DutyKind.ON_CALL, at(day(3, 12), 17), at(day(3, 19), 17), 0, "P"),
    Duty("c2", "CACO", DutyKind.WORK, at(day(3, 14), 23), at(day(3, 15), 7), 480, "N"),
    Duty("c1", "CACO", DutyKind.WORK, at(day(3, 13), 7), at(day(3, 13), 15), 480, "D"),
    Duty("c1", "leave", DutyKind.ABSENCE, at(day(3, 8)), at(day(3, 9)), 480),
    Duty("c3", "elsewhere", DutyKind.ELSEWHERE, at(day(3, 9), 9), at(day(3, 9), 12), 180),
)


@pytest.fixture(scope="session")
def problem():
    return RosterProblem(
        start=at(MONDAY),
        end=at(MONDAY + timedelta(weeks=WEEKS)),
        regions=(Region("FL", "Veiligheidsregio Flevoland", "noord"),),
        functions=(
            Function("CACO", "CaCo"),
            Function("IM", "Informatiemanager"),
            Function("IC", "IC"),
        ),
        posts=(CACO, IM, IC),
        shifts=(*shifts_of(CACO, THREE_BY_EIGHT), *shifts_of(IM, PIKET_WEEK)),
        people=PEOPLE,
        competences=COMPETENCES,
        absences=ABSENCES,
        history=HISTORY,
        elsewhere=(
            Duty("c0", "teaching", DutyKind.ELSEWHERE, at(day(3, 18), 9), at(day(3, 18), 12), 180),
        ),
        assignments=(Assignment("c0", "CACO:2027-03-15:D", pinned=True),),
        carry_over=(CarryOver("c0", "nights", 2.0), CarryOver("c1", "on_call", -1.0)),
        public_holidays=(day(3, 28), day(3, 29)),
        school_holidays=tuple(day(3, 20) + timedelta(days=n) for n in range(9)),
    )


def _assignments(problem):
    """Somebody for every shift but the open ones: no roster anybody should work."""
    pools = {"D": ["c0", "c2", "c3"], "L": ["c1", "c4", "c2"], "N": ["c3", "c0", "flex"]}
    for number, shift in enumerate(problem.shifts):
        if shift.id in (OPEN_NIGHT, OPEN_WEEK):
            continue
        if shift.post == "IM-FL":
            yield Assignment({26: "i1", 9: "c0"}.get(shift.start.day, "i0"), shift.id)
            continue
        team = pools[shift.name]
        person = team[number // 9 % len(team)]
        yield Assignment(person, shift.id, pinned=shift.id == "CACO:2027-03-15:D")
    yield Assignment("pupil", "CACO:2027-03-16:D", double=True)


@pytest.fixture(scope="session")
def result(problem):
    night, week = (problem.shift_by_id[name] for name in (OPEN_NIGHT, OPEN_WEEK))
    reasons = (
        Reason(
            "c1",
            ReasonKind.ABSENT,
            Sentence("met verlof"),
            frees=Sentence("het intrekken van het verlof"),
        ),
        Reason(
            "c3",
            ReasonKind.RULE,
            Sentence(INJECTION),
            "R14",
            "ATW 5:8(4)",
            Sentence("de nacht ervoor afstaan"),
        ),
        Reason(
            "i1",
            ReasonKind.NOT_COMPETENT,
            Sentence("bevoegd tot en met 25 maart 2027"),
            "COMPETENCE",
        ),
    )
    return RosterResult(
        status=PlanStatus.FEASIBLE,
        assignments=tuple(_assignments(problem)),
        levels=(
            LevelReport("coverage 1", 480, 480, 0.0, True, 1.25),
            LevelReport("coverage 2", 10080, 0, 1.0, False, 20.5),
            LevelReport("quality", 432_100, 430_000, 0.0049, False, 30.0),
        ),
        open_shifts=tuple(
            OpenShift(s.id, s.post, s.start, s.end, 1, reasons) for s in (night, week)
        ),
        proven_minimum_open=(("CACO", 1), ("IM-FL", 0)),
        preexisting_violations=(
            Violation("R01", "ATW 5:3(2)", "c1", at(day(3, 13)), at(day(3, 14)), 600, 660),
        ),
        seed=7,
        seconds=51.75,
    )


@pytest.fixture(scope="session")
def stamp():
    versions = (("caco", "0.1.0"), ("python", "3.11.7"), ("ortools", "9.15"))
    return ResultStamp("a1b2c3d4e5f60718293a4b5c6d7e8f90", versions, date(2027, 2, 1))
