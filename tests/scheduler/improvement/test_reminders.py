"""Owners are reminded a week before, on the day, and weekly; planners hear what is overdue."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from data.model.account import RegionLimit, Role
from data.model.improvement import Actor
from data.model.message import MessageKind
from data.tables.period import ZONE
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.improvement.recording import NewAction, NewFinding, make_finding, note_done
from scheduler.improvement.reminder_steps import step_of
from scheduler.improvement.reminders import notify_of_actions
from scheduler.records.row_edits import RowEdit, edit_rows
from scheduler.settings import Settings
from tests.support.region import INSIDE, NOW, texts

OWNER = texts()["people"][0]["id"]
DUE = date(2027, 2, 1)
TEXTS = {"origin": "coverage", "theme": "CaCo", "text": "Open nights", "regions": "R1"}
SETTINGS = Settings(language="en", base_url="https://rooster.example")


@pytest.fixture(autouse=True)
def mail(monkeypatch):
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://127.0.0.1:1?from=a@b.nl&to={to}")


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def made(store, **owner):
    action = NewAction("Train two", DUE.isoformat(), **owner)
    return make_finding(store, NewFinding(TEXTS, (action,)), "planner", INSIDE)


def sent(store, day, hour=9):
    return [
        (one.kind, one.recipient.partition("/")[0], one.subject)
        for one in notify_of_actions(store, SETTINGS, at(day, hour))
    ]


@pytest.mark.parametrize(
    ("days", "step"),
    [(-8, ""), (-7, "week"), (-1, "week"), (0, "day"), (6, "day"), (7, "late 1"), (15, "late 2")],
)
def test_which_reminder_is_due(days, step):
    assert step_of(DUE, DUE + timedelta(days=days)) == step


def test_an_owner_is_reminded_once_a_step_until_it_is_done(site_store):
    number = made(site_store, owner=OWNER)
    assert sent(site_store, DUE - timedelta(days=8)) == []
    week = sent(site_store, DUE - timedelta(days=7))
    assert [one[:2] for one in week] == [(MessageKind.ACTION_DUE, "people")]
    assert sent(site_store, DUE - timedelta(days=3)) == []
    assert sent(site_store, DUE, hour=5) == []  # in the quiet hours
    assert len(sent(site_store, DUE)) == 1
    late = sent(site_store, DUE + timedelta(days=7))
    assert MessageKind.ACTION_DUE in [one[0] for one in late]
    note_done(site_store, number, "2027-001-1", "", Actor("", OWNER), at(DUE) + timedelta(days=8))
    assert sent(site_store, DUE + timedelta(days=14)) == []


def add(store, login, *regions):
    limits = (RegionLimit(Role.PLANNER, frozenset(regions)),) if regions else ()
    new = NewAccount(login, login, frozenset({Role.PLANNER}), None, "", "", limits)
    add_account(store, new, "tests", NOW)


def test_planners_of_its_regions_hear_once_a_week_what_is_overdue(site_store):
    second = {"id": "R2", "name": "Tweede"}
    edit_rows(site_store, [RowEdit("regions", second)], "planner", INSIDE)
    add(site_store, "all@vr.example")
    add(site_store, "other@vr.example", "R2")
    made(site_store, owner_login="all@vr.example")
    assert [one[0] for one in sent(site_store, DUE)] == [MessageKind.ACTION_DUE]
    late = notify_of_actions(site_store, SETTINGS, at(DUE + timedelta(days=1)))
    assert [(one.kind, one.address) for one in late] == [
        (MessageKind.ACTIONS_OVERDUE, "all@vr.example")
    ]
    assert "/findings/" in late[0].body
    assert sent(site_store, DUE + timedelta(days=2)) == []
    next_week = sent(site_store, DUE + timedelta(days=8))
    assert {one[0] for one in next_week} == {MessageKind.ACTION_DUE, MessageKind.ACTIONS_OVERDUE}


def test_who_cannot_be_reached_stops_nothing(site_store):
    made(site_store, owner_login="nobody")
    made(site_store, partner="GGD")
    assert sent(site_store, DUE) == []
