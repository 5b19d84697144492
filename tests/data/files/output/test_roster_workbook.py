"""The workbook as a program other than the one that wrote it sees it."""

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from data.files.result_json import ResultStamp
from data.files.workbook import workbook_bytes
from data.files.workbook.paper import LONGEST_ON_PAGE
from data.files.workbook.quality_sheet import WEEKS_FROM
from data.i18n.language import language
from data.model.base_roster import BaseMember, BaseRoster, Departure, DepartureKind
from data.model.post import Region
from data.model.sentence import phrase
from scheduler.planning.quality import quality_report, words_of
from tests.data.files.output.conftest import INJECTION

# openpyxl does not know the bars of Excel 2010.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

SHEETS = {
    "nl": ["Samenvatting", "Rooster", "Dekking", "Verdeling", "Open diensten"],
    "en": ["Summary", "Roster", "Coverage", "Fairness", "Open shifts"],
}


@pytest.fixture(scope="module")
def written(problem, result, stamp):
    return {code: workbook_bytes(problem, result, stamp, language(code)) for code in SHEETS}


@pytest.fixture(scope="module")
def books(written):
    return {code: openpyxl.load_workbook(io.BytesIO(data)) for code, data in written.items()}


@pytest.fixture(scope="module")
def dutch(books):
    return books["nl"]


def texts(sheet):
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def row_of(sheet, name):
    return next(row for row in sheet.iter_rows() if row[0].value == name)


def column_of(sheet, head_row, head):
    return next(cell.column for cell in sheet[head_row] if cell.value == head)


def day_column(month_day):
    """Column of a date in the grid: the period starts on 15 March."""
    month, day = month_day
    return 4 + (day - 15 if month == 3 else day + 16)


@pytest.mark.parametrize("code", list(SHEETS))
def test_five_sheets_in_the_language_of_the_reader(books, code):
    assert books[code].sheetnames == SHEETS[code]


def test_the_sheet_of_quality_adds_up_and_names_every_flaw(problem, result, stamp):
    report = quality_report(problem, result.assignments)
    for code, name in (("nl", "Kwaliteit"), ("en", "Quality")):
        words = words_of(problem, language(code))
        data = workbook_bytes(problem, result, stamp, language(code), (report, words))
        book = openpyxl.load_workbook(io.BytesIO(data))
        assert book.sheetnames[: len(SHEETS[code]) - 1] == SHEETS[code][:-1]
        sheet = book[name]
        said = texts(sheet)
        whole = row_of(sheet, "In totaal" if code == "nl" else "In all")[3].value
        assert whole == report.quality.cost / 100
        for flaw in report.quality.flaws:
            assert words.rule(flaw.rule) in said
        assert report.quality.flaws
        for one in report.health.people:
            row = row_of(sheet, problem.person_by_id[one.person].name)
            assert row[2].value == words.health_cells(one.counts)[0]
        weeks = report.weeks[0]
        row = row_of(sheet, problem.person_by_id[weeks.person].name)
        shown = [cell.value for cell in row[WEEKS_FROM : WEEKS_FROM + len(weeks.costs)]]
        assert shown == [cost / 100 or None for cost in weeks.costs]


def test_a_shift_stands_on_the_day_it_starts(dutch):
    row = row_of(dutch["Rooster"], "Anna Karekiet")
    assert row[day_column((3, 15)) - 1].value == "D"
    assert row[day_column((3, 18)) - 1].value == "N"
    assert row[day_column((3, 21)) - 1].value is None


def test_a_double_is_told_from_a_holder(dutch):
    assert row_of(dutch["Rooster"], "Ilse Pluvier")[day_column((3, 16)) - 1].value == "D+"


def test_absence_has_a_small_letter(dutch, books):
    column = day_column((3, 22)) - 1
    assert row_of(dutch["Rooster"], "Bas Rietzanger")[column].value == "v"
    assert row_of(books["en"]["Roster"], "Bas Rietzanger")[column].value == "lv"


def test_a_piket_week_is_a_bar_up_to_the_day_of_the_change(dutch):
    row = row_of(dutch["Rooster"], "Oukje Zwanebloem")
    bar = [row[day_column((3, day)) - 1] for day in range(26, 32)]
    assert bar[0].value == "IM-FL"
    assert all(cell.value is None for cell in bar[1:])
    assert len({cell.fill.start_color.rgb for cell in bar}) == 1
    outside = row[day_column((4, 2)) - 1]
    assert outside.fill.start_color.rgb != bar[0].fill.start_color.rgb


def test_a_piket_week_of_the_past_reaches_into_the_period(dutch):
    row = row_of(dutch["Rooster"], "Niels Lisdodde")
    assert row[day_column((3, 15)) - 1].value == "IM-FL"


def test_posts_differ_in_colour_and_night_is_darker_than_day(dutch):
    row = row_of(dutch["Rooster"], "Anna Karekiet")
    by_day, by_night = (row[day_column((3, day)) - 1] for day in (15, 18))
    bar = row_of(dutch["Rooster"], "Oukje Zwanebloem")[day_column((3, 26)) - 1]
    colours = [cell.fill.start_color.rgb for cell in (by_day, by_night, bar)]
    assert len(set(colours)) == 3
    assert sum(bytes.fromhex(colours[1])) < sum(bytes.fromhex(colours[0]))
    assert by_night.font.b
    assert not by_day.font.b


def test_open_shifts_stand_under_their_pool(dutch):
    rows = [row for row in dutch["Rooster"].iter_rows() if row[0].value == "OPEN"]
    night, week = rows
    assert [row[1].value for row in rows] == ["CACO", "IM-FL"]
    assert night[day_column((3, 28)) - 1].value == "N"
    assert week[day_column((4, 2)) - 1].value == "IM-FL"


def test_the_head_marks_holidays_and_the_change_of_the_clock(dutch, books):
    easter = day_column((3, 28))
    assert dutch["Rooster"].cell(4, easter).value == "F+1"
    assert books["en"]["Roster"].cell(4, easter).value == "PH+1"
    assert dutch["Rooster"].cell(4, easter + 1).value == "F"
    assert dutch["Rooster"].cell(4, easter + 2).value is None
    assert dutch["Rooster"].cell(1, 4).value.startswith("week 11")
    school, plain = (dutch["Rooster"].cell(4, day_column((3, day))) for day in (22, 30))
    assert school.fill.fill_type
    assert not plain.fill.fill_type


def test_everybody_stands_in_the_grid_once(dutch, problem):
    names = [row[0].value for row in dutch["Rooster"].iter_rows()]
    for person in problem.people:
        assert names.count(person.name) == 1


def test_totals_stand_at_the_right(dutch, result, problem):
    sheet = dutch["Rooster"]
    row = row_of(sheet, "Kim Taling")
    mine = [problem.duty(a) for a in result.assignments if a.person == "flex"]
    hours = column_of(sheet, 1, "Uren")
    assert row[hours - 1].value == sum(duty.work_minutes for duty in mine) / 60
    assert row[column_of(sheet, 1, "Nachten") - 1].value == len(mine)


@pytest.mark.parametrize(("code", "open_word"), [("nl", "OPEN"), ("en", "OPEN")])
def test_coverage_says_who_or_open(books, code, open_word):
    sheet = books[code][SHEETS[code][2]]
    easter = next(row for row in sheet.iter_rows() if row[2].value in ("F+1", "PH+1"))
    assert easter[3].value == "Chantal & Lepelaar"
    assert easter[5].value == open_word
    assert easter[5].fill.start_color.rgb == "FFC62828"
    assert easter[6].value == "Oukje Zwanebloem"


def test_a_piket_week_covers_no_more_than_its_start_of_the_last_day(problem, result):
    # Without the week of 2 April, nobody is named from the change at 17:00 on.
    fewer = tuple(s for s in problem.shifts if s.id != "IM-FL:2027-04-02:P")
    full = replace(result, open_shifts=())
    data = workbook_bytes(replace(problem, shifts=fewer), full, ResultStamp(), language("nl"))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Dekking"]
    piket = {row[1].value.date().isoformat(): row[6].value for row in sheet if row[1].is_date}
    assert piket["2027-04-01"] == "Oukje Zwanebloem"
    assert piket["2027-04-02"] is None


def test_coverage_counts_per_week_and_in_all(dutch):
    sheet = dutch["Dekking"]
    week = row_of(sheet, "week 12")
    assert [cell.value for cell in week[3:7]] == [
        "7 / 7  ·  100%",
        "7 / 7  ·  100%",
        "6 / 7  ·  86%",
        "1 / 1  ·  100%",
    ]
    assert [cell.value for cell in row_of(sheet, "hele periode")[5:7]] == [
        "27 / 28  ·  96%",
        "3 / 4  ·  75%",
    ]


def test_coverage_dates_are_dates(dutch):
    cell = dutch["Dekking"].cell(3, 2)
    assert (cell.value.date().isoformat(), cell.is_date) == ("2027-03-15", True)


def test_fairness_sets_done_against_the_fair_share(dutch):
    sheet = dutch["Verdeling"]
    nights = column_of(sheet, 1, "Nachten")
    row = row_of(sheet, "Kim Taling")
    done, due, deviation = (row[nights - 1 + offset].value for offset in range(3))
    assert done > due
    assert deviation == pytest.approx(done - due, abs=0.11)
    assert "±" in row_of(sheet, "Naam")[nights + 1].value


def test_fairness_has_data_bars(written):
    with zipfile.ZipFile(io.BytesIO(written["nl"])) as archive:
        assert b"<dataBar" in archive.read("xl/worksheets/sheet4.xml")


def test_open_shifts_name_every_holder_with_reason_and_remedy(dutch):
    sheet = dutch["Open diensten"]
    found = texts(sheet)
    assert "CaCo meldkamer N  ·  zo 28 mrt 23:00 – ma 29 mrt 07:00" in found
    row = next(row for row in sheet.iter_rows() if row[0].value == INJECTION)
    assert [cell.value for cell in row[:5]] == [
        INJECTION,
        INJECTION,
        "R14",
        "ATW 5:8(4)",
        "de nacht ervoor afstaan",
    ]
    assert "er ontbreekt 1 persoon" in found


def test_departures_from_base_rosters_have_a_sheet_of_their_own(problem, result, stamp):
    shift = problem.shifts[0]
    away, instead = (
        phrase("on leave {window}", window="x"),
        phrase("in place of {names}", names="Bo"),
    )
    departures = (
        Departure("c0", shift.id, False, DepartureKind.ABSENT, away),
        Departure("c2", shift.id, True, DepartureKind.IN_PLACE, instead),
    )
    rosters = (BaseRoster("desk", "CACO", problem.first_date, (("D",) * 7,)),)
    problem = replace(problem, base_rosters=rosters, base_members=(BaseMember("desk", "c0", 1),))
    data = workbook_bytes(problem, replace(result, departures=departures), stamp, language("nl"))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == [*SHEETS["nl"], "Basisrooster"]
    found = texts(book["Basisrooster"])
    assert "2 afwijkingen van de basisroosters." in found
    assert {"met verlof x", "in plaats van Bo", "heeft niet", "heeft erbij"} <= set(found)


def test_what_is_proven_is_said_in_words(dutch, books):
    assert "1 dienst blijft open. Minder kan niet, wat men ook doet: dit is bewezen." in texts(
        dutch["Open diensten"]
    )
    assert "1 shift stays open. Whether fewer is possible is not proven." in texts(
        books["en"]["Open shifts"]
    )


def test_the_summary_tells_the_outcome_and_where_it_comes_from(dutch):
    found = texts(dutch["Samenvatting"])
    assert "Rooster Veiligheidsregio Flevoland" in found
    assert "15 maart 2027 – 11 april 2027" in found
    assert "2 diensten blijven open." in found
    assert "1 februari 2027" in found
    assert "a1b2c3d4e5f60718293a4b5c6d7e8f90" in found
    assert "caco 0.1.0, python 3.11.7, ortools 9.15" in found
    assert any("Eerste paasdag" in str(text) for text in found)


def test_the_summary_explains_each_level(dutch):
    found = texts(dutch["Samenvatting"])
    assert "Zoveel blijft onbezet. Minder kan niet: dit is bewezen." in found
    assert "Zoveel blijft onbezet; of minder kan, is niet bewezen." in found
    assert any(str(text).startswith("Er bestaat misschien iets beters") for text in found)


def test_violations_that_were_given_are_told(dutch):
    row = next(
        row
        for row in dutch["Samenvatting"].iter_rows()
        if row[0].value == "Bas Rietzanger" and row[1].value == "R01"
    )
    assert [cell.value for cell in row[2:4]] == ["10,0 u", "11,0 u"]


def test_no_cell_is_a_formula(books):
    for book in books.values():
        for sheet in book:
            for row in sheet.iter_rows():
                assert all(cell.data_type != "f" for cell in row)


def test_a_text_that_looks_like_a_formula_is_quoted(dutch):
    cells = [
        cell
        for sheet in dutch
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == INJECTION
    ]
    assert len(cells) >= 4
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_there_are_no_links_and_no_formulas_in_the_file(written):
    with zipfile.ZipFile(io.BytesIO(written["nl"])) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                content = archive.read(name)
                assert b"<f>" not in content
                assert b"<hyperlink" not in content


def test_every_sheet_prints_on_a3_in_landscape(books):
    for sheet in books["nl"]:
        assert sheet.page_setup.paperSize == 8
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_area
        assert "&P / &N" in sheet.oddFooter.right.text.replace("&[Page]", "&P") or sheet.oddFooter


def test_the_grid_repeats_its_head_and_names_and_is_frozen(dutch):
    sheet = dutch["Rooster"]
    assert sheet.freeze_panes == "D5"
    assert sheet.print_title_rows == "$1:$4"
    assert sheet.print_title_cols == "$A:$C"


def test_a_quarter_is_cut_into_pages_of_whole_weeks(problem, result, stamp):
    start, days = problem.start, problem.end - problem.start
    longer = replace(problem, end=start + days * 3)
    data = workbook_bytes(longer, result, stamp, language("nl"))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Rooster"]
    # Twelve weeks: three pages of four.
    assert [brk.id for brk in sheet.col_breaks.brk] == [3 + 28, 3 + 56]


def test_the_same_result_gives_the_same_bytes(problem, result, stamp, written):
    assert workbook_bytes(problem, result, stamp, language("nl")) == written["nl"]


def test_a_full_roster_says_so(problem, result):
    full = replace(result, open_shifts=(), proven_minimum_open=())
    data = workbook_bytes(problem, full, ResultStamp(), language("en"))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert "Nobody is missing on any of the 2 posts in the whole period." in texts(book["Summary"])


def test_an_empty_roster_can_be_written_too(problem, result):
    empty = replace(problem, shifts=(), people=(), competences=(), absences=(), history=(),
                    elsewhere=(), assignments=(), carry_over=())  # fmt: skip
    none = replace(result, assignments=(), open_shifts=(), preexisting_violations=())
    assert workbook_bytes(empty, none, ResultStamp(), language("nl"))


@pytest.mark.filterwarnings("error")
def test_the_names_of_many_regions_fit_in_the_head_of_a_page(problem, result, stamp):
    regions = tuple(Region(f"x{n}", f"Veiligheidsregio {n} & omstreken") for n in range(40))
    many = replace(problem, regions=(*problem.regions, *regions))
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(many, result, stamp, language("nl"))))
    assert len(book.worksheets[0].oddHeader.right.text) <= LONGEST_ON_PAGE + 20
