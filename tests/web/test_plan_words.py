"""What the pages of planning show, from values alone."""

import re
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from data.model.job import JobProgress, LevelSoFar, Point
from data.model.result import LevelReport
from tests.solver.seeded import seeded
from web.plan.form import PlanForm
from web.plan.progress import HEIGHT, WIDTH, curve_of, period_text
from web.plan.quality import now_on, reports, steps

RANKS = {"CACO": 1, "IM": 2}
USUAL = PlanForm("2027-01-18", "13")


@pytest.fixture(autouse=True)
def english():
    app = Flask("test")
    app.config["CACO_LANGUAGE"] = "en"
    with app.app_context():
        yield


def test_a_period_is_told_by_its_weeks():
    assert period_text(date(2027, 2, 22), 13) == "week 8 – 20 (22 Feb – 23 May)"
    assert period_text(date(2027, 2, 22), 1) == "week 8 (22–28 Feb)"
    year = "week 53 – 1 (28 Dec 2026 – 10 Jan 2027)"
    assert period_text(date(2026, 12, 28), 2) == year


@seeded()
@given(
    st.dictionaries(
        st.sampled_from(["first", "weeks", "seconds", "seed", "posts"]),
        st.text("0123456789-²eTx. ", max_size=12)
        | st.sampled_from(["2027-01-18", "13", "0", "²", "1e3", "-1"]),
    )
)
def test_whatever_is_typed_has_faults_or_makes_a_request(typed):
    app = Flask("test")
    app.config["CACO_LANGUAGE"] = "en"
    with app.app_context():
        form = PlanForm.typed(MultiDict(typed), USUAL)
        if form.faults():
            assert set(form.faults()) <= {"first", "weeks", "seconds", "seed"}
        else:
            asked = form.request()
            assert 1 <= asked.weeks <= 53
            assert 1 <= asked.seconds <= 4 * 3600
            assert asked.seed >= 0


def test_a_form_that_is_not_filled_in_is_as_usual():
    assert PlanForm.typed(MultiDict(), USUAL) == USUAL
    assert USUAL.faults() == {}
    request = replace(USUAL, posts=("IM", "CACO")).request()
    assert (request.seconds, request.posts) == (120.0, ("CACO", "IM"))
    with pytest.raises(ValueError, match="faults"):
        replace(USUAL, first="").request()


def level(name, objective, bound, *seconds):
    curve = tuple(Point(at, objective, bound) for at in seconds)
    return LevelSoFar(name, objective, bound, curve)


def test_the_levels_are_in_their_own_order_with_what_is_still_to_come():
    told = JobProgress(9.0, (level("quality", 5000, 4000, 8.0), level("coverage 1", 60, 60, 1.0)))
    shown = steps(told, RANKS)
    assert [(step.name, step.state) for step in shown] == [
        ("Cover of CACO", "done"),
        ("Cover of IM", "later"),
        ("Quality", "now"),
    ]
    assert (shown[0].value, shown[0].gap, shown[0].proven) == ("1 h", "", 100)
    assert (shown[2].value, shown[2].bound, shown[2].gap, shown[2].proven) == (
        "50",
        "40",
        "20.0%",
        80,
    )


def test_what_is_not_proven_is_never_told_as_nothing():
    (step,) = reports([LevelReport("quality", 13650, 13649, 0.00007, False, 9.0)], {})
    assert step.gap == "0.1%"
    assert "At most 0.1% better" in step.words


def test_a_level_of_posts_that_are_not_planned_is_left_out():
    told = JobProgress(9.0, (level("coverage 1", 0, 0, 1.0), level("coverage 2", 0, 0, 2.0)))
    assert [step.name for step in steps(told, {"IM": 2}) if step.state != "later"] == [
        "Cover of IM"
    ]
    report = LevelReport("coverage 1", 0, 0, 0.0, True, 1.0)
    assert reports([report], {"IM": 2}) == []
    assert [step.words for step in reports([report], RANKS)] == ["Not a minute is uncovered."]


def test_a_level_without_a_roster_yet_says_so():
    shown = steps(JobProgress(1.0, (LevelSoFar("coverage 1", None, None),)), RANKS)
    assert (shown[0].words, shown[0].proven) == ("No roster yet.", None)
    assert [step.state for step in steps(None, RANKS)] == ["later"] * 3


def test_the_search_is_on_the_level_that_moved_last():
    first, second = level("coverage 1", 9, 0, 1.0, 7.0), level("coverage 2", 9, 0, 2.0)
    assert now_on((first, second)) is first
    assert now_on(()) is None


def test_a_curve_holds_a_value_until_the_next_and_ends_now():
    curve = curve_of(
        LevelSoFar("quality", 5000, 4000, (Point(0, 10000, 0), Point(5, 5000, 4000))), 10, RANKS
    )
    half, end = f"{WIDTH / 2:g}", f"{WIDTH}"
    assert curve.best == f"M0,0 L{half},0 L{half},{HEIGHT / 2:g} L{end},{HEIGHT / 2:g}"
    assert curve.bound.startswith(f"M0,{HEIGHT} L{half},{HEIGHT} L{half},{0.6 * HEIGHT:g}")
    assert curve.between.endswith("Z")
    assert (curve.most, curve.least, curve.since, curve.until) == ("100", "0", "0 s", "10 s")


def test_a_curve_of_which_nothing_is_known_is_not_drawn():
    assert curve_of(LevelSoFar("quality", None, None), 10, RANKS) is None
    unknown = LevelSoFar("quality", None, None, (Point(1, None, None),))
    assert curve_of(unknown, 10, RANKS) is None


@seeded()
@given(
    st.lists(
        st.tuples(
            st.floats(0, 600, allow_nan=False),
            st.none() | st.integers(-5, 10**9),
            st.none() | st.integers(-5, 10**9),
        ),
        min_size=1,
        max_size=20,
    ),
    st.floats(0, 900, allow_nan=False),
)
def test_every_curve_stays_within_its_frame(points, until):
    app = Flask("test")
    app.config["CACO_LANGUAGE"] = "en"
    with app.app_context():
        curve = curve_of(
            LevelSoFar(
                "x", None, None, tuple(Point(*p) for p in sorted(points, key=lambda p: p[0]))
            ),
            until,
            RANKS,
        )
    if curve is not None:
        for x, y in re.findall(r"(-?[\d.e+]+),(-?[\d.e+]+)", curve.best + curve.bound):
            assert 0 <= float(x) <= WIDTH
            assert 0 <= float(y) <= HEIGHT
