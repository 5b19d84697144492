from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from data.model.duty import Absence, AbsenceKind, Duty, DutyKind
from data.model.fairness import fair_lines
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
from data.model.pool import Shares, pools
from data.model.post import Function, Post, PostKind, Region
from data.model.problem import CarryOver, RosterProblem
from data.model.tally import Measure

ZONE = ZoneInfo("Europe/Amsterdam")
MONDAY = date(2027, 1, 4)
LONG_AGO = date(2020, 1, 1)
DESK = Post("CACO", "CaCo", "CACO", ("FL",), PostKind.ON_SITE, "3x8")
PIKET = Post("IM-FL", "IM", "IM", ("FL",), PostKind.ON_CALL, "week-fri")
OTHER_PIKET = Post("IM-GV", "IM", "IM", ("GV",), PostKind.ON_CALL, "week-fri")
OPEN = Post("IC", "IC", "IC", ("FL",), PostKind.OPEN_CALL, "week-fri")


def at(day, clock=0):
    return datetime.combine(day, time(clock), ZONE)


def person(name, hours=36, regions=("FL",), **more):
    return Person(name, name, "R", regions, (Contract(hours, LONG_AGO),), **more)


def region(people, competences, **more):
    return RosterProblem(
        start=at(MONDAY),
        end=at(MONDAY + timedelta(weeks=4)),
        regions=(Region("FL", "Flevoland"), Region("GV", "Gooi")),
        functions=(Function("CACO", "CaCo"), Function("IM", "IM"), Function("IC", "IC")),
        posts=(DESK, PIKET, OTHER_PIKET, OPEN),
        shifts=(),
        people=tuple(people),
        competences=tuple(competences),
        **more,
    )


def desk(people, **more):
    return region(people, [Competence(p.id, "CACO", LONG_AGO) for p in people], **more)


def work(who, day, clock=7, post="CACO"):
    start = at(day, clock)
    return Duty(who, post, DutyKind.WORK, start, start + timedelta(hours=8), 480)


def split(problem, day=MONDAY, post="CACO", **more):
    shares = Shares(problem)
    pool = next(pool for pool in shares.pools if post in pool.posts)
    return shares.split(pool, day, **more)


def test_a_pool_is_a_function_in_its_regions():
    problem = region(
        [person("a"), person("b", regions=("FL", "GV")), person("c", regions=("GV",))],
        [Competence(p, "IM", LONG_AGO) for p in "abc"],
    )
    assert [(pool.posts, pool.members, pool.on_site) for pool in pools(problem)] == [
        (("CACO",), (), True),
        (("IM-FL",), ("a", "b"), False),
        (("IM-GV",), ("b", "c"), False),
    ]


def test_a_share_is_in_proportion_to_contract_hours():
    assert split(desk([person("a", 36), person("b", 18)])) == pytest.approx(
        {"a": 2 / 3, "b": 1 / 3}
    )


def test_who_is_away_or_not_qualified_that_day_has_no_share():
    people = [person("a"), person("b"), person("c")]
    problem = replace(
        desk(people[:2], absences=(Absence("a", AbsenceKind.LEAVE, at(MONDAY), at(MONDAY, 23)),)),
        people=tuple(people),
    )
    expires = Competence("c", "CACO", LONG_AGO, MONDAY - timedelta(days=1))
    problem = replace(problem, competences=(*problem.competences, expires))
    assert split(problem) == {"b": 1.0}
    assert split(problem, MONDAY + timedelta(days=1)) == pytest.approx({"a": 0.5, "b": 0.5})
    assert set(split(problem, MONDAY - timedelta(days=1))) == {"a", "b", "c"}


def test_a_trainee_shares_nothing():
    people = [person("a"), person("t")]
    learns = Competence("t", "CACO", LONG_AGO, level=CompetenceLevel.TRAINEE)
    problem = region(people, [Competence("a", "CACO", LONG_AGO), learns])
    assert split(problem) == {"a": 1.0}
    line = fair_lines(problem, [work("t", MONDAY)])[1]
    assert (line.pools, line.done.shifts, line.shared.shifts) == ((), 1, 0)
    assert line.deviation(Measure.HOURS) == 0


def test_hours_elsewhere_are_taken_off_for_a_desk_but_not_for_on_call():
    office = tuple(WeeklyWork(weekday, time(9), time(17), 60) for weekday in range(4))
    people = [person("a", 36), person("b", 36, weekly_work=office)]
    problem = region(
        people, [Competence(p.id, f, LONG_AGO) for p in people for f in ("CACO", "IM")]
    )
    # 36 - 4 days of 7 hours leaves 8 of the 44 hours together.
    assert split(problem)["b"] == pytest.approx(8 / 44)
    assert split(problem, post="IM-FL")["b"] == pytest.approx(0.5)


def test_a_full_office_week_leaves_a_tenth_of_the_contract():
    office = tuple(WeeklyWork(weekday, time(8), time(17)) for weekday in range(5))
    assert split(desk([person("a", 36), person("b", 36, weekly_work=office)]))[
        "b"
    ] == pytest.approx(3.6 / 39.6)


def test_a_flex_worker_counts_for_their_monthly_shifts():
    flex = person("b", 36, limits=Limits(max_shifts_per_month=2))
    hours = 2 * 8 / (52 / 12)
    assert split(desk([person("a", 36), flex]))["b"] == pytest.approx(hours / (36 + hours))


def test_who_is_in_two_pools_of_a_kind_counts_for_half_in_each():
    people = [person("a"), person("b", regions=("FL", "GV"))]
    problem = region(people, [Competence(p.id, "IM", LONG_AGO) for p in people])
    assert split(problem, post="IM-FL") == pytest.approx({"a": 2 / 3, "b": 1 / 3})
    assert split(problem, post="IM-GV") == {"b": 1.0}


@pytest.mark.parametrize("kind", [ProvisionKind.NIGHT_EXEMPTION, ProvisionKind.PREGNANCY])
def test_who_need_not_work_nights_is_due_none(kind):
    spared = person("b", provisions=(Provision(kind, LONG_AGO),))
    problem = desk([person("a"), spared])
    assert split(problem, at_night=True) == {"a": 1.0}
    assert split(problem)["b"] == 0.5
    willing = person("b", provisions=(Provision(kind, LONG_AGO, consent=True),))
    assert split(desk([person("a"), willing]), at_night=True)["b"] == 0.5


def test_nobody_on_birth_leave_has_a_share():
    absent = person("b", provisions=(Provision(ProvisionKind.BIRTH_LEAVE, LONG_AGO),))
    assert split(desk([person("a"), absent])) == {"a": 1.0}


def test_deviations_of_a_pool_add_up_to_nothing():
    people = [person("a", 36), person("b", 24), person("c", 12)]
    duties = [work("a", MONDAY + timedelta(days=n), 23) for n in range(5)]
    duties += [work("b", MONDAY + timedelta(days=n)) for n in range(6)]
    lines = fair_lines(desk(people), duties)
    for measure in Measure:
        assert sum(line.deviation(measure) for line in lines) == pytest.approx(0)
        assert sum(line.due[measure] for line in lines) == pytest.approx(
            sum(line.done.value(measure) for line in lines)
        )
    assert lines[0].due[Measure.NIGHTS] == pytest.approx(2.5)


def test_a_weekend_is_shared_out_once_a_holder():
    saturday = MONDAY + timedelta(days=5)
    duties = [work("a", saturday), work("a", saturday + timedelta(days=1))]
    lines = fair_lines(desk([person("a"), person("b")]), duties)
    assert [line.due[Measure.WEEKENDS] for line in lines] == pytest.approx([0.5, 0.5])


def test_the_past_is_brought_in():
    history = tuple(work("a", MONDAY - timedelta(days=n), 7) for n in (7, 8))
    problem = desk(
        [person("a"), person("b")],
        history=history,
        carry_over=(CarryOver("b", "hours", 3.0), CarryOver("b", "on_call", -1.0)),
    )
    first, second = fair_lines(problem, [work("b", MONDAY)])
    assert first.brought_in[Measure.HOURS] == pytest.approx(8)
    assert second.brought_in[Measure.HOURS] == pytest.approx(-8 + 3)
    assert second.brought_in[Measure.ON_CALL] == -1
    assert second.deviation(Measure.HOURS) == pytest.approx(4)
    assert second.balance(Measure.HOURS) == pytest.approx(-1)
    assert (first.before.shifts, first.done.shifts) == (2, 0)


def test_duties_of_a_post_that_is_no_more_are_shared_with_nobody():
    history = (work("a", MONDAY - timedelta(days=7), post="gone"),)
    first, second = fair_lines(desk([person("a"), person("b")], history=history), [])
    assert first.before.shifts == 1
    assert set(first.brought_in.values()) == set(second.brought_in.values()) == {0.0}
