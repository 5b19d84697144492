"""What the store holds becomes the same nouns as the file that it came from."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from data.model.errors import InputError
from data.model.person import Person
from data.model.requirement import Evidence, Override
from data.store import record_objects
from data.store.cells import moment_text
from data.store.records import as_texts, history_texts, record_texts
from data.tables.alert_tables import read_alert_records
from data.tables.faults import FaultLog
from data.tables.people_tables import read_competences, read_people
from data.tables.period import ZONE
from data.tables.raw_table import tables_from_texts
from data.tables.reading import Reading
from data.tables.region_tables import read_functions, read_patterns, read_posts, read_regions
from data.tables.register_tables import read_register
from data.tables.values import to_moment
from tests.data.tables.small_region import FIRST, small_tables
from tests.support.region import import_texts

_OF_RULES = ("rules", "agreements")
NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)


def tables():
    """The small region, without rules that only its own rule book knows."""
    return {name: rows for name, rows in small_tables().items() if name not in _OF_RULES}


def reading_of(tables):
    return Reading(tables_from_texts(tables), ZONE, FaultLog())


def test_rows_of_the_store_and_of_a_file_are_the_same_nouns(store):
    import_texts(store, tables(), now=NOW)
    reading = reading_of(tables())
    people, competences = read_people(reading), read_competences(reading)
    with store.reading() as connection:
        assert record_objects.read_regions(connection) == read_regions(reading)
        assert record_objects.read_functions(connection) == read_functions(reading)
        assert record_objects.read_posts(connection) == read_posts(reading)
        assert record_objects.read_patterns(connection) == read_patterns(reading)
        assert record_objects.read_alert_records(connection) == read_alert_records(reading)
        assert record_objects.read_register(connection, FIRST) == read_register(
            reading, competences, people, FIRST, (FIRST, FIRST)
        )
        named = record_objects.read_objects(connection, Person, "people")
    assert [(one.id, one.name, one.employer, one.regions) for one in named] == [
        (one.id, one.name, one.employer, one.regions) for one in people
    ]


def test_a_noun_is_written_as_the_row_that_it_is_read_from(store):
    import_texts(store, tables(), now=NOW)
    with store.reading() as connection:
        for kind, name in ((Evidence, "evidence"), (Override, "overrides")):
            rows = record_objects.current_rows(connection, name)
            nouns = record_objects.read_objects(connection, kind, name)
            assert nouns
            for row, noun in zip(rows, nouns, strict=True):
                written = record_objects.to_row(name, noun)
                assert as_texts(name, written, ZONE) == as_texts(name, row, ZONE)


def test_what_begins_to_be_asked_and_nobody_ever_showed_is_a_fault(store):
    changed = tables()
    later = dict(changed["requirements"][0], id="new", name="New", **{"from": "2027-06-01"})
    changed["requirements"].append(later)
    import_texts(store, changed, now=NOW)
    with store.reading() as connection:
        assert record_objects.read_register(connection, date(2027, 5, 31))
        with pytest.raises(InputError, match="nobody has ever shown 'new'"):
            record_objects.read_register(connection, date(2027, 6, 1))


def test_the_history_of_a_stretch_is_read_as_all_of_it_is(region):
    since, until = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 20, 12, tzinfo=UTC)
    with region.reading() as connection:
        every = record_texts(connection, ZONE)
        found = history_texts(connection, since, until, ZONE)
        without = record_texts(connection, ZONE, without=["history"])
    assert found == [
        row for row in every["history"] if since <= to_moment(row["start"], ZONE) < until
    ]
    assert 0 < len(found) < len(every["history"])
    assert without == {name: rows for name, rows in every.items() if name != "history"}


def test_a_moment_in_the_hour_that_comes_twice_keeps_its_offset():
    early = datetime(2026, 10, 25, 2, 30, tzinfo=ZONE)
    texts = [moment_text(one, ZONE) for one in (early, early.replace(fold=1))]
    assert texts == ["2026-10-25 02:30+02:00", "2026-10-25 02:30+01:00"]
