"""Accounts to the board are made on the day, once, told to their readers, and verified."""

from __future__ import annotations

import io
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete, update

from data.demo.region import demo_tables, moved
from data.model.account import Reach
from data.model.account_line import (
    AccountFrequency,
    AccountPeriod,
    Indicator,
    period_before,
    period_of,
)
from data.model.attachment import attached_file
from data.model.board_account import Verdict
from data.model.errors import Refused
from data.model.gap import Cause
from data.model.message import MessageKind
from data.model.person_loss import LossOfPerson, LossReport, SeatLost
from data.store import outbox
from data.store.audit.check import verify
from data.store.board_accounts import account_lines
from data.store.loss_reports import keep_loss_report
from data.store.tables.board_accounts import BOARD_ACCOUNTS
from data.store.tables.record_index import RECORDS
from data.tables.period import ZONE
from scheduler.competence.register import people_here, register_in
from scheduler.records.row_edits import RowEdit, edit_rows
from scheduler.reporting.board_account.coverage_indicators import filled_minutes
from scheduler.reporting.board_account.indicators import measure
from scheduler.reporting.board_account.making import (
    list_accounts,
    make_due,
    verify_accounts,
)
from scheduler.reporting.board_account.period_facts import PeriodFacts
from scheduler.reporting.board_account.view import AccountView, trend, views
from scheduler.reporting.statement import state
from scheduler.service.tasks import ACCOUNTS, make_accounts, tasks
from scheduler.settings import Settings
from tests.scheduler.reporting.test_signed_statements import on_the_desk, was_ill
from tests.support.originals import EMPTY
from tests.support.region import INSIDE, import_texts

SETTINGS = Settings(base_url="https://rooster.example.org")
QUARTER = AccountPeriod(date(2027, 1, 1), date(2027, 3, 31))
EVE = datetime(2027, 3, 31, 21, 59, tzinfo=UTC)  #: a minute before the quarter is over here
DAY = datetime(2027, 4, 1, 4, tzinfo=UTC)
BOARD = "bestuur@vr.example"


@pytest.fixture(autouse=True)
def _mail(monkeypatch):
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://127.0.0.1:1?from=a@b.nl&to={to}")


def line(code, indicator, **more):
    """A row as a planner would type it."""
    usual = {
        "id": code,
        "theme": "Meldkamer",
        "indicator": indicator,
        "frequency": "quarter",
        "readers": BOARD,
        "decision": "Elke minuut een CaCo",
        "decided_on": "2026-11-26",
        "from": "2027-01-01",
    }
    return {**usual, **more}


def noted(store, *rows):
    import_texts(store, {"account_lines": list(rows)}, now=INSIDE)


def lines_of(store):
    with store.reading() as connection:
        return account_lines(connection)


def mails(store):
    with store.reading() as connection:
        found = outbox.messages(connection)
    return [one for one in found if one.kind is MessageKind.ACCOUNT_MADE]


def minutes_of(found, posts):
    months = [one for one in found.proof.months if one.post in posts]
    return sum(one.valid for one in months), sum(one.required for one in months)


def test_the_account_of_a_quarter_is_made_on_the_day_and_once(site_store):
    noted(site_store, line("caco", "filled_minutes"), line("open", "open_minutes"))
    was_ill(site_store, on_the_desk(site_store), 3)
    assert make_due(site_store, SETTINGS, EVE) == []
    made = make_due(site_store, SETTINGS, DAY)
    assert [(one.line, one.period) for one in made] == [("caco", QUARTER), ("open", QUARTER)]
    assert make_due(site_store, SETTINGS, DAY) == []
    assert list_accounts(site_store) == made
    view = AccountView.of(made[0])
    found = state(site_store, QUARTER.first, QUARTER.last, DAY)
    posts = {one.id for one in found.posts if one.authority == "statute"}
    assert (view.part, view.whole) == minutes_of(found, posts)
    assert (view.value, view.verdict) == (100 * 100 * view.part // view.whole / 100, Verdict.SHORT)
    assert sum(int(row["open"] or 0) for row in view.rows) == view.whole - view.part
    assert (view.decision, view.decided_on) == ("Elke minuut een CaCo", date(2026, 11, 26))
    causes = {row["cause"] for row in AccountView.of(made[1]).rows}
    assert Cause.ABSENT.value in causes
    assert Cause.ILLNESS.value not in causes


def test_the_quarter_of_the_demonstration_is_made_on_the_day_once_and_mailed_once(tmp_path):
    lines = demo_tables()["account_lines"]
    quarterly = {row["id"] for row in lines if row["frequency"] == "quarter"}
    with EMPTY.copy("sqlite", tmp_path) as store:
        import_texts(store, moved(demo_tables(), date(2027, 1, 4)), now=INSIDE)
        make_due(store, SETTINGS, EVE)
        before, known = len(list_accounts(store)), {one.id for one in mails(store)}
        made = [one for _ in range(2) for one in make_due(store, SETTINGS, DAY)]
        assert {one.line for one in made if one.period == QUARTER} == quarterly
        assert len(list_accounts(store)) == before + len(made)
        readers = [one.address for one in mails(store) if one.id not in known]
        assert sorted(readers) == sorted(
            {reader for row in lines for reader in row["readers"].split(";")}
        )
        assert verify_accounts(store) == []


def test_readers_hear_once_of_all_that_was_made(site_store):
    noted(site_store, line("caco", "filled_minutes"), line("open", "open_minutes", readers="x"))
    make_due(site_store, SETTINGS, DAY)
    make_due(site_store, SETTINGS, DAY)
    (mail,) = mails(site_store)
    assert mail.address == BOARD
    assert "https://rooster.example.org/accountability?period=2027-Q1" in mail.body
    assert "open" not in mail.body
    file = attached_file(mail.attachment)
    assert file is not None
    assert file.name == "account-2027-Q1.xlsx"
    assert load_workbook(io.BytesIO(file.content)).sheetnames == [
        "Verantwoording aan het bestuur",
        "caco",
    ]


def test_the_task_runs_daily_and_says_how_many_it_made(site_store):
    noted(site_store, line("caco", "filled_minutes"))
    (task,) = [one for one in tasks(SETTINGS) if one.name == ACCOUNTS]
    assert task.at is not None
    assert not task.is_vital
    assert make_accounts(site_store, SETTINGS, DAY) == "1 accounts made"
    assert make_accounts(site_store, SETTINGS, DAY) == ""


def test_two_workers_at_once_make_one(site_store):
    noted(site_store, line("caco", "lapses"))
    with ThreadPoolExecutor(2) as workers:
        made = list(workers.map(lambda _: make_due(site_store, SETTINGS, DAY), range(2)))
    assert sorted(map(len, made)) == [0, 1]
    assert len(list_accounts(site_store)) == 1
    assert len(mails(site_store)) == 1


def test_periods_that_nobody_made_are_made_up(site_store):
    noted(site_store, line("lapses", "lapses", **{"from": "2026-04-01"}))
    made = make_due(site_store, SETTINGS, DAY)
    assert [one.period.code for one in made] == ["2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1"]
    assert len(mails(site_store)) == 1
    history = trend(AccountView.of(made[2]), views(made))
    assert [one.period.code for one in history] == ["2026-Q2", "2026-Q3", "2026-Q4"]


def test_what_is_not_recorded_is_said_so_and_is_not_none(site_store):
    noted(
        site_store,
        line("ex", "exercises"),
        line("caco", "filled_minutes", **{"from": "2026-09-30"}),
    )
    made = {
        (one.line, one.period.code): AccountView.of(one)
        for one in make_due(site_store, SETTINGS, DAY)
    }
    for key in (("ex", "2027-Q1"), ("caco", "2026-Q3")):
        assert (made[key].value, made[key].verdict) == (None, Verdict.NOT_RECORDED)


def test_what_is_recorded_of_a_part_of_the_period_alone_does_not_go_well(site_store):
    noted(site_store, line("caco", "filled_minutes", goal="1"), line("open", "open_minutes"))
    found = state(site_store, QUARTER.first, QUARTER.last, DAY)
    statutory = {one.id for one in found.posts if one.authority == "statute"}
    filled, open_ = views(make_due(site_store, SETTINGS, DAY))
    missing = {one.post: one.unrecorded for one in found.proof.months if one.unrecorded}
    assert filled.unrecorded == sum(missing[post] for post in statutory & set(missing)) > 0
    assert open_.unrecorded == sum(missing.values())
    assert filled.verdict is Verdict.IN_PART
    assert sum(int(row["unrecorded"] or 0) for row in filled.rows) == filled.unrecorded
    february = line("feb", "filled_minutes", goal="1", frequency="month")
    noted(site_store, february)
    made = {one.period.code: one for one in views(make_due(site_store, SETTINGS, DAY))}
    assert made["2027-02"].unrecorded == 0


def test_exercises_that_were_held_and_parts_that_were_tested_are_counted(site_store):
    noted(site_store, line("ex", "exercises"), line("parts", "parts_tested"))
    held = {
        "id": "e1",
        "name": "Hoogwater",
        "kind": "system_test",
        "start": "2027-02-01 09:00",
        "end": "2027-02-01 12:00",
        "regions": "R1",
        "parts": "control_room;policy_team",
        "goals_met": "met",
    }
    called_off = {**held, "id": "e2", "start": "2027-02-02 09:00", "end": "2027-02-02 12:00"}
    before = {**held, "id": "e3", "start": "2026-02-01 09:00", "end": "2026-02-01 12:00"}
    before["parts"] = "operational_team"
    rows = [held, {**called_off, "called_off": "yes"}, before]
    import_texts(site_store, {"exercises": rows}, now=DAY)
    many, parts = views(make_due(site_store, SETTINGS, DAY))
    assert (many.value, many.rows[0]["kind"], many.rows[0]["goals_met"]) == (1, "system_test", 1)
    assert (parts.value, parts.verdict) == (40, Verdict.SHORT)
    tested = {row["part"]: row["last_tested"] for row in parts.rows}
    assert tested["control_room"] == "2027-02-01"
    assert tested["operational_team"] is None


def test_actions_count_in_the_period_in_which_they_were_due(site_store):
    noted(site_store, line("a", "actions_in_time", goal="90"))
    finding = {
        "id": "f",
        "found_on": "2027-01-05",
        "origin": "other",
        "theme": "Nacht",
        "text": "Te kort",
    }
    action = {"finding": "f", "what": "Bel", "owner_login": "anna"}
    rows = [
        {**action, "id": "a1", "due": "2027-02-01", "done_on": "2027-02-01"},
        {**action, "id": "a2", "due": "2027-02-01", "done_on": "2027-02-02"},
        {**action, "id": "a3", "due": "2027-03-31"},
        {**action, "id": "a4", "due": "2027-04-01"},
    ]
    import_texts(site_store, {"findings": [finding], "actions": rows}, now=DAY)
    (found,) = views(make_due(site_store, SETTINGS, DAY))
    assert (found.part, found.whole, found.value) == (1, 3, 33.33)
    row = {"theme": "Nacht", "actions": 3, "in_time": 1, "not_done": 1}
    assert [dict(one) for one in found.rows] == [row]


def test_hours_of_an_employer_are_those_of_its_people_alone(site_store):
    with site_store.reading() as connection:
        employers = Counter(one.employer for one in people_here(connection).values())
    employer = next(name for name, _count in employers.most_common() if name)
    partner = {"id": "p", "name": employer, "kind": "employer"}
    import_texts(site_store, {"partners": [partner]}, now=INSIDE)
    ours = line("one", "hours_delivered", partner="p")
    noted(site_store, line("all", "hours_delivered"), ours)
    whole, part = views(make_due(site_store, SETTINGS, DAY))
    mine = [row for row in whole.rows if row["partner"] == employer]
    assert list(part.rows) == mine
    assert mine
    hours = [float(row[name] or 0) for row in mine for name in ("hours", "on_call_hours")]
    assert part.value == pytest.approx(sum(hours))
    desk = next(row for row in whole.rows if row["post"] == "CaCo meldkamer")
    assert desk["on_call_hours"] == 0


def test_declarations_that_end_are_followed_in_time_or_not(site_store):
    noted(site_store, line("a", "declarations"))
    with site_store.reading() as connection:
        register = register_in(connection, DAY)
        known = people_here(connection)
    able = [who for who in known if date(2027, 3, 1) in register.appointed(who, "CACO")]
    first, second, third = able[:3]
    requirement = {
        "id": "verklaring",
        "name": "Verklaring",
        "functions": "CACO",
        "kind": "declaration",
        "months": "",
        "from": "2026-01-01",
    }
    given = {
        "requirement": "verklaring",
        "date": "2026-02-01",
        "declared_by": "Korps",
        "employer": "Politie",
    }
    rows = [
        {**given, "person": first, "until": "2027-02-28"},
        {**given, "person": first, "date": "2027-03-01", "from": "2027-03-01"},
        {**given, "person": second, "until": "2027-02-28"},
        {**given, "person": second, "date": "2027-03-02", "from": "2027-03-02"},
        {**given, "person": third, "until": "2027-04-01"},
    ]
    import_texts(site_store, {"requirements": [requirement], "evidence": rows}, now=DAY)
    (found,) = views(make_due(site_store, SETTINGS, DAY))
    assert (found.part, found.whole) == (1, 2)


def test_an_account_that_was_changed_or_is_gone_is_found(site_store):
    noted(site_store, line("caco", "filled_minutes"), line("lapses", "lapses"))
    first, second = make_due(site_store, SETTINGS, DAY)
    assert verify_accounts(site_store) == []
    better = json.dumps({**json.loads(first.content), "value": 100.0})
    with site_store.writing() as connection:
        mine = BOARD_ACCOUNTS.c.id == first.id
        connection.execute(update(BOARD_ACCOUNTS).where(mine).values(content=better))
        connection.execute(delete(BOARD_ACCOUNTS).where(BOARD_ACCOUNTS.c.id == second.id))
    found = [(one.where, one.what) for one in verify_accounts(site_store)]
    assert found == [
        (f"account {first.id}", "it was changed after it was made"),
        (f"account {second.id}", "it was made, and is no longer there"),
    ]
    with site_store.reading() as connection:
        trail = [(one.where, one.what) for one in verify(connection, ZONE).findings]
    assert trail == found


def test_no_name_of_a_person_is_kept_in_an_account(site_store):
    rows = [line(one.value, one.value) for one in Indicator]
    noted(site_store, *rows)
    made = make_due(site_store, SETTINGS, DAY)
    assert len(made) == len(Indicator)
    with site_store.reading() as connection:
        people = [
            row["name"] for row in connection.exec_driver_sql("SELECT name FROM people").mappings()
        ]
    assert people
    assert not [one.line for one in made if any(name in one.content for name in people)]


def test_a_line_of_one_region_is_counted_of_what_serves_it(site_store):
    noted(site_store, line("one", "filled_minutes", regions="R1"))
    (part,) = views(make_due(site_store, SETTINGS, DAY))
    assert part.kept.regions == ("R1",)
    with site_store.writing() as connection:
        posts = RECORDS["posts"]
        connection.execute(update(posts).where(posts.c.id != "CACO").values(regions=["R9"]))
    facts = PeriodFacts(site_store, QUARTER, DAY, ("R1",))
    assert [row["post"] for row in filled_minutes(facts).rows] == [facts.posts["CACO"].name]


def test_seats_that_hang_on_one_person_are_those_of_the_end_of_the_period(site_store):
    noted(site_store, line("x", "single_points"))
    (known,) = lines_of(site_store)
    made_at = DAY - timedelta(days=3)
    start = datetime(2027, 4, 5, 7, tzinfo=UTC)
    seats = tuple(SeatLost("CACO", start + timedelta(days=day), start) for day in (0, 1))
    losses = (LossOfPerson("p001", 13, 2, 2, seats), LossOfPerson("p002", 13, 1, 1, seats[:1]))
    days = date(2027, 4, 1), date(2027, 6, 30)
    report = LossReport(made_at, "", "", *days, 0, losses)
    with site_store.writing() as connection:
        keep_loss_report(connection, report)
    ((_line, _period, found),) = measure(site_store, [(known, QUARTER)], DAY)
    assert found.value == 1
    assert [dict(row) for row in found.rows] == [
        {"post": "CaCo meldkamer", "people": 2, "shifts": 3, "weeks": 13}
    ]
    before = period_before(QUARTER.first, AccountFrequency.QUARTER)
    ((_line, _period, found),) = measure(site_store, [(known, before)], DAY)
    assert found.value is None


@pytest.mark.parametrize("reach", [Reach(frozenset({"R1"})), Reach(frozenset({"R2"}))])
def test_lines_of_a_region_are_set_by_its_planners_and_read_by_its_readers(site_store, reach):
    given = line("one", "lapses", regions="R1")
    edit = RowEdit("account_lines", given)
    if "R2" in (reach.regions or ()):
        with pytest.raises(Refused):
            edit_rows(site_store, [edit], "planner", INSIDE, reach=reach)
        return
    edit_rows(site_store, [edit], "planner", INSIDE, reach=reach)
    of_all = RowEdit("account_lines", line("all", "lapses"))
    with pytest.raises(Refused):
        edit_rows(site_store, [of_all], "planner", INSIDE, reach=reach)
    noted(site_store, given, line("all", "lapses"))
    assert len(make_due(site_store, SETTINGS, DAY)) == 2
    assert [one.line for one in list_accounts(site_store, reach=reach)] == ["one"]


@pytest.mark.parametrize("indicator", list(Indicator))
def test_each_indicator_can_be_counted_of_any_quarter(site_store, indicator):
    noted(site_store, line("x", indicator.value))
    (known,) = lines_of(site_store)
    ahead = period_of(date(2031, 1, 1), AccountFrequency.QUARTER)
    for period in (QUARTER, ahead):
        (found,) = measure(site_store, [(known, period)], DAY)
        json.dumps([dict(row) for row in found[2].rows])
