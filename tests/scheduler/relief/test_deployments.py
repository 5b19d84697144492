"""A deployment: asked, answered, filled again, extended, shrunk, ended, and what is owed then."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from data.i18n.language import language
from data.model.calls import RELIEF
from data.model.deployment import LegalGround, ReliefStatus
from data.model.errors import Refused
from data.model.gap import Cause
from data.model.message import MessageKind
from data.store import deployments as kept
from data.store import outbox
from data.store.audit import trail
from scheduler.coverage.gathering import read_coverage_input
from scheduler.coverage.relief import relief_rests_at
from scheduler.planning.current_problem import current_problem
from scheduler.relief.asking import answer, ask_everybody
from scheduler.relief.deployments import (
    NewDeployment,
    begin_deployment,
    end_deployment,
    extend,
    fill_open,
    shrink,
    why_open,
)
from scheduler.relief.overview import deployments_now, view_of
from scheduler.relief.roster import ReliefOrder
from scheduler.reporting.hours import hours_of_people
from scheduler.reporting.person import Sight, show_person
from tests.scheduler.relief.demo import BEGUN, DISASTER, NIGHT, crowd
from tests.support.delivered import deliver_all, texts_in, with_folder

EN = language("en")
HOUR = timedelta(hours=1)
QUICK = 2.0


@pytest.fixture
def store(tmp_path):
    with BEGUN.copy("sqlite", tmp_path) as found:
        yield found


@pytest.fixture
def settings(monkeypatch, tmp_path):
    folder = tmp_path / "sent"
    folder.mkdir()
    base = "https://rooster.example.org"
    return with_folder(monkeypatch, folder, "mail", "push", "sms", base_url=base)


def state_of(store, number=1):
    with store.reading() as connection:
        return kept.read_state(connection, number)


def sent(store, kind):
    with store.reading() as connection:
        return [one for one in outbox.messages(connection) if one.kind is kind]


def actions(store):
    with store.reading() as connection:
        return [one.action for one in trail.entries(connection, "deployment/1")]


def by_status(state):
    return {status: [d for d in state.duties if d.status is status] for status in ReliefStatus}


def test_a_new_deployment_keeps_its_roster_and_asks_nobody(store):
    state = state_of(store)
    assert len(state.shifts) == 12
    assert {one.status for one in state.duties} == {ReliefStatus.PLANNED}
    assert not sent(store, MessageKind.RELIEF_ASKED)
    assert actions(store) == ["deployment.begun"]


def test_one_press_asks_everybody_once(store, settings):
    done = ask_everybody(store, settings, 1, "duty", NIGHT)
    assert done.asked == len(state_of(store).duties)
    asked = {one.recipient for one in sent(store, MessageKind.RELIEF_ASKED)}
    assert len(asked) == len({one.person for one in state_of(store).duties})
    assert ask_everybody(store, settings, 1, "duty", NIGHT).asked == 0


def test_the_link_that_arrives_takes_yes_and_no(store, settings, tmp_path):
    ask_everybody(store, settings, 1, "duty", NIGHT)
    deliver_all(store, settings, NIGHT)
    texts = texts_in(tmp_path / "sent")
    assert texts
    assert all(re.search(r"https://rooster.example.org/answer/\S+", one) for one in texts)
    assert any("Dijkdoorbraak" in one and "ROT: sectie" in one for one in texts)


def test_answers_count_and_the_last_one_stands(store, settings):
    ask_everybody(store, settings, 1, "duty", NIGHT)
    first, second = (one.id for one in state_of(store).duties[:2])
    answer(store, first, NIGHT, EN, comes=True)
    answer(store, second, NIGHT, EN, comes=False)
    answer(store, second, NIGHT, EN, comes=False)
    counts = by_status(state_of(store))
    assert [one.id for one in counts[ReliefStatus.ACCEPTED]] == [first]
    assert [one.id for one in counts[ReliefStatus.DECLINED]] == [second]
    answer(store, second, NIGHT, EN, comes=True)
    assert len(by_status(state_of(store))[ReliefStatus.ACCEPTED]) == 2
    assert actions(store)[-3:] == [
        "deployment.accepted",
        "deployment.declined",
        "deployment.accepted",
    ]


def test_who_said_no_is_not_sought_for_that_shift_again_and_others_are(store, settings):
    ask_everybody(store, settings, 1, "duty", NIGHT)
    before = state_of(store)
    gone = before.duties[0]
    answer(store, gone.id, NIGHT, EN, comes=False)
    fill_open(store, 1, "duty", NIGHT, QUICK)
    after = state_of(store)
    added = [one for one in after.duties if one.id not in {d.id for d in before.duties}]
    assert not any((one.person, one.shift) == (gone.person, gone.shift) for one in added)
    asked = {one.id for one in by_status(after)[ReliefStatus.ASKED]}
    assert asked >= {one.id for one in before.duties} - {gone.id}


def test_after_a_place_went_to_somebody_else_a_late_yes_is_thanked_and_changes_nothing(
    store, settings
):
    ask_everybody(store, settings, 1, "duty", NIGHT)
    state = state_of(store)
    full = next(one for one in state.shifts if state.lacking(one) == 0)
    gone = state.on(full)[0]
    answer(store, gone.id, NIGHT, EN, comes=False)
    with store.writing() as connection:  # somebody else has it meanwhile
        other = next(one for one in state.duties if one.person != gone.person)
        kept.change_duty(connection, other.id, shift=full.id)
    late = answer(store, gone.id, NIGHT, EN, comes=True)
    assert late.is_over
    assert len(state_of(store).on(full)) == full.shift.required


def test_two_planners_who_seek_at_once_lose_no_answer_and_fill_no_place_twice(store, settings):
    ask_everybody(store, settings, 1, "duty", NIGHT)
    for one in state_of(store).duties[:3]:
        answer(store, one.id, NIGHT, EN, comes=False)
    answer(store, state_of(store).duties[5].id, NIGHT, EN, comes=True)
    fill_open(store, 1, "one", NIGHT, QUICK)
    fill_open(store, 1, "other", NIGHT, QUICK)
    state = state_of(store)
    assert all(len(state.on(one)) <= one.shift.required for one in state.shifts)
    assert len(by_status(state)[ReliefStatus.ACCEPTED]) == 1
    assert len(by_status(state)[ReliefStatus.DECLINED]) == 3


def test_it_is_extended_with_shifts_of_their_own_that_rested_people_get(store):
    before = state_of(store)
    extend(store, 1, 24, "duty", NIGHT + HOUR, QUICK)
    after = state_of(store)
    assert after.deployment.end == before.deployment.end + 24 * HOUR
    assert len(after.shifts) == len(before.shifts) + 6
    assert len(after.duties) > len(before.duties)
    assert "deployment.extended" in actions(store)


def test_shrunk_it_lets_people_go_who_get_a_message_if_they_were_asked(store, settings):
    ask_everybody(store, settings, 1, "duty", NIGHT)
    shrink(store, settings, 1, {"ROT-IM": 1}, "duty", NIGHT + HOUR)
    state = state_of(store)
    later = [o for o in state.shifts if o.shift.seat == "ROT-IM" and o.shift.start > NIGHT + HOUR]
    assert all(len(state.on(one)) <= 1 for one in later)
    gone = by_status(state)[ReliefStatus.WITHDRAWN]
    assert gone
    assert len({one.recipient for one in sent(store, MessageKind.RELIEF_WITHDRAWN)}) == len(
        {one.person for one in gone}
    )
    with pytest.raises(Refused, match="fewer"):
        shrink(store, settings, 1, {"ROT-IM": 5}, "duty", NIGHT)


def test_ended_it_needs_nobody_and_takes_no_more(store, settings):
    end = NIGHT + 30 * HOUR
    end_deployment(store, settings, 1, "duty", end)
    state = state_of(store)
    assert max(one.shift.end for one in state.shifts) == end
    assert not deployments_now(store, end, EN)
    for act in (
        lambda: ask_everybody(store, settings, 1, "duty", end),
        lambda: fill_open(store, 1, "duty", end, QUICK),
        lambda: extend(store, 1, 8, "duty", end, QUICK),
    ):
        with pytest.raises(Refused, match="over"):
            act()


def test_the_board_shows_who_comes_who_has_yet_to_answer_and_what_is_open(store, settings):
    ask_everybody(store, settings, 1, "duty", NIGHT)
    answer(store, state_of(store).duties[0].id, NIGHT, EN, comes=True)
    (one,) = deployments_now(store, NIGHT, EN)
    assert (one.title, len(one.seats)) == ("Dijkdoorbraak", 2)
    assert sum(len(seat.people) for seat in one.seats) == 1
    assert all(len(s.people) + len(s.waiting) + s.missing in (1, 3) for s in one.seats)


def test_what_is_open_has_its_reasons(store, settings):
    for one in state_of(store).duties:
        answer(store, one.id, NIGHT, EN, comes=False)
    made = why_open(store, 1, NIGHT, QUICK)
    assert made is not None
    assert made.roster.open_shifts
    assert all(one.reasons for one in made.roster.open_shifts)


def test_relief_counts_as_work_in_what_is_planned_later(store):
    later = (NIGHT + timedelta(days=7)).date()
    with store.reading() as connection:
        problem = current_problem(connection, later, 1, NIGHT)
    worked = [one for one in problem.history if one.post == RELIEF]
    assert len(worked) == len([one for one in state_of(store).duties if one.status.counts])


@pytest.fixture
def owed(tmp_path):
    """After a deployment in which some rested too little: the store, and the rests."""
    with DISASTER.copy("sqlite", tmp_path) as found:
        asked = NewDeployment(crowd(), "Hoogwater")
        begin_deployment(found, asked, "duty", NIGHT, QUICK)
        with found.reading() as connection:
            rests = relief_rests_at(connection, NIGHT)
        assert rests
        yield found, rests


def test_missed_rest_is_owed_behind_the_daily_rest_after_the_last_duty(owed):
    store, rests = owed
    state = state_of(store)
    ends = {one.id: one.shift.end for one in state.shifts}
    for rest in rests:
        mine = [one for one in state.duties if one.person == rest.person]
        assert rest.owed == sum(one.rest_owed for one in mine) > 0
        assert rest.start == max(ends[one.shift] for one in mine)
        assert rest.end == rest.start + 11 * HOUR + timedelta(minutes=rest.owed)


def test_planning_heeds_rest_that_is_owed(owed):
    store, rests = owed
    with store.reading() as connection:
        problem = current_problem(connection, NIGHT.date(), 2, NIGHT)
    away = {(one.person, one.start, one.end) for one in problem.absences}
    assert {(one.person, one.start, one.end) for one in rests} <= away


def test_the_page_of_a_person_says_what_rest_is_owed(owed):
    store, rests = owed
    page = show_person(store, rests[0].person, Sight(register=True), NIGHT)
    assert page is not None
    assert [(one.owed, one.end) for one in page.rests] == [(rests[0].owed, rests[0].end)]
    assert not show_person(store, rests[0].person, Sight(), NIGHT).rests


def test_hours_of_relief_are_counted(store):
    days = NIGHT.date(), NIGHT.date() + timedelta(days=3)
    report = hours_of_people(store, *days)
    state = state_of(store)
    work = {one.id: one.shift.work_minutes for one in state.shifts}
    person = next(d.person for d in state.duties if not d.is_call)
    (mine,) = (one for one in report.people if one.person == person)
    assert mine.total.call_minutes == sum(
        work[one.shift] for one in state.duties if one.person == person
    )


def test_coverage_knows_who_rests(owed):
    store, rests = owed
    with store.reading() as connection:
        inputs = read_coverage_input(connection, NIGHT, NIGHT + timedelta(days=7), NIGHT)
    assert {one.person for one in rests} <= set(inputs.rest_owed)
    assert Cause.REST_OWED


def test_an_exercise_is_marked_everywhere_and_leaves_no_trace_in_rosters(
    tmp_path, monkeypatch, settings
):
    with DISASTER.copy("sqlite", tmp_path) as store:
        order = ReliefOrder(("ROT-IM=2", "BT-IC"), NIGHT, 24)
        made, _ = begin_deployment(
            store, NewDeployment(order, "Hoogwater", is_exercise=True), "duty", NIGHT, QUICK
        )
        ask_everybody(store, settings, made.id, "duty", NIGHT)
        asked = sent(store, MessageKind.RELIEF_ASKED)
        assert all(one.subject.startswith("OEFENING Hoogwater") for one in asked)
        assert all("Dit is een oefening" in o.body for o in asked if o.channel == "mail")
        part = {one.person for one in state_of(store, made.id).duties}
        assert len({one.recipient for one in asked}) == len(part)
        assert view_of(store, made.id, NIGHT, EN).title == "EXERCISE Hoogwater"
        with store.reading() as connection:
            problem = current_problem(connection, NIGHT.date(), 2, NIGHT)
            assert not relief_rests_at(connection, NIGHT)
        assert not any(one.post == RELIEF for one in (*problem.history, *problem.elsewhere))


def test_an_exercise_is_no_ground(tmp_path):
    with DISASTER.copy("sqlite", tmp_path) as store:
        order = ReliefOrder(("ROT",), NIGHT, 24, ground=LegalGround.DISASTER)
        with pytest.raises(Refused, match="no ground") as found:
            begin_deployment(store, NewDeployment(order, " ", is_exercise=True), "duty", NIGHT)
        assert len(found.value.reasons) == 2
