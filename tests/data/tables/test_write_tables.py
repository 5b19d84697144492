"""Writing tables: what is written reads back the same, and does no harm in a spreadsheet."""

import csv

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.files.read_input import read_tables
from data.tables.contract import TABLE_BY_NAME, TABLES
from data.tables.raw_table import tables_from_texts
from data.tables.values import defuse, looks_like_formula, restore
from data.tables.write_tables import write_csv_folder, write_tables, write_workbook
from tests.data.tables.small_region import small_tables

FORMULA = '=HYPERLINK("http://x","y")'


def texts(tables) -> dict[str, list[dict[str, str]]]:
    """The rows of tables, without the cells that are empty."""
    return {name: [dict(row.texts) for row in t.rows] for name, t in tables.tables.items()}


def test_a_folder_and_a_workbook_read_back_the_same(tmp_path):
    tables = small_tables()
    tables["people"][0]["name"] = FORMULA
    write_tables(tables, tmp_path / "csv", tmp_path / "deep" / "region.xlsx")
    expected = texts(tables_from_texts(tables))
    assert texts(read_tables(tmp_path / "csv")) == expected
    assert texts(read_tables(tmp_path / "deep" / "region.xlsx")) == expected


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=12
).map(str.strip)


codes = words.map(lambda text: text.lstrip("#").strip())  # a row that begins so is a note


@given(st.lists(st.fixed_dictionaries({"id": codes, "name": words}), min_size=1, max_size=4))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_reads_back_the_same(tmp_path, rows):
    tables = {"regions": rows}
    write_tables(tables, tmp_path / "csv", tmp_path / "region.xlsx")
    expected = texts(tables_from_texts(tables))
    assert texts(read_tables(tmp_path / "csv")) == expected
    if expected["regions"]:
        assert texts(read_tables(tmp_path / "region.xlsx")) == expected


@pytest.mark.parametrize("text", [FORMULA, "+1-1", "-x", "@SUM(1)", "'=1", "\t=1", "''-"])
def test_a_formula_is_defused_and_restored(text):
    assert defuse(text).startswith("'")
    assert restore(defuse(text)) == text
    assert looks_like_formula(text)


@pytest.mark.parametrize("text", ["-3.5", "+2", "-1,5", "an", "'s-Graveland", "", "10-12"])
def test_what_is_no_formula_is_left_alone(text):
    assert defuse(text) == restore(text) == text


def test_csv_holds_no_formula_and_opens_in_excel(tmp_path):
    write_csv_folder({"regions": [{"id": "x", "name": FORMULA}]}, tmp_path)
    content = (tmp_path / "regions.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    assert rows == [["id", "name", "school_region"], ["x", "'" + FORMULA, ""]]


def test_a_workbook_has_a_bold_frozen_heading_and_only_texts(tmp_path):
    path = tmp_path / "region.xlsx"
    tables = small_tables()
    tables["regions"][0]["name"] = FORMULA
    write_workbook(tables, path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [table.name for table in TABLES if table.name in tables]
    sheet = book["regions"]
    assert sheet.freeze_panes == "A2"
    assert all(cell.font.bold for cell in sheet[1])
    assert (sheet["B2"].data_type, sheet["B2"].value) == ("s", FORMULA)
    assert sheet["B2"].quotePrefix
    assert sheet.column_dimensions["B"].width > sheet.column_dimensions["A"].width
    assert book["people"]["B2"].number_format == "@"


def test_the_same_tables_give_the_same_bytes(tmp_path):
    for name in ("one.xlsx", "two.xlsx"):
        write_workbook(small_tables(), tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


@pytest.mark.parametrize(
    "tables",
    [
        {"peeple": []},
        {"people": [{"id": "an", "nmae": "An"}]},
        {"people": [{"id": "an", "name": "x" * 40_000}]},
    ],
)
def test_what_no_reader_would_take_is_not_written(tmp_path, tables):
    with pytest.raises(ValueError, match=r"unknown|longer"):
        write_tables({"regions": []} | tables, tmp_path / "csv", tmp_path / "region.xlsx")
    assert not list(tmp_path.iterdir())


def test_no_table_has_a_name_or_column_twice():
    assert len(TABLE_BY_NAME) == len(TABLES)
    for table in TABLES:
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names)
        assert any(column.required for column in table.columns)
