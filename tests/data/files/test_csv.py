"""Folders of CSV files: encodings, delimiters, quotes, and what may lie beside."""

import pytest

from data.files.read_input import read_tables
from data.tables.reading import InputLimits
from tests.data.tables.small_region import SOUND, faults_in, folder_with, read, small_problem

PEOPLE = (SOUND / "people.csv").read_text().replace("\n", "\r\n")
FUNCTIONS = (SOUND / "functions.csv").read_text(encoding="utf-8")


def with_semicolons(text: str) -> str:
    """As a Dutch Excel writes it; no comma stands inside a text here."""
    return text.replace(";", "|").replace(",", ";").replace("fl|gv", '"fl;gv"')


@pytest.mark.parametrize(
    "people",
    [
        PEOPLE.encode("utf-8-sig"),
        PEOPLE.replace("\r\n", "\n").encode(),
        PEOPLE.replace("\r\n", "\r").encode(),
        with_semicolons(PEOPLE).encode(),
        b"sep=;\r\n" + with_semicolons(PEOPLE).encode(),
        PEOPLE.replace(",", "\t").encode("utf-16"),
        PEOPLE.replace("id,name", " ID , Name ").encode(),
        PEOPLE.encode() + b"\r\n,,,,\r\n\r\n",
        PEOPLE.replace("\r\n", ",(ask them)\r\n").replace("(ask them)", "#note", 1).encode(),
    ],
)
def test_the_ways_in_which_programs_write_csv(tmp_path, people):
    assert read(folder_with(tmp_path, people=people)) == small_problem()


def test_windows_1252_is_read_with_its_accents(tmp_path):
    folder = folder_with(tmp_path, functions=FUNCTIONS.encode("cp1252"))
    assert read(folder).functions[0].name == "Calamiteitencoördinator"


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\x02\xff",  # no text at all
        b"id,name\r\n\x81\x8d,x",  # bytes that Windows-1252 does not have
        "id,name\r\nx,Coördinator".encode() + b"\r\ny,caf\xe9",  # two encodings in one file
        b"id,name\r\nx,\xd0\xcf\x11\xe0",  # letters, but not of a language around here
        b"\xff\xfeodd",
    ],
)
def test_what_is_no_text_is_refused_with_advice(tmp_path, content):
    faults = faults_in(lambda: read(folder_with(tmp_path, functions=content)))
    assert any(f.place.file.endswith("functions.csv") for f in faults)


def test_row_numbers_are_those_of_the_spreadsheet(tmp_path):
    text = 'id,name,regions\r\n\r\n,,\r\nan,"An\r\nAppel",fl\r\nbo,Bo,xx\r\n'
    faults = faults_in(lambda: read(folder_with(tmp_path, people=text)))
    here = [(f.place.row, f.place.column) for f in faults if f.place.file.endswith("/people.csv")]
    assert here == [(4, "name"), (5, "regions")]


def test_a_comma_too_many_is_told_with_its_cell(tmp_path):
    text = PEOPLE.replace("An Appel,VR Flevoland,fl;gv,", "Appel, An,VR Flevoland,fl;gv,,x")
    faults = faults_in(lambda: read(folder_with(tmp_path, people=text)))
    assert (2, "G") in [(f.place.row, f.place.column) for f in faults]


def test_an_open_quotation_mark_is_told_with_its_row(tmp_path):
    text = PEOPLE.replace("Bo Braam", '"Bo Braam')
    faults = faults_in(lambda: read(folder_with(tmp_path, people=text)))
    (fault,) = [f for f in faults if "quotation" in f.remedy]
    assert fault.place.row == 3


def test_an_unknown_file_is_told_with_the_nearest_name(tmp_path):
    folder = folder_with(tmp_path)
    (folder / "wishes.csv").rename(folder / "whises.csv")
    (fault,) = faults_in(lambda: read(folder))
    assert fault.place.file.endswith("whises.csv")
    assert "Did you mean 'wishes'?" in fault.remedy


def test_notes_and_leftovers_are_not_read(tmp_path):
    folder = folder_with(tmp_path)
    for name in ("#notes.csv", "~$people.csv", ".~lock.people.csv#", "readme.txt", "people.bak"):
        (folder / name).write_text("x")
    assert read(folder) == small_problem()


def test_a_file_name_in_capitals_is_the_same_file(tmp_path):
    folder = folder_with(tmp_path)
    (folder / "people.csv").rename(folder / "People.CSV")
    assert read(folder) == small_problem()


def test_two_files_for_one_table_are_refused(tmp_path):
    folder = folder_with(tmp_path)
    (folder / "Weekly Work.csv").write_bytes((folder / "weekly_work.csv").read_bytes())
    (fault,) = faults_in(lambda: read(folder))
    assert "two files" in fault.what


def test_an_empty_folder_and_a_missing_one_are_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    for name in ("empty", "absent"):
        (fault,) = faults_in(lambda name=name: read(tmp_path / name))
        assert fault.place.file.endswith(name)


def test_one_csv_file_is_no_input():
    (fault,) = faults_in(lambda: read(SOUND / "people.csv"))
    assert "folder" in fault.remedy


def test_too_many_rows_stop_the_reading(tmp_path):
    limits = InputLimits(rows=3)
    faults = faults_in(lambda: read(folder_with(tmp_path), limits=limits))
    assert any("at most 3 rows" in f.what and "people.csv" in f.place.file for f in faults)


def test_too_large_a_file_is_not_opened(tmp_path):
    limits = InputLimits(file_bytes=100)
    faults = faults_in(lambda: read(folder_with(tmp_path), limits=limits))
    assert any("0 MB" in f.what for f in faults)


def test_the_tables_can_be_had_as_texts():
    tables = read_tables(SOUND)
    assert tables.tables["people"].rows[0].texts["name"] == "An Appel"
    assert not tables.faults


@pytest.mark.parametrize("name", ["Calamiteitencoördinator", "Chloë Ibáñez"])
def test_a_text_in_the_wrong_encoding_is_told_with_what_was_meant(tmp_path, name):
    garbled = name.encode().decode("cp1252")
    functions = FUNCTIONS.replace("Calamiteitencoördinator", garbled)
    faults = faults_in(lambda: read(folder_with(tmp_path, functions=functions.encode())))
    told = [one for one in faults if "another encoding" in one.what]
    assert name in told[0].remedy
    fine = FUNCTIONS.replace("Calamiteitencoördinator", name)
    read(folder_with(tmp_path / "fine", functions=fine.encode()))
