"""The planner's files into the records and out again, on both databases."""

from __future__ import annotations

import random
from copy import deepcopy
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from data.files.read_input import read_edition
from data.model.errors import Conflict, InputError
from data.model.record_change import RowChangeKind
from data.store import records
from data.store.tables.record_index import KEYS, RECORDS
from data.store.tables.rosters import ENTRIES
from data.tables.contract import TABLES
from data.tables.period import ZONE
from data.tables.write_tables import write_csv_folder
from scheduler.planning.absences import report_sick
from scheduler.planning.current_problem import current_problem
from scheduler.records.files import change_records, export_records, gather, import_records
from tests.support.region import FIRST, NOW, WEEKS, import_texts, texts


def entries(store):
    with store.reading() as connection:
        return connection.execute(select(ENTRIES).order_by(ENTRIES.c.seq)).mappings().all()


def test_each_table_of_the_contract_is_kept_with_all_its_columns():
    for table in TABLES:
        kept = [column.name for column in records.contract_columns(RECORDS[table.name])]
        assert kept == [column.name for column in table.columns]
        assert set(KEYS[table.name]) <= set(kept)


def test_a_dry_run_tells_all_and_changes_nothing(store):
    done = import_texts(store, dry_run=True)
    assert not done.was_done
    assert done.count(RowChangeKind.ADDED) == sum(len(rows) for rows in texts().values())
    assert entries(store) == []
    with store.reading() as connection:
        assert records.read_rows(connection, "people") == {}


def test_an_import_leaves_nothing_to_import(region):
    again = import_texts(region)
    assert again.changes == ()
    assert again.unchanged == sum(len(rows) for rows in texts().values())


def test_each_row_that_changes_stands_in_the_audit_trail(store):
    done = import_texts(store)
    assert len(entries(store)) == len(done.changes) + 1  # and one of the import as a whole


@pytest.mark.parametrize("name", ["records.xlsx", "records"])
def test_what_is_exported_imports_without_a_difference(region, tmp_path, name):
    export_records(region, tmp_path / name)
    done = import_records(region, tmp_path / name, "planner", NOW)
    assert done.changes == ()


def test_the_store_poses_the_same_problem_as_the_files(store, tmp_path):
    write_csv_folder(texts(), tmp_path)
    import_texts(store)
    with store.reading() as connection:
        from_store = current_problem(connection, FIRST, WEEKS)
    assert from_store == gather(tmp_path, FIRST, WEEKS)


def test_a_changed_cell_is_told_with_before_and_after(region):
    tables = deepcopy(texts())
    person = tables["people"][0]["id"]
    tables["people"][0]["employer"] = "Elders"
    (change,) = import_texts(region, tables).changes
    assert (change.kind, change.key) == (RowChangeKind.CHANGED, person)
    assert change.after == {"employer": "Elders"}
    assert change.before == {"employer": texts()["people"][0].get("employer", "")}


def test_who_leaves_is_ended_and_planned_no_more_and_comes_back_as_the_same_person(region):
    leaver = texts()["people"][0]["id"]
    without = {
        name: [row for row in rows if leaver not in (row.get("person"), row.get("id"))]
        for name, rows in texts().items()
    }
    done = import_texts(region, without)
    assert {c.kind for c in done.changes} == {RowChangeKind.ENDED}
    with region.reading() as connection:
        problem = current_problem(connection, FIRST, WEEKS)
        number = records.read_rows(connection, "people")[leaver].number
    assert leaver not in problem.person_by_id
    assert all(duty.person != leaver for duty in problem.history)
    import_texts(region)
    with region.reading() as connection:
        row = records.read_rows(connection, "people")[leaver]
    assert (row.number, row.has_ended) == (number, False)


def test_a_row_that_is_over_stays_when_the_next_file_no_longer_has_it(region):
    tables = {"absences": [], **{k: v for k, v in texts().items() if k != "absences"}}
    done = import_texts(region, tables)
    today = NOW.date()
    ended = {change.key for change in done.changes}
    for row in texts()["absences"]:
        over = date.fromisoformat(row["end"][:10]) < today
        key = records.key_of(
            "absences",
            records.as_texts("absences", records.as_values("absences", row, ZONE), ZONE),
        )
        assert (key in ended) is not over


def test_a_table_that_is_not_in_the_file_stays_as_it_is(region):
    done = import_texts(region, {"wishes": texts()["wishes"][:3]})
    assert {change.table for change in done.changes} <= {"wishes"}
    assert done.count(RowChangeKind.ENDED) > 0


def test_every_fault_is_told_with_its_place_and_nothing_is_kept(store):
    tables = deepcopy(texts())
    tables["people"][0]["regions"] = "nowhere"
    tables["absences"][0]["end"] = "someday"
    with pytest.raises(InputError) as told:
        import_texts(store, tables)
    places = {
        (f.place.file.rsplit("/")[-1], f.place.row, f.place.column) for f in told.value.faults
    }
    assert ("people.csv", 2, "regions") in places
    assert ("absences.csv", 2, "end") in places
    assert entries(store) == []


def test_a_file_that_contradicts_the_store_is_refused(region):
    row = {"person": "nobody", "kind": "leave", "start": "2027-01-04", "end": "2027-01-05"}
    with pytest.raises(InputError, match="nobody"):
        import_texts(region, {"absences": [row]})


def test_two_rows_of_one_key_are_refused(store):
    tables = deepcopy(texts())
    tables["contracts"].append({**tables["contracts"][0], "hours_per_week": "12"})
    with pytest.raises(InputError):
        import_texts(store, tables)
    tables = deepcopy(texts())
    tables["wishes"].append({**tables["wishes"][0], "weight": "7"})
    with pytest.raises(InputError, match="says of the same thing"):
        import_texts(store, tables)


def test_any_mix_of_changes_imports_to_just_that(store):
    """Rows taken away, changed and put back at random: the records always follow the file."""
    chance = random.Random(11)
    import_texts(store)
    for _ in range(4):
        tables = deepcopy(texts())
        for name in ("wishes", "absences", "elsewhere"):
            rows = tables.get(name, [])
            tables[name] = [row for row in rows if chance.random() < 0.8]
        for row in tables["wishes"]:
            row["weight"] = str(chance.randint(1, 9))
        import_texts(store, tables, now=NOW - timedelta(days=2000))  # nothing is over yet
        with store.reading() as connection:
            held = records.record_texts(connection, ZONE)
        for name in ("wishes", "absences", "elsewhere"):
            wanted = {
                records.key_of(
                    name, records.as_texts(name, records.as_values(name, row, ZONE), ZONE)
                )
                for row in tables[name]
            }
            assert {records.key_of(name, row) for row in held[name]} == wanted


def someone_is_ill(store, who="duty-manager"):
    person = texts()["people"][0]["id"]
    start = NOW + timedelta(days=45)
    report_sick(store, person, start, start.date(), who, NOW)
    return person


def test_an_older_file_does_not_undo_an_illness_that_was_reported_since(region):
    person = someone_is_ill(region)
    with pytest.raises(Conflict, match="changed by duty-manager") as told:
        import_texts(region)
    assert person in told.value.difference[0]
    assert "does not have it" in told.value.difference[0]
    done = import_texts(region, overrule=True)
    assert [change.kind for change in done.changes] == [RowChangeKind.ENDED]


def test_of_two_planners_with_the_same_export_the_second_is_told_what_the_first_changed(
    region, tmp_path
):
    export_records(region, tmp_path / "anna.xlsx")
    export_records(region, tmp_path / "bert")
    with region.writing() as connection:  # what anna changes in her workbook
        found = records.changes(connection, {"people": renamed("Anna was here")}, ZONE, NOW.date())
        change_records(connection, found, "anna", NOW)
    write_csv_folder({"people": renamed("Bert was here")}, tmp_path / "bert")
    with pytest.raises(Conflict, match="changed by anna") as told:
        import_records(region, tmp_path / "bert", "bert", NOW)
    assert "says employer Bert was here" in told.value.difference[0]


def renamed(employer):
    tables = deepcopy(texts())
    tables["people"][0]["employer"] = employer
    return tables["people"]


def test_a_planner_may_import_her_export_again_and_again(region, tmp_path):
    export_records(region, tmp_path / "mine")
    for employer in ("One", "Two", "Three"):
        write_csv_folder({"people": renamed(employer)}, tmp_path / "mine")
        (change,) = import_records(region, tmp_path / "mine", "anna", NOW).changes
        assert change.after == {"employer": employer}


@pytest.mark.parametrize("text", ["", "edition", "edition,x", "edition,²", "edition," + "9" * 99])
def test_a_note_that_was_spoilt_is_no_edition(tmp_path, text):
    (tmp_path / "#caco.csv").write_text(text)
    assert read_edition(tmp_path) is None


def test_call_outs_stay_when_the_next_file_no_longer_has_them(store):
    tables = deepcopy(texts())
    person = tables["competences"][0]["person"]
    post = dict(tables["posts"][0], id="OPEN", name="Open", kind="open_call", pattern="")
    tables["posts"].append(post)
    for day in ("2026-10-01", "2026-11-20", "2026-11-24"):
        tables["call_outs"] = [{"id": day, "posts": "OPEN", "alert_at": f"{day} 20:00"}]
        tables["call_out_people"] = [{"call_out": day, "person": person, "came": "yes"}]
        done = import_texts(store, tables)
    assert [change.kind for change in done.changes] == [RowChangeKind.ADDED] * 2


def test_faults_of_alerts_are_told_beside_what_the_store_holds(region):
    person = texts()["people"][0]["id"]
    contacts = [{"person": person, "channel": "mail", "address": "somebody@vr.example"}]
    managers = [{"level": "1", "person": person}]
    with pytest.raises(InputError, match="no contact details"):
        import_texts(region, {"duty_managers": managers, "contacts": []})
    import_texts(region, {"duty_managers": managers, "contacts": contacts})
    with pytest.raises(InputError, match="no contact details"):
        import_texts(
            region, {"contacts": [dict(contacts[0], channel="phone", address="+31600000000")]}
        )
    with pytest.raises(InputError, match="is unknown"):
        import_texts(
            region, {"alert_steps": [{"hours_before": "4", "channel": "push", "post": "x"}]}
        )
    times = {"start": "2027-01-01 00:00", "end": "2027-01-02 00:00"}
    pledge = {"post": texts()["posts"][0]["id"], "person": person, **times}
    with pytest.raises(InputError, match="not open_call"):
        import_texts(region, {"pledges": [pledge]})
