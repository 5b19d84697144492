"""Calendars of others propose absences; nothing is recorded by itself."""

import json
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
import time_machine

from data.i18n.language import language
from data.model.absence_feed import AbsenceFeed, FeedRule, ProposalChange, ProposalStatus
from data.model.duty import AbsenceKind
from data.model.errors import Fault, InputError, Refused
from data.model.request import RequestStatus
from data.store import absence_feeds as kept
from data.store import requests, staffing
from data.store.audit import trail
from scheduler.cli import app as cli
from scheduler.self_service import absence_feeds
from scheduler.self_service.absence_feeds import (
    accept,
    add_feed,
    dismiss,
    drop_feed,
    list_feeds,
    open_proposals,
    read_feeds,
    take_in,
)
from scheduler.self_service.own_proposals import ask_for
from scheduler.settings import Settings
from tests.support.once import copied
from tests.support.region import INSIDE
from tests.web.conftest import SITE

HOUR = timedelta(hours=1)
ENGLISH = language("en")


@pytest.fixture
def store(tmp_path):
    with copied(SITE.path(), tmp_path / "caco.db") as found:
        yield found


def event(uid, *stretch, more="SUMMARY:Verlof"):
    """An event of a calendar."""
    start, end = stretch
    stamp = "%Y%m%dT%H%M%SZ"
    return (
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:{start:{stamp}}\r\nDTEND:{end:{stamp}}\r\n"
        f"{more}\r\nEND:VEVENT\r\n"
    )


def calendar(*events):
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{''.join(events)}END:VCALENDAR\r\n".encode()


def feed_of(store, person="p001", *, own=False, url=""):
    wanted = AbsenceFeed(
        0, "HR", person, url, FeedRule.MARKED, AbsenceKind.LEAVE, own, INSIDE, "planner"
    )
    return add_feed(store, wanted, Settings(), INSIDE)


def days(first, length=2):
    start = INSIDE.replace(hour=0, minute=0) + timedelta(days=first)
    return start, start + timedelta(days=length)


def absences(store, person="p001"):
    with store.reading() as connection:
        far = INSIDE + timedelta(days=400)
        found = staffing.absences_by_person(connection, INSIDE, far).get(person, ())
    return [(one.start, one.end, one.kind) for one in found]


def test_an_event_is_proposed_with_the_duties_it_falls_on_and_recorded_when_accepted(store):
    feed = feed_of(store)
    before = absences(store)
    take_in(store, feed, calendar(event("a", *days(1, 10))), INSIDE)
    (view,) = open_proposals(store, INSIDE)
    assert absences(store) == before
    assert view.duties
    assert all(one.start < view.proposal.absent.end for one in view.duties)
    fallen = accept(store, [view.proposal.id], "planner", INSIDE)
    assert fallen == len(view.duties)
    assert (*days(1, 10), AbsenceKind.LEAVE) in absences(store)
    assert open_proposals(store, INSIDE) == []


def test_a_later_change_and_a_removal_are_proposed_and_follow_only_when_accepted(store):
    feed = feed_of(store)
    take_in(store, feed, calendar(event("a", *days(30))), INSIDE)
    accept(store, [open_proposals(store, INSIDE)[0].proposal.id], "planner", INSIDE)
    take_in(store, feed, calendar(event("a", *days(33))), INSIDE)
    (moved,) = open_proposals(store, INSIDE)
    assert moved.proposal.change is ProposalChange.MOVED
    assert (*days(30), AbsenceKind.LEAVE) in absences(store)
    accept(store, [moved.proposal.id], "planner", INSIDE)
    assert (*days(30), AbsenceKind.LEAVE) not in absences(store)
    assert (*days(33), AbsenceKind.LEAVE) in absences(store)
    take_in(store, feed, calendar(), INSIDE)
    (gone,) = open_proposals(store, INSIDE)
    assert gone.proposal.change is ProposalChange.REMOVED
    assert (*days(33), AbsenceKind.LEAVE) in absences(store)
    accept(store, [gone.proposal.id], "planner", INSIDE)
    assert (*days(33), AbsenceKind.LEAVE) not in absences(store)
    take_in(store, feed, calendar(), INSIDE)
    assert open_proposals(store, INSIDE) == []


def test_of_an_event_nothing_is_kept_but_when_and_why(store):
    feed = feed_of(store, None)
    with store.reading() as connection:
        name = staffing.names_of_people(connection)["p001"]
    private = f"SUMMARY:Verlof {name}: operatie knie\r\nDESCRIPTION:geheim\r\nLOCATION:AMC"
    take_in(store, feed, calendar(event("private-uid", *days(20), more=private)), INSIDE)
    assert len(open_proposals(store, INSIDE)) == 1
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM absence_proposal").all()
        rows += trail.entries(connection)
    for secret in ("operatie", "geheim", "AMC", "private-uid"):
        assert secret not in str(rows)


def test_of_several_people_each_event_finds_its_own_and_the_rest_is_counted(store):
    feed = feed_of(store, None)
    take_in(
        store,
        feed,
        calendar(
            event("hr-p002-1", *days(20)),
            event("hr-9", *days(20), more="SUMMARY:Verlof van iemand anders"),
        ),
        INSIDE,
    )
    assert [one.proposal.absent.person for one in open_proposals(store, INSIDE)] == ["p002"]
    assert list_feeds(store)[0].unmatched == 1


def test_a_calendar_that_cannot_be_read_says_why_and_proposes_nothing_to_go(store):
    feed = feed_of(store, url="https://calendar.example.org/x")
    take_in(store, feed, calendar(event("a", *days(30))), INSIDE)
    accept(store, [open_proposals(store, INSIDE)[0].proposal.id], "planner", INSIDE)

    def broken(_url, _inside):
        raise InputError([Fault("the server of the calendar does not answer", "")])

    assert "1 of 1" in read_feeds(store, Settings(), INSIDE, broken)
    assert list_feeds(store)[0].fault == "the server of the calendar does not answer"
    assert open_proposals(store, INSIDE) == []
    assert read_feeds(store, Settings(), INSIDE + HOUR, lambda *_: calendar()) == ""
    assert list_feeds(store)[0].fault == ""
    assert open_proposals(store, INSIDE)[0].proposal.change is ProposalChange.REMOVED


def test_what_was_dismissed_stays_so_and_what_was_decided_is_not_decided_twice(store):
    feed = feed_of(store)
    take_in(store, feed, calendar(event("a", *days(30))), INSIDE)
    number = open_proposals(store, INSIDE)[0].proposal.id
    before = absences(store)
    dismiss(store, [number], "planner", INSIDE)
    take_in(store, feed, calendar(event("a", *days(30))), INSIDE)
    assert open_proposals(store, INSIDE) == []
    assert absences(store) == before
    for again in ([number], [99], []):
        with pytest.raises(Refused):
            accept(store, again, "planner", INSIDE)


def test_what_somebodys_own_calendar_proposes_they_ask_of_the_planner(store):
    feed = feed_of(store, own=True)
    take_in(store, feed, calendar(event("a", *days(30))), INSIDE)
    (view,) = open_proposals(store, INSIDE, "p001")
    assert open_proposals(store, INSIDE, "p002") == []
    with pytest.raises(Refused):
        ask_for(store, view.proposal.id, "p002", "people/2", INSIDE, ENGLISH)
    before = absences(store)
    asked = ask_for(store, view.proposal.id, "p001", "functionary", INSIDE, ENGLISH)
    assert asked.status is RequestStatus.ASKED
    assert absences(store) == before
    assert open_proposals(store, INSIDE) == []
    with store.reading() as connection:
        assert requests.leave_requests(connection, person="p001")
        (one,) = kept.proposals(connection)
    assert one.status is ProposalStatus.ACCEPTED
    assert one.accepted is None


def test_a_planner_s_calendar_is_not_for_its_person_to_decide_on(store):
    feed = feed_of(store)
    take_in(store, feed, calendar(event("a", *days(30))), INSIDE)
    number = open_proposals(store, INSIDE)[0].proposal.id
    assert open_proposals(store, INSIDE, "p001") == []
    with pytest.raises(Refused):
        dismiss(store, [number], "functionary", INSIDE, person="p001")
    with pytest.raises(Refused):
        drop_feed(store, feed.id, "functionary", INSIDE, person="p001")


def test_a_calendar_that_is_removed_leaves_what_was_recorded(store):
    feed = feed_of(store, url="https://calendar.example.org/secret-path")
    take_in(store, feed, calendar(event("a", *days(30)), event("b", *days(40))), INSIDE)
    accept(store, [open_proposals(store, INSIDE)[0].proposal.id], "planner", INSIDE)
    drop_feed(store, feed.id, "planner", INSIDE)
    assert list_feeds(store) == []
    assert open_proposals(store, INSIDE) == []
    assert (*days(30), AbsenceKind.LEAVE) in absences(store)
    with store.reading() as connection:
        acts = [one for one in trail.entries(connection) if one.action.startswith("absence_feed")]
    assert [one.action.partition(".")[2] for one in acts] == ["added", "accepted", "removed"]
    assert "secret-path" not in str([one.after for one in acts])


def test_what_makes_no_sense_is_refused(store):
    with pytest.raises(Refused):
        feed_of(store, "nobody")
    with pytest.raises(InputError):
        feed_of(store, url="http://elsewhere.example/a")
    for _ in range(3):
        feed_of(store, own=True)
    with pytest.raises(Refused):
        feed_of(store, own=True)
    with pytest.raises(InputError):
        take_in(store, list_feeds(store)[0], b"hello", INSIDE)


def test_many_accepted_at_once_are_checked_once_and_wholly_or_not_at_all(store, monkeypatch):
    feed = feed_of(store)
    events = [event(f"e{n}", *days(30 + 3 * n)) for n in range(4)]
    take_in(store, feed, calendar(*events), INSIDE)
    numbers = [one.proposal.id for one in open_proposals(store, INSIDE)]
    checked = []

    def check(connection, now):
        checked.append(now)
        if len(checked) == 1:
            raise InputError([Fault("this cannot be", "Choose another")])

    monkeypatch.setattr(absence_feeds, "check_records", check)
    before = absences(store)
    with pytest.raises(InputError):
        accept(store, numbers, "planner", INSIDE)
    assert absences(store) == before
    accept(store, numbers, "planner", INSIDE)
    assert len(absences(store)) == len(before) + 4
    assert len(checked) == 2


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_reading_waits_for_who_decides_and_loses_nothing_of_it(kind, tmp_path):
    with SITE.copy(kind, tmp_path) as store:
        feed = feed_of(store)
        take_in(store, feed, calendar(event("a", *days(30))), INSIDE)
        with store.writing() as connection:
            trail.take_turn(connection)
            (one,) = kept.proposals(connection, feed=feed.id)
            accepted = replace(one, status=ProposalStatus.ACCEPTED, accepted=one.absent)
            kept.keep_proposal(connection, accepted)
            moved = calendar(event("a", *days(33)))
            reading = Thread(target=take_in, args=(store, feed, moved, INSIDE))
            reading.start()
            reading.join(0.3)
            assert reading.is_alive()
        reading.join()
        with store.reading() as connection:
            (one,) = kept.proposals(connection, feed=feed.id)
        assert (one.change, one.accepted) == (ProposalChange.MOVED, accepted.absent)


@pytest.fixture
def caco(store, monkeypatch, capsys):
    """Run a command as a user does, at a moment within the period."""
    monkeypatch.setenv("CACO_DATABASE_URL", str(store.url))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("LC_ALL", "C")

    def run(*arguments, code=0):
        monkeypatch.setattr("sys.argv", ["caco", "absences", *(str(one) for one in arguments)])
        with time_machine.travel(INSIDE, tick=False), pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        assert (ended.value.code or 0) == code, said.err
        return said.out

    return run


def test_a_calendar_is_read_and_decided_on_from_the_command_line(caco, store, tmp_path):
    file, before = tmp_path / "hr.ics", absences(store)
    file.write_bytes(calendar(event("a", *days(1, 10)), event("b", *days(40))))
    assert "2 proposals wait" in caco("add", "HR", "--file", file, "--person", "p001")
    first, second = sorted(one.proposal.id for one in open_proposals(store, INSIDE))
    listed = caco("proposals", "--lang", "nl")
    assert "verlof" in listed
    assert json.loads(caco("proposals", "--json"))[0]["duties"]
    assert "fall open" in caco("accept", first)
    assert "Dismissed." in caco("dismiss", second)
    assert set(absences(store)) == {*before, (*days(1, 10), AbsenceKind.LEAVE)}
    assert caco("proposals") == "Nothing waits for a decision.\n"
    assert "uploaded" in caco("calendars")
    caco("remove", 1)
    assert list_feeds(store) == []


def test_the_command_line_says_why_a_calendar_was_not_read_and_not_where_it_is(caco):
    said = caco("add", "HR", "--url", "https://hr.invalid/secret.ics", code=1)
    assert "the server of the calendar is not known" in said
    said = caco("calendars") + caco("calendars", "--json")
    assert "hr.invalid" in said
    assert "secret" not in said
