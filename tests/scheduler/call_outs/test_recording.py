"""A call-out is recorded, changed and removed, and says who was in the control room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from data.model.call_out import CallOut
from data.model.errors import Conflict, InputError, Refused
from data.model.stand_in import StandIn
from data.store.audit import trail
from data.store.call_outs import read_call_outs
from data.store.stand_ins import add_stand_in
from data.tables.period import ZONE
from scheduler.call_outs.queries import choices, form_for, form_of, list_call_outs
from scheduler.call_outs.recording import CallOutEntry, record_call_out, remove_call_out
from scheduler.coverage.gap_queries import list_gaps
from scheduler.coverage.on_duty import who_is_on_duty
from scheduler.planning.absences import report_sick
from tests.support.region import INSIDE, import_texts, texts

AT = datetime(2027, 1, 8, 2, 30, tzinfo=UTC)
IM = "IM-COPI-R1"
LATER = INSIDE + timedelta(hours=1)
PEOPLE = [row["id"] for row in texts()["people"]]


def entry(*people, seen="", **more):
    row = {"posts": IM, "alert_at": "2027-01-08 03:30", "label": "Brand", **more}
    return CallOutEntry(row, people, seen)


def called(number, came="yes", **more):
    return {"person": PEOPLE[number], "came": came, **more}


def only(store):
    (found,) = list_call_outs(store, AT - timedelta(days=1), INSIDE, INSIDE)
    return found


def test_a_call_out_gets_a_code_of_its_own_and_is_in_the_trail(site_store):
    first = record_call_out(site_store, entry(called(0, minutes="25")), "duty", INSIDE)
    with pytest.raises(Refused, match="already"):  # pressed twice, or by two at once
        record_call_out(site_store, entry(called(0, minutes="40")), "duty", INSIDE)
    later = entry(called(0, minutes="40"), alert_at="2027-01-08 03:31")
    second = record_call_out(site_store, later, "duty", INSIDE)
    assert (first, second) == (f"2027-01-08 03:30 {IM}", f"2027-01-08 03:31 {IM}")
    with site_store.reading() as connection:
        found = read_call_outs(connection)
        last = trail.entries(connection, None, 4)
    assert [one.people[0].minutes for one in found] == [25, 40]
    assert found[0].people[0].post == IM
    assert [entry.action for entry in last] == ["record.added"] * 4
    assert {entry.who for entry in last} == {"duty"}


def test_what_is_said_later_takes_the_place_of_what_was(site_store):
    code = record_call_out(site_store, entry(called(0), called(1, "no")), "duty", INSIDE)
    form = form_of(site_store, only(site_store).number, INSIDE)
    changed = entry(called(0, minutes="30"), called(2), seen=form.seen, id=code, grip="2")
    record_call_out(site_store, changed, "duty", LATER)
    found = only(site_store).call_out
    assert found.grip == 2
    assert {(one.person, one.minutes) for one in found.people} == {
        (PEOPLE[0], 30), (PEOPLE[2], None),
    }  # fmt: skip
    with pytest.raises(Conflict, match="duty"):
        record_call_out(site_store, changed, "another", LATER)


def test_one_that_was_a_mistake_is_gone_with_everybody_in_it(site_store):
    code = record_call_out(site_store, entry(called(0)), "duty", INSIDE)
    seen = form_of(site_store, only(site_store).number, INSIDE).seen
    with pytest.raises(Conflict):
        remove_call_out(site_store, code, "another", "duty", LATER)
    remove_call_out(site_store, code, seen, "duty", LATER)
    with site_store.reading() as connection:
        assert read_call_outs(connection) == ()
    with pytest.raises(Refused, match="no call-out"):
        remove_call_out(site_store, code, seen, "duty", LATER)
    record_call_out(site_store, entry(called(1), id=code), "duty", LATER)  # the code is free again
    assert [one.person for one in only(site_store).call_out.people] == [PEOPLE[1]]


def test_all_faults_are_told_with_the_number_of_the_person(site_store):
    wrong = entry(called(0, "no", minutes="5"), {"person": "nobody", "came": "yes"}, grip="9")
    with pytest.raises(InputError) as told:
        record_call_out(site_store, wrong, "duty", INSIDE)
    places = {(fault.place.row, fault.place.column) for fault in told.value.faults}
    assert places == {(None, "grip"), (1, "minutes"), (2, "person")}
    assert all(fault.place.file is None for fault in told.value.faults)


def test_a_code_that_is_there_already_and_one_that_is_not_are_refused(site_store):
    record_call_out(site_store, entry(called(0), id="fire"), "duty", INSIDE)
    with pytest.raises(Refused, match="already"):
        record_call_out(site_store, entry(called(0), id="fire"), "duty", INSIDE)
    with pytest.raises(Refused, match="no call-out 'fier'"):
        record_call_out(site_store, entry(called(0), id="fier", seen="x"), "duty", INSIDE)
    with pytest.raises(Refused, match="no call-out"):
        form_of(site_store, 99, INSIDE)


def test_who_was_on_duty_and_who_else_may_come_can_be_ticked(site_store):
    form = form_for(site_store, CallOut("", AT, (), ("R1",)), INSIDE)
    desk, im = form.teams
    now = {
        row.post.id: {one.person for one in row.now[0].holders}
        for row in who_is_on_duty(site_store, AT, INSIDE)
    }
    assert (set(desk.on_duty), set(im.on_duty)) == (now["CACO"], now[IM])
    assert not set(im.on_duty) & set(im.others)
    assert len(im.on_duty) + len(im.others) == 6
    with pytest.raises(Refused, match="no post"):
        form_for(site_store, CallOut("", AT, ("IM-COPI",)), INSIDE)
    assert list(choices(site_store).posts) == ["CACO", IM]


def test_the_control_room_is_filled_in_from_coverage(site_store):
    record_call_out(site_store, entry(called(0)), "duty", INSIDE)
    desk = only(site_store).desk
    assert (desk.posts, desk.is_valid, len(desk.people)) == (("CACO",), True, 1)
    report_sick(site_store, desk.people[0], AT - timedelta(hours=9), AT.date(), "planner", INSIDE)
    desk = only(site_store).desk
    assert (desk.people, desk.is_valid) == ((), False)


def test_before_the_first_roster_nobody_can_say_who_was_there(site_store):
    early = entry(called(0), alert_at="2026-12-01 03:30")
    record_call_out(site_store, early, "duty", INSIDE)
    found = list_call_outs(site_store, datetime(2026, 11, 1, tzinfo=UTC), INSIDE, INSIDE)
    assert [one.desk.is_valid for one in found] == [None]


def test_at_each_hour_the_control_room_is_what_coverage_says_of_it(site_store):
    hours = (AT.astimezone(ZONE) - timedelta(hours=5 * number) for number in range(30))
    rows = [
        {"id": str(number), "posts": IM, "alert_at": f"{local:%Y-%m-%d %H:%M}"}
        for number, local in enumerate(hours)
    ]
    import_texts(site_store, {"call_outs": rows}, now=INSIDE)
    ill = only_desk(site_store, INSIDE - timedelta(days=2))
    report_sick(site_store, ill, AT - timedelta(days=3), AT.date(), "planner", INSIDE)
    found = list_call_outs(site_store, AT - timedelta(days=9), INSIDE, INSIDE)
    answers = set()
    for one in found:
        at = one.call_out.alert_at
        (desk,) = who_is_on_duty(site_store, at, INSIDE, post="CACO")
        if desk.now:
            assert one.desk.is_valid is (desk.missing == 0)
            answers.add(one.desk.is_valid)
    assert answers == {True, False}


def only_desk(store, at):
    (desk,) = who_is_on_duty(store, at, INSIDE, post="CACO")
    return desk.now[0].holders[0].person


def test_the_two_of_the_hour_that_comes_twice_are_two(site_store):
    codes = [
        record_call_out(
            site_store, entry(called(0), alert_at=f"2026-10-25T0{hour}:30:00+00:00"), "x", INSIDE
        )
        for hour in (0, 1)
    ]
    assert codes == [f"2026-10-25 02:30 {IM}", f"2026-10-25 02:30b {IM}"]


def test_a_post_that_was_called_last_night_may_be_given_up(site_store):
    """Its shifts are still in the roster in force."""
    record_call_out(site_store, entry(called(0)), "duty", INSIDE)
    import_texts(site_store, {"posts": [row for row in texts()["posts"] if row["id"] != IM]})
    found = list_gaps(site_store, INSIDE, INSIDE + timedelta(days=2), INSIDE)
    assert {row.gap.interval.post for row in found.rows} <= {"CACO"}


@pytest.mark.parametrize("comer", ["", PEOPLE[1]])
def test_a_take_over_decides_who_was_in_charge(site_store, comer):
    record_call_out(site_store, entry(called(0)), "duty", INSIDE)
    holder = only(site_store).desk.people[0]
    assert holder != PEOPLE[1]
    (desk,) = who_is_on_duty(site_store, AT, INSIDE, post="CACO")
    shift = desk.now[0].shift
    part = AT - timedelta(minutes=30), AT + timedelta(minutes=30)
    with site_store.writing() as connection:
        taken = StandIn(0, shift.id, "CACO", *part, holder, comer, "ill", "duty", INSIDE)
        add_stand_in(connection, taken)
    found = only(site_store).desk
    assert (found.people, found.is_valid) == ((comer,) if comer else (), bool(comer))
