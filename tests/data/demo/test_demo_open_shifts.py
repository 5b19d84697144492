"""In the week of 19 February two posts cannot be filled, each for reasons that can be told."""

from __future__ import annotations

from datetime import date, time

import pytest

from data.demo.diary import is_night, overlap
from data.demo.scene import HOUR, instant
from data.model.duty import Duty, DutyKind
from data.model.fixed_duties import fixed_duties
from tests.data.demo.support import demo_problem

PROBLEM = demo_problem()
HOLIDAY_WEEK = instant(date(2027, 2, 19), time(17))


def shift_of(post):
    return next(s for s in PROBLEM.shifts if s.post == post and s.start == HOLIDAY_WEEK)


def what_stops(person, shift):
    """Why somebody cannot be on call all week: ``expired``, ``absent`` or ``night`` (C04)."""
    if PROBLEM.level(person, shift) is None:
        return "expired"
    rows = [duty for duty in fixed_duties(PROBLEM) if duty.person == person]
    if any(d.kind is DutyKind.ABSENCE and overlap(d, shift.start, shift.end) for d in rows):
        return "absent"
    near = (shift.start - 14 * HOUR, shift.end + 11 * HOUR)
    if any(is_night(d) and overlap(d, *near) for d in rows if d.kind is not DutyKind.ABSENCE):
        return "night"
    return None


def reasons(post):
    region = PROBLEM.post_by_id[post].regions[0]
    function = PROBLEM.post_by_id[post].function
    able = {c.person for c in PROBLEM.competences if c.function == function}
    serving = {p.id for p in PROBLEM.people if region in p.regions}
    return {person: what_stops(person, shift_of(post)) for person in able & serving}


def test_nobody_can_be_im_rot_in_flevoland():
    assert reasons("IM-ROT-FL") == {
        "zwanebloem": "absent",
        "watermunt": "absent",
        "kalmoes": "absent",
        "gagel": "absent",
        "waterlelie": "expired",
    }


def test_nobody_can_be_in_the_policy_team_of_gooi_en_vechtstreek():
    assert reasons("IC-BT-GV") == {
        "zandoogje": "absent",
        "dagpauwoog": "absent",
        "citroenvlinder": "absent",
        "kuifeend": "absent",
        "koninginnepage": "expired",
        "visarend": "night",
    }


@pytest.mark.parametrize("post", ["IM-COPI-FL", "IM-COPI-GV", "IM-ROT-GV"])
def test_the_other_posts_have_somebody_left_in_that_week(post):
    assert None in reasons(post).values()


def test_every_other_shift_has_somebody_who_is_neither_absent_nor_expired():
    away: dict[str, list[Duty]] = {}
    for duty in fixed_duties(PROBLEM):
        if duty.kind is DutyKind.ABSENCE:
            away.setdefault(duty.person, []).append(duty)
    blocked = {"IM-ROT-FL", "IC-BT-GV"}
    for shift in PROBLEM.shifts:
        free = [
            person.id
            for person in PROBLEM.people
            if PROBLEM.level(person.id, shift) is not None
            and not any(overlap(d, shift.start, shift.end) for d in away.get(person.id, ()))
        ]
        assert len(free) >= 2 or (shift.start == HOLIDAY_WEEK), shift
        assert free or shift.post in blocked
