"""What must hold of any problem, whoever made it."""

from dataclasses import replace
from datetime import date, time, timedelta, timezone
from typing import Any

import pytest

from data.model.duty import Assignment, DutyKind, WishKind
from data.model.person import Contract, Limits, Provision, ProvisionKind, WeeklyWork
from data.model.post import Region
from data.model.problem import CarryOver
from data.model.ruleset import Derogation, Ruleset, RuleSetting
from data.model.shift import CoverWeights
from data.model.validation import known_zone, validate
from tests.data.tables.small_region import small_problem

SMALL = small_problem()
DAY = timedelta(days=1)
BACKWARDS = Derogation("R17", "some agreement", date(2027, 1, 1), date(2026, 1, 1))


def first(field: str, **changes):
    """The small problem with its first region, post, person ... changed."""
    one, *rest = getattr(SMALL, field)
    changed: dict[str, Any] = {field: (replace(one, **changes), *rest)}
    return replace(SMALL, **changed)


CASES = [
    (replace(SMALL, end=SMALL.start), "period: it ends"),
    (replace(SMALL, start=SMALL.start.replace(tzinfo=None)), "period: its moments"),
    (replace(SMALL, start=SMALL.start.astimezone(timezone(DAY / 24))), "period: its moments"),
    (replace(SMALL, start=SMALL.start + DAY / 24), "period: its start is 01:00"),
    (replace(SMALL, time_zone="Nowhere"), "time zone 'Nowhere' is unknown"),
    (replace(SMALL, regions=(*SMALL.regions, Region("fl", "x"))), "regions[2]: 'fl' stands"),
    (first("regions", id=""), "regions[0]: its id is empty"),
    (first("posts", function="x"), "post 'caco': function 'x' is unknown"),
    (first("posts", regions=("x",)), "post 'caco': region 'x' is unknown"),
    (first("posts", required=0), "post 'caco': required is 0"),
    (first("posts", priority=0), "post 'caco': priority is 0"),
    (first("posts", start_norm_minutes=-1), "post 'caco': start_norm_minutes is -1"),
    (first("shifts", post="x"), "post 'x' is unknown"),
    (first("shifts", required=0), "required is 0"),
    (first("shifts", cover=CoverWeights(-1, 0)), "cover.under is -1"),
    (first("shifts", handover_minutes=16), "handover_minutes is 16"),
    (first("shifts", work_minutes=481), "work_minutes is 481"),
    (first("shifts", end=SMALL.shifts[0].start), "before it starts"),
    (first("shifts", start=SMALL.start - DAY), "outside the period"),
    (first("shifts", start=SMALL.start + timedelta(seconds=1)), "no whole minutes"),
    (first("people", regions=("x",)), "person 'an': region 'x' is unknown"),
    (first("people", contracts=(Contract(61, date(2027, 1, 1)),)), "hours_per_week is 61"),
    (first("people", contracts=(Contract(float("nan"), date(2027, 1, 1)),)), "is nan"),
    (first("people", contracts=(Contract(8, date(2020, 1, 1)),) * 2), "two contracts overlap"),
    (
        first("people", provisions=(Provision(ProvisionKind.HOLY_DAY, date(2027, 1, 1)),)),
        "weekday of the holy day",
    ),
    (first("people", limits=Limits(max_weekends=-1)), "max_weekends is -1"),
    (first("people", weekly_work=(WeeklyWork(7, time(8), time(17)),)), "weekday of weekly work"),
    (first("people", limits=Limits(max_shifts=(("D", -1),))), "max_shifts of D is -1"),
    (first("competences", person="x"), "competences[0]: person 'x' is unknown"),
    (first("competences", until=date(2019, 1, 1)), "competences[0]: until"),
    (first("absences", work_minutes=100_000), "absences[0]: work_minutes"),
    (first("history", person="x"), "history[0]: person 'x' is unknown"),
    (first("history", start=SMALL.start, end=SMALL.end), "inside or after the period"),
    (first("elsewhere", kind=DutyKind.WORK), "elsewhere[0]: its kind is work"),
    (first("wishes", weight=101), "wishes[0]: weight is 101"),
    (first("wishes", post="x"), "wishes[0]: post 'x' is unknown"),
    (first("wishes", kind=WishKind.WANT, end=SMALL.start), "wishes[0]: it ends"),
    (first("assignments", shift="x"), "assignments[0]: shift 'x' is unknown"),
    (first("assignments", person="di"), "pinned alone"),
    (replace(SMALL, assignments=SMALL.assignments * 2), "stands there twice"),
    (replace(SMALL, carry_over=(CarryOver("an", "nachten", 1.0),)), "measure 'nachten'"),
    (replace(SMALL, carry_over=(CarryOver("an", "nights", float("inf")),)), "amount is inf"),
    (replace(SMALL, ruleset=Ruleset(families=("wet",))), "family 'wet' is unknown"),
    (replace(SMALL, ruleset=Ruleset(settings=(RuleSetting("R07"),) * 2)), "'R07' stands"),
    (
        replace(SMALL, ruleset=Ruleset(settings=(RuleSetting("R", True, (("x", float("nan")),)),))),
        "x of R is nan",
    ),
    (
        replace(
            SMALL,
            ruleset=Ruleset(
                derogations=(Derogation("R", "b", date(2027, 1, 1), date(2026, 1, 1)),)
            ),
        ),
        "until (2026-01-01)",
    ),
]


@pytest.mark.parametrize(("problem", "what"), CASES, ids=[what for _, what in CASES])
def test_a_problem_that_does_not_hold_together_is_told(problem, what):
    faults = validate(problem)
    assert any(what in fault.what for fault in faults), faults
    assert all(fault.remedy for fault in faults)


def test_a_sound_problem_has_no_faults():
    assert validate(SMALL) == []


def test_a_shift_with_a_price_may_need_nobody():
    problem = first("shifts", required=0, cover=CoverWeights(1, 1))
    assert validate(replace(problem, assignments=())) == []


def test_a_hint_need_not_be_competent():
    shift = SMALL.shifts[0].id
    assert validate(replace(SMALL, assignments=(Assignment("di", shift),))) == []


def test_a_zone_is_known_by_its_name():
    assert known_zone("Europe/Amsterdam").key == "Europe/Amsterdam"
    assert not any(known_zone(name) for name in ("", "x/y", "../etc", "\0", "Europe"))
