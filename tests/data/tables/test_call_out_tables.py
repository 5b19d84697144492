"""Call-outs as they are handed in."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.demo.sheets import tables_of_alerts
from data.files.read_input import read_tables
from data.model.call_out import CalledPerson, CallOut
from data.model.contact import AlertRecords
from data.tables.call_out_tables import read_call_outs
from data.tables.contract import TABLE_BY_NAME
from data.tables.faults import FaultLog
from data.tables.period import ZONE
from data.tables.raw_table import tables_from_texts
from data.tables.reading import Reading
from data.tables.write_tables import write_csv_folder, write_tables
from tests.data.tables.small_region import faults_of, small_tables
from tests.data.tables.test_register_tables import put, told


def reading_of(tables=None):
    return Reading(tables_from_texts(tables or small_tables(), "small"), ZONE, FaultLog())


def utc(year, month, day, hour, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_every_column_is_read():
    reading = reading_of()
    assert read_call_outs(reading) == (
        CallOut(
            "fire", utc(2026, 5, 14, 18, 15), ("im-open",), label="Brand haven",
            people=(
                CalledPerson("bo", "im-open", True, True, 40, None, utc(2026, 5, 14, 23)),
                CalledPerson("di", "im-open", False, False),
            ),
        ),
        CallOut(
            "grip", utc(2026, 10, 25, 0, 30), (), ("fl", "gv"), "Storm 2026-3", False, 4,
            utc(2026, 10, 25, 0, 28), utc(2026, 10, 25, 0, 34), utc(2026, 10, 25, 2),
            utc(2026, 10, 25, 5),
            people=(
                CalledPerson("bo", "im-open", False),
                CalledPerson(
                    "an", "caco", True, None, None, utc(2026, 10, 25, 3), utc(2026, 10, 25, 8)
                ),
            ),
        ),
        CallOut(
            "test", utc(2026, 10, 25, 1, 30), ("im-open", "im-fl"), is_exercise=True, grip=0,
            people=(CalledPerson("bo", "im-open", True, minutes=0),),
        ),
    )  # fmt: skip
    assert reading.log.faults == ()


PEOPLE = "call_out_people"
CASES = [
    (put("call_outs", 2, id="a;b"), "call_outs", 2, "id", "cannot be a code"),
    (put("call_outs", 3, id="fire"), "call_outs", 3, "id", "row 2 too"),
    (put("call_outs", 2, posts="im-opem"), "call_outs", 2, "posts", "'im-open'"),
    (put("call_outs", 2, posts=""), "call_outs", 2, "posts", "nobody was called"),
    (put("call_outs", 2, regions="fl"), "call_outs", 2, "regions", "Leave one of the two"),
    (put("call_outs", 3, regions="ut"), "call_outs", 3, "regions", "unknown"),
    (put("call_outs", 2, exercise="maybe"), "call_outs", 2, "exercise", "yes or no"),
    (put("call_outs", 2, grip="6"), "call_outs", 2, "grip", "Use 0 up to 5"),
    (put("call_outs", 2, alert_at="2026-10-25 02:30"), "call_outs", 2, "alert_at", "comes twice"),
    (put("call_outs", 2, criteria_at="2026-05-14 20:16"), "call_outs", 2, "criteria_at", "before"),
    (put("call_outs", 2, picture_at="2026-05-14 20:14"), "call_outs", 2, "picture_at", "before"),
    (put("call_outs", 2, over_at="2026-05-13 23:00"), "call_outs", 2, "over_at", "before"),
    (put(PEOPLE, 2, call_out="fier"), PEOPLE, 2, "call_out", "'fire'"),
    (put(PEOPLE, 2, person="be"), PEOPLE, 2, "person", "'bo'"),
    (put(PEOPLE, 2, post="caco"), PEOPLE, 2, "post", "was not called in"),
    (put(PEOPLE, 4, post=""), PEOPLE, 4, "post", "Name it"),
    (put(PEOPLE, 2, came="maybe"), PEOPLE, 2, "came", "yes or no"),
    (put(PEOPLE, 2, accepted="maybe"), PEOPLE, 2, "accepted", "yes or no"),
    (put(PEOPLE, 2, minutes="1441"), PEOPLE, 2, "minutes", "up to 1440"),
    (put(PEOPLE, 2, minutes="-1"), PEOPLE, 2, "minutes", "Use 0"),
    (put(PEOPLE, 3, minutes="20"), PEOPLE, 3, "minutes", "did not arrive"),
    (put(PEOPLE, 3, person="bo"), PEOPLE, 3, "person", "same call"),
    (put(PEOPLE, 2, called_at="2026-05-14 20:14"), PEOPLE, 2, "called_at", "before the alert"),
    (put(PEOPLE, 2, work_until="2026-05-14 20:15"), PEOPLE, 2, "work_until", "not after"),
    (put(PEOPLE, 2, work_until="2026-05-15 20:16"), PEOPLE, 2, "work_until", "more than 24"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "table", "row", "column", "word"),
    [pytest.param(*case, id=f"{case[1]}-{case[2]}-{case[3]}-{n}") for n, case in enumerate(CASES)],
)
def test_a_fault_is_told_with_its_place_and_what_to_do(spoil, table, row, column, word):
    (fault,) = (fault for fault in faults_of(spoil) if fault.place.sheet == table)
    assert told([fault]) == [(table, row, column)]
    assert word in f"{fault.what} {fault.remedy}"
    assert fault.remedy


def test_a_call_out_from_the_future_is_refused_where_today_is_known():
    def faults_on(day):
        faults = faults_of(lambda _: None, today=day)
        return [fault for fault in faults if fault.place.sheet == "call_outs"]

    assert faults_on(date(2026, 10, 25)) == []
    (fault,) = faults_on(date(2026, 10, 24))
    assert told([fault]) == [("call_outs", 3, "alert_at")]
    assert fault.place.also == (4,)
    assert "future" in fault.what


@pytest.mark.parametrize("form", ["folder", "workbook"])
def test_the_table_of_earlier_releases_says_what_to_do(tmp_path, form):
    write_tables(small_tables(), tmp_path, tmp_path / "all.xlsx")
    if form == "folder":
        (tmp_path / "call_answers.csv").write_text("post,called_at,person,came,minutes\n")
        (fault,) = read_tables(tmp_path).faults
    else:
        import openpyxl

        book = openpyxl.load_workbook(tmp_path / "all.xlsx")
        book.create_sheet("Call answers").append(["post"])
        book.save(tmp_path / "all.xlsx")
        (fault,) = read_tables(tmp_path / "all.xlsx").faults
    assert "call_outs and call_out_people" in fault.remedy


def test_what_is_written_is_read_again(tmp_path):
    call_outs = read_call_outs(reading_of())
    later = [one for one in call_outs if one.id != "test"]  # in the hour that comes twice
    tables = tables_of_alerts(AlertRecords(call_outs=tuple(later[:1])))
    write_csv_folder({name: tables[name] for name in ("call_outs", PEOPLE)}, tmp_path)
    again = Reading(read_tables(tmp_path), ZONE, FaultLog())
    assert read_call_outs(again) == tuple(later[:1])


cells = st.one_of(
    st.sampled_from(
        ["", "an", "bo", "im-open", "caco", "fire", "grip", "yes", "no", "1", "0,5", "fl", "-1",
         "2026-05-14 20:15", "2026-05-14 21:15", "1e9", "\x00"]
    ),
    st.text(max_size=6),
)  # fmt: skip


@given(st.data())
def test_any_row_is_read_or_its_fault_is_told(data):
    tables = small_tables()
    name = data.draw(st.sampled_from(["call_outs", PEOPLE]))
    row = {column.name: data.draw(cells) for column in TABLE_BY_NAME[name].columns}
    tables[name] = [row]
    if name == "call_outs":
        tables[PEOPLE] = []
    reading = reading_of(tables)
    found = read_call_outs(reading, date(2026, 12, 1))
    count = len(found) if name == "call_outs" else sum(len(one.people) for one in found)
    here = [fault for fault in reading.log.faults if fault.place.sheet == name]
    assert count == (0 if here else len(reading.tables.tables[name].rows))
    assert all(fault.place.row == 2 and fault.what and fault.remedy for fault in here)
