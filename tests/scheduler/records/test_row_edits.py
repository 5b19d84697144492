"""Rows of the records are changed one by one, with their history, and the last change undone."""

from datetime import timedelta

import pytest

from data.model.account import Role
from data.model.errors import Conflict, InputError, Refused
from data.model.record_change import RowChangeKind
from data.store.audit import trail
from data.store.audit.check import verify
from data.tables.period import ZONE
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.records.row_edits import RowEdit, edit_rows, read_row, read_rows
from scheduler.records.row_faults import RowFaults
from scheduler.records.row_history import row_history, undo_last
from tests.support.region import INSIDE

REGION = {"id": "gv", "name": "Gooi en Vechtstreek"}
FUNCTION = {"id": "caco", "name": "CaCo", "discipline": "control_room"}
ANNA = {"id": "anna", "name": "Anna Karekiet", "regions": "gv"}
OF_ANNA = (
    RowEdit("contracts", {"person": "anna", "hours_per_week": "36", "from": "2027-01-01"}),
    RowEdit("competences", {"person": "anna", "function": "caco", "from": "2027-01-01"}),
    RowEdit("contacts", {"person": "anna", "channel": "phone", "address": "+31612345678"}),
)


class Clock:
    """Each change at a moment of its own, as in life."""

    def __init__(self):
        self.now = INSIDE

    def __call__(self):
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def edit(store, clock):
    def made(*edits, who="planner"):
        return edit_rows(store, edits, who, clock())

    return made


@pytest.fixture
def begun(store, edit):
    """A region, a function and a person with all that is theirs, typed in from nothing."""
    edit(RowEdit("regions", REGION))
    edit(RowEdit("functions", FUNCTION))
    edit(RowEdit("people", ANNA), *OF_ANNA)
    yield store
    with store.reading() as connection:
        assert verify(connection, ZONE).findings == ()


def only(store, table):
    (row,) = read_rows(store, table)
    return row


def undo(store, table, number, clock, who="planner"):
    seq = row_history(store, table, number).events[0].entry.seq
    return undo_last(store, table, number, seq, who, clock())


def test_records_are_made_from_nothing_one_by_one(begun):
    assert only(begun, "people").texts["name"] == "Anna Karekiet"
    assert only(begun, "contracts").texts["hours_per_week"] == "36"
    assert only(begun, "contacts").texts["address"] == "+31612345678"


def test_a_person_without_competence_is_refused_with_all_that_is_wrong(store, edit):
    edit(RowEdit("regions", REGION))
    wrong = RowEdit("contacts", {"person": "anna", "channel": "phone", "address": "112"})
    with pytest.raises(RowFaults) as error:
        edit(RowEdit("people", {**ANNA, "regions": "elsewhere"}), wrong)
    places = {(one.place.sheet, one.place.row, one.place.column) for one in error.value.faults}
    assert {("people", 1, "regions"), ("people", 1, "id"), ("contacts", 1, "address")} <= places
    assert not error.value.is_of_others
    assert read_rows(store, "people") == []


def test_a_name_that_is_taken_is_told_of_the_row_that_was_typed(begun, edit):
    with pytest.raises(RowFaults) as error:
        edit(
            RowEdit("people", {**ANNA, "id": "anna2"}),
            RowEdit("competences", {"person": "anna2", "function": "caco", "from": "2027-01-01"}),
        )
    (fault,) = error.value.faults
    assert (fault.place.sheet, fault.place.row, fault.place.column) == ("people", 1, "name")
    assert error.value.mentioned["people"][2] == only(begun, "people").number


def test_what_is_used_elsewhere_does_not_end(begun, edit):
    function = only(begun, "functions")
    with pytest.raises(RowFaults) as error:
        edit(RowEdit("functions", {}, function.number, function.seen))
    assert error.value.is_of_others
    places = [(one.place.sheet, one.place.row) for one in error.value.faults]
    assert places == [("competences", only(begun, "competences").number)]


def test_two_at_once_the_second_is_told(begun, edit):
    row = only(begun, "contracts")
    edit(RowEdit("contracts", {**row.texts, "hours_per_week": "32"}, row.number, row.seen))
    with pytest.raises(Conflict) as error:
        edit(RowEdit("contracts", {**row.texts, "hours_per_week": "24"}, row.number, row.seen))
    assert error.value.by == "planner"
    assert only(begun, "contracts").texts["hours_per_week"] == "32"


def test_the_history_tells_what_was_and_what_is(begun, edit, clock):
    row = only(begun, "contracts")
    edit(RowEdit("contracts", {**row.texts, "hours_per_week": "32"}, row.number), who="els")
    last, first = row_history(begun, "contracts", row.number).events
    assert (last.entry.who, last.before, last.after) == (
        "els",
        {"hours_per_week": "36"},
        {"hours_per_week": "32"},
    )
    assert first.kind is RowChangeKind.ADDED
    undo(begun, "contracts", row.number, clock)
    assert only(begun, "contracts").texts["hours_per_week"] == "36"
    taken_back = row_history(begun, "contracts", row.number).events[0]
    assert taken_back.undoes == last.entry.seq
    undo(begun, "contracts", row.number, clock)
    assert only(begun, "contracts").texts["hours_per_week"] == "32"


def test_a_row_whose_key_changed_is_one_row_in_its_history(begun, edit, clock):
    row = only(begun, "contacts")
    edit(RowEdit("contacts", {**row.texts, "address": "+31687654321"}, row.number))
    there = only(begun, "contacts")
    assert there.number != row.number
    last, first = row_history(begun, "contacts", there.number).events
    assert (last.before, last.after) == (
        {"address": "+31612345678"},
        {"address": "+31687654321"},
    )
    assert last.kind is RowChangeKind.CHANGED
    assert first.number == row.number
    undo(begun, "contacts", there.number, clock)
    assert only(begun, "contacts").texts["address"] == "+31612345678"


def test_who_was_added_in_one_form_goes_in_one(begun, clock):
    undo(begun, "people", only(begun, "people").number, clock)
    for table in ("people", "contracts", "competences", "contacts"):
        assert read_rows(begun, table) == []
    assert row_history(begun, "people", 1).row.has_ended


def test_what_a_leaver_had_ends_with_them_and_returns_with_them(begun, edit, clock):
    row = only(begun, "people")
    edit(RowEdit("people", {}, row.number, row.seen))
    assert read_rows(begun, "contracts") == []
    undo(begun, "people", row.number, clock)
    assert only(begun, "contracts").texts["hours_per_week"] == "36"
    assert only(begun, "contacts").texts["address"] == "+31612345678"


def test_what_was_changed_since_is_not_undone(begun, edit, clock):
    row = only(begun, "contracts")
    seq = row_history(begun, "contracts", row.number).events[0].entry.seq
    edit(RowEdit("contracts", {**row.texts, "hours_per_week": "32"}, row.number), who="els")
    with pytest.raises(Conflict) as error:
        undo_last(begun, "contracts", row.number, seq, "planner", clock())
    assert error.value.by == "els"
    person = only(begun, "people").number
    with pytest.raises(Refused) as refused:
        undo(begun, "people", person, clock)
    assert "els" in str(refused.value)


@pytest.mark.parametrize("since", ["account", "row"])
def test_somebody_on_whom_something_depends_is_not_undone(begun, edit, clock, since):
    if since == "account":
        new = NewAccount("anna", "Anna", frozenset({Role.FUNCTIONARY}), "anna")
        add_account(begun, new, "admin", clock())
    else:
        edit(RowEdit("contacts", {"person": "anna", "channel": "mail", "address": "a@b.example"}))
    history = row_history(begun, "people", only(begun, "people").number)
    assert since in str(history.undo_why_not) or "written down" in str(history.undo_why_not)
    with pytest.raises(Refused):
        undo(begun, "people", history.row.number, clock)
    assert only(begun, "people")


def test_a_function_that_is_used_since_is_not_undone(begun, clock):
    with pytest.raises(RowFaults) as error:
        undo(begun, "functions", only(begun, "functions").number, clock)
    assert error.value.is_of_others


def test_a_form_without_anything_is_refused(store, edit):
    with pytest.raises(InputError):
        edit(RowEdit("regions", {"id": ""}))
    with pytest.raises(Refused):
        edit(RowEdit("regions", {}, 7))


def test_one_row_of_an_import_is_undone_alone(region, clock):
    row = read_rows(region, "contracts")[0]
    history = row_history(region, "contracts", row.number)
    assert history.events[0].file
    edited = edit_rows(
        region,
        [RowEdit("contracts", {**row.texts, "hours_per_week": "20"}, row.number, row.seen)],
        "planner",
        clock(),
    )
    assert [change.kind for change in edited] == [RowChangeKind.CHANGED]
    undo(region, "contracts", row.number, clock)
    assert read_row(region, "contracts", row.number).texts == row.texts


def test_of_a_large_import_only_what_is_needed_is_read(region, monkeypatch):
    row = read_rows(region, "contracts")[0]
    whole = row_history(region, "contracts", row.number)
    monkeypatch.setattr(trail, "MOST_TOGETHER", 3)
    with region.reading() as connection:
        assert len(trail.entries_of_moment(connection, whole.events[0].entry)) <= 3
    assert row_history(region, "contracts", row.number) == whole
