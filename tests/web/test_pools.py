"""The page of pools: figures for everybody, names for those who may know them."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from data.model.account import Role
from data.model.account_line import AccountPeriod
from data.model.job import JobStatus
from data.model.person_loss import LossOfPerson, LossReport, SeatLost
from data.model.sentence import phrase
from data.store import loss_runs
from data.store.audit import trail
from data.store.loss_reports import keep_loss_report
from data.store.record_objects import read_posts
from data.store.records import names_of_people
from scheduler.reporting.board_account.period_facts import PeriodFacts
from scheduler.reporting.board_account.workforce_indicators import single_points
from scheduler.workforce.loss_jobs import last_run
from scheduler.workforce.single_points import stamp_of
from tests.support.region import INSIDE

PATH = "/pools"
ENGLISH = {"Accept-Language": "en"}


def keep(store, person="p001", stamp=None):
    with store.writing() as connection:
        trail.take_turn(connection)
        report = LossReport(
            made_at=INSIDE,
            source_hash="0" * 64,
            stamp=stamp_of(connection, INSIDE) if stamp is None else stamp,
            first=INSIDE.date(),
            last=INSIDE.date(),
            open_anyway=0,
            losses=(
                LossOfPerson(person, 4),
                LossOfPerson(person, 13, 2, 1, (SeatLost("CACO", INSIDE, INSIDE),)),
            ),
        )
        keep_loss_report(connection, report)


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_how_many_people_there_will_be(visit, role):
    page = visit(role).get(PATH, headers=ENGLISH)
    assert page.status_code == 200
    assert "Least by law" in page.text
    assert 'class="chart-plot" role="img"' in page.text


def test_losses_are_told_by_name_to_those_who_may_know_who_they_are(visit, app):
    store = app.extensions["services"].store
    assert "it was not done yet" in visit(Role.PLANNER).get(PATH, headers=ENGLISH).text
    with store.reading() as connection:
        query = "SELECT id, name FROM people ORDER BY id LIMIT 1"
        code, name = connection.exec_driver_sql(query).one()
    keep(store, code)
    seen = visit(Role.PLANNER).get(PATH, headers=ENGLISH).text
    assert "Every seat survives the loss of any one person: this is proven." in seen
    assert "There is 1 person without whom a seat stays open." in seen
    assert "2 shifts as far as was found; at least 1 is proven" in seen
    assert f"/people/{code}" in seen
    others = visit(Role.VIEWER).get(PATH, headers=ENGLISH).text
    assert "There is 1 person without whom a seat stays open." in others
    assert name not in others
    assert "Who comes and who leaves" not in others


def test_a_report_says_that_rosters_changed_since(visit, app):
    store = app.extensions["services"].store
    changed = "Rosters or records changed since"
    keep(store)
    assert changed not in visit(Role.PLANNER).get(PATH, headers=ENGLISH).text
    keep(store, stamp="0: 0")
    assert changed in visit(Role.PLANNER).get(PATH, headers=ENGLISH).text


def test_the_workbook_has_each_month_of_each_function(visit):
    answer = visit(Role.VIEWER).get(f"{PATH}/pools.xlsx", headers=ENGLISH)
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames[:2] == ["Months", "Levels"]
    functions = {row[0].value for row in book["Months"].iter_rows(min_row=2) if row[0].value}
    assert len(functions) > 1


def test_a_planner_lets_it_be_worked_out_and_sees_how_far_it_is(visit, app):
    store = app.extensions["services"].store
    planner = visit(Role.PLANNER)
    assert "Work it out now" in planner.get(PATH, headers=ENGLISH).text
    for _press in (1, 2):
        assert planner.post(f"{PATH}/losses").status_code == 302
    run = last_run(store)
    assert run.asked_by == Role.PLANNER
    for role in (Role.PLANNER, Role.VIEWER):
        seen = visit(role).get(PATH, headers=ENGLISH).text
        assert "as soon as a worker is free" in seen
        assert 'hx-trigger="every 2s"' in seen
        assert "Work it out now" not in seen
    with store.writing() as connection:
        begun = loss_runs.begin_loss_run(connection, run.id, "alpha", INSIDE)
        loss_runs.note_loss_progress(connection, begun, INSIDE, 3, 9)
    live = planner.get(PATH, headers={**ENGLISH, "HX-Request": "true"}).text
    assert "It is being worked out: 3 of 9." in live
    assert live.lstrip().startswith("<section")
    with store.writing() as connection:
        loss_runs.end_loss_run(
            connection,
            begun,
            JobStatus.FAILED,
            INSIDE,
            phrase("machine {machine} burns", machine="a"),
        )
    seen = planner.get(PATH, headers=ENGLISH).text
    assert "It could not be worked out: machine a burns." in seen
    assert "Work it out now" in seen
    assert "Work it out now" not in visit(Role.VIEWER).get(PATH, headers=ENGLISH).text


def test_page_workbook_and_account_count_the_same_seats_that_hang_on_one_person(visit, app):
    store = app.extensions["services"].store
    with store.reading() as connection:
        people = sorted(names_of_people(connection))[:2]
        posts = sorted(one.id for one in read_posts(connection))[:2]
        stamp = stamp_of(connection, INSIDE)
    seats = [SeatLost(post, INSIDE, INSIDE) for post in posts]
    losses = (
        LossOfPerson(people[0], 13, 2, 2, tuple(seats)),
        LossOfPerson(people[1], 13, 1, 0, (seats[0],)),
    )
    day = INSIDE.date()
    with store.writing() as connection:
        trail.take_turn(connection)
        keep_loss_report(connection, LossReport(INSIDE, "", stamp, day, day, 0, losses))
    said = (
        "There is 1 person without whom a seat stays open. For 1 person it is not certain: no"
        " roster was found that fills as much, and none was ruled out. This concerns 2 posts."
    )
    assert said in visit(Role.VIEWER).get(PATH, headers=ENGLISH).text
    answer = visit(Role.PLANNER).get(f"{PATH}/pools.xlsx", headers=ENGLISH)
    sheet = load_workbook(io.BytesIO(answer.data))["Loss of one person"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(said in text for text in texts)
    period = AccountPeriod(day - timedelta(days=90), day - timedelta(days=1))
    found = single_points(PeriodFacts(store, period, INSIDE))
    assert found.value == 2
    assert sorted(row["people"] for row in found.rows) == [1, 2]
