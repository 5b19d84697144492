"""A relief roster: rested people, signed rosters that go on, and a ground only where needed."""

from __future__ import annotations

import csv
import time
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from data.model.deployment import LegalGround, work_of
from data.model.duty import DutyKind
from data.model.errors import InputError
from data.model.fixed_duties import fixed_duties
from data.store import rosters
from scheduler.planning.absences import report_sick
from scheduler.relief.problem import relief_post
from scheduler.relief.roster import ReliefOrder, make_relief
from solver.rules.grounds import GROUNDS, ground_rules
from tests.law_audit.law_audit import AGREEMENTS, audit_folder
from tests.law_audit.rows import COLUMNS
from tests.scheduler.relief.demo import DISASTER, ILL, NIGHT, SIGNED

QUICK = 2.0  #: seconds of searching, where it is no matter how well
JUDGED = ("ROT", "BT", "MK")  #: the teams of the judge's case


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with DISASTER.copy("sqlite", tmp_path_factory.mktemp("relief")) as found:
        yield found


def order(*codes, ground=LegalGround.DISASTER, hours=72, shift=8):
    return ReliefOrder(codes, NIGHT, hours, shift, ground)


@pytest.fixture(scope="module")
def grip_four(store):
    began = time.monotonic()
    made = make_relief(store, order(*JUDGED), NIGHT)
    return made, time.monotonic() - began


@pytest.fixture(scope="module")
def crowded(store):
    """More seats than there are rested people."""
    return make_relief(store, order("ROT-IM=4", "BT-IC=3", "MK=2"), NIGHT, QUICK)


def relief_rows(made):
    """The relief as somebody's rows of time: on a call where they were on call."""
    for duty in made.roster.duties:
        shift = made.shifts[duty.shift]
        kind = DutyKind.CALL if duty.is_call else DutyKind.WORK
        yield duty.person, relief_post(shift.seat), kind, shift.start, shift.end, shift.work_minutes


def audited(made, folder, *, with_relief):
    """What an auditor finds who knows nothing of this program but the rows of time."""
    problem = made.problem
    called = {relief_post(shift.seat) for shift in made.shifts.values()}
    rows = [
        (one.person, one.post, one.kind, one.start, one.end, one.work_minutes)
        for one in fixed_duties(problem, as_counted=False)
        if one.post not in called
    ]
    rows += [
        (one.person, one.post, one.kind, one.start, one.end, one.work_minutes)
        for one in map(problem.duty, problem.assignments)
    ]
    rows += relief_rows(made) if with_relief else ()
    folder.mkdir()
    with (folder / "roster.csv").open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(COLUMNS)
        for person, post, kind, start, end, work in rows:
            minutes = 0 if kind in (DutyKind.ON_CALL, DutyKind.OPEN_CALL) else work
            written.writerow([person, post, kind, start.isoformat(), end.isoformat(), minutes])
    zone = problem.zone
    days = made.request.start.astimezone(zone).date(), made.request.end.astimezone(zone).date()
    agreed = [one for one in AGREEMENTS if problem.ruleset.has_derogation(one, *days)]
    return audit_folder(folder, days, agreed)


def beyond_ground(made, folder):
    """What the auditor finds of the relief that its duties do not set aside by name."""
    aside = {(d.person, one.rule) for d in made.roster.duties for one in d.set_aside}
    before = {(one.person, one.rule) for one in audited(made, folder / "before", with_relief=False)}
    after = audited(made, folder / "after", with_relief=True)
    return [one for one in after if (one.person, one.rule) not in aside | before]


def test_a_relief_of_72_hours_at_night_with_eight_ill_is_made_in_ten_seconds(grip_four):
    made, seconds = grip_four
    assert seconds <= 10
    assert len(made.roster.duties) >= 18
    assert not {duty.person for duty in made.roster.duties} & set(ILL)
    held = {duty.shift for duty in made.roster.duties}
    known = [s for s in made.shifts.values() if s.seat in ("ROT-IM", "BT-IC", "MK-CACO")]
    assert {shift.id for shift in known} <= held


def test_it_is_legal_by_an_independent_auditor_under_the_ground_that_it_names(grip_four, tmp_path):
    assert not beyond_ground(grip_four[0], tmp_path)


@pytest.mark.parametrize(
    "ground",
    [
        LegalGround.EMERGENCY,
        pytest.param(LegalGround.NONE, marks=pytest.mark.second),
        pytest.param(LegalGround.DISASTER, marks=pytest.mark.second),
    ],
)
def test_a_crowded_relief_breaks_only_what_its_ground_sets_aside_by_name(store, ground, tmp_path):
    made = make_relief(store, order("ROT-IM=4", "BT-IC=3", "MK=2", ground=ground), NIGHT, QUICK)
    allowed = ground_rules(ground, NIGHT.date()).rules
    leaning = [one for duty in made.roster.duties for one in duty.set_aside]
    assert {one.rule for one in leaning} <= allowed
    assert bool(leaning) is (ground is not LegalGround.NONE)
    assert not beyond_ground(made, tmp_path)


@pytest.mark.second
def test_the_disaster_fills_more_than_the_emergency_and_that_more_than_no_ground(store):
    filled = [
        len(make_relief(store, order("ROT-IM=4", ground=ground), NIGHT, QUICK).roster.duties)
        for ground in (LegalGround.NONE, LegalGround.EMERGENCY, LegalGround.DISASTER)
    ]
    assert filled == sorted(filled)
    assert filled[0] < filled[-1]


def test_on_whatever_ground_people_rest_eight_hours_between_two_duties(crowded):
    by_person: dict[str, list[tuple[datetime, datetime]]] = {}
    for person, _post, _kind, start, end, _work in relief_rows(crowded):
        by_person.setdefault(person, []).append((start, end))
    for stretches in by_person.values():
        stretches.sort()
        for (_, end), (start, _) in pairwise(stretches):
            assert start - end >= timedelta(hours=8)


def test_rest_that_a_duty_takes_is_owed(crowded):
    for duty in crowded.roster.duties:
        short = [o.limit - o.value for o in duty.set_aside if o.rule in ("R01", "R14", "R15")]
        assert duty.rest_owed >= max(short, default=0)


def test_signed_duties_stay_and_their_holders_are_used_at_no_time_of_them(grip_four):
    made = grip_four[0]
    signed = [made.problem.duty(one) for one in made.problem.assignments]
    assert signed
    for person, _post, _kind, start, end, _work in relief_rows(made):
        assert not [
            one for one in signed if one.person == person and one.start < end and start < one.end
        ]


def test_who_is_on_call_for_a_seat_has_its_first_shift_as_a_call(grip_four):
    made = grip_four[0]
    called = [duty for duty in made.roster.duties if duty.is_call]
    assert called
    assert made.turned >= {"IM-ROT-FL", "IM-ROT-GV"}
    assert {made.shifts[one.shift].start for one in called} == {NIGHT}


def test_a_desk_goes_on_and_only_what_nobody_there_covers_is_filled(tmp_path):
    with SIGNED.copy("sqlite", tmp_path) as healthy:
        assert not make_relief(healthy, order("MK"), NIGHT, QUICK).shifts
        with healthy.reading() as connection:
            held = rosters.duties_between(connection, NIGHT, NIGHT + timedelta(hours=72))
        duty = max((o for o in held if o[1].post == "CACO"), key=lambda one: one[1].start)
        last = NIGHT.date() + timedelta(days=3)
        report_sick(healthy, duty[0], duty[1].start, last, "demo", NIGHT)
        open_now = list(make_relief(healthy, order("MK"), NIGHT, QUICK).shifts.values())
    assert [(one.start, one.end) for one in open_now][:1] == [
        (duty[1].start, min(duty[1].end, NIGHT + timedelta(hours=72)))
    ]


def test_of_a_function_that_the_region_lacks_the_seat_is_open_and_nobody_is_known(grip_four):
    made = grip_four[0]
    assert not made.has_holders("ROT-B")
    leader = [one for one in made.roster.open_shifts if one.shift.startswith("ROT-B:")]
    assert len(leader) == 9
    assert not any(one.reasons for one in leader)


def test_each_holder_of_an_open_seat_gets_one_reason(crowded):
    for one in crowded.roster.open_shifts:
        if one.post == relief_post("ROT-IM"):
            people = [reason.person for reason in one.reasons]
            assert len(people) == len(set(people)) > 3


def test_everything_wrong_with_an_order_is_said_at_once(store):
    wrong = ReliefOrder(("ROTT", "ROT-IM=0"), NIGHT, 0, 7, LegalGround.NONE, ("XX",))
    with pytest.raises(InputError) as found:
        make_relief(store, wrong, NIGHT)
    assert len(found.value.faults) == 5


def test_an_emergency_leaves_sundays_the_average_and_on_call_in_force():
    rules = ground_rules(LegalGround.EMERGENCY, NIGHT.date()).rules
    assert not rules & {"R07", "R19", "C02", "C03", "C04", "C05", "C06"}


def test_no_ground_sets_aside_competence_health_or_the_least_rest():
    kept = {"COMPETENCE", "OVERLAP", "NIGHT", "R4_5", "R4_6", "RELIEF_LIMIT", "REST_AFTER_CALL"}
    assert not any(one.rules & kept for one in GROUNDS)


@pytest.mark.parametrize(
    ("minutes", "work"), [(480, 450), (720, 675), (330, 330), (331, 301), (630, 600), (631, 586)]
)
def test_a_relief_shift_holds_the_breaks_of_the_act(minutes, work):
    assert work_of(NIGHT, NIGHT + timedelta(minutes=minutes)) == work
