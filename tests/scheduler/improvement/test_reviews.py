"""Reviews: by when and by whom, what came of them, and who hears that one is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from data.i18n.language import language
from data.model.account import RegionLimit, Role
from data.model.errors import Conflict, InputError, Refused
from data.model.message import MessageKind
from data.model.review import Review, ReviewFile, ReviewState, ReviewSubject, files_of
from data.tables.period import ZONE
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.improvement.review_notices import notify_of_reviews
from scheduler.improvement.reviews import (
    ReviewOutcome,
    ReviewWish,
    record_review,
    review_files,
    reviewed_thing,
    reviewed_things,
    reviews_for,
    reviews_seen,
    set_next_review,
)
from scheduler.records.row_edits import RowEdit, edit_rows
from scheduler.settings import Settings
from tests.scheduler.notifications.sinks import mail_sink
from tests.support.delivered import deliver_all
from tests.support.region import INSIDE, NOW, texts

__all__ = ["mail_sink"]

RULE, DUE = ReviewSubject.RULE, date(2027, 3, 1)
SETTINGS = Settings(language="en", base_url="https://rooster.example")
EN = language("en")


@pytest.fixture(autouse=True)
def mail(monkeypatch):
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://127.0.0.1:1?from=a@b.nl&to={to}")


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def plan(store, code="R07", due=DUE, reviewer="", subject=RULE):
    wish = ReviewWish(due.isoformat() if due else "", reviewer, reviews_seen(store, subject, code))
    return set_next_review(store, subject, code, wish, "planner", INSIDE)


def record(store, code="R07", done_on="", outcome="It stays", next_due="", reviewer="Els", seen=""):
    seen = seen or reviews_seen(store, RULE, code)
    done = ReviewOutcome(done_on, reviewer, outcome, next_due, seen)
    return record_review(store, RULE, code, done, "planner", INSIDE)


def file_of(store, code="R07") -> ReviewFile:
    return review_files(store)[RULE, code]


def account(store, login, role, *regions, name=""):
    limits = (RegionLimit(role, frozenset(regions)),) if regions else ()
    new = NewAccount(login, name or login, frozenset({role}), None, "", "", limits)
    return add_account(store, new, "tests", NOW)


def told(store, day, hour=9):
    found = notify_of_reviews(store, SETTINGS, at(day, hour))
    assert {one.kind for one in found} <= {MessageKind.REVIEW_DUE}
    return sorted((one.address, one.subject) for one in found)


def test_a_thing_has_its_reviews_to_come_by_day_and_those_done_the_latest_first():
    first = Review(RULE, "R07", date(2027, 1, 1), "Els", date(2027, 1, 5), "It stays")
    second = Review(RULE, "R07", date(2028, 1, 1), "Els", date(2027, 12, 1), "Changed")
    soon, later = (Review(RULE, "R07", date(year, 1, 1)) for year in (2029, 2030))
    (file,) = files_of([later, first, soon, second]).values()
    assert (file.to_come, file.done) == ((soon, later), (second, first))
    assert (file.next, file.last) == (soon, second)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (DUE - timedelta(days=32), ReviewState.LATER),
        (DUE - timedelta(days=31), ReviewState.SOON),
        (DUE, ReviewState.SOON),
        (DUE + timedelta(days=1), ReviewState.OVERDUE),
    ],
)
def test_how_near_a_review_is(today, state):
    assert ReviewFile(RULE, "R07", (Review(RULE, "R07", DUE),)).state(today) is state
    assert ReviewFile(RULE, "R07").state(today) is ReviewState.UNDATED


def test_a_day_is_set_moved_and_taken_away(site_store):
    plan(site_store, reviewer="Els")
    assert file_of(site_store).to_come == (Review(RULE, "R07", DUE, "Els"),)
    plan(site_store, due=DUE + timedelta(days=9), reviewer="Bas")
    assert file_of(site_store).to_come == (Review(RULE, "R07", date(2027, 3, 10), "Bas"),)
    plan(site_store, due=None)
    assert (RULE, "R07") not in review_files(site_store)


def test_what_was_reviewed_is_kept_and_the_next_one_is_set(site_store):
    plan(site_store, reviewer="Els")
    record(site_store, next_due="2028-03-01")
    file = file_of(site_store)
    today = INSIDE.astimezone(ZONE).date()
    assert file.done == (Review(RULE, "R07", DUE, "Els", today, "It stays"),)
    assert file.to_come == (Review(RULE, "R07", date(2028, 3, 1), "Els"),)
    record(site_store, outcome="Changed")
    assert [one.outcome for one in file_of(site_store).done] == ["Changed", "It stays"]
    assert file_of(site_store).next is None


def test_a_review_that_nobody_planned_is_one_of_its_day(site_store):
    record(site_store, done_on="2026-12-31")
    (done,) = file_of(site_store).done
    assert (done.due, done.done_on) == (date(2026, 12, 31), date(2026, 12, 31))


def test_without_an_outcome_or_in_the_future_it_was_not_done(site_store):
    with pytest.raises(InputError, match="what came of it"):
        record(site_store, outcome=" ")
    with pytest.raises(InputError, match="future"):
        record(site_store, done_on="2030-01-01")
    with pytest.raises(InputError, match="who reviewed"):
        record(site_store, reviewer="")


def test_the_second_of_two_sees_who_was_first(site_store):
    seen = reviews_seen(site_store, RULE, "R07")
    plan(site_store)
    with pytest.raises(Conflict):
        record(site_store, seen=seen)


def test_what_is_not_there_gets_no_day_and_what_ended_keeps_its_history(site_store):
    with pytest.raises(Refused):
        plan(site_store, "R99")
    today = INSIDE.astimezone(ZONE).date()
    assert reviewed_thing(site_store, RULE, "R99", EN, today) is None
    gone = {"subject": "pattern", "code": "old", "due": "2027-01-01"}
    edit_rows(site_store, [RowEdit("reviews", gone)], "planner", INSIDE)
    found = reviewed_thing(site_store, ReviewSubject.PATTERN, "old", EN, today)
    assert found is not None
    assert (found.is_there, found.name) == (False, "old")


def test_the_list_has_what_is_overdue_first_and_what_has_no_day_last(site_store):
    today = INSIDE.astimezone(ZONE).date()
    plan(site_store, "R05", today + timedelta(days=200))
    plan(site_store, "R07", today - timedelta(days=1))
    plan(site_store, "R06", today + timedelta(days=3))
    found = reviewed_things(site_store, EN, today)
    assert [one.file.code for one in found[:3]] == ["R07", "R06", "R05"]
    assert {one.state for one in found[3:]} == {ReviewState.UNDATED}
    subjects = {one.file.subject for one in found}
    assert subjects >= {ReviewSubject.RULE, ReviewSubject.PATTERN}
    assert "hours" in found[0].name or "minutes" in found[0].name


def test_planners_hear_once_a_month_before_and_once_when_the_day_has_passed(site_store):
    second = {"id": "R2", "name": "Tweede"}
    edit_rows(site_store, [RowEdit("regions", second)], "planner", INSIDE)
    account(site_store, "pauline@vr.example", Role.PLANNER)
    account(site_store, "of-r1@vr.example", Role.PLANNER, "R1")
    plan(site_store)
    assert told(site_store, DUE - timedelta(days=32)) == []
    assert told(site_store, DUE - timedelta(days=31), hour=3) == []  # in the quiet hours
    ((address, subject),) = told(site_store, DUE - timedelta(days=31))
    assert address == "pauline@vr.example"
    assert subject.startswith("To be reviewed by")
    assert "1 Mar" in subject
    for days in (-31, -30, -1, 0):
        assert told(site_store, DUE + timedelta(days=days)) == []
    ((_address, subject),) = told(site_store, DUE + timedelta(days=1))
    assert subject.startswith("Should have been reviewed by")
    for days in (1, 2, 40, 400):
        assert told(site_store, DUE + timedelta(days=days)) == []


def test_who_reviews_it_hears_of_it_and_planners_only_when_it_is_overdue(site_store):
    account(site_store, "pauline@vr.example", Role.PLANNER)
    account(site_store, "els@vr.example", Role.VIEWER, name="Els Eik")
    plan(site_store, reviewer="els eik")
    soon = notify_of_reviews(site_store, SETTINGS, at(DUE))
    assert [one.address for one in soon] == ["els@vr.example"]
    assert "Tell a planner what came of it" in soon[0].body
    late = told(site_store, DUE + timedelta(days=1))
    assert [address for address, _subject in late] == ["els@vr.example", "pauline@vr.example"]


def test_a_person_is_a_reviewer_by_their_name_and_two_of_one_name_are_nobody(site_store):
    account(site_store, "pauline@vr.example", Role.PLANNER)
    person = texts()["people"][0]
    address = next(
        one["address"]
        for one in texts()["contacts"]
        if (one["person"], one["channel"]) == (person["id"], "mail")
    )
    plan(site_store, "R07", reviewer=person["name"])
    account(site_store, "els@vr.example", Role.VIEWER, name="Els Eik")
    account(site_store, "els2@vr.example", Role.VIEWER, name="Els Eik")
    plan(site_store, "R05", reviewer="Els Eik")
    found = [address for address, _subject in told(site_store, DUE)]
    assert found == ["pauline@vr.example", address]


def test_a_planner_of_each_region_there_is_keeps_reviews(site_store):
    account(site_store, "each@vr.example", Role.PLANNER, *(one["id"] for one in texts()["regions"]))
    plan(site_store)
    assert [address for address, _subject in told(site_store, DUE)] == ["each@vr.example"]


def test_the_mail_that_arrives_says_what_is_due_and_leads_to_the_page(site_store, mail_sink):
    account(site_store, "els@vr.example", Role.PLANNER, name="Els Eik")
    account(site_store, "bas@vr.example", Role.VIEWER, name="Bas Beuk")
    plan(site_store, reviewer="Els Eik")
    plan(site_store, "R05", reviewer="Bas Beuk")
    settings = Settings(language="nl", base_url="https://rooster.example")
    for _time in range(2):
        notify_of_reviews(site_store, settings, at(DUE))
        deliver_all(site_store, settings, at(DUE))
    mails = {str(one.message["To"]): one.message for one in mail_sink.received}
    assert len(mail_sink.received) == len(mails) == 2
    to_planner, to_viewer = (
        next(mail for to, mail in mails.items() if name in to) for name in ("els@", "bas@")
    )
    subject = str(to_planner["Subject"])
    assert subject.startswith("Opnieuw te beoordelen uiterlijk 1 maart 2027: regel Gemiddeld")
    assert subject.endswith("…")
    assert len(subject) < 120
    assert "https://rooster.example/admin/reviews" in to_planner.get_content()
    assert "Laat een planner weten wat eruit kwam" in to_viewer.get_content()
    assert "/admin/" not in to_viewer.get_content()


def test_where_nobody_plans_administrators_hear(site_store):
    account(site_store, "boss@vr.example", Role.ADMINISTRATOR)
    plan(site_store)
    assert [address for address, _subject in told(site_store, DUE)] == ["boss@vr.example"]


def test_one_message_holds_all_that_is_new(site_store):
    account(site_store, "pauline@vr.example", Role.PLANNER)
    for code in (
        "R01",
        "R02",
        "R03",
        "R05",
        "R06",
        "R07",
        "R08",
        "R10",
        "R11",
        "R12",
        "R14",
        "R15",
    ):
        plan(site_store, code)
    (message,) = notify_of_reviews(site_store, SETTINGS, at(DUE))
    assert message.subject == "12 reviews are due"
    assert message.body.count("To be reviewed by") == 10
    assert "- and 2 more" in message.body
    assert "https://rooster.example/admin/reviews" in message.body
    plan(site_store, "R16")
    ((_address, subject),) = told(site_store, DUE)
    assert "1 Mar" in subject


def test_a_day_that_is_moved_is_told_anew_and_what_was_done_is_not(site_store):
    account(site_store, "pauline@vr.example", Role.PLANNER)
    plan(site_store)
    assert len(told(site_store, DUE)) == 1
    plan(site_store, due=DUE + timedelta(days=60))
    assert told(site_store, DUE) == []
    assert len(told(site_store, DUE + timedelta(days=40))) == 1
    record(site_store)
    assert told(site_store, DUE + timedelta(days=100)) == []


def test_nobody_hears_of_a_review_of_what_ended(site_store):
    planner = account(site_store, "pauline@vr.example", Role.PLANNER)
    gone = {"subject": "pattern", "code": "old", "due": DUE.isoformat()}
    edit_rows(site_store, [RowEdit("reviews", gone)], "planner", INSIDE)
    assert told(site_store, DUE) == []
    assert reviews_for(site_store, planner, DUE) == ()


def test_who_keeps_reviews_sees_all_that_is_due_and_others_their_own(site_store):
    planner = account(site_store, "pauline@vr.example", Role.PLANNER)
    els = account(site_store, "els@vr.example", Role.VIEWER, name="Els Eik")
    bas = account(site_store, "bas@vr.example", Role.VIEWER)
    plan(site_store, "R07", reviewer="Els Eik")
    plan(site_store, "R05")
    plan(site_store, "R06", due=DUE + timedelta(days=90))
    seen = {
        one.login: [r.code for r in reviews_for(site_store, one, DUE)]
        for one in (planner, els, bas)
    }
    assert seen == {
        "pauline@vr.example": ["R05", "R07"],
        "els@vr.example": ["R07"],
        "bas@vr.example": [],
    }
