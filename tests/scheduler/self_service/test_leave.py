"""Leave that is asked and decided; on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest

from data.model.duty import AbsenceKind
from data.model.errors import CacoError, Refused
from data.model.message import MessageKind
from data.model.request import RequestStatus
from data.store import gaps, requests, staffing
from data.store.audit import trail as audit
from data.store.audit.check import verify
from scheduler.coverage.monitor import sweep
from scheduler.self_service.leave import (
    LeaveRequested,
    ask_leave,
    duties_during,
    grant_leave,
    refuse_leave,
    withdraw_leave,
)
from scheduler.self_service.request_queries import leave_of, leave_to_decide
from tests.scheduler.self_service.scene import (
    DAY,
    EN,
    SETTINGS,
    ZONE,
    duties_of,
    new_messages,
    number_of,
)
from tests.support.region import INSIDE, import_texts, texts

FIRST, LAST = date(2027, 1, 11), date(2027, 1, 13)


@pytest.fixture
def asker(region):
    """Somebody with a duty in these days."""
    start, end = LeaveRequested("", AbsenceKind.LEAVE, FIRST, LAST).stretch
    return next(person for person, _, doubles in duties_of(region, start, end) if not doubles)


def ask(store, person, first=FIRST, last=LAST, note="", kind=AbsenceKind.LEAVE, now=INSIDE):
    return ask_leave(store, LeaveRequested(person, kind, first, last, note), now, EN)


def absences(store, person):
    with store.reading() as connection:
        found = staffing.absences_by_person(connection, INSIDE, INSIDE + 30 * DAY)
    return [(one.kind, one.start, one.end) for one in found.get(person, [])]


def trail(store):
    with store.reading() as connection:
        assert verify(connection, ZONE).findings == ()
        return [(e.action, e.subject, e.who) for e in audit.entries(connection)]


def test_what_is_granted_is_an_absence_and_opens_the_duties(region, asker):
    before = absences(region, asker)
    asked = ask(region, asker)
    lost = duties_during(region, asker, asked.start, asked.end, INSIDE)
    with new_messages(region) as found:
        done = grant_leave(region, SETTINGS, asked.id, "planner", INSIDE, EN)
    assert (done.request.status, done.request.decided_by) == (RequestStatus.GRANTED, "planner")
    assert done.fallen == lost != ()
    assert absences(region, asker) != before
    assert (AbsenceKind.LEAVE, asked.start, asked.end) in absences(region, asker)
    sweep(region, 8, INSIDE)
    with region.reading() as connection:
        opened = {gap.interval.slot for gap in gaps.read_gaps(connection)}
    assert {shift.id for shift in lost} <= opened
    (message,) = found
    assert (message.kind, message.address) == (MessageKind.LEAVE_DECIDED, f"{asker}@mail.example")
    assert "granted: 11–13 Jan" in message.subject


def test_each_step_stands_in_the_trail_without_naming_anybody_or_why(region, asker):
    asked = ask(region, asker, note="my sister marries")
    refuse_leave(region, SETTINGS, asked.id, "nobody else can", "planner", INSIDE, EN)
    subject, who = f"leave/{asked.id}", f"people/{number_of(region, asker)}"
    assert trail(region)[-2:] == [
        ("leave.asked", subject, who),
        ("leave.refused", subject, "planner"),
    ]
    with region.reading() as connection:
        said = str(audit.entries(connection, subject))
    assert "sister" not in said
    assert "nobody else" not in said
    assert "leave'" not in said


def test_a_refusal_has_a_reason_that_the_asker_reads(region, asker):
    asked = ask(region, asker)
    with pytest.raises(Refused, match="needs a reason"):
        refuse_leave(region, SETTINGS, asked.id, "  ", "planner", INSIDE, EN)
    with new_messages(region) as found:
        refuse_leave(region, SETTINGS, asked.id, " Two are ill. ", "planner", INSIDE, EN)
    (mine,) = leave_of(region, asker)
    assert (mine.status, mine.reason) == (RequestStatus.REFUSED, "Two are ill.")
    assert "Why: Two are ill." in found[0].body


def test_everything_that_is_wrong_is_told_at_once(region, asker):
    with pytest.raises(Refused) as refused:
        ask(region, asker, date(2027, 1, 6), date(2027, 1, 5), "x" * 501, AbsenceKind.ILLNESS)
    said = [one.what for one in refused.value.reasons]
    assert len(said) == 4
    ask(region, asker)
    with pytest.raises(Refused, match="already"):
        ask(region, asker, LAST, LAST)
    ask(region, asker, LAST + timedelta(days=1), LAST + timedelta(days=1))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 2)),
        (date(2027, 2, 1), date(2029, 2, 1)),
        (date(2040, 1, 1), date(2040, 1, 2)),
    ],
)
def test_days_that_make_no_sense_are_refused(region, asker, first, last):
    with pytest.raises(Refused):
        ask(region, asker, first, last)


def test_today_may_be_asked_and_nothing_more_than_so_many(region, asker):
    today = INSIDE.date()
    ask(region, asker, today, today)
    for number in range(1, 20):
        day = today + timedelta(days=number)
        ask(region, asker, day, day)
    with pytest.raises(Refused, match="still open"):
        ask(region, asker, today + timedelta(days=40), today + timedelta(days=40))


def test_only_the_asker_withdraws_and_only_while_it_waits(region, asker):
    asked = ask(region, asker)
    other = next(row["id"] for row in texts()["people"] if row["id"] != asker)
    with pytest.raises(Refused, match="no request"):
        withdraw_leave(region, asked.id, other, INSIDE, EN)
    withdraw_leave(region, asked.id, asker, INSIDE, EN)
    for again in (
        lambda: withdraw_leave(region, asked.id, asker, INSIDE, EN),
        lambda: grant_leave(region, SETTINGS, asked.id, "planner", INSIDE, EN),
        lambda: refuse_leave(region, SETTINGS, asked.id, "no", "planner", INSIDE, EN),
    ):
        with pytest.raises(Refused, match=r"This request was withdrawn by .+, Fri 8 Jan 13:00"):
            again()


@pytest.mark.parametrize("decides", ["granted", "refused"])
def test_who_decides_too_late_hears_what_was_decided_by_whom_and_when(region, asker, decides):
    asked = ask(region, asker)
    later = INSIDE + timedelta(minutes=5)
    if decides == "granted":
        grant_leave(region, SETTINGS, asked.id, "planner", later, EN)
    else:
        refuse_leave(region, SETTINGS, asked.id, "no", "planner", later, EN)
    said = f"This request was {decides} already by planner, Fri 8 Jan 13:05"
    with pytest.raises(Refused, match=said):
        grant_leave(region, SETTINGS, asked.id, "other", later, EN)


def test_leave_inside_leave_that_is_known_makes_it_no_shorter(region, asker):
    long = ask(region, asker, FIRST, LAST)
    grant_leave(region, SETTINGS, long.id, "planner", INSIDE, EN)
    short = ask(region, asker, FIRST, FIRST)
    grant_leave(region, SETTINGS, short.id, "planner", INSIDE, EN)
    assert (AbsenceKind.LEAVE, long.start, long.end) in absences(region, asker)


def test_of_two_planners_who_decide_at_once_one_is_told_that_it_was_decided(region, asker):
    asked, barrier, said = ask(region, asker), Barrier(2), []

    def decide(who):
        barrier.wait()
        try:
            grant_leave(region, SETTINGS, asked.id, who, INSIDE, EN)
            said.append("granted")
        except CacoError as error:
            said.append(type(error).__name__)

    threads = [Thread(target=decide, args=(who,)) for who in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["Refused", "granted"]
    assert absences(region, asker).count((AbsenceKind.LEAVE, asked.start, asked.end)) == 1


def test_who_left_asks_nothing_and_is_granted_nothing(region, asker):
    asked = ask(region, asker)
    people = [row for row in texts()["people"] if row["id"] != asker]
    rest = {
        name: [row for row in rows if row.get("person") != asker] for name, rows in texts().items()
    }
    import_texts(region, {**rest, "people": people, "contacts": []}, now=INSIDE)
    with pytest.raises(Refused, match="no longer in the records"):
        ask(region, asker)
    with pytest.raises(Refused, match="no longer in the records"):
        grant_leave(region, SETTINGS, asked.id, "planner", INSIDE, EN)
    refuse_leave(region, SETTINGS, asked.id, "has left", "planner", INSIDE, EN)


def test_a_planner_sees_who_waits_and_which_duties_would_open(region, asker):
    asked = ask(region, asker, note="please")
    ((shown,), ()) = leave_to_decide(region, INSIDE)
    assert shown.request == asked
    assert {one.shift for one in shown.duties} == set(
        duties_during(region, asker, asked.start, asked.end, INSIDE)
    )
    refuse_leave(region, SETTINGS, asked.id, "no", "planner", INSIDE, EN)
    ((), (done,)) = leave_to_decide(region, INSIDE + DAY)
    assert done.request.id == asked.id
    with region.reading() as connection:
        assert requests.leave_requests(connection, [RequestStatus.ASKED]) == []
