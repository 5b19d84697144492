"""A roster.csv read back: what it must say, and which rows are shifts of the problem."""

from datetime import timedelta

import pytest

from data.files.read_roster import judged, read_roster_csv
from data.files.result_folder import csv_bytes
from data.model.duty import AbsenceKind, Assignment, DutyKind
from data.model.validation import validate
from tests.data.tables.small_region import faults_in, small_problem

HEADING = "person,post,kind,start,end,work_minutes\n"
SOUND = "an,caco,work,2027-01-04T07:00:00+01:00,2027-01-04T15:00:00+01:00,480\n"


@pytest.fixture
def roster(tmp_path):
    def write(text: str):
        path = tmp_path / "roster.csv"
        path.write_text(text)
        return path

    return write


@pytest.fixture(scope="module")
def problem():
    return small_problem()


def test_what_the_product_writes_reads_back(problem, roster, tmp_path):
    people = ("an", "bo", "di")
    whole = [shift for shift in problem.shifts if not shift.is_part]
    given = [Assignment(people[n % 3], s.id) for n, s in enumerate(whole)]
    duties = [problem.duty(assignment) for assignment in given]
    path = tmp_path / "roster.csv"
    path.write_bytes(csv_bytes(duties, problem.zone))
    found = read_roster_csv(path, problem)
    assert {(a.person, a.shift) for a in found.assignments} == {(a.person, a.shift) for a in given}
    assert {(d.person, d.start, d.work_minutes) for d in found.duties} == {
        (d.person, d.start, d.work_minutes) for d in duties
    }
    pinned = [a for a in found.assignments if a.pinned]
    assert pinned == [Assignment("an", "caco:2027-01-04T07:00", pinned=True)]
    assert all(a.double for a in found.assignments if a.person == "di" and "caco" in a.shift)


def test_a_duty_that_is_no_shift_is_a_row_without_assignment(problem, roster):
    longer = SOUND.replace("T15:00", "T19:00").replace("480", "700")
    found = read_roster_csv(roster(HEADING + longer), problem)
    assert found.assignments == ()
    (duty,) = found.duties
    assert (duty.work_minutes, duty.end - duty.start) == (700, timedelta(hours=12))


def test_other_time_may_stand_in_it_too(problem, roster):
    rows = "an,bureau,elsewhere,2026-12-01 09:00,2026-12-01 12:00,180\n"
    rows += "an,leave,absence,2027-01-11 00:00,2027-01-18 00:00,0\n"
    found = read_roster_csv(roster(HEADING + rows), problem)
    assert [d.kind for d in found.duties] == [DutyKind.ELSEWHERE, DutyKind.ABSENCE]


def test_every_row_is_judged_also_what_is_no_shift(problem, roster):
    longer = SOUND.replace("T15:00", "T19:00").replace("480", "700")
    shorter = SOUND.replace("an,", "bo,").replace("480", "450")
    both = longer + longer.replace("an,", "di,") + shorter
    other = "an,bureau,elsewhere,2027-01-05 09:00,2027-01-05 12:00,180\n"
    other += "an,illness,absence,2027-02-01 00:00,2027-02-02 00:00,0\n"
    other += "an,leave,absence,2027-01-11 00:00,2027-01-18 00:00,0\n"  # known already
    whole, pairs = judged(problem, read_roster_csv(roster(HEADING + SOUND + both + other), problem))
    assert validate(whole) == []
    minutes = sorted((p, whole.shift_by_id[s].work_minutes) for p, s in pairs)
    assert minutes == [("an", 480), ("an", 700), ("bo", 450), ("di", 700)]
    assert len(whole.shifts) == len(problem.shifts) + 2
    assert len(whole.elsewhere) == len(problem.elsewhere) + 1
    new = set(whole.absences) - set(problem.absences)
    assert [(a.person, a.kind) for a in new] == [("an", AbsenceKind.ILLNESS)]


def test_a_roster_of_shifts_alone_leaves_the_problem_as_it_is(problem, roster):
    whole, pairs = judged(problem, read_roster_csv(roster(HEADING + SOUND), problem))
    assert whole == problem
    assert pairs == {("an", "caco:2027-01-04T07:00")}


@pytest.mark.parametrize(
    ("change", "row", "column", "word"),
    [
        (("an,", "ann,"), 2, "person", "Did you mean 'an'?"),
        (("caco", "kaco"), 2, "post", "Did you mean 'caco'?"),
        (("work,", "wokr,"), 2, "kind", "Did you mean 'work'?"),
        (("work,", "on_call,"), 2, "kind", "Correct the kind"),
        (("480", ""), 2, "work_minutes", "Fill in"),
        (("480", "481"), 2, "work_minutes", "Correct"),
        (("480", "8 uur"), 2, "work_minutes", "digits"),
        (("15:00:00", "06:00:00"), 2, "end", "Correct one"),
        (("2027-01-04T07:00:00+01:00", "2026-10-25T02:30"), 2, "start", "offset from UTC"),
        (("2027-01", "2028-01"), 2, "start", "roster of this period"),
        (("person", "persn"), 1, "persn", "Did you mean 'person'?"),
        ((SOUND, SOUND + SOUND.replace("480", "479")), 3, "start", "Remove one"),
        ((SOUND, SOUND + SOUND), 3, None, "Remove one"),
    ],
)
def test_a_fault_in_a_roster_is_told_with_its_place(problem, roster, change, row, column, word):
    path = roster((HEADING + SOUND).replace(*change))
    faults = faults_in(lambda: read_roster_csv(path, problem))
    told = [f for f in faults if (f.place.row, f.place.column) == (row, column)]
    assert told, faults
    assert word in told[0].remedy
    assert {f.place.file for f in faults} == {str(path)}


def test_what_is_no_roster_is_refused(problem, roster, tmp_path):
    for path in (tmp_path / "none.csv", tmp_path, roster(""), roster("\0\1\2")):
        assert faults_in(lambda path=path: read_roster_csv(path, problem))
