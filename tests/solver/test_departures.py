"""Where a roster departs from the base rosters: the reasons are true, each of its own kind."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from data.i18n.language import language
from data.model.base_roster import BaseMember, BaseRoster, DepartureKind
from data.model.duty import Absence, AbsenceKind, Assignment, Wish, WishKind
from data.model.person import Competence
from data.model.post import THREE_BY_EIGHT
from data.model.quality import POINT
from data.tables.base_tables import base_assignments
from solver.diagnosis.departures import DepartureExplainer, with_departures
from solver.diagnosis.judge import violations
from solver.diagnosis.person_costs import PersonCosts
from solver.objective.quality import QualityObjective
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.solve import solve_roster
from tests.solver.small import MONDAY, complete, midnight, shift_at, somebody, tiny

DAY = timedelta(days=1)
D, L, N, OFF = "D", "L", "N", ""


def desk(*days, people=("ann", "bob", "cas"), names="D", weeks=1, **more):
    """A desk with one shift on each of some days, for people who can all do it."""
    shifts = [
        shift_at(f"{MONDAY + day * DAY} {begin}", 8, name=name)
        for day in days
        for name, begin in (("D", "07:00"), ("L", "15:00"))
        if name in names
    ]
    return tiny(shifts, [somebody(name) for name in people], weeks=weeks, **more)


def followed(problem, **weeks):
    """The problem with a base roster of its own for each of some people."""
    rosters = tuple(
        BaseRoster(name, "caco", MONDAY, (tuple(week) + ("",) * (7 - len(week)),))
        for name, week in weeks.items()
    )
    members = tuple(BaseMember(name, name, 1) for name in weeks)
    problem = replace(problem, base_rosters=rosters, base_members=members)
    return replace(problem, base=base_assignments(problem, {"3x8": THREE_BY_EIGHT}))


def on(problem, **held):
    """Pairs: per person the days, and perhaps the shift, they have."""
    starts = {"D": "07:00", "L": "15:00"}
    found = set()
    for person, days in held.items():
        for day in days:
            name, number = (day[0], int(day[1:])) if isinstance(day, str) else ("D", day)
            found.add((person, f"caco:{MONDAY + number * DAY} {starts[name]}"))
    assert found <= {(p.id, s.id) for p in problem.people for s in problem.shifts}
    return found


def explained(problem, pairs):
    index = ProblemIndex(problem)
    rules = rules_in_force(problem.ruleset)
    return DepartureExplainer(index, rules, frozenset(pairs)).departures()


def of(found, person, day, begin="07:00"):
    return next(
        d for d in found if (d.person, d.shift) == (person, f"caco:{MONDAY + day * DAY} {begin}")
    )


def test_who_has_what_the_base_roster_gives_departs_nowhere():
    problem = followed(desk(0, 1), ann="DD")
    assert explained(problem, on(problem, ann=[0, 1])) == ()


def test_who_is_away_and_who_comes_in_their_place():
    leave = Absence("ann", AbsenceKind.LEAVE, midnight(MONDAY), midnight(MONDAY + DAY), 480)
    problem = followed(desk(0, 1, absences=(leave,)), ann="DD", bob=" ")
    found = explained(problem, on(problem, bob=[0], ann=[1]))
    missed, extra = of(found, "ann", 0), of(found, "bob", 0)
    assert (missed.kind, missed.is_extra) == (DepartureKind.ABSENT, False)
    assert str(missed.reason).startswith("on leave Mon 4 Jan")
    assert (extra.kind, str(extra.reason)) == (DepartureKind.IN_PLACE, "in place of Ann")
    assert len(found) == 2


def test_an_illness_is_no_more_than_an_absence_in_what_is_kept():
    ill = Absence("ann", AbsenceKind.ILLNESS, midnight(MONDAY), midnight(MONDAY + DAY), 0)
    problem = followed(desk(0, 1, absences=(ill,)), ann="DD")
    one = of(explained(problem, on(problem, bob=[0], ann=[1])), "ann", 0)
    assert str(one.reason).startswith("absent Mon 4 Jan")


def test_who_is_no_longer_competent():
    problem = followed(desk(0, 1), ann="DD")
    ended = Competence("ann", "caco", date(2020, 1, 1), MONDAY)
    others = [one for one in problem.competences if one.person != "ann"]
    problem = replace(problem, competences=(*others, ended))
    one = of(explained(problem, on(problem, ann=[0], bob=[1])), "ann", 1)
    assert one.kind is DepartureKind.NOT_COMPETENT
    assert "competence valid until 4 Jan 2027" in str(one.reason)


def test_a_rule_that_forbids_the_base_roster_itself_is_named_with_its_article():
    """A day after a late shift leaves 8 hours of rest twice in a week: once is allowed (R04)."""
    weeks = "LD", "DD"
    problem = desk(0, 1, 2, 3, 4, 5, 6, names="DL", weeks=1)
    base = tuple(
        Assignment("ann", f"caco:{MONDAY + day * DAY} {begin}")
        for day, begin in ((0, "15:00"), (1, "07:00"), (2, "15:00"), (3, "07:00"))
    )
    problem = replace(followed(problem, ann=weeks[0]), base=base)
    one = of(explained(problem, on(problem, ann=["L0", "D1", "L2"], bob=["D3"])), "ann", 3)
    assert one.kind is DepartureKind.RULE
    assert one.article.startswith("ATW")
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    broken = violations(index, rules, {(a.person, a.shift) for a in base})
    assert one.rule in {violation.rule for violation in broken}


def test_a_shift_instead_that_nobody_else_could_fill_is_a_vacancy():
    leave = Absence("bob", AbsenceKind.LEAVE, midnight(MONDAY), midnight(MONDAY + DAY), 480)
    problem = desk(0, people=("ann", "bob", "cas"), names="DL", absences=(leave,))
    only_early = [c for c in problem.competences if c.person != "cas"]
    problem = followed(replace(problem, competences=tuple(only_early)), ann="L")
    found = explained(problem, on(problem, ann=["D0"]))
    missed = of(found, "ann", 0, "15:00")
    assert missed.kind is DepartureKind.VACANCY
    assert "has CaCo Mon 4 Jan 07:00" in str(missed.reason)
    assert of(found, "ann", 0).kind is DepartureKind.NOBODYS


def test_what_weighs_more_is_named_and_costs_what_it_says():
    hates = Wish("ann", WishKind.AVOID, midnight(MONDAY), midnight(MONDAY + DAY), 40)
    problem = followed(desk(0, 1, 2, wishes=(hates,)), ann="D")
    pairs = on(problem, bob=[0], cas=[1])
    one = of(explained(problem, pairs), "ann", 0)
    assert one.kind is DepartureKind.WEIGHED
    assert "wishes" in str(one.reason)
    index = ProblemIndex(problem)
    quality = QualityObjective(index, rules_in_force(problem.ruleset))
    back = (pairs - on(problem, bob=[0])) | on(problem, ann=[0])
    more = quality.value(index, back) - quality.value(index, pairs)
    assert f"cost {more / POINT:.1f} points" in str(one.reason)
    assert f"zou {more / POINT:.1f} punten".replace(".", ",") in language("nl").say(one.reason)


def test_what_could_be_put_back_at_a_gain_was_not_tried():
    problem = followed(desk(0, 1), ann="D")
    assert of(explained(problem, on(problem, bob=[0])), "ann", 0).kind is DepartureKind.UNTRIED
    assert of(explained(problem, set()), "ann", 0).kind is DepartureKind.UNTRIED


def test_what_was_settled_or_published_stays():
    problem = followed(desk(0, 1), ann="D")
    pairs = on(problem, bob=[0])
    pin = tuple(Assignment(person, shift, pinned=True) for person, shift in pairs)
    found = explained(replace(problem, assignments=pin), pairs)
    assert of(found, "ann", 0).kind is DepartureKind.SETTLED
    found = explained(replace(problem, published=tuple(Assignment(*p) for p in pairs)), pairs)
    assert of(found, "ann", 0).kind is DepartureKind.PUBLISHED
    pin = (Assignment("ann", f"caco:{MONDAY} 07:00", pinned=True),)
    problem = followed(desk(0, assignments=pin), ann=" ")
    assert of(explained(problem, on(problem, ann=[0])), "ann", 0).kind is DepartureKind.SETTLED


def test_more_people_than_a_shift_needs():
    problem = followed(desk(0, 1), ann="D", bob="D")
    (one,) = explained(problem, on(problem, ann=[0]))
    assert (one.person, one.kind) == ("bob", DepartureKind.SURPLUS)


@pytest.mark.parametrize("seed", range(6))
def test_every_departure_has_one_reason_and_people_add_up_to_the_whole(seed):
    problem = complete()
    numbers = random.Random(seed)
    weeks = tuple(tuple(numbers.choice("DLN ").strip() for _ in range(7)) for _ in range(3))
    members = tuple(BaseMember("cycle", f"c{i}", i % 3 + 1) for i in range(6))
    problem = replace(
        problem,
        base_rosters=(BaseRoster("cycle", "caco", MONDAY, weeks),),
        base_members=members,
    )
    problem = replace(problem, base=base_assignments(problem, {"3x8": THREE_BY_EIGHT}))
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    result = with_departures(problem, solve_roster(problem, SolveOptions(1, seed=seed)))
    pairs = {(one.person, one.shift) for one in result.assignments}
    quality = QualityObjective(index, rules)
    told = [(one.person, one.shift) for one in result.departures]
    assert sorted(told) == quality.base_rosters.departures(pairs)
    assert all(one.is_extra == ((one.person, one.shift) in pairs) for one in result.departures)
    prices = PersonCosts(quality)
    mine: dict[str, list[str]] = {}
    for person, shift in pairs:
        mine.setdefault(person, []).append(shift)
    whole = sum(prices.total(one.id, mine.get(one.id, ())) for one in problem.people)
    assert whole == quality.value(index, pairs)
    for one in result.departures:  # the reasons as another eye sees them
        there, absences = problem.shift_by_id[one.shift], problem.absences
        away = any(
            a.person == one.person and a.start < there.end and there.start < a.end for a in absences
        )
        assert (one.kind is DepartureKind.ABSENT) <= away
        can = problem.level(one.person, there)
        assert one.is_extra or (can is None) <= (one.kind is DepartureKind.NOT_COMPETENT or away)
        if one.kind is DepartureKind.RULE:
            assert one.rule
            assert one.article
    assert result == with_departures(problem, result)


def test_without_time_the_reasons_that_must_be_tried_are_not_looked_into():
    leave = Absence("ann", AbsenceKind.LEAVE, midnight(MONDAY), midnight(MONDAY + DAY), 480)
    problem = followed(desk(0, 1, absences=(leave,)), ann="DD")
    pairs = frozenset(on(problem, bob=[0, 1]))
    index = ProblemIndex(problem)
    hurried = DepartureExplainer(index, rules_in_force(problem.ruleset), pairs, -1.0)
    kinds = {one.kind for one in hurried.departures() if not one.is_extra}
    assert kinds == {DepartureKind.ABSENT, DepartureKind.UNKNOWN}
