"""The register of the demonstration region: who may do what is told by evidence, not by rows."""

import csv
from datetime import date, timedelta
from pathlib import Path

from data.demo.region import OWN_FILES
from data.demo.scene import PERIOD_START
from data.files.read_input import read_input
from data.model.competence_status import CompetenceState, lapses, register_at
from data.model.person import Competence, CompetenceLevel
from tests.data.demo.support import demo_problem
from tests.data.model.day_by_day import days_between, level_by
from tests.support.demo_region.people import IM_ICC, LCOPI, OL
from tests.support.demo_region.region import demo_scene
from tests.support.demo_region.register import MISSED

#: What the table of competences said when it spoke alone.
BY_ROWS = Path(__file__).parent / "data" / "competences_by_day.csv"
REGISTER = demo_scene().register
FIRST, LAST = date(2024, 1, 1), date(2027, 8, 31)


def by_rows():
    with BY_ROWS.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            until = date.fromisoformat(row["until"]) if row["until"] else None
            level = CompetenceLevel(row["level"] or "qualified")
            start = date.fromisoformat(row["from"])
            yield Competence(row["person"], row["function"], start, until, level)


def test_on_every_day_of_the_demo_people_may_do_what_they_could_without_a_register():
    rows, problem = list(by_rows()), demo_problem()
    # Who serves the shared centre, and who leads, came when there was a register already.
    later = (IM_ICC, OL, LCOPI)
    known = [one for one in problem.competences if one.function not in later]
    holders = list(dict.fromkeys((row.person, row.function) for row in rows))
    assert list(dict.fromkeys((c.person, c.function) for c in known)) == holders
    for person, function in holders:
        if person in MISSED:
            continue  # who were not at an exercise fall short from April on
        old = [row for row in rows if (row.person, row.function) == (person, function)]
        new = problem.competences_of(person, function)
        for day in days_between(FIRST, LAST):
            expected = level_by(old, person, function, day)
            assert level_by(new, person, function, day) == expected, (person, function, day)


def test_only_a_trainee_is_appointed_for_a_time_and_all_others_end_by_what_they_showed():
    dated = [row for row in REGISTER.competences if row.until]
    assert [(row.person, row.level) for row in dated] == [("pluvier", CompetenceLevel.TRAINEE)]
    assert all(row.until for row in demo_problem().competences)


def test_it_shows_every_kind_of_trouble():
    found = {row.state: row for row in register_at(REGISTER, PERIOD_START)}
    assert set(found) == set(CompetenceState) - {CompetenceState.LAPSED}
    later = {row.person for row in register_at(REGISTER, date(2027, 3, 1))
             if row.state is CompetenceState.LAPSED}  # fmt: skip
    assert later == {"waterlelie", "koninginnepage"}
    assert found[CompetenceState.NEVER_SHOWN].person == "zilverreiger"
    assert found[CompetenceState.OVERRIDDEN].override.reason


def test_two_lapse_in_the_first_quarter_and_come_back():
    found = lapses(REGISTER, PERIOD_START, 90)
    assert [(each.person, each.last_day) for each in found] == [
        ("koninginnepage", date(2027, 1, 31)),
        ("waterlelie", date(2027, 2, 15)),
    ]
    assert all(each.again and each.by.requirements == ("verklaring",) for each in found)


def test_nothing_was_shown_in_the_winter_or_later():
    assert read_input(OWN_FILES, PERIOD_START, 13, today=date(2026, 10, 31)) == demo_problem()


def test_every_function_has_a_profile_that_came_in_force_before_the_history():
    bare = {
        (c.person, c.function)
        for c in REGISTER.competences
        if not REGISTER.profile(c.function)
    }  # fmt: skip
    assert bare == set()
    assert all(
        requirement.start < PERIOD_START - timedelta(weeks=16)
        for requirement in REGISTER.requirements
    )
