"""Relief in a disaster beside the fair share."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from data.model.calls import RELIEF
from data.model.duty import Duty, DutyKind
from data.model.fairness import FairShares
from data.model.person import Competence, Provision, ProvisionKind
from data.model.problem import CarryOver
from data.model.relief_fairness import ReliefWork, relief_balance, with_relief_balance
from data.model.tally import Measure
from tests.data.model.test_fairness import LONG_AGO, MONDAY, at, desk, person, region, work

BEFORE = MONDAY - timedelta(days=14)
NIGHT = MONDAY - timedelta(days=12)  # a Wednesday
SATURDAY = MONDAY - timedelta(days=9)
ABC = ("a", "b", "c")


def relief(who, day, clock=8, hours=8, kind=DutyKind.ELSEWHERE):
    start = at(day, clock)
    end = start + timedelta(hours=hours)
    return ReliefWork(Duty(who, RELIEF, kind, start, end, 60 * hours - 30), "CACO", ("FL",))


def balances(problem, *work):
    return {(one.person, one.measure): one.amount for one in relief_balance(problem, work)}


def three(**more):
    return desk([person(who) for who in ABC], **more)


def test_hours_of_relief_are_due_from_everybody_who_could_have_had_them():
    found = balances(three(), relief("a", NIGHT))
    assert found == {
        ("a", Measure.HOURS): pytest.approx(5),
        ("b", Measure.HOURS): pytest.approx(-2.5),
        ("c", Measure.HOURS): pytest.approx(-2.5),
    }


@pytest.mark.parametrize("kind", [DutyKind.ELSEWHERE, DutyKind.CALL])
def test_a_night_of_relief_is_a_night(kind):
    found = balances(three(), relief("a", NIGHT, 0, kind=kind))
    assert found["a", Measure.NIGHTS] == pytest.approx(2 / 3)
    assert found["b", Measure.NIGHTS] == pytest.approx(-1 / 3)


def test_who_is_exempt_from_nights_owes_none():
    exempt = person("c", provisions=(Provision(ProvisionKind.NIGHT_EXEMPTION, LONG_AGO),))
    problem = desk([person("a"), person("b"), exempt])
    assert ("c", Measure.NIGHTS) not in balances(problem, relief("a", NIGHT, 0))


def test_a_weekend_counts_once_and_not_beside_a_duty_of_the_roster():
    found = balances(three(), relief("a", SATURDAY), relief("a", SATURDAY + timedelta(days=1)))
    assert found["a", Measure.WEEKENDS] == pytest.approx(2 / 3)
    served = three(history=(work("a", SATURDAY),))
    assert ("a", Measure.WEEKENDS) not in balances(served, relief("a", SATURDAY, 16))


def test_relief_in_a_function_that_somebody_else_holds_changes_nothing_for_others():
    people = [person("a"), person("b"), person("im")]
    able = [Competence(who, "CACO", LONG_AGO) for who in "ab"] + [Competence("im", "IM", LONG_AGO)]
    found = balances(region(people, able), relief("a", NIGHT))
    assert {who for who, _ in found} == {"a", "b"}
    assert balances(region(people, able), relief("im", NIGHT)) == {}


def test_the_balance_comes_beside_what_was_carried_over():
    problem = three(carry_over=(CarryOver("a", "hours", 3.0), CarryOver("a", "nights", 1.0)))
    found = with_relief_balance(problem, [relief("a", NIGHT)])
    told = {(one.person, one.measure): one.amount for one in found.carry_over}
    assert told["a", "hours"] == pytest.approx(8)
    assert told["a", "nights"] == 1.0
    lines = {line.person: line for line in FairShares(found).lines(())}
    assert lines["a"].brought_in[Measure.HOURS] == pytest.approx(8)
    assert lines["b"].brought_in[Measure.HOURS] == pytest.approx(-2.5)


def test_hours_of_relief_are_not_taken_off_the_fair_share_once_more():
    duty = relief("a", NIGHT).duty
    other = Duty("a", "fire", DutyKind.ELSEWHERE, duty.start, duty.end, duty.work_minutes)
    shares = []
    for history in ((), (duty,), (other,)):
        problem = three(history=(*history, work("b", BEFORE, 7)))
        line = next(one for one in FairShares(problem).lines([work("b", MONDAY, 7)]))
        shares.append(line.due[Measure.HOURS])
    assert shares[0] == pytest.approx(shares[1])
    assert shares[2] < shares[0]


@pytest.mark.parametrize("seed", range(30))
def test_all_balances_sum_to_nothing(seed):
    random = Random(seed)
    people = [person(who, random.choice((18, 24, 36))) for who in "abcde"]
    done = [
        relief(random.choice("abcde"), MONDAY - timedelta(days=random.randint(1, 40)), hour)
        for hour in (0, 8, 16)
        for _ in range(3)
    ]
    found = relief_balance(desk(people), done)
    for measure in Measure:
        assert sum(one.amount for one in found if one.measure is measure) == pytest.approx(0)
