import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

from data.files.read_roster import read_roster_csv
from data.files.result_folder import COLUMNS, csv_bytes, roster_files
from data.model.duty import Duty, DutyKind
from data.model.fixed_duties import fixed_duties
from data.tables.values import restore

NAMES = ["roster.csv", "absence.csv", "history.csv", "elsewhere.csv"]


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def as_duty(row):
    start, end = (datetime.fromisoformat(row[key]) for key in ("start", "end"))
    return Duty(
        restore(row["person"]),
        restore(row["post"]),
        DutyKind(row["kind"]),
        start.astimezone(UTC),
        end.astimezone(UTC),
        int(row["work_minutes"]),
    )


def without_name(duty):
    return replace(duty, name="")


def test_four_files_of_one_shape(problem, result):
    files = roster_files(problem, result)
    assert list(files) == NAMES
    for content in files.values():
        head = content.decode("utf-8").split("\n")[0]
        assert head == "person,post,kind,start,end,work_minutes" == ",".join(COLUMNS)


def test_the_roster_holds_every_assignment_and_nothing_else(problem, result):
    rows = rows_of(roster_files(problem, result)["roster.csv"])
    duties = [without_name(problem.duty(a)) for a in result.assignments]
    assert len(rows) == len(duties)
    assert {as_duty(row) for row in rows} == set(duties)


def test_a_double_is_a_row_of_work_like_any_other(problem, result):
    rows = rows_of(roster_files(problem, result)["roster.csv"])
    doubles = [row for row in rows if row["person"] == "pupil"]
    assert [(row["kind"], row["work_minutes"]) for row in doubles] == [("work", "480")]


def test_on_call_is_no_work(problem, result):
    rows = rows_of(roster_files(problem, result)["roster.csv"])
    piket = [row for row in rows if row["post"] == "IM-FL"]
    assert {(row["kind"], row["work_minutes"]) for row in piket} == {("on_call", "0")}


def test_every_certain_row_stands_in_one_file(problem, result):
    files = roster_files(problem, result)
    found = [as_duty(row) for name in NAMES[1:] for row in rows_of(files[name])]
    assert len(found) == len(set(found))
    assert set(found) == {without_name(duty) for duty in fixed_duties(problem)}


def test_each_file_holds_its_own_kinds(problem, result):
    files = roster_files(problem, result)
    kinds = {name: {row["kind"] for row in rows_of(files[name])} for name in NAMES}
    assert kinds == {
        "roster.csv": {"work", "on_call"},
        "absence.csv": {"absence"},
        "history.csv": {"work", "on_call"},
        "elsewhere.csv": {"elsewhere"},
    }


def test_absence_and_elsewhere_of_the_past_are_not_in_the_history_file(problem, result):
    files = roster_files(problem, result)
    assert any(r["start"].startswith("2027-03-08") for r in rows_of(files["absence.csv"]))
    assert any(
        r["person"] == "c3" and r["start"] == "2027-03-09T09:00:00+01:00"
        for r in rows_of(files["elsewhere.csv"])
    )


def test_rows_are_sorted_by_start_post_person(problem, result):
    for content in roster_files(problem, result).values():
        keys = [(as_duty(r).start, r["post"], r["person"]) for r in rows_of(content)]
        assert keys == sorted(keys)


def test_times_carry_the_local_offset_on_both_sides_of_the_clock_change(problem, result):
    starts = {row["start"] for row in rows_of(roster_files(problem, result)["roster.csv"])}
    assert "2027-03-27T23:00:00+01:00" in starts
    assert "2027-03-28T07:00:00+02:00" in starts


def test_the_night_of_the_clock_change_has_seven_hours(problem, result):
    rows = rows_of(roster_files(problem, result)["roster.csv"])
    night = next(row for row in rows if row["start"] == "2027-03-27T23:00:00+01:00")
    assert (night["end"], night["work_minutes"]) == ("2027-03-28T07:00:00+02:00", "420")


def test_an_id_that_looks_like_a_formula_is_made_harmless(problem):
    duty = replace(problem.history[0], person="=cmd()", post="@sum")
    content = csv_bytes([duty], problem.zone)
    assert b"\n'=cmd(),'@sum," in content
    assert without_name(duty) == as_duty(rows_of(content)[0])


def test_the_roster_reads_back_equal(problem, result, tmp_path):
    (tmp_path / "roster.csv").write_bytes(roster_files(problem, result)["roster.csv"])
    read = read_roster_csv(tmp_path / "roster.csv", problem)
    assert set(read.assignments) == set(result.assignments)
