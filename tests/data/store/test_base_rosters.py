"""Base rosters in the store: in and out, planned by, and gone with who leaves."""

from copy import deepcopy
from datetime import timedelta

import pytest
from sqlalchemy import select

from data.model.record_change import RowChangeKind
from data.store import records
from data.store.tables.records import BASE_MEMBERS
from data.tables.period import ZONE
from scheduler.planning.current_problem import current_problem, settled
from scheduler.records.erasure import erase_person
from scheduler.records.files import export_records, import_records
from tests.support.region import FIRST, KEY, NOW, import_texts, texts

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
PEOPLE = [row["person"] for row in texts()["competences"] if row["function"] == "CACO"][:3]


def tables():
    """The region with a cycle of three weeks at the desk, of which the last is free."""
    found = deepcopy(dict(texts()))
    weeks = ("D", "D", "L", "L", "", "", ""), ("", "", "", "", "N", "N", "N"), ("",) * 7
    found["base_rosters"] = [
        {"id": "desk", "post": "CACO", "from": "2026-12-28", "week": str(number)}
        | {day: name for day, name in zip(DAYS, week, strict=True) if name}
        for number, week in enumerate(weeks, 1)
    ]
    found["base_members"] = [
        {"base_roster": "desk", "person": person, "week": str(number)}
        for number, person in enumerate(PEOPLE, 1)
    ]
    return found


def shifts_of(store, first, weeks, person):
    """The local dates and names of what somebody would have in a period."""
    with store.reading() as connection:
        problem = current_problem(connection, first, weeks)
    found = [problem.shift_by_id[one.shift] for one in problem.base if one.person == person]
    return [(one.start.astimezone(ZONE).date(), one.name) for one in found if not one.is_part]


@pytest.mark.parametrize("name", ["records.xlsx", "records"])
def test_they_are_exported_as_they_were_imported(store, tmp_path, name):
    import_texts(store, tables())
    export_records(store, tmp_path / name)
    assert import_records(store, tmp_path / name, "planner", NOW).changes == ()
    with store.reading() as connection:
        kept = records.record_texts(connection, ZONE)
    assert kept["base_rosters"] == tables()["base_rosters"]
    assert kept["base_members"] == tables()["base_members"]


def test_a_changed_day_a_week_less_and_a_member_less_are_told_and_kept(store):
    import_texts(store, tables())
    changed = tables()
    changed["base_rosters"][0]["mo"] = "L"
    del changed["base_rosters"][2], changed["base_members"][2]
    done = import_texts(store, {name: changed[name] for name in ("base_rosters", "base_members")})
    told = {(one.table, one.kind): one for one in done.changes}
    one = told["base_rosters", RowChangeKind.CHANGED]
    assert (one.before, one.after) == ({"mo": "D"}, {"mo": "L"})
    assert ("base_rosters", RowChangeKind.ENDED) in told  # although it began before today
    assert ("base_members", RowChangeKind.ENDED) in told


def test_the_next_period_goes_on_with_the_cycle(store):
    import_texts(store, tables())
    then = FIRST + timedelta(weeks=2)
    for person in PEOPLE:
        whole = shifts_of(store, FIRST, 5, person)
        assert whole == [*shifts_of(store, FIRST, 2, person), *shifts_of(store, then, 3, person)]
        assert len(whole) > 5


def test_what_has_begun_without_anybody_is_expected_of_nobody(store):
    import_texts(store, tables())
    with store.reading() as connection:
        problem = current_problem(connection, FIRST, 2)
    now = problem.start + timedelta(days=4)
    left = settled(problem, (), now)
    known = {shift.id for shift in left.shifts}
    assert len(left.base) < len(problem.base)
    assert {one.shift for one in left.base} <= known


def test_who_leaves_follows_nothing_and_who_is_erased_is_in_no_row(store):
    import_texts(store, tables())
    leaver = PEOPLE[0]
    rest = {
        name: [row for row in rows if leaver not in (row.get("person"), row.get("id"))]
        for name, rows in tables().items()
    }
    rest.pop("base_members")
    import_texts(store, rest)
    with store.reading() as connection:
        assert leaver not in {m.person for m in current_problem(connection, FIRST, 1).base_members}
    erase_person(store, leaver, "asked for it", "planner", NOW + timedelta(weeks=120), key=KEY)
    with store.reading() as connection:
        rows = connection.execute(select(BASE_MEMBERS.c.person, BASE_MEMBERS.c.key)).all()
    assert {person for person, _ in rows} == set(PEOPLE[1:])
    assert not any(leaver in key for _, key in rows)
