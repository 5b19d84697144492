"""Workbooks: typed cells from two writers, and everything that is no workbook."""

# ruff: noqa: DTZ001 - a spreadsheet knows no time zone

import io
import time as stopwatch
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
import xlsxwriter

from data.files.read_input import read_tables
from data.model.duty import DutyKind
from data.tables.reading import InputLimits
from data.tables.write_tables import write_workbook
from tests.data.tables.small_region import faults_in, read, small_problem, small_tables

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def sound(tmp_path):
    """The small region as a workbook."""
    path = tmp_path / "region.xlsx"
    write_workbook(small_tables(), path)
    return path


def changed(path, table: str, cells: dict[str, object], number_format: str | None = None):
    """The workbook with some cells typed over, as openpyxl saves it."""
    book = openpyxl.load_workbook(path)
    for name, value in cells.items():
        cell = book[table][name]
        cell.value = value
        if number_format:
            cell.number_format = number_format
    book.save(path)
    return path


def repacked(path, part: str, change) -> None:
    """Change the bytes of one part."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts[part] = change(parts.get(part, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


def test_a_workbook_and_memory_give_the_same(sound):
    assert read(sound) == small_problem()


def test_what_openpyxl_saved_reads_the_same(sound):
    assert read(changed(sound, "people", {})) == small_problem()


def test_typed_cells_of_openpyxl_come_through(sound):
    changed(
        sound,
        "contracts",
        {"B2": 36, "C2": date(2020, 1, 1), "D2": datetime(2026, 12, 31), "B3": 31.5},
    )
    changed(sound, "weekly_work", {"C2": time(8, 30), "D2": time(17, 0), "E2": 30.0})
    changed(sound, "pins", {"C2": datetime(2027, 1, 4, 7, 0)})
    changed(sound, "provisions", {"F3": False})
    changed(sound, "posts", {"G2": 1, "I2": 2})
    assert read(sound) == small_problem()


def test_typed_cells_of_xlsxwriter_come_through(tmp_path):
    path = tmp_path / "typed.xlsx"
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "d-m-yyyy", "date_1904": True})
    moment = book.add_format({"num_format": "d-m-yyyy hh:mm"})
    for name, rows in small_tables().items():
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, rows[0])
        for number, row in enumerate(rows, start=1):
            for column, text in enumerate(row.values()):
                _write_typed(sheet, number, column, text, moment)
    book.close()
    assert read(path) == small_problem()


def _write_typed(sheet, row, column, text, moment):
    if text.isdigit():
        sheet.write_number(row, column, int(text))
    elif len(text) == 10 and text[4] == text[7] == "-":
        sheet.write_datetime(row, column, date.fromisoformat(text))
    elif len(text) == 16 and text[10] == " ":
        sheet.write_datetime(row, column, datetime.fromisoformat(text), moment)
    else:
        sheet.write_string(row, column, text)


def test_a_duration_cell_is_no_clock_time(sound):
    changed(sound, "weekly_work", {"D2": timedelta(hours=24)}, "[h]:mm")
    (fault,) = faults_in(lambda: read(sound))
    assert (fault.place.sheet, fault.place.row, fault.place.column) == ("weekly_work", 2, "end")
    assert "00:00" in fault.remedy


def test_midnight_in_a_moment_cell_is_midnight(sound):
    changed(sound, "history", {"D3": datetime(2026, 12, 25, 0, 0)}, "d-m-yyyy hh:mm")
    (duty,) = [d for d in read(sound).history if d.kind is DutyKind.ON_CALL]
    assert duty.start.hour == 23  # in UTC, the day before


@pytest.mark.parametrize("error", ["#REF!", "#N/A"])
def test_an_error_in_a_cell_is_told_with_its_place(sound, error):
    book = openpyxl.load_workbook(sound)
    book["contracts"]["B3"].value = error
    book["contracts"]["B3"].data_type = "e"
    book.save(sound)
    (fault,) = faults_in(lambda: read(sound))
    assert (fault.place.row, fault.place.column) == (3, "hours_per_week")
    assert "error" in fault.what


def test_a_formula_that_was_never_calculated_is_told(sound):
    changed(sound, "contracts", {"B3": "=63/2"})
    (fault,) = faults_in(lambda: read(sound))
    assert (fault.place.row, fault.place.column) == (3, "hours_per_week")
    assert "formula" in fault.what


def test_a_formula_with_its_value_is_read(tmp_path, sound):
    formula = b'<c r="B3"><f>63/2</f><v>31.5</v></c>'

    def change(xml: bytes) -> bytes:
        start = xml.index(b'<c r="B3"')
        return xml[:start] + formula + xml[xml.index(b"</c>", start) + 4 :]

    number = list(openpyxl.load_workbook(sound).sheetnames).index("contracts") + 1
    repacked(sound, f"xl/worksheets/sheet{number}.xml", change)
    assert read(sound) == small_problem()


def test_a_hidden_row_is_told_once_a_sheet_and_a_hidden_empty_one_is_not(sound):
    book = openpyxl.load_workbook(sound)
    rows = book["people"].row_dimensions
    for number in (3, 4, 500):
        rows[number].hidden = True
    book["posts"].row_dimensions[300].hidden = True
    book.save(sound)
    (fault,) = faults_in(lambda: read(sound))
    assert "hidden" in fault.what
    assert (fault.place.sheet, fault.place.row, fault.place.column) == ("people", 3, "id")


def test_an_unknown_sheet_is_told_and_a_note_is_not_read(sound):
    book = openpyxl.load_workbook(sound)
    book.create_sheet("#uitleg")["A1"].value = "bel An"
    book.create_sheet("Blad1")  # empty, as Excel leaves them
    assert not faults_after(book, sound)
    book.create_sheet("whishes")["A1"].value = "person"
    (fault,) = faults_after(book, sound)
    assert fault.place.sheet == "whishes"
    assert "Did you mean 'wishes'?" in fault.remedy


def faults_after(book, path):
    book.save(path)
    return faults_in(lambda: read(path))


def test_an_unknown_column_is_told_with_the_nearest_name(sound):
    changed(sound, "contracts", {"B1": "hours_per_wek"})
    unknown, missing = faults_in(lambda: read(sound))
    assert unknown.place.row == missing.place.row == 1
    assert "Did you mean 'hours_per_week'?" in unknown.remedy
    assert missing.place.column == "hours_per_week"


def test_headings_and_sheet_names_may_have_blanks_and_capitals(sound):
    book = openpyxl.load_workbook(sound)
    book["contracts"]["B1"].value = " Hours per Week "
    book["weekly_work"].title = "Weekly work"
    assert not faults_after(book, sound)


def test_a_heading_below_row_1_is_told(sound):
    book = openpyxl.load_workbook(sound)
    book["wishes"].insert_rows(1)
    (fault,) = faults_after(book, sound)
    assert "row 1" in fault.remedy
    assert fault.place.sheet == "wishes"


def test_rows_keep_their_numbers_after_empty_ones(sound):
    book = openpyxl.load_workbook(sound)
    book["wishes"].insert_rows(3, amount=5)
    book["wishes"]["A8"].value = "nobody"
    (fault,) = faults_after(book, sound)
    assert (fault.place.row, fault.place.column) == (8, "person")


# What is no workbook -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"person,post\n",
        b"<html><table>",  # what some programs call .xls
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),  # Excel 97, or a password
        b"PK\x03\x04" + bytes(60),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(tmp_path, content):
    path = tmp_path / "region.xlsx"
    path.write_bytes(content)
    (fault,) = faults_in(lambda: read(path))
    assert fault.place.file == str(path)
    assert "Excel" in fault.remedy


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_workbook_is_refused(sound, kept):
    content = sound.read_bytes()
    sound.write_bytes(content[: int(len(content) * kept)])
    (fault,) = faults_in(lambda: read(sound))
    assert fault.place.file == str(sound)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "region.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("content.xml", "<office/>")
    (fault,) = faults_in(lambda: read(path))
    assert "not an Excel workbook" in fault.what


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml[:-20],
        lambda xml: b"<!DOCTYPE x []>" + xml[xml.index(b"<w") :],  # entities may explode
        lambda xml: xml.replace(b"UTF-8", b"UTF-3"),
        lambda _: b"",
    ],
)
def test_broken_xml_and_document_types_are_refused(sound, change):
    repacked(sound, SHEET, change)
    (fault,) = faults_in(lambda: read(sound))
    assert "damaged" in fault.what


def test_an_empty_workbook_is_refused(tmp_path):
    path = tmp_path / "region.xlsx"
    openpyxl.Workbook().save(path)
    (fault,) = faults_in(lambda: read(path))
    assert "empty" in fault.what


def test_other_kinds_of_file_are_refused(tmp_path):
    for name in ("region.ods", "region.txt", "region"):
        (tmp_path / name).write_bytes(b"x")
        (fault,) = faults_in(lambda name=name: read(tmp_path / name))
        assert "workbook" in fault.remedy


# What is too large -------------------------------------------------------------------------------


def bomb(path, claims: int) -> None:
    """A workbook whose first sheet claims, in the zip's own list, to unpack to so many bytes."""
    memory = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(memory) as packed:
        offset = packed.start_dir
    content = bytearray(memory.getvalue())
    entry = content.index(SHEET.encode(), offset) - 46
    content[entry + 24 : entry + 28] = claims.to_bytes(4, "little")
    path.write_bytes(content)


def test_a_sheet_that_claims_a_gigabyte_is_refused_at_once(sound):
    bomb(sound, claims=1_000_000_000)
    began = stopwatch.process_time()
    (fault,) = faults_in(lambda: read(sound))
    assert stopwatch.process_time() - began < 1
    assert "unpacks to 1000 MB" in fault.what


def test_a_sheet_that_claims_less_than_it_holds_is_refused(sound):
    bomb(sound, claims=10)
    (fault,) = faults_in(lambda: read(sound))
    assert "damaged" in fault.what


def test_a_sheet_that_really_unpacks_to_far_too_much_is_refused_at_once(sound):
    repacked(sound, SHEET, lambda xml: xml + b" " * 200_000_000)
    began = stopwatch.process_time()
    (fault,) = faults_in(lambda: read(sound))
    assert stopwatch.process_time() - began < 1
    assert "MB" in fault.what


def test_a_text_in_the_last_cell_of_a_sheet_costs_no_memory(sound):
    changed(sound, "people", {"XFD1048576": "oops"})
    began = stopwatch.process_time()
    (fault,) = faults_in(lambda: read(sound))
    assert stopwatch.process_time() - began < 1
    assert "sheet people reaches down to row 1048576" in fault.what


def test_formats_far_below_the_table_do_no_harm(sound):
    book = openpyxl.load_workbook(sound)
    book["people"]["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    assert not faults_after(book, sound)


def test_too_wide_a_sheet_is_refused(sound):
    changed(sound, "people", {"ZZ1": "oops"})
    (fault,) = faults_in(lambda: read(sound))
    assert "columns" in fault.what


def test_one_long_text_in_very_many_cells_is_refused(tmp_path):
    tables = small_tables()
    tables["people"][0]["name"] = "x" * 30_000
    path = tmp_path / "region.xlsx"
    write_workbook(tables, path)
    (fault,) = faults_in(lambda: read(path, limits=InputLimits(unpacked_bytes=200_000)))
    assert "long text" in fault.remedy


def test_the_limit_on_size_holds_for_workbooks(sound):
    faults = faults_in(lambda: read_tables(sound, InputLimits(file_bytes=1000)))
    assert [f.place.file for f in faults] == [str(sound)]
