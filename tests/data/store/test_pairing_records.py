"""Pairings in the records: of people who are here, and gone with either of the two."""

from __future__ import annotations

from datetime import timedelta

from data.store import records
from data.store.audit.check import verify
from data.tables.period import ZONE
from scheduler.planning.current_problem import current_problem
from scheduler.records.erasure import erase_person
from tests.support.region import FIRST, KEY, NOW, WEEKS, import_texts, texts

LATER = NOW + timedelta(weeks=120)
WHY = "Were married"


def with_pairing(first, second):
    row = {"person": first, "other": second, "kind": "apart", "from": "2027-01-04", "reason": WHY}
    return texts() | {"pairings": [row]}


def without(tables, person):
    return {
        name: [row for row in rows if person not in (row.get("person"), row.get("id"))]
        for name, rows in tables.items()
    }


def two_people():
    first, second = (row["id"] for row in texts()["people"][:2])
    return first, second


def test_a_pairing_reaches_the_problem_and_why_does_not(region):
    first, second = two_people()
    import_texts(region, with_pairing(first, second))
    with region.reading() as connection:
        problem = current_problem(connection, FIRST, WEEKS)
        (row,) = records.read_rows(connection, "pairings").values()
    assert [(one.person, one.other) for one in problem.pairings] == [(first, second)]
    assert row.values["reason"] == WHY
    assert WHY not in repr(problem)


def test_when_the_other_one_leaves_it_no_longer_counts_and_is_erased_with_them(region):
    first, second = two_people()
    import_texts(region, with_pairing(first, second))
    left = without(texts(), second)
    import_texts(region, left)
    with region.reading() as connection:
        assert records.count_rows(connection, "pairings") == 0
        assert not current_problem(connection, FIRST, WEEKS).pairings
    erase_person(region, second, "asked for it", "planner", LATER, key=KEY)
    with region.reading() as connection:
        assert not records.read_rows(connection, "pairings")
        assert WHY not in "".join(
            connection.exec_driver_sql("select body from audit_entry").scalars()
        )
        assert verify(connection, ZONE).findings == ()


def test_when_a_mentor_leaves_the_traineeship_stays_and_names_nobody(region):
    first, second = two_people()
    function = texts()["functions"][0]["id"]
    row = {"person": first, "function": function, "shifts": "4", "from": "2027-01-04"}
    import_texts(region, texts() | {"traineeships": [row | {"mentor": second}]})
    import_texts(region, without(texts(), second))
    with region.reading() as connection:
        (asked,) = current_problem(connection, FIRST, WEEKS).traineeships
    assert (asked.person, asked.mentor) == (first, None)
    done = erase_person(region, second, "asked for it", "planner", LATER, key=KEY)
    with region.reading() as connection:
        (kept,) = records.read_rows(connection, "traineeships").values()
        assert kept.values["mentor"] == done.pseudonym
        assert verify(connection, ZONE).findings == ()
