"""The competence register in the store: the demonstration region goes in and comes out the same."""

from copy import deepcopy
from datetime import UTC, datetime

import pytest

from data.demo.region import OWN_FILES, demo_tables
from data.demo.scene import PERIOD_START
from data.model.errors import InputError
from data.model.record_change import RowChangeKind
from scheduler.planning.current_problem import current_problem
from scheduler.records.files import export_records, gather, import_records
from tests.support.region import NOW, import_texts


def test_it_is_kept_and_comes_out_without_a_difference(store, tmp_path):
    import_records(store, OWN_FILES, "planner", NOW)
    with store.reading() as connection:
        from_store = current_problem(connection, PERIOD_START, 13)
    assert from_store == gather(OWN_FILES, PERIOD_START, 13)
    export_records(store, tmp_path / "register.xlsx")
    done = import_records(store, tmp_path / "register.xlsx", "planner", NOW)
    assert done.changes == ()


def test_evidence_from_after_the_day_of_the_import_is_refused(store):
    early = datetime(2026, 10, 27, 12, tzinfo=UTC)
    with pytest.raises(InputError, match="2026-10-28 lies in the future") as caught:
        import_texts(store, demo_tables(), now=early)
    assert len(caught.value.faults) == 1


def test_a_withdrawn_declaration_ends_and_takes_the_competence_with_it(store):
    import_records(store, OWN_FILES, "planner", NOW)
    tables = {"evidence": deepcopy(demo_tables()["evidence"])}
    tables["evidence"] = [
        row
        for row in tables["evidence"]
        if (row["person"], row["requirement"]) != ("lepelaar", "verklaring")
    ]
    (change,) = import_texts(store, tables | {"pins": []}).changes[:1]
    assert (change.table, change.kind) == ("evidence", RowChangeKind.ENDED)
    with store.reading() as connection:
        problem = current_problem(connection, PERIOD_START, 13)
    assert all(c.until < PERIOD_START for c in problem.competences_of("lepelaar", "CACO"))
