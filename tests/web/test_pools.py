"""The page of pools: figures for everybody, names for those who may know them."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from data.model.account import Role
from data.model.person_loss import LossOfPerson, LossReport, SeatLost
from data.store.audit import trail
from data.store.loss_reports import keep_loss_report
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
