"""Each kind of fault in a table: where it is told, and what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.i18n.fault_words import place_in_words
from data.i18n.language import language
from data.model.errors import Fault, Place
from data.tables.faults import MOST_FAULTS, FaultLog, nearest
from tests.data.tables.small_region import faults_of, small_problem, small_tables


def put(table: str, row: int, **cells: str):
    """A change of cells in a row, numbered as a spreadsheet does; a new row after the last."""

    def spoil(tables):
        rows = tables[table]
        if row - 2 == len(rows):
            rows.append({})
        rows[row - 2].update({name.rstrip("_"): text for name, text in cells.items()})

    return spoil


CASES = [
    # regions, functions, posts and patterns
    (put("regions", 2, school_region="oost"), "regions", 2, "school_region", "noord"),
    (put("regions", 2, name="Gooi  en vechtstreek"), "regions", 3, "name", "differ"),
    (put("functions", 3, id="caco"), "functions", 3, "id", "own code"),
    (put("functions", 3, discipline="leger"), "functions", 3, "discipline", "fire_service"),
    (put("posts", 2, id="ca;co"), "posts", 2, "id", "semicolon"),
    (put("posts", 2, function="kaco"), "posts", 2, "function", "Did you mean 'caco'?"),
    (put("posts", 2, regions="fl;ut"), "posts", 2, "regions", "'fl', 'gv'"),
    (put("posts", 2, regions="fl;fl"), "posts", 2, "regions", "once"),
    (put("posts", 2, regions=" ; "), "posts", 2, "regions", "semicolons"),
    (put("posts", 2, kind="onsite"), "posts", 2, "kind", "Did you mean 'on_site'?"),
    (put("posts", 2, kind=""), "posts", 2, "kind", "Fill in"),
    (put("posts", 2, pattern="3x9"), "posts", 2, "pattern", "Did you mean '3x8'?"),
    (put("posts", 2, pattern=""), "posts", 2, "pattern", "open_call"),
    (put("posts", 2, priority="0"), "posts", 2, "priority", "Use 1 up to"),
    (put("posts", 2, required="-1"), "posts", 2, "required", "Use 1 up to"),
    (put("posts", 2, required="1,5"), "posts", 2, "required", "without decimals"),
    (put("posts", 2, start_norm_minutes="0"), "posts", 2, "start_norm_minutes", "Use 1 up to"),
    (put("posts", 2, authority="gewoonte"), "posts", 2, "authority", "statute"),
    (put("patterns", 2, pattern="3x8"), "patterns", 2, "pattern", "another code"),
    (put("patterns", 2, weekdays="ma;xx"), "patterns", 2, "weekdays", "mo, tu"),
    (put("patterns", 2, start="8.30"), "patterns", 2, "start", "07:00"),
    (put("patterns", 2, end="08:00", days="0"), "patterns", 2, "end", "put 1 in days"),
    (put("patterns", 2, days="8"), "patterns", 2, "days", "Use 0 up to 7"),
    (put("patterns", 2, break_minutes="510"), "patterns", 2, "break_minutes", "minutes"),
    (put("patterns", 2, handover_minutes="16"), "patterns", 2, "handover_minutes", "up to 15"),
    (
        put("patterns", 3, pattern="office", name="X", weekdays="mo", start="08:30", end="09:00"),
        "patterns", 3, "start", "one shift start at a time",
    ),
    # people
    (put("people", 3, id="AN"), "people", 3, "id", "of their own"),
    (put("people", 3, name="an appel"), "people", 3, "name", "middle initial"),
    (put("people", 3, name="Bo\nBraam"), "people", 3, "name", "line breaks"),
    (put("people", 3, name="B" * 201), "people", 3, "name", "200 characters"),
    (put("people", 3, name="Bo\u200bBraam"), "people", 3, "name", "again"),
    (put("people", 3, regions=""), "people", 3, "regions", "Fill in"),
    (put("people", 3, max_shifts_per_month="32"), "people", 3, "max_shifts_per_month", "up to 31"),
    (put("people", 6, id="ed", name="Ed", regions="fl"), "people", 6, "id", "competences"),
    # contracts
    (put("contracts", 3, person="ann"), "contracts", 3, "person", "Did you mean 'an'?"),
    (put("contracts", 4, hours_per_week="168"), "contracts", 4, "hours_per_week", "up to 60"),
    (put("contracts", 4, hours_per_week="-8"), "contracts", 4, "hours_per_week", "Use 0"),
    (put("contracts", 4, hours_per_week="36 uur"), "contracts", 4, "hours_per_week", "digits"),
    (put("contracts", 4, from_="1920-01-01"), "contracts", 4, "from", "2000-01-01"),
    (put("contracts", 4, until="2019-12-31"), "contracts", 4, "until", "one of the two"),
    (put("contracts", 2, until="2027-01-01"), "contracts", 3, "from", "until of row 2"),
    (put("contracts", 2, until=""), "contracts", 3, "from", "until of row 2"),
    # competences and provisions
    (put("competences", 2, function="ic"), "competences", 2, "function", "'caco', 'im'"),
    (put("competences", 2, level="expert"), "competences", 2, "level", "qualified"),
    (put("competences", 3, until="2019-01-01"), "competences", 3, "until", "one of the two"),
    (put("provisions", 2, kind="pregnent"), "provisions", 2, "kind", "pregnancy"),
    (put("provisions", 3, weekday=""), "provisions", 3, "weekday", "mo, tu"),
    (put("provisions", 2, weekday="sa"), "provisions", 2, "weekday", "empty"),
    (put("provisions", 2, consent="maybe"), "provisions", 2, "consent", "yes or no"),
    # weekly work and work elsewhere
    (put("weekly_work", 2, end="25:00"), "weekly_work", 2, "end", "23:59"),
    (put("weekly_work", 2, break_minutes="600"), "weekly_work", 2, "break_minutes", "minutes"),
    (
        put("weekly_work", 2, from_="2027-02-01", until="2027-01-01"),
        "weekly_work", 2, "until", "one of the two",
    ),
    (put("elsewhere", 2, kind="work"), "elsewhere", 2, "kind", "elsewhere"),
    (put("elsewhere", 2, end="2027-01-04 16:30"), "elsewhere", 2, "end", "a night ends on"),
    (put("elsewhere", 2, work_minutes="511"), "elsewhere", 2, "work_minutes", "Correct"),
    # absences and wishes
    (put("absences", 2, kind="vakantie"), "absences", 2, "kind", "leave"),
    (put("absences", 2, end="2027-01-10"), "absences", 2, "end", "one of the two"),
    (put("absences", 2, start="2027-03-28 02:30"), "absences", 2, "start", "offset"),
    (put("absences", 2, hours="169"), "absences", 2, "hours", "Correct"),
    (put("absences", 2, hours="-1"), "absences", 2, "hours", "Use 0"),
    (put("wishes", 2, weight="-1"), "wishes", 2, "weight", "Use 1 up to 100"),
    (put("wishes", 2, weight="101"), "wishes", 2, "weight", "Use 1 up to 100"),
    (put("wishes", 2, post="cacoo"), "wishes", 2, "post", "Did you mean 'caco'?"),
    (put("wishes", 2, shift="P"), "wishes", 2, "shift", "'D', 'L', 'N'"),
    (put("wishes", 3, shift="Q"), "wishes", 3, "shift", "'P'"),
    (put("wishes", 2, until=""), "wishes", 2, "until", "Fill in"),
    # base rosters
    (put("base_rosters", 2, post="cacoo"), "base_rosters", 2, "post", "Did you mean 'caco'?"),
    (put("base_rosters", 4, post="im-open"), "base_rosters", 4, "post", "with a shift pattern"),
    (put("base_rosters", 4, from_="2026-12-30"), "base_rosters", 4, "from", "is 2026-12-28"),
    (put("base_rosters", 2, mo="Q"), "base_rosters", 2, "mo", "'D', 'L', 'N'"),
    (put("base_rosters", 5, mo="P"), "base_rosters", 5, "mo", "Leave it empty"),
    (put("base_rosters", 3, week="1"), "base_rosters", 3, "week", "stands in row 2 too"),
    (put("base_rosters", 3, week="3"), "base_rosters", 2, "week", "no row for week 2"),
    (put("base_rosters", 3, week="0"), "base_rosters", 3, "week", "Use 1 up to 104"),
    (put("base_rosters", 5, from_="2027-01-04"), "base_rosters", 5, "from", "another from"),
    (put("base_rosters", 5, post="caco"), "base_rosters", 5, "post", "another post"),
    (put("base_members", 2, base_roster="dosk"), "base_members", 2, "base_roster", "'desk'"),
    (put("base_members", 2, person="ann"), "base_members", 2, "person", "Did you mean 'an'?"),
    (put("base_members", 2, week="3"), "base_members", 2, "week", "has 2 weeks"),
    (put("base_members", 2, until="2027-03-01"), "base_members", 3, "person", "until"),
    (put("base_members", 2, until="", from_="2027-03-02"), "base_members", 3, "person",
     "of the same"),
    (put("base_members", 2, until="2026-12-31", from_="2027-01-02"), "base_members", 2, "until",
     "one of the two"),
    # history
    (put("history", 2, start="2026-10-25 02:30"), "history", 2, "start", "offset from UTC"),
    (put("history", 2, start="2026-03-29 02:30"), "history", 2, "start", "offset from UTC"),
    (put("history", 2, kind="stand-by"), "history", 2, "kind", "on_call"),
    (put("history", 2, end="2026-12-31 23:00"), "history", 2, "end", "a night ends on"),
    (put("history", 2, work_minutes="481"), "history", 2, "work_minutes", "do not fit"),
    (put("history", 2, start="2026-12-31"), "history", 2, "work_minutes", None),
    (
        put("history", 2, start="2027-01-04 07:00", end="2027-01-04 15:00"),
        "history", 2, "start", "pins",
    ),
    # pins
    (put("pins", 2, start="2027-01-04 08:00"), "pins", 2, "start", "2027-01-04 07:00"),
    (put("pins", 2, post="im-open"), "pins", 2, "post", "Remove the pin"),
    (put("pins", 2, person="ca", post="im-fl", start="2027-01-08 17:00"), "pins", 2, "person",
     "competences"),
    (put("pins", 2, person="bo", start="2027-03-01 07:00"), "pins", 2, "person", "may not fill"),
    (put("pins", 3, person="bo", post="caco", start="2027-01-04 07:00"), "pins", 3, "start",
     "Remove a pin"),
    # rules, agreements and balances
    (put("rules", 2, rule="R7"), "rules", 2, "rule", "Did you mean 'R07' or 'R17'?"),
    (put("rules", 2, parameter="week"), "rules", 2, "parameter", "Did you mean 'weeks'?"),
    (put("rules", 2, value="16,5"), "rules", 2, "value", "without decimals"),
    (put("rules", 2, value="-16"), "rules", 2, "value", "0 or more"),
    (put("rules", 2, value=""), "rules", 2, "value", "both parameter and value"),
    (put("rules", 2, parameter=""), "rules", 2, "parameter", "both parameter and value"),
    (put("rules", 2, enabled="no"), "rules", 2, "enabled", "agreement"),
    (put("rules", 4, rule="R07", parameter="weeks", value="12"), "rules", 4, "parameter", "twice"),
    (put("rules", 4, rule="own-runs", enabled="yes"), "rules", 4, "enabled", "on and off"),
    (put("rules", 4, rule="own-runs", parameter="strict", value="5"), "rules", 4, "value", "yes"),
    (put("agreements", 2, rule="R18"), "agreements", 2, "rule", "Did you mean 'R17'?"),
    (put("agreements", 2, basis=""), "agreements", 2, "basis", "inspector"),
    (put("agreements", 2, until="2025-01-01"), "agreements", 2, "until", "one of the two"),
    (put("carry_over", 2, measure="x"), "carry_over", 2, "measure", "nights"),
    (put("carry_over", 2, amount="veel"), "carry_over", 2, "amount", "digits"),
    (
        put("carry_over", 3, person="an", measure="nights", amount="2"),
        "carry_over", 3, "measure", "Keep one",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "table", "row", "column", "word"),
    [pytest.param(*case, id=f"{case[1]}-{case[2]}-{case[3]}-{case[4]}") for case in CASES],
)
def test_a_fault_is_told_with_its_place_and_what_to_do(spoil, table, row, column, word):
    faults = faults_of(spoil)
    if word is None:  # a workbook's date alone is midnight: a longer duty, and sound
        assert not faults
        return
    here = (table, row, column)
    told = [f for f in faults if (f.place.sheet, f.place.row, f.place.column) == here]
    assert told, faults
    assert word in f"{told[0].what} {told[0].remedy}"
    assert all(f.place.file == "small" and f.what and f.remedy for f in faults)


def test_most_faults_are_told_alone():
    alone = sum(len(faults_of(spoil)) == 1 for spoil, *_ in CASES)
    assert alone > 0.8 * len(CASES)


def test_all_faults_are_told_at_once_in_the_order_of_the_input():
    def spoil(tables):
        put("people", 3, regions="xx", max_shifts_per_month="99")(tables)
        put("contracts", 2, hours_per_week="x")(tables)
        put("history", 2, start="2026-10-25 02:30", kind="x")(tables)

    told = [(f.place.sheet, f.place.row, f.place.column) for f in faults_of(spoil)]
    assert told == [
        ("contracts", 2, "hours_per_week"),
        ("history", 2, "start"),
        ("history", 2, "kind"),
        ("people", 3, "max_shifts_per_month"),
        ("people", 3, "regions"),
    ]


def test_a_bad_row_does_not_make_what_refers_to_it_unknown():
    (fault,) = faults_of(put("people", 3, regions="xx"))
    assert fault.place.sheet == "people"


def test_the_same_row_twice_is_told():
    def spoil(tables):
        tables["absences"].append(dict(tables["absences"][1]))

    (fault,) = faults_of(spoil)
    assert (fault.place.row, fault.place.column) == (5, None)
    assert "row 3" in fault.what


@pytest.mark.parametrize("table", ["regions", "functions", "posts", "people", "contracts"])
def test_a_missing_table_is_told_once(table):
    (fault,) = faults_of(lambda tables: tables.pop(table))
    assert fault.what == f"the table {table} is missing"


def test_a_required_table_without_rows_is_told():
    faults = faults_of(lambda tables: tables["competences"].clear())
    assert any(f.what == "competences has no rows" for f in faults)


def test_optional_tables_may_be_left_out():
    def spoil(tables):
        for table in set(tables) - {
            "regions", "functions", "posts", "people", "contracts", "competences",
        }:  # fmt: skip
            del tables[table]

    assert small_problem(spoil).shifts


def test_thousands_of_faults_are_cut_to_a_list_that_can_be_read():
    def spoil(tables):
        tables["wishes"] = [
            {"person": f"no{n}", "kind": "avoid", "from": f"{1 + n % 28}-1-2027", "until": f"x{n}"}
            for n in range(3000)
        ]

    faults = faults_of(spoil)
    assert len(faults) == MOST_FAULTS + 1
    assert "more faults are not listed" in faults[-1].what
    assert faults[-1].place.file == "small"


def test_one_fault_in_hundreds_of_rows_is_told_once_with_the_first_rows_and_the_count():
    def spoil(tables):
        tables["wishes"] = [
            {
                "person": "an",
                "kind": "avoid",
                "from": "x",
                "until": f"2027-01-{1 + n % 28:02}",
                "weight": str(1 + n % 100),
            }
            for n in range(421)
        ]
        put("people", 3, regions="xx")(tables)

    of_people, of_wishes = faults_of(spoil)
    assert of_people.place.row == 3
    place = of_wishes.place
    assert (place.row, place.also, place.unlisted, place.column) == (2, (3, 4), 418, "from")
    assert str(of_wishes).startswith("small, sheet wishes, rows 2, 3, 4 and 418 more, column from")
    assert place_in_words(place, language("nl")).endswith("rijen 2, 3, 4 en nog 418, kolom from")


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(2, 9), st.sampled_from("xy"))),
    st.integers(0, 40),
    st.integers(1, 4),
)
def test_a_log_of_logs_says_what_one_log_says(found, cut, most):
    faults = [Fault(what, "Mend it", Place("f", "s", row, column)) for what, row, column in found]
    whole, first, second = FaultLog(most), FaultLog(), FaultLog(most)
    whole.extend(faults)
    first.extend(faults[:cut])
    second.extend(first.faults)
    second.extend(faults[cut:])
    assert first.count + max(0, len(faults) - cut) == second.count == whole.count == len(faults)
    told = sum(bool(f.place.row) + len(f.place.also) + f.place.unlisted for f in whole.faults)
    kinds = len({(what, column) for what, _, column in found})
    assert len(whole.faults) == min(kinds, most) + (kinds > most)
    assert (told == len(faults)) == (kinds <= most)


def test_a_duty_over_the_skipped_hour_is_cut_to_its_real_length():
    def spoil(tables):
        start, end = "2026-03-28 23:00", "2026-03-29 07:00"
        put("history", 5, person="an", post="caco", kind="work", start=start, end=end)(tables)
        put("history", 5, work_minutes="480")(tables)

    assert small_problem(spoil).history[0].work_minutes == 420
    put_more = lambda tables: (spoil(tables), put("history", 5, work_minutes="481")(tables))  # noqa: E731
    (fault,) = faults_of(put_more)
    assert fault.place.column == "work_minutes"


def test_without_a_rule_book_any_rule_is_taken_as_it_looks():
    from data.tables.build_problem import build_problem
    from data.tables.raw_table import tables_from_texts
    from tests.data.tables.small_region import FIRST

    tables = small_tables()
    tables["rules"] = [
        {"rule": "X1", "parameter": name, "value": text}
        for name, text in (("a", "yes"), ("b", "16"), ("c", "1,5"), ("d", "word"))
    ]
    ruleset = build_problem(tables_from_texts(tables), FIRST, 1).ruleset
    assert ruleset.setting("X1").parameters == (("a", True), ("b", 16), ("c", 1.5), ("d", "word"))


def test_the_nearest_name_is_suggested_or_all_are_listed():
    assert nearest("CACOO", {"caco", "im"}) == "Did you mean 'caco'?"
    assert nearest("zzz", {f"p{n}" for n in range(20)}).endswith("and 12 more")
    assert nearest("x", ()) == "There are none to choose from"
