"""What is impossible from the start: each sum just inside and just outside its limit."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from data.model.duty import Absence, AbsenceKind, Assignment
from data.model.person import (
    Competence,
    CompetenceLevel,
    Contract,
    Limits,
    Provision,
    ProvisionKind,
)
from data.model.post import PIKET_WEEK, TWO_BY_TWELVE
from data.model.ruleset import Derogation, Ruleset
from solver.diagnosis.preflight_bounds import PreflightBounds
from solver.problem_index import ProblemIndex
from solver.rules.night_exemption import NightExemption
from tests.solver.small import (
    CACO,
    MONDAY,
    OFFICE,
    OPEN,
    PIKET,
    STANDBY,
    control_room,
    midnight,
    moment,
    shift_at,
    shifts_of,
    somebody,
    tiny,
)
from tests.support.spoken import spoken

PAST = date(2020, 1, 1)
DAY = shift_at("2027-01-05 07:00", 8)
RULES = (NightExemption(),)


def findings(problem, article="", rules=RULES):
    """The findings with an article; without one those of plain counting."""
    found = spoken(PreflightBounds(ProblemIndex(problem), rules).findings())
    return [f for f in found if f.article == article]


def team(count, hours=36, **more):
    return [somebody(f"p{i}", hours, **more) for i in range(count)]


def desk(people, weeks=4, pattern=None, **more):
    """A seat round the clock."""
    if pattern is None:
        return replace(control_room(weeks=weeks), people=tuple(people), competences=held(people))
    return tiny(shifts_of(CACO, pattern, MONDAY, weeks), people, weeks, **more)


def held(people, function="caco", **more):
    return tuple(Competence(p.id, function, PAST, **more) for p in people)


def piket(count, first=MONDAY, weeks=4):
    people = team(count)
    start, end = midnight(first), midnight(first + timedelta(weeks=weeks))
    return tiny(shifts_of(PIKET, PIKET_WEEK, first, weeks), people, start=start, end=end)


def test_a_roster_with_people_enough_has_no_findings():
    problem = desk(team(9))
    assert not PreflightBounds(ProblemIndex(problem), RULES).findings()


def test_a_shift_without_anybody_competent_and_present_is_told():
    assert not findings(tiny([DAY], team(1)))
    (found,) = findings(tiny([DAY], team(1), competences=()))
    assert (found.post, found.is_impossible) == ("caco", True)
    assert found.sentence == ("1 shift has no competent person who is present: Tue 5 Jan 07:00")
    late = shift_at("2027-01-05 15:00", 8)
    (both,) = findings(tiny([DAY, late], team(1), competences=()))
    assert both.sentence == (
        "2 shifts have no competent person who is present, first Tue 5 Jan 07:00"
    )


def test_who_is_away_is_not_there():
    leave = Absence("p0", AbsenceKind.LEAVE, moment("2027-01-05"), moment("2027-01-06"))
    assert findings(tiny([DAY], team(1), absences=(leave,)))
    assert not findings(tiny([DAY], team(2), absences=(leave,)))


def test_a_trainee_is_not_enough():
    people = team(1)
    learning = held(people, level=CompetenceLevel.TRAINEE)
    assert "no competent person" in findings(tiny([DAY], people, competences=learning))[0].sentence


def test_who_is_pinned_is_there():
    leave = Absence("p0", AbsenceKind.LEAVE, moment("2027-01-05"), moment("2027-01-06"))
    pin = Assignment("p0", DAY.id, pinned=True)
    assert not findings(tiny([DAY], team(1), absences=(leave,), assignments=(pin,)))


def week_of(hours):
    """Work of so many hours in one week."""
    days = [shift_at(f"2027-01-{4 + n:02} 08:00", hours / 6) for n in range(6)]
    return tiny(days, team(1, hours=60))


@pytest.mark.parametrize(("hours", "impossible"), [(48, False), (48.5, True)])
def test_more_than_48_hours_a_week_each_cannot_be_kept_up(hours, impossible):
    assert [f.is_impossible for f in findings(week_of(hours), "ATW 5:7(2)c")] == [True] * impossible


@pytest.mark.parametrize(("people", "count"), [(3, 1), (4, 0)])
def test_one_seat_takes_168_hours_a_week(people, count):
    assert len(findings(desk(team(people)), "ATW 5:7(2)c")) == count


@pytest.mark.parametrize(("people", "hours", "tight"), [(4, 42, False), (4, 41.9, True)])
def test_more_hours_than_the_contracts_hold_is_tight(people, hours, tight):
    found = findings(desk(team(people, hours)))
    assert [f.is_impossible for f in found] == [False] * tight
    assert all("takes 168 hours a week; 4 people have 168 hours" in f.sentence for f in found)


def test_a_contract_that_ends_counts_for_its_part():
    def until_halfway(hours):
        contract = Contract(hours, PAST, MONDAY + timedelta(days=13))
        return desk([replace(p, contracts=(contract,)) for p in team(4)])

    assert not findings(until_halfway(84))
    assert findings(until_halfway(83))


def test_work_elsewhere_leaves_less_of_the_contract():
    free, busy = team(1, 36), team(1, 37.5, weekly_work=OFFICE)
    assert not findings(tiny([DAY], free))
    assert findings(tiny([replace(DAY, start=moment("2027-01-05 17:00"))], busy))


def test_a_flex_worker_brings_the_hours_of_their_monthly_shifts():
    flex = team(1, 0, limits=Limits(max_shifts_per_month=5))  # 9.2 hours a week
    assert not findings(tiny([DAY], flex))
    assert findings(tiny([DAY, shift_at("2027-01-06 07:00", 2)], flex))


@pytest.mark.parametrize(("people", "count"), [(16, 1), (17, 0)])
def test_long_nights_take_seventeen_people(people, count):
    problem = desk(team(people), 13, TWO_BY_TWELVE)
    found = findings(problem, "ATW 5:8(3)")
    assert len(found) == count
    assert all(f.is_impossible and "need 17 people" in f.sentence for f in found)


def test_a_stand_by_is_no_long_night():
    nights = [shift_at(f"2027-01-0{day} 08:00", 24, STANDBY) for day in (5, 7)]
    assert not findings(tiny(nights, team(1), posts=(STANDBY,)), "ATW 5:8(3)")


@pytest.mark.parametrize(("people", "count"), [(3, 1), (4, 0)])
def test_thirty_six_nights_in_sixteen_weeks_each(people, count):
    found = findings(desk(team(people)), "ATW 5:8(8)")
    assert len(found) == count
    assert all("112 nights" in f.sentence and "need 4 people" in f.sentence for f in found)


@pytest.mark.parametrize(("nights", "count"), [(36, 0), (37, 1)])
def test_one_person_may_work_thirty_six_nights(nights, count):
    days = [MONDAY + timedelta(days=3 * n) for n in range(nights)]
    shifts = [shift_at(f"{day} 23:00", 8, name="N") for day in days]
    assert len(findings(tiny(shifts, team(1), weeks=16), "ATW 5:8(8)")) == count


def test_an_agreement_on_the_number_of_nights_takes_that_finding_away():
    agreed = Ruleset(derogations=(Derogation("R17", "CAO", PAST),))
    assert not findings(replace(desk(team(3)), ruleset=agreed), "ATW 5:8(8)")
    short = Ruleset(derogations=(Derogation("R17", "CAO", PAST, MONDAY),))
    assert findings(replace(desk(team(3)), ruleset=short), "ATW 5:8(8)")


@pytest.mark.parametrize(("people", "count"), [(4, 1), (7, 1), (8, 0)])
def test_sixteen_nights_lower_the_average(people, count):
    found = findings(desk(team(people)), "ATW 5:8(2)")
    assert [f.is_impossible for f in found] == [False] * count


def test_who_is_exempt_from_nights_does_not_count_for_them():
    exempt = Provision(ProvisionKind.NIGHT_EXEMPTION, PAST)
    problem = desk([*team(3), somebody("x", provisions=(exempt,))])
    assert findings(problem, "ATW 5:8(8)")
    assert not findings(problem, "ATW 5:8(8)", rules=())


@pytest.mark.parametrize("first", [MONDAY, date(2026, 10, 5), date(2027, 3, 8)])
@pytest.mark.parametrize(("people", "count"), [(1, 1), (2, 0)])
def test_on_call_all_the_time_takes_two_people(first, people, count):
    found = findings(piket(people, first), "ATW 5:9(2)a")
    assert len(found) == count
    assert all(f.is_impossible and "needs 2 people" in f.sentence for f in found)


@pytest.mark.parametrize("first", [MONDAY, date(2026, 10, 5), date(2027, 3, 8)])
@pytest.mark.parametrize(("people", "count"), [(2, 1), (7, 1), (8, 0)])
def test_a_pool_under_eight_has_sixteen_call_nights(first, people, count):
    found = findings(piket(people, first), "ATW 5:9(5)")
    assert len(found) == count
    assert all(not f.is_impossible and "(8 people avoid it)" in f.sentence for f in found)


def test_half_the_weeks_on_call_take_half_the_pool():
    def half(count):
        problem = piket(count)
        return replace(problem, shifts=problem.shifts[::2])

    (found,) = findings(half(3), "ATW 5:9(5)")
    assert "(4 people avoid it)" in found.sentence
    assert not findings(half(4), "ATW 5:9(5)")


def test_open_call_is_not_counted():
    weeks = shifts_of(OPEN, PIKET_WEEK, MONDAY, 4)
    problem = tiny(weeks, team(1), 4, posts=(OPEN,), competences=())
    assert not PreflightBounds(ProblemIndex(problem), ()).findings()


def test_a_sentence_is_said_in_the_language_of_the_reader():
    problem = tiny([DAY], team(1), competences=())
    found = spoken(PreflightBounds(ProblemIndex(problem), ()).findings(), "nl")
    assert found[0].sentence == (
        "voor 1 dienst is er niemand die vakbekwaam en aanwezig is: di 5 jan 07:00"
    )
