"""What the law allows and yet costs rest: told of a candidate, and it ranks before fairness."""

from __future__ import annotations

import pytest

from data.model.candidate import Legality
from data.model.duty import Duty, DutyKind
from data.model.quality import QualityWeights
from tests.solver.small import moment, shift_at, somebody, tiny, worked
from tests.solver.test_candidates import DAY, ask, only

LATE = shift_at("2027-01-04 15:00", 8)  #: ends 8 hours before DAY begins
NIGHT = shift_at("2027-01-05 23:00", 8)  #: begins 8 hours after it ends
SOON = shift_at("2027-01-06 02:00", 5)  #: begins 11 hours after it ends


def cautions(problem, pairs, code="en"):
    return only(problem, pairs, code=code).cautions


@pytest.mark.parametrize(
    ("other", "said", "gezegd"),
    [
        (
            LATE,
            "only 8 h after CaCo Mon 4 Jan 15:00 – 23:00: the one short rest of that week",
            "maar 8 u na CaCo ma 4 jan 15:00 – 23:00: de ene korte rust van die week",
        ),
        (
            NIGHT,
            "only 8 h before CaCo Tue 5 Jan 23:00 – Wed 6 Jan 07:00: "
            "the one short rest of that week",
            "maar 8 u voor CaCo di 5 jan 23:00 – wo 6 jan 07:00: de ene korte rust van die week",
        ),
    ],
)
def test_the_one_short_rest_of_a_week_is_told_in_both_languages(other, said, gezegd):
    problem = tiny([DAY, other], [somebody("ann")])
    assert only(problem, [("ann", other.id)]).legality is Legality.LEGAL
    assert cautions(problem, [("ann", other.id)])[0] == said
    assert cautions(problem, [("ann", other.id)], "nl")[0] == gezegd


def test_a_second_start_on_one_day_is_told_and_a_whole_rest_is_not():
    problem = tiny([DAY, NIGHT], [somebody("ann")])
    assert [one.split(",")[0] for one in cautions(problem, [("ann", NIGHT.id)])[1:]] == [
        "a second start on one day"
    ]
    assert cautions(tiny([DAY, SOON], [somebody("ann")]), [("ann", SOON.id)]) == ()
    assert cautions(tiny([DAY], [somebody("ann")]), []) == ()


def test_work_elsewhere_counts_too():
    work = Duty(
        "ann", "", DutyKind.ELSEWHERE, moment("2027-01-04 15:00"), moment("2027-01-04 23:00"), 480
    )
    problem = tiny([DAY], [somebody("ann")], elsewhere=(work,))
    assert cautions(problem, [])[0].startswith("only 8 h after work elsewhere Mon 4 Jan 15:00")


def test_who_keeps_a_whole_rest_stands_before_who_is_fairer():
    """Bob carries more; Ann would spend her short rest, and no weight counts that."""
    more = shift_at("2027-01-09 07:00", 8)
    third = shift_at("2027-01-13 07:00", 8)
    problem = tiny(
        [DAY, NIGHT, more, third],
        [somebody("ann"), somebody("bob")],
        weeks=2,
        weights=QualityWeights(health=()),
        history=tuple(worked("bob", "D", *(f"2026-12-{d} 07:00" for d in (14, 16, 18, 21)))),
    )
    pairs = [("ann", NIGHT.id), ("bob", more.id), ("bob", third.id)]
    found = ask(problem, pairs).candidates
    assert [one.legality for one in found] == [Legality.LEGAL] * 2
    assert [one.person for one in found] == ["bob", "ann"]
    assert found[0].cost.ranking > found[1].cost.ranking
