"""The competence register as planners hand it in."""

from datetime import date

import pytest

from data.model.competence_status import CompetenceState, standing_at
from data.model.person import Competence, CompetenceLevel
from data.tables.faults import FaultLog
from data.tables.people_tables import read_competences, read_people
from data.tables.period import ZONE
from data.tables.raw_table import tables_from_texts
from data.tables.reading import Reading
from data.tables.register_tables import read_register
from tests.data.tables.small_region import FIRST, faults_in, faults_of, small_problem, small_tables

TABLES = ("requirements", "evidence", "overrides")
MARCH = date(2027, 3, 1)


def put(table, row, **cells):
    """A change of cells in a row, numbered as a spreadsheet does; a new row after the last."""

    def spoil(tables):
        rows = tables[table]
        if row - 2 == len(rows):
            rows.append({})
        rows[row - 2].update({name.rstrip("_"): text for name, text in cells.items()})

    return spoil


def without(table, **cells):
    """Takes out the rows of a table that hold these cells."""

    def spoil(tables):
        tables[table] = [row for row in tables[table] if not cells.items() <= row.items()]

    return spoil


def both(*spoils):
    return lambda tables: [spoil(tables) for spoil in spoils]


def told(faults):
    return [(f.place.sheet, f.place.row, f.place.column) for f in faults]


def small_register(today=FIRST):
    """The register of the small region."""
    reading = Reading(tables_from_texts(small_tables(), "small"), ZONE, FaultLog())
    people, competences = read_people(reading), read_competences(reading)
    register = read_register(reading, competences, people, today, (today, today))
    reading.log.raise_if_any()
    return register


CASES = [
    # requirements
    (put("requirements", 2, functions="kaco"), "requirements", 2, "functions", "'caco'"),
    (put("requirements", 2, kind="diploma"), "requirements", 2, "kind", "course"),
    (put("requirements", 3, times="0"), "requirements", 3, "times", "Use 1 up to"),
    (put("requirements", 3, months="-24"), "requirements", 3, "months", "Use 1 up to"),
    (put("requirements", 3, months="2,5"), "requirements", 3, "months", "without decimals"),
    (put("requirements", 3, warning_days="-1"), "requirements", 3, "warning_days", "Use 0"),
    (put("requirements", 3, accepts="caco-curse"), "requirements", 3, "accepts", "'caco-course'"),
    (put("requirements", 3, accepts="caco-exercise"), "requirements", 3, "accepts", "others"),
    (put("requirements", 3, until="2025-01-01"), "requirements", 3, "until", "one of the two"),
    (put("requirements", 5, until="2027-01-01"), "requirements", 6, "from", "the day before"),
    (put("requirements", 5, until=""), "requirements", 6, "from", "the day before"),
    (put("requirements", 6, kind="test"), "requirements", 6, "kind", "the same kind"),
    (without("evidence", requirement="im-refresher"), "requirements", 6, "id", "nobody has ever"),
    # evidence
    (put("evidence", 2, person="ann"), "evidence", 2, "person", "Did you mean 'an'?"),
    (put("evidence", 3, requirement="exercise"), "evidence", 3, "requirement", "'caco-exercise'"),
    (put("evidence", 2, declared_by=""), "evidence", 2, "declared_by", "Fill in"),
    (put("evidence", 5, employer=""), "evidence", 5, "employer", "on whose behalf"),
    (put("evidence", 14, from_="2026-11-14"), "evidence", 14, "from", "before it was shown"),
    (put("evidence", 14, until="2027-02-28"), "evidence", 14, "until", "one of the two"),
    (put("evidence", 4, date="2026-03-02", document="x"), "evidence", 4, "date", "Keep one"),
    (put("evidence", 15, requirement="im-refresher"), "evidence", 15, "person", "trainee"),
    # overrides
    (put("overrides", 2, person="cas"), "overrides", 2, "person", "'ca'"),
    (put("overrides", 2, reason=""), "overrides", 2, "reason", "Fill in"),
    (put("overrides", 2, decided_by=""), "overrides", 2, "decided_by", "Fill in"),
    (put("overrides", 2, decided_by="ca  CITROEN"), "overrides", 2, "decided_by", "somebody else"),
    (put("overrides", 2, decided_by="ca"), "overrides", 2, "decided_by", "somebody else"),
    (put("overrides", 2, until=""), "overrides", 2, "until", "Fill in"),
    (put("overrides", 2, until="2026-01-01"), "overrides", 2, "until", "one of the two"),
    (put("overrides", 2, person="di"), "overrides", 2, "person", "evidence only"),
    (put("overrides", 2, from_="2020-01-01", until="2020-02-01"), "overrides", 2, "person", "only"),
    (
        both(
            put("functions", 4, id="ic", name="IC"),
            put("overrides", 2, function="ic"),
        ),
        "overrides", 2, "function", "asks nothing",
    ),
    (
        put("overrides", 3, person="ca", function="caco", from_="2027-02-28", until="2027-03-31",
            reason="again", decided_by="Hans Hazelaar"),
        "overrides", 3, "from", "2027-02-28",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "table", "row", "column", "word"),
    [pytest.param(*case, id=f"{case[1]}-{case[2]}-{case[3]}-{n}") for n, case in enumerate(CASES)],
)
def test_a_fault_is_told_with_its_place_and_what_to_do(spoil, table, row, column, word):
    faults = faults_of(spoil)
    here = [f for f in faults if told([f]) == [(table, row, column)]]
    assert here, faults
    assert word in f"{here[0].what} {here[0].remedy}"
    assert len(faults) == 1, faults


def test_all_faults_of_the_register_are_told_at_once():
    spoil = both(
        put("requirements", 3, months="x"),
        put("evidence", 14, until="2027-02-28"),
        put("overrides", 2, decided_by="Ca Citroen"),
    )
    assert told(faults_of(spoil)) == [
        ("evidence", 14, "until"),
        ("overrides", 2, "decided_by"),
        ("requirements", 3, "months"),
    ]


def test_evidence_from_the_future_is_refused_where_today_is_known():
    assert small_register(date(2026, 11, 15)).evidence
    (fault,) = faults_in(lambda: small_register(date(2026, 11, 14)))
    assert told([fault]) == [("evidence", 14, "date")]
    assert "future" in fault.what
    assert told(faults_of(lambda _: None, today=date(2026, 11, 14))) == told([fault])
    assert faults_of(lambda _: None) == ()


def test_a_requirement_that_nobody_has_shown_is_told_once_it_is_asked_of_somebody():
    spoil = put(
        "requirements", 7, id="lcms", name="LCMS", functions="im", kind="test", from_="2027-04-05"
    )
    assert faults_of(spoil) == ()  # the day after the period
    asked = both(spoil, put("requirements", 7, from_="2027-04-04"))
    assert told(faults_of(asked)) == [("requirements", 7, "id")]
    accepting = both(asked, put("requirements", 7, accepts="im-refresher"))
    assert faults_of(accepting) == ()


def test_evidence_without_requirements_is_refused():
    faults = faults_of(both(lambda t: t.pop("requirements"), lambda t: t.pop("overrides")))
    assert {(f.place.sheet, f.place.column) for f in faults} == {("evidence", "requirement")}
    assert "none to choose from" in faults[0].remedy


def test_without_a_register_the_competences_speak_alone():
    def spoil(tables):
        for table in TABLES:
            del tables[table]

    assert small_problem(spoil).competences_of("ca", "caco") == (
        Competence("ca", "caco", date(2024, 1, 1)),
    )


def test_the_problem_holds_only_what_was_shown_or_decided():
    problem = small_problem()
    assert problem.competences_of("ca", "caco") == (
        Competence("ca", "caco", date(2024, 1, 1), date(2028, 2, 29)),
    )
    lapsed = small_problem(without("overrides"))
    assert [(c.start, c.until) for c in lapsed.competences_of("ca", "caco")] == [
        (date(2024, 1, 1), date(2026, 9, 30)),
        (MARCH, date(2028, 2, 29)),
    ]


def test_a_trainee_stays_one_whatever_was_not_shown():
    (di,) = small_problem().competences_of("di", "caco")
    assert di.level is CompetenceLevel.TRAINEE


def test_a_pin_on_somebody_whose_evidence_lapsed_is_refused():
    pin = put("pins", 2, person="ca", start="2027-01-11 07:00")
    assert faults_of(pin) == ()
    (fault,) = faults_of(both(pin, without("overrides")))
    assert told([fault]) == [("pins", 2, "person")]
    assert "evidence" in fault.remedy


def test_a_bad_row_of_evidence_does_not_make_a_pin_wrong():
    pin = put("pins", 2, person="ca", start="2027-01-11 07:00")
    assert told(faults_of(both(pin, put("overrides", 2, reason="")))) == [
        ("overrides", 2, "reason")
    ]


def test_the_register_and_the_problem_say_the_same():
    assert small_register().effective_competences == small_problem().competences


def test_every_column_is_read():
    register = small_register()
    course, exercise, _, _, refresher = register.requirements
    assert (exercise.times, exercise.months, exercise.warning_days) == (2, 24, 30)
    assert (exercise.accepts, exercise.functions) == (("caco-course",), ("caco",))
    assert (course.months, course.until, course.warning_days) == (None, None, 90)
    assert (refresher.start, refresher.months) == (date(2027, 1, 1), 60)
    declared = register.evidence[12]
    assert (declared.employer, declared.declared_by) == ("Politie", "Gerda Gember")
    assert (declared.start, declared.until) == (MARCH, date(2028, 2, 29))
    assert register.evidence[0].document == "map 12"
    standing = standing_at(register, "ca", "caco", FIRST)
    assert standing.state is CompetenceState.OVERRIDDEN
    assert standing.override.reason.startswith("The police")
    assert standing.override.decided_by == "Hans Hazelaar"
