"""The workbook to fill: read as it is, with its examples, and as somebody fills it."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from data.demo.region import demo_tables
from data.files.read_input import read_tables
from data.files.template import explanation_name, template_bytes
from data.files.template_examples import example_rows
from data.i18n.language import LANGUAGES, language
from data.i18n.sheet_words import column_word, table_word
from data.model.post import STANDARD_PATTERNS
from data.tables.build_problem import build_problem
from data.tables.contract import TABLES
from data.tables.raw_table import NOTE_MARK, tables_from_texts
from scheduler.records.checks import rule_book
from tests.data.tables.small_region import faults_in

FIRST, NL = date(2027, 1, 4), language("nl")


def texts(tables):
    return {name: [row.texts for row in raw.rows] for name, raw in tables.tables.items()}


@pytest.fixture(scope="module", params=LANGUAGES)
def template(request, tmp_path_factory):
    """The template in a language, as a path and opened."""
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    path.write_bytes(template_bytes(language(request.param), FIRST))
    return language(request.param), path, load_workbook(path)


def test_as_it_is_it_holds_nothing(template):
    _, path, _ = template
    tables = read_tables(path)
    assert tables.tables == {}
    assert tables.notes == 2 * len(TABLES) + 1
    (fault,) = tables.faults
    assert fault.what == "nothing is filled in: there are only examples and notes"


def test_a_sheet_with_nothing_but_examples_is_as_one_that_is_not_there(template, tmp_path):
    speech, _, book = template
    sheet = book[table_word("regions", speech)]
    sheet.append(["vr", "Veiligheidsregio", "midden"])
    path = tmp_path / "filled.xlsx"
    book.save(path)
    sheet.delete_rows(sheet.max_row)
    tables = read_tables(path)
    assert set(tables.tables) == {"regions"}  # so that no other row of the records ends by it
    assert tables.faults == ()


def test_its_examples_are_sound_without_their_mark(template, tmp_path):
    speech, _, book = template
    for table in TABLES:
        sheet = book[table_word(table.name, speech)]
        for row in range(2, sheet.max_row + 1):
            cell = sheet.cell(row, 1)
            if str(cell.value or "").startswith(NOTE_MARK):
                cell.value = str(cell.value).removeprefix(NOTE_MARK).strip()
    path = tmp_path / "filled.xlsx"
    book.save(path)
    tables = read_tables(path)
    made = texts(tables_from_texts(example_rows(FIRST)))
    assert texts(tables) == made
    problem = faults_in(lambda: build_problem(tables, FIRST, 4, rule_book=rule_book()))
    assert problem == ()
    assert all(len(rows) >= 2 for rows in made.values())
    assert set(made) == {table.name for table in TABLES}


def test_each_heading_says_what_it_means_and_whether_it_must_be_filled(template):
    speech, _, book = template
    assert book.sheetnames[0] == explanation_name(speech)
    for table in TABLES:
        sheet = book[table_word(table.name, speech)]
        assert sheet.freeze_panes == "B2"
        for cell, column in zip(sheet[1], table.columns, strict=True):
            mark = " *" if column.required else ""
            assert cell.value == column_word(column.name, speech) + mark
            assert cell.font.bold
            assert len(cell.comment.text) > 5
    note = book[table_word("posts", speech)]["E1"].comment.text
    assert ("piket" in note) == (speech.code == "nl")


def test_the_first_sheet_explains_what_is_needed_and_how_it_is_written(template):
    speech, _, book = template
    said = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    needed = ", ".join(table_word(one.name, speech) for one in TABLES if one.required)
    assert any(needed in text for text in said)
    assert {pattern.id for pattern in STANDARD_PATTERNS} <= set(said)
    assert {table_word(one.name, speech) for one in TABLES} <= set(said)


def checks(sheet):
    """Column letter -> source of its drop-down."""
    return {
        str(one.sqref).partition(":")[0].rstrip("0123456789"): one
        for one in sheet.data_validations.dataValidation
    }


def test_cells_offer_the_words_and_the_codes_that_fit(template):
    speech, _, book = template
    if speech.code != "nl":
        return
    posts = checks(book["Posten"])
    assert posts["E"].formula1 == '"op locatie,aanwezigheidsdienst,piket,vrije instroom"'
    assert posts["C"].formula1.startswith("OFFSET('Functies'!$A$4,")
    assert posts["D"].formula1.startswith("OFFSET('Regio''s'!$A$4,")
    assert not posts["D"].showErrorMessage  # several codes fit
    assert posts["E"].showErrorMessage
    assert str(posts["E"].sqref) == "E5:E2000"  # below three examples
    people = checks(book["Afwezigheid"])
    assert people["A"].formula1.startswith("OFFSET('Personen'!$A$4,")


def test_the_demonstration_region_is_read_as_it_was_given(tmp_path):
    path = tmp_path / "demo.xlsx"
    path.write_bytes(template_bytes(NL, FIRST, demo_tables()))
    tables = read_tables(path)
    assert tables.faults == ()
    given = {name: rows for name, rows in demo_tables().items() if rows}
    assert {name: rows for name, rows in texts(tables).items() if rows} == given


def test_the_same_day_gives_the_same_bytes():
    assert template_bytes(NL, FIRST) == template_bytes(NL, FIRST)
    assert load_workbook(io.BytesIO(template_bytes(NL, FIRST))).sheetnames[1] == "Regio's"
