"""Random problems that are small enough to enumerate."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from data.model.duty import Absence, AbsenceKind, Assignment, Duty, DutyKind, Wish, WishKind
from data.model.person import Competence, CompetenceLevel, Limits, Provision, ProvisionKind
from data.model.problem import CarryOver, RosterProblem
from tests.solver.small import (
    CACO,
    MONDAY,
    OFFICE,
    PIKET,
    midnight,
    moment,
    shift_at,
    somebody,
    tiny,
)

PAST = date(2020, 1, 1)


def random_problem(seed: int, choices: int = 9) -> RosterProblem:
    """A week with two or three people, about so many choices, and a bit of every trouble."""
    random = Random(seed)
    people = [somebody(name, random.choice([18, 36])) for name in ("ann", "bob", "cas")]
    people = people[: random.randint(2, 3)]
    shifts = _shifts(random, choices // len(people))
    competences = [
        Competence(person.id, post.function, PAST, level=_level(random))
        for person in people
        for post in (CACO, PIKET)
        if random.random() < 0.8
    ]
    return tiny(
        shifts,
        people,
        posts=(PIKET,),
        competences=tuple(competences),
        absences=tuple(_absences(random)),
        history=tuple(_history(random)),
        wishes=tuple(_wishes(random, people)),
        assignments=tuple(_pins(random, competences, shifts)),
        carry_over=(CarryOver("ann", "nights", random.choice([-1.0, 0.0, 2.0])),),
        public_holidays=(MONDAY + timedelta(days=2),),
    )


def _level(random):
    return CompetenceLevel.TRAINEE if random.random() < 0.15 else CompetenceLevel.QUALIFIED


def _shifts(random, count):
    starts = [
        (f"2027-01-{day:02} {hour:02}:00", name)
        for day in range(4, 11)
        for hour, name in ((7, "D"), (15, "L"), (23, "N"))
    ]
    desk = [
        shift_at(start, random.choice([8, 8, 12]), CACO, name, required=random.choice([1, 1, 2]))
        for start, name in sorted(random.sample(starts, count - 1))
    ]
    calls = [shift_at(f"2027-01-0{random.randint(4, 9)} 17:00", 24, PIKET, "P")]
    return desk + calls


def _absences(random):
    if random.random() < 0.5:
        start = midnight(MONDAY + timedelta(days=random.randint(0, 6)))
        yield Absence("bob", AbsenceKind.LEAVE, start, start + timedelta(days=1), 480)


def _history(random):
    if random.random() < 0.5:
        start = moment("2027-01-03 23:00")
        yield Duty("ann", "caco", DutyKind.WORK, start, start + timedelta(hours=8), 480, "N")


def _wishes(random, people):
    for person in people:
        start = midnight(MONDAY + timedelta(days=random.randint(0, 5)))
        kind = random.choice(list(WishKind))
        end = start + timedelta(days=random.randint(1, 3))
        yield Wish(person.id, kind, start, end, random.randint(1, 3))


def _pins(random, competences, shifts):
    pair = random.choice(competences), random.choice(shifts)
    if random.random() < 0.3 and pair[0].function == pair[1].post:
        double = pair[0].level is CompetenceLevel.TRAINEE
        yield Assignment(pair[0].person, pair[1].id, pinned=True, double=double)


def troubled_problem(seed: int) -> RosterProblem:
    """The same with weeks of history, good and bad, work elsewhere and night exemptions."""
    random = Random(seed)
    problem = random_problem(seed, choices=random.choice([9, 12]))
    exempt = Provision(ProvisionKind.NIGHT_EXEMPTION, PAST)
    people = tuple(
        replace(
            person,
            weekly_work=OFFICE if random.random() < 0.3 else (),
            provisions=(exempt,) if random.random() < 0.2 else (),
        )
        for person in problem.people
    )
    return replace(
        problem,
        people=people,
        history=tuple(duty for person in people for duty in _weeks_before(random, person.id)),
        elsewhere=tuple(_elsewhere(random, people)),
    )


def _weeks_before(random, person):
    day = MONDAY - timedelta(days=random.choice([10, 20, 40]))
    busy, longest = random.choice([(0.3, 8), (0.4, 8), (0.6, 13)])
    while day < MONDAY:
        if random.random() < busy:
            start = moment(f"{day} {random.choice([7, 9, 15, 23]):02}:00")
            if random.random() < 0.8:
                end = start + timedelta(hours=random.choice([8, 8, longest]))
                minutes = int((end - start).total_seconds()) // 60
                yield Duty(person, "caco", DutyKind.WORK, start, end, minutes, "D")
            else:
                yield Duty(person, "im", DutyKind.ON_CALL, start, start + timedelta(days=1), 0, "P")
        day += timedelta(days=1)


def _elsewhere(random, people):
    for person in people:
        if random.random() < 0.5:
            day = MONDAY + timedelta(days=random.randint(0, 6))
            start = moment(f"{day} {random.choice([8, 18]):02}:00")
            hours = random.choice([3, 6])
            end = start + timedelta(hours=hours)
            yield Duty(person.id, "fire", DutyKind.ELSEWHERE, start, end, 60 * hours)


def busy_problem(seed: int) -> RosterProblem:
    """Two weeks of four people with duties enough to swap, and a bit of every trouble."""
    random = Random(seed)
    names = ("ann", "bob", "cas", "dan")
    people = tuple(
        somebody(
            name,
            random.choice([24, 36, 48]),
            weekly_work=OFFICE if random.random() < 0.1 else (),
            provisions=tuple(_provisions(random)),
            limits=Limits(max_shifts_per_month=random.choice([None, None, 4])),
        )
        for name in names
    )
    competences = [
        Competence(
            person,
            post.function,
            PAST,
            random.choice([None, None, None, MONDAY + timedelta(days=6)]),
            _level(random),
        )
        for person in names
        for post in (CACO, PIKET)
        if random.random() < 0.9
    ]
    shifts = _many_shifts(random)
    return tiny(
        shifts,
        people,
        weeks=2,
        posts=(PIKET,),
        competences=tuple(competences),
        absences=tuple(_absences(random)),
        history=tuple(duty for name in names for duty in _weeks_before(random, name)),
        elsewhere=tuple(_elsewhere(random, people[:1])),
        assignments=tuple(_pins(random, competences, shifts)),
        public_holidays=(MONDAY + timedelta(days=2),),
    )


def _many_shifts(random):
    starts = [
        (f"2027-01-{day:02} {hour:02}:00", name)
        for day in range(4, 18)
        for hour, name in ((7, "D"), (15, "L"), (23, "N"))
    ]
    desk = [
        shift_at(start, random.choice([8, 8, 8, 12]), CACO, name)
        for start, name in sorted(random.sample(starts, 13))
    ]
    days = random.sample(range(4, 17), 2)
    return desk + [shift_at(f"2027-01-{day:02} 17:00", 24, PIKET, "P") for day in sorted(days)]


def _provisions(random):
    for kind in (ProvisionKind.NIGHT_EXEMPTION, ProvisionKind.PREGNANCY, ProvisionKind.BIRTH_LEAVE):
        if random.random() < 0.06:
            yield Provision(kind, MONDAY + timedelta(days=random.randint(-5, 9)))
