"""What teams count when they judge a roster."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest

from data.model.duty import Duty, DutyKind
from data.model.person import Limits, WeeklyWork
from data.model.post import Post, PostKind
from data.model.roster_health import HealthCounts
from data.model.ruleset import Ruleset, RuleSetting
from solver.diagnosis.roster_health import roster_health
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from tests.solver.small import CACO, PIKET, control_room, moment, shift_at, somebody, tiny

DESK = Post("desk", "Desk", "desk", ("R",), PostKind.ON_SITE, "8h", priority=2)
ANN = somebody("ann")


def at(text: str, name: str, post: Post = CACO):
    """A shift of January 2027: day, late or night."""
    return shift_at(f"2027-01-{text} {name}", 8, post)


D, L, N = "07:00", "15:00", "23:00"


def health(shifts, people=(ANN,), weeks=2, ruleset=None, holder=None, **more):
    problem = tiny(shifts, people, weeks, **more)
    rules = rules_in_force(ruleset or Ruleset())
    pairs = [((holder or {}).get(shift.id, people[0].id), shift.id) for shift in problem.shifts]
    return roster_health(ProblemIndex(problem), rules, pairs)


def counts(shifts, **more):
    return health(shifts, **more).counts()


def test_an_empty_roster_has_nobody_and_nothing():
    found = roster_health(ProblemIndex(tiny([at("05", D)], [ANN])), rules_in_force(Ruleset()), [])
    assert found.people == ()
    assert found.counts() == HealthCounts()
    assert [(post.post, post.team) for post in found.posts] == [("caco", ())]


def test_short_rests_and_days_with_two_starts():
    found = counts([at("05", D), at("05", N), at("06", L), at("07", D)])
    assert (found.short_rests, found.double_days) == (3, 1)


def test_a_ruleset_may_ask_a_longer_rest():
    shifts = [at("05", N), at("06", "20:00")]
    longer = Ruleset(settings=(RuleSetting("QUICK_RETURN", parameters=(("rest", 14 * 60),)),))
    assert counts(shifts).short_rests == 0
    assert counts(shifts, ruleset=longer).short_rests == 1


def test_runs_nights_and_lone_days_off():
    shifts = [at("05", D), at("07", D), at("08", N), at("09", N), at("12", N), at("15", L)]
    found = counts(shifts)
    assert (found.runs, found.one_day_runs, found.lone_days_off) == (4, 3, 1)
    assert (found.nights, found.night_runs, found.lone_nights) == (3, 2, 1)


def test_what_touches_the_last_day_may_go_on():
    assert counts([at("10", D)], weeks=1).one_day_runs == 0
    assert counts([at("09", D)], weeks=1).one_day_runs == 1
    assert counts([at("10", N)], weeks=1).lone_nights == 0
    assert counts([at("09", N)], weeks=1).lone_nights == 1


def test_history_belongs_to_a_run_that_goes_on_and_else_does_not_count():
    start, end = moment("2027-01-03 23:00"), moment("2027-01-04 07:00")
    night = Duty("ann", "caco", DutyKind.WORK, start, end, 480, name="N")
    earlier = replace(night, start=start - timedelta(days=7), end=end - timedelta(days=7))
    found = counts([at("04", N)], history=(earlier, night))
    assert (found.nights, found.night_runs, found.lone_nights) == (1, 1, 0)
    assert (found.runs, found.one_day_runs) == (1, 0)
    assert counts([at("06", D)], history=(earlier, night)).nights == 0


def test_weekends_are_free_without_work_and_on_call():
    found = counts([at("08", N), shift_at("2027-01-22 17:00", 7 * 24, PIKET)], weeks=4)
    assert (found.weekends, found.free_weekends) == (4, 2)


def test_hours_a_week_with_work_elsewhere():
    office = (WeeklyWork(0, time(9), time(17)),)
    (found,) = health([at("06", D), at("08", D)], [replace(ANN, weekly_work=office)]).people
    assert (found.mean_hours, found.most_hours) == (16, 24)


def test_a_seat_counts_its_own_shifts_and_the_whole_time_of_its_team():
    flex = somebody("flex", limits=Limits(max_shifts_per_month=2))
    shifts = [at("05", D), at("05", N, DESK), at("08", L), at("09", D), at("13", D)]
    found = health(shifts, [ANN, flex], holder={shifts[-1].id: "flex"}, posts=(DESK,))
    caco, desk = found.posts
    assert (caco.post, caco.short_rests, caco.double_days, caco.team) == ("caco", 1, 0, ("ann",))
    assert (desk.post, desk.short_rests, desk.double_days, desk.team) == ("desk", 0, 0, ("ann",))
    assert caco.counts == desk.counts == found.counts({"ann"})
    assert (caco.counts.short_rests, caco.counts.double_days) == (2, 1)
    assert [one.in_flex_pool for one in found.people] == [False, True]
    assert found.counts().one_day_runs == caco.counts.one_day_runs + 1


def test_each_health_rule_in_force_is_counted_and_no_other():
    off = Ruleset(settings=(RuleSetting("LONE_NIGHT", enabled=False),))
    found = health([at("05", N), at("12", D)], ruleset=off)
    flaws = dict(found.flaws)
    assert "LONE_NIGHT" not in flaws
    assert (flaws["LONE_SHIFT"], flaws["TWO_STARTS"]) == (2, 0)
    assert found.counts().lone_nights == 1


@pytest.mark.parametrize("step", [1, 2, 3, 5])
def test_it_counts_what_a_walk_over_the_days_counts(step):
    """Nine people in turn, each taking one shift in `step`: against a count of its own."""
    problem = control_room(9, weeks=6)
    shifts = sorted(problem.shifts, key=lambda shift: shift.start)
    pairs = [(f"c{(i // step + i % 2) % 9}", shift.id) for i, shift in enumerate(shifts)]
    found = roster_health(ProblemIndex(problem), rules_in_force(Ruleset()), pairs)
    short = double = one_day = runs = 0
    last = problem.end.date()
    for person in {person for person, _ in pairs}:
        mine = [problem.shift_by_id[shift] for who, shift in pairs if who == person]
        blocks: list[list[datetime]] = []
        for shift in mine:
            if blocks and shift.start == blocks[-1][1]:
                blocks[-1][1] = shift.end
            else:
                blocks.append([shift.start, shift.end])
        gaps = [after[0] - before[1] for before, after in pairwise(blocks)]
        short += sum(gap < timedelta(hours=11) for gap in gaps)
        dates = [(start + timedelta(hours=1)).date() for start, _ in blocks]  # it is winter
        double += sum(dates.count(day) > 1 for day in set(dates))
        worked = {(shift.start + timedelta(hours=1)).date() for shift in mine}
        for day in worked:
            if day - timedelta(days=1) not in worked:
                runs += 1
                one_day += day + timedelta(days=1) not in worked and day != last
    everybody = found.counts()
    assert (everybody.short_rests, everybody.double_days) == (short, double)
    assert (everybody.runs, everybody.one_day_runs) == (runs, one_day)
