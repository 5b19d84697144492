"""Files that were sent are read in a process apart: whatever they hold, there is a sentence."""

import io
import json
import sys
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.model.errors import InputError, Refused
from data.tables.write_tables import write_csv_folder, write_workbook
from scheduler.records import sandboxed_reader
from scheduler.records.files import export_records
from scheduler.records.sandboxed_reader import (
    SandboxLimits,
    UploadedFile,
    dump_upload,
    load_upload,
    read_sandboxed,
)
from scheduler.records.uploads import MOST_FILES, ReceivedFile, read_received
from tests.support.region import texts


def csv_files(tables, folder):
    write_csv_folder(tables, folder)
    return [UploadedFile(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]


def archive(members, packing=zipfile.ZIP_DEFLATED):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", packing) as packed:
        for name, content in members:
            packed.writestr(name, content)
    return memory.getvalue()


def python(code):
    return (sys.executable, "-c", code)


def in_process(files, tmp_path):
    """What the child does, without a process: quicker, and its lines are counted."""
    folder = tmp_path / "tables"
    folder.mkdir(exist_ok=True)
    sent = []
    for number, one in enumerate(files):
        path = tmp_path / f"sent-{number}.xlsx"
        path.write_bytes(one.content)
        sent.append(ReceivedFile(one.name, path))
    return read_received(sent, folder)


def refused(files, tmp_path):
    try:
        faults = in_process(files, tmp_path).tables.faults
    except InputError as error:
        faults = error.faults
    assert faults
    return [(fault.place.file, fault.what) for fault in faults]


def rows(upload):
    return {
        name: [dict(row.texts) for row in raw.rows] for name, raw in upload.tables.tables.items()
    }


def test_a_workbook_an_archive_and_csv_files_come_to_the_same(tmp_path):
    tables = {name: texts()[name] for name in ("people", "absences")}
    write_workbook(tables, tmp_path / "map.xlsx")
    files = csv_files(tables, tmp_path / "csv")
    by_itself = read_sandboxed(files)
    packed = archive((f"map/{one.name}", one.content) for one in files)
    assert rows(read_sandboxed([UploadedFile("alles.zip", packed)])) == rows(by_itself)
    book = read_sandboxed([UploadedFile("map.xlsx", (tmp_path / "map.xlsx").read_bytes())])
    assert rows(book) == rows(by_itself)
    assert len(rows(book)["people"]) == 14


def test_places_have_the_names_that_the_sender_knows(tmp_path):
    wrong = b"id,name,regionsss\np1,Ann,R1\n"
    upload = read_sandboxed([UploadedFile("C:\\mijn map\\people.csv", wrong)])
    assert {fault.place.file for fault in upload.tables.faults} == {"people.csv"}
    assert upload.tables.source == "people.csv"


def test_the_edition_comes_along(region, tmp_path):
    export_records(region, tmp_path / "map.xlsx")
    export_records(region, tmp_path / "folder")
    book = read_sandboxed([UploadedFile("map.xlsx", (tmp_path / "map.xlsx").read_bytes())])
    files = [UploadedFile(path.name, path.read_bytes()) for path in (tmp_path / "folder").iterdir()]
    assert book.edition == read_sandboxed(files).edition > 0
    assert (
        read_sandboxed([UploadedFile("people.csv", b"id,name,regions\np1,Ann,R1\n")]).edition
        is None
    )


def test_what_was_read_comes_through_json_as_it_is(tmp_path):
    files = [
        *csv_files({"people": texts()["people"]}, tmp_path / "csv"),
        UploadedFile("x.csv", b"a"),
    ]
    upload = in_process(files, tmp_path)
    assert [fault.place.file for fault in upload.tables.faults] == ["x.csv"]
    assert load_upload(dump_upload(upload)) == upload


def with_a_lie(name, claimed=100, real=200_000_000):
    """An archive whose headers say that a part is small, while it inflates to much more."""
    packed = archive([("xl/workbook.xml", b"<a/>"), (name, b"0" * real)])
    sizes = (real.to_bytes(4, "little"), claimed.to_bytes(4, "little"))
    assert packed.count(sizes[0]) == 2  # beside the part, and in the list at the end
    return packed.replace(*sizes)


@pytest.mark.parametrize(
    ("name", "part"), [("map.xlsx", "xl/sharedStrings.xml"), ("alles.zip", "people.csv")]
)
def test_a_header_that_lies_about_a_size_costs_no_memory(tmp_path, name, part):
    lying = UploadedFile(name, with_a_lie(part))
    tracemalloc.start()
    try:
        said = refused([lying], tmp_path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert any("damaged" in what for _, what in said)
    assert most < 20_000_000


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("map.xlsx", b"", "not an Excel workbook"),
        ("map.xlsx", b"PK\x03\x04" + b"\0" * 400, "damaged"),
        ("map.xlsx", b"\xd0\xcf\x11\xe0" * 9, "old Excel file"),
        ("map.xls", b"\xd0\xcf\x11\xe0" * 9, "old Excel file"),
        ("map.pdf", b"%PDF", "not a workbook"),
        ("map", b"x", "not a workbook"),
        ("alles.zip", b"no archive", "archive is damaged"),
        ("alles.zip", b"PK\x05\x06" + b"\0" * 18, "no table in it"),
        ("#caco.csv", b"edition,3\n", "no table in it"),
        ("alles.zip", archive([("readme.txt", "hello")]), "not a CSV file"),
        ("alles.zip", archive([("../../people.csv", "id")]), "leads out"),
        ("alles.zip", archive([("..\\people.csv", "id")]), "leads out"),
        ("alles.zip", archive([("/etc/people.csv", "id")]), "leads out"),
        ("alles.zip", archive([("C:\\people.csv", "id")]), "leads out"),
        ("alles.zip", archive([(f"{n}.csv", "id") for n in range(MOST_FILES + 1)]), "61 files"),
        ("alles.zip", archive([("a/people.csv", "id"), ("b/people.csv", "id")]), "two files"),
        ("alles.zip", archive([("peeple.csv", "id")]), "not a table that is known"),
        ("people.csv", b"\xff\xfe\x00", "not readable text"),
    ],
)
def test_what_cannot_be_read_is_told(name, content, said, tmp_path):
    told = refused([UploadedFile(name, content)], tmp_path)
    assert said in told[0][1]


def test_litter_of_archivers_is_passed_over(tmp_path):
    members = [
        ("__MACOSX/._people.csv", "\0"),
        ("map/.DS_Store", "\0"),
        ("map/~people.csv", "\0"),
        ("map/", ""),
        ("map/people.csv", "id,name,regions\np1,Ann,R1\n"),
    ]
    upload = in_process([UploadedFile("alles.zip", archive(members))], tmp_path)
    assert rows(upload) == {"people": [{"id": "p1", "name": "Ann", "regions": "R1"}]}


def test_an_archive_that_unpacks_to_far_too_much_is_not_unpacked(tmp_path):
    bomb = archive([("people.csv", b"0" * 120_000_000)])
    assert len(bomb) < 200_000
    (told,) = refused([UploadedFile("alles.zip", bomb)], tmp_path)
    assert told == ("alles.zip", "the archive unpacks to 120 MB; at most 100 MB is read")
    assert not list((tmp_path / "tables").iterdir())


def test_an_archive_with_a_password_is_told(tmp_path):
    content = bytearray(archive([("people.csv", "id")]))
    content[6] |= 1  # the flag in the file
    content[content.index(b"PK\x01\x02") + 8] |= 1  # and in the list of files
    (told,) = refused([UploadedFile("alles.zip", bytes(content))], tmp_path)
    assert told[1] == "the archive has a password"


def test_all_that_is_wrong_with_the_files_is_told_at_once(tmp_path):
    files = [
        UploadedFile("map.xlsx", b""),
        UploadedFile("x.pdf", b""),
        UploadedFile("people.csv", b"id"),
    ]
    told = refused(files, tmp_path)
    assert {name for name, _ in told} == {"map.xlsx", "x.pdf"}


def test_the_rows_of_all_tables_together_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr("scheduler.records.uploads._MOST_ROWS", 13)
    told = refused(csv_files({"people": texts()["people"]}, tmp_path / "csv"), tmp_path)
    assert told == [(None, "there are 14 rows in all; at most 13 are read at once")]


def test_a_cell_that_is_a_formula_stays_a_text(tmp_path):
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        sheet = book.add_worksheet("people")
        for column, heading in enumerate(("id", "name", "regions")):
            sheet.write_string(0, column, heading)
        sheet.write_string(1, 0, "p1")
        sheet.write_formula(1, 1, '=HYPERLINK("http://example.org","Ann")', None, "Ann")
        sheet.write_string(1, 2, "R1")
    upload = read_sandboxed([UploadedFile("map.xlsx", memory.getvalue())])
    assert rows(upload)["people"] == [{"id": "p1", "name": "Ann", "regions": "R1"}]


SMALL = [UploadedFile("people.csv", b"id,name,regions\np1,Ann,R1\n")]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("while True: pass", "took too long"),
        ("import time; time.sleep(60)", "took too long"),
        ("import os; os.abort()", "could not be read"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "could not be read"),
        ("raise SystemExit(3)", "could not be read"),
        ("print('no JSON')", "could not be read"),
    ],
)
def test_a_reader_that_hangs_or_crashes_gives_a_sentence(code, said):
    with pytest.raises(InputError, match=said):
        read_sandboxed(SMALL, SandboxLimits(seconds=1), python(code))


@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        {"tables": {"secrets": {}}, "source": "", "faults": [], "edition": None},
        {"tables": {}, "source": "", "faults": [["x"]], "edition": None},
        {"tables": {}, "source": "", "faults": [], "edition": "x"},
        {
            "tables": {"people": {"place": {}, "columns": ["id"], "rows": [[2, {"id": 3}]]}},
            "source": "",
            "faults": [],
            "edition": None,
        },
    ],
)
def test_a_reader_that_went_astray_gives_a_sentence(answer):
    with pytest.raises(InputError, match="could not be read"):
        read_sandboxed(SMALL, command=python(f"print({json.dumps(answer)!r})"))


def test_a_file_that_asks_too_much_memory_gives_a_sentence():
    wide = b"id,name,regions\n" + b"p,%s,R1\n" % (b"x" * 19_000_000)
    with pytest.raises(InputError, match="too much memory"):
        read_sandboxed([UploadedFile("people.csv", wide)], SandboxLimits(memory=90_000_000))


def test_an_answer_that_is_far_too_long_gives_a_sentence(tmp_path):
    files = csv_files({"people": texts()["people"]}, tmp_path)
    with pytest.raises(InputError, match="too much memory"):
        read_sandboxed(files, SandboxLimits(output=500))


def test_the_reader_is_bound_in_time():
    slow = (
        "import json, sys; from scheduler.records.sandbox_child import bound;"
        "bound(json.loads(sys.stdin.readline()))\nwhile True: pass"
    )
    with pytest.raises(InputError, match="took too long"):
        read_sandboxed(SMALL, SandboxLimits(seconds=1), python(slow))


def test_the_reader_knows_no_secret_of_its_parent(monkeypatch, tmp_path):
    monkeypatch.setenv("CACO_SECRET", "hush")
    look = (
        f"import os, pathlib; pathlib.Path({str(tmp_path / 'seen')!r}).write_text(str(os.environ))"
    )
    with pytest.raises(InputError):
        read_sandboxed(SMALL, command=python(look))
    assert "hush" not in (tmp_path / "seen").read_text("utf-8")


def test_nothing_is_left_behind(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    read_sandboxed(SMALL)
    with pytest.raises(InputError):
        read_sandboxed(SMALL, command=python("raise SystemExit(3)"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "name", ["../../../tmp/caco-evil.csv", "/tmp/caco-evil.csv", "a\0b.csv", "people.csv/../x", ""]
)
def test_the_name_of_a_file_never_becomes_a_path(name):
    with pytest.raises(InputError):
        read_sandboxed([UploadedFile(name, b"id")])
    assert not Path("/tmp/caco-evil.csv").exists()


def test_too_much_is_refused_before_a_process_starts():
    for files, said in (
        ([], "no file was sent"),
        (SMALL * (MOST_FILES + 1), "61 files were sent; at most 60"),
        ([UploadedFile("people.csv", b"x" * 2_000_000)], "the files are 2.0 MB; at most 1 MB"),
    ):
        with pytest.raises(InputError, match=said):
            read_sandboxed(files, SandboxLimits(sent=1_000_000), python("raise SystemExit(3)"))


def test_who_waits_too_long_for_their_turn_is_refused(monkeypatch):
    import threading

    monkeypatch.setattr(sandboxed_reader, "_AT_ONCE", threading.BoundedSemaphore(1))
    with sandboxed_reader._AT_ONCE, pytest.raises(Refused, match="others are importing"):
        read_sandboxed(SMALL, SandboxLimits(seconds=0))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["map.xlsx", "alles.zip", "people.csv", "absences.CSV"]) | st.text(),
    content=st.binary(max_size=400),
    start=st.sampled_from([b"", b"PK\x03\x04", b"id,name\n", b"\xef\xbb\xbf", b"sep=;\n"]),
)
def test_no_bytes_are_too_odd(tmp_path_factory, name, content, start):
    folder = tmp_path_factory.mktemp("odd")
    with suppress(InputError):
        upload = in_process([UploadedFile(name, start + content)], folder)
        assert load_upload(dump_upload(upload)) == upload


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.integers(0, 10**6), value=st.integers(0, 255), cut=st.booleans())
def test_no_mangled_workbook_is_too_odd(tmp_path_factory, where, value, cut):
    content = bytearray(_workbook())
    at = where % len(content)
    content[at] = value
    mangled = bytes(content[:at] if cut else content)
    with suppress(InputError):
        in_process([UploadedFile("map.xlsx", mangled)], tmp_path_factory.mktemp("odd"))


@pytest.mark.parametrize("offset", [30, 31, 32, 33])
def test_a_wrong_length_in_the_directory_of_a_workbook_is_no_defect(tmp_path, offset):
    """Of the extra field and the comment: Python's reader of archives takes them as they come."""
    content = bytearray(_workbook())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        one = bytearray(content)
        one[at + offset] = 255
        (folder := tmp_path / str(at)).mkdir()
        with suppress(InputError):
            in_process([UploadedFile("map.xlsx", bytes(one))], folder)
        at = content.find(b"PK\x01\x02", at + 1)


def _workbook(known=[]):  # noqa: B006 - made once
    if not known:
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as folder:
            write_workbook({"people": texts()["people"]}, Path(folder) / "map.xlsx")
            known.append((Path(folder) / "map.xlsx").read_bytes())
    return known[0]
