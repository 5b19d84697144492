"""Files in and out: a dry run first, then just that, or a sentence."""

import io
import os
import re
import zipfile

import pytest
from flask_login import login_user
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from data.model.account import Role, SignInProof
from data.store import accounts, records
from data.store.audit import trail
from data.tables.write_tables import write_csv_folder, write_workbook
from scheduler.planning.absences import report_sick
from scheduler.records.parked_uploads import park_upload, uploads_folder
from scheduler.records.sandboxed_reader import UploadedFile, read_sandboxed
from tests.scheduler.records.test_sandboxed_reader import in_process
from tests.support.region import INSIDE, texts
from web.access.guard import Visitor
from web.people import import_views
from web.people.import_views import ShownUpload


def rows(table, **changed):
    """A table of the region; of the first row some fields changed."""
    first, *others = texts()[table]
    return {table: [{**first, **changed}, *others]}


def workbook(tables, tmp_path):
    write_workbook(tables, tmp_path / "map.xlsx")
    return (tmp_path / "map.xlsx").read_bytes()


def send(somebody, *files):
    data = {"files": [(io.BytesIO(content), name) for name, content in files]}
    return somebody.post("/people/import", data=data, content_type="multipart/form-data")


def ticket_in(answer):
    return re.search(r'name="ticket" value="([^"]+)"', answer.text)[1]


def parked(store):
    folder = uploads_folder(store)
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def last(store):
    with store.reading() as connection:
        return trail.entries(connection, most=1)[0]


def name_of(store, person):
    with store.reading() as connection:
        return records.read_rows(connection, "people")[person].values["name"]


@pytest.fixture
def planner(visit):
    return visit(Role.PLANNER)


def test_a_dry_run_shows_field_by_field_and_the_button_does_just_that(
    planner, site_store, tmp_path
):
    before = last(site_store).seq
    look = send(planner, ("map.xlsx", workbook(rows("people", name="Sofie Maanlicht"), tmp_path)))
    assert look.status_code == 200
    assert "<del>Sofie Mistbank</del> → <ins>Sofie Maanlicht</ins>" in look.text
    assert "13 rijen zijn zoals ze waren." in look.text
    assert "Voer deze 1 wijziging uit" in look.text
    assert last(site_store).seq == before
    done = planner.post("/people/import/now", data={"ticket": ticket_in(look)})
    assert (done.status_code, done.location) == (302, "/people/import")
    assert name_of(site_store, "p001") == "Sofie Maanlicht"
    assert last(site_store).after["file"] == "map.xlsx"
    assert last(site_store).who == Role.PLANNER.value


def test_who_cannot_be_reached_is_told_again_once_it_is_carried_out(planner, tmp_path):
    told = "geen nummer of adres bekend"
    tables = {"contacts": [one for one in texts()["contacts"] if one["person"] != "p001"]}
    look = send(planner, ("map.xlsx", workbook(tables, tmp_path)))
    assert told in look.text
    done = planner.post("/people/import/now", data={"ticket": ticket_in(look)})
    after = planner.get(done.location).text
    assert told in after
    assert 'href="/people/p001#contact"' in after
    everybody = [{"level": "1", "name": "Desk", "channel": "mail", "address": "d@vr.example"}]
    mended = {"contacts": texts()["contacts"], "duty_managers": everybody}
    look = send(planner, ("map.xlsx", workbook(mended, tmp_path)))
    done = planner.post("/people/import/now", data={"ticket": ticket_in(look)})
    assert done.location == "/people"
    assert told not in planner.get("/people/import").text


def test_a_row_that_ends_is_shown_and_counted(planner, site_store, tmp_path):
    tables = {"contacts": texts()["contacts"][1:]}
    look = send(planner, ("map.xlsx", workbook(tables, tmp_path)))
    assert "beëindigd" in look.text
    assert "s.mistbank@rietoever.example" in look.text


def test_all_faults_are_told_at_once_with_their_place(planner, site_store):
    content = (
        b"id,name,regions\np001,Sofie Mistbank,R1\np001,Twice,R1\n"
        b"p002,Puck Wierbos,R9\n,No Code,R1\n"
    )
    answer = send(planner, ("people.csv", content), ("peeple.csv", b"id\n"))
    assert answer.status_code == 422
    assert "Er is niets" in answer.text or "er is niets veranderd" in answer.text
    told = re.findall(
        r"<tr><td>(.*?)</td><td>(.*?)</td><td.*?>(.*?)</td><td>(.*?)</td>", answer.text
    )
    assert ("people.csv", "", "4", "regions") in told
    assert {file for file, *_ in told} >= {"people.csv", "peeple.csv"}
    assert len(told) >= 4


def test_one_fault_in_many_rows_is_one_line_with_the_first_rows(planner, site_store):
    content = b"id,name,regions\n" + b"".join(b"q%d,Q %d,R9\n" % (n, n) for n in range(421))
    answer = send(planner, ("people.csv", content))
    assert ">2, 3, 4 en nog 418</td>" in answer.text
    assert answer.text.count("R9") == 1


def test_nothing_to_change_is_said(planner, site_store, tmp_path):
    look = send(planner, ("map.xlsx", workbook({"people": texts()["people"]}, tmp_path)))
    assert "er is niets uit te voeren" in look.text
    assert "/people/import/now" not in look.text


def test_two_planners_at_once(visit, site_store, tmp_path):
    one, other = visit(Role.PLANNER), visit(Role.PLANNER)
    look = send(one, ("a.xlsx", workbook(rows("people", name="Sofie Een"), tmp_path)))
    theirs = send(other, ("b.xlsx", workbook(rows("contacts", address="x@y.example"), tmp_path)))
    other.post("/people/import/now", data={"ticket": ticket_in(theirs)})
    late = one.post("/people/import/now", data={"ticket": ticket_in(look)})
    assert late.status_code == 409
    assert "Opnieuw kijken" in late.text
    assert name_of(site_store, "p001") == "Sofie Mistbank"
    again = one.post("/people/import", data={"ticket": ticket_in(late)})
    assert "Sofie Een" in again.text
    one.post("/people/import/now", data={"ticket": ticket_in(again)})
    assert name_of(site_store, "p001") == "Sofie Een"


def test_the_same_button_twice_does_it_once(planner, site_store, tmp_path):
    look = send(planner, ("map.xlsx", workbook(rows("people", name="Sofie Maanlicht"), tmp_path)))
    for status in (302, 422):
        answer = planner.post("/people/import/now", data={"ticket": ticket_in(look)})
        assert answer.status_code == status


def test_what_others_changed_since_the_export_is_not_undone_unseen(visit, site_store, tmp_path):
    planner = visit(Role.PLANNER)
    exported = planner.get("/people/export.xlsx").data
    report_sick(site_store, "p003", INSIDE, INSIDE.date(), "other", INSIDE)
    refused = send(planner, ("map.xlsx", exported))
    assert refused.status_code == 409
    assert "zou ongedaan maken wat anderen wijzigden" in refused.text
    assert "Afwezigheid" in refused.text
    assert ">other<" in refused.text
    look = planner.post("/people/import", data={"ticket": ticket_in(refused), "overrule": "1"})
    assert look.status_code == 200
    assert "beëindigd" in look.text
    done = planner.post("/people/import/now", data={"ticket": ticket_in(look)})
    assert done.status_code == 302


@pytest.mark.parametrize("ticket", ["", "x", "W10.x.y", "\0", "a" * 900_000])
def test_a_ticket_that_is_not_ours_is_refused(planner, site_store, ticket):
    for path in ("/people/import", "/people/import/now"):
        answer = planner.post(path, data={"ticket": ticket})
        assert answer.status_code == 422
        assert "te lang open" in answer.text


def test_an_upload_of_somebody_else_is_refused(planner, site_store, tmp_path, app):
    upload = _read(rows("people", name="Sofie X"), tmp_path)
    name = park_upload(site_store, "viewer", upload, INSIDE)
    for thief in ("viewer", "planner"):
        with app.test_request_context():
            with site_store.reading() as connection:
                account = accounts.account_of(connection, thief)
                login_user(Visitor(account, SignInProof.PASSWORD))
            ticket = ShownUpload(upload, name).ticket
        answer = planner.post("/people/import/now", data={"ticket": ticket})
        assert answer.status_code == 422
    assert name_of(site_store, "p001") == "Sofie Mistbank"


def test_an_upload_waits_on_the_server_until_it_is_carried_out(planner, site_store, tmp_path):
    look = send(planner, ("map.xlsx", workbook(rows("people", name="Sofie Maanlicht"), tmp_path)))
    (path,) = parked(site_store)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert len(ticket_in(look)) < 200
    planner.post("/people/import/now", data={"ticket": ticket_in(look)})
    assert name_of(site_store, "p001") == "Sofie Maanlicht"
    assert not uploads_folder(site_store).exists()


def test_an_upload_that_changes_nothing_or_is_wrong_does_not_stay(planner, site_store, tmp_path):
    send(planner, ("map.xlsx", workbook({"people": texts()["people"]}, tmp_path)))
    wrong = send(planner, ("map.xlsx", workbook(rows("people", regions="nowhere"), tmp_path)))
    assert wrong.status_code == 422
    assert not parked(site_store)


def test_an_upload_expires_after_an_hour(planner, site_store, tmp_path):
    look = send(planner, ("map.xlsx", workbook(rows("people", name="Sofie Maanlicht"), tmp_path)))
    (path,) = parked(site_store)
    os.utime(path, (INSIDE.timestamp() - 3601,) * 2)
    answer = planner.post("/people/import/now", data={"ticket": ticket_in(look)})
    assert answer.status_code == 422
    assert "Stuur de bestanden opnieuw" in answer.text
    assert name_of(site_store, "p001") == "Sofie Mistbank"


def _read(tables, tmp_path):
    return read_sandboxed([UploadedFile("map.xlsx", workbook(tables, tmp_path))])


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "er is geen bestand gestuurd"),
        ([("map.xlsx", b"")], "geen Excel"),
        ([("map.xlsx", b"PK\x03\x04 broken")], "beschadigd"),
        ([("../../etc/passwd", b"x")], "geen werkmap"),
        ([("alles.zip", b"x")], "archief is beschadigd"),
        ([("people.csv", b"\x80" * 999)], "people.csv"),
        ([("people.csv", b"id,name,regions\n" + b'"open\n' * 9)], "people.csv"),
    ],
)
def test_a_file_that_cannot_be_read_gives_a_sentence(planner, site_store, files, said):
    answer = send(planner, *files)
    assert answer.status_code == 422
    assert said in answer.text


def test_too_large_is_told(planner, site_store, app):
    app.config["MAX_CONTENT_LENGTH"] = 2000
    answer = send(planner, ("people.csv", b"x" * 3000))
    assert answer.status_code == 413


def test_an_archive_of_csv_files_is_read(planner, site_store, tmp_path):
    write_csv_folder(rows("people", name="Sofie Maanlicht"), tmp_path / "csv")
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as packed:
        packed.write(tmp_path / "csv" / "people.csv", "map/people.csv")
    assert "Sofie Maanlicht" in send(planner, ("alles.zip", memory.getvalue())).text


def test_an_export_comes_back_without_a_change_and_formulas_stay_text(
    planner, site_store, tmp_path
):
    evil = '=HYPERLINK("http://example.org")'
    look = send(planner, ("map.xlsx", workbook(rows("people", employer=evil), tmp_path)))
    planner.post("/people/import/now", data={"ticket": ticket_in(look)})
    answer = planner.get("/people/export.xlsx")
    assert answer.mimetype.endswith("sheet")
    assert "caco-2027-01-08.xlsx" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        sheets = [book.read(name) for name in book.namelist() if "worksheets" in name]
        assert not any(b"<f>" in sheet for sheet in sheets)
        assert b"HYPERLINK" in book.read("xl/sharedStrings.xml")
    assert "er is niets uit te voeren" in send(planner, ("map.xlsx", answer.data)).text


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["people.csv", "absences.csv", "alles.zip", "map.xlsx"]),
    content=st.binary(max_size=300),
    start=st.sampled_from([b"", b"id,name,regions\n", b"person,kind,start,end\n", b"PK\x03\x04"]),
)
def test_no_upload_takes_the_program_down(
    visit, site_store, monkeypatch, tmp_path_factory, name, content, start
):
    folder = tmp_path_factory.mktemp("odd")
    monkeypatch.setattr(import_views, "read_sandboxed", lambda files: in_process(files, folder))
    somebody = visit(Role.PLANNER)
    assert send(somebody, (name, start + content)).status_code in (200, 409, 422)


@pytest.mark.parametrize("path", ["template", "demonstration"])
def test_a_workbook_to_fill_in_is_downloaded_in_the_language_of_the_reader(planner, path):
    page = planner.get("/people/import").text
    assert f'href="/people/{path}.xlsx"' in page
    answer = planner.get(f"/people/{path}.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames[0] == "#Uitleg"
    assert book["Personen"]["A1"].value == "Code *"


def test_what_was_skipped_as_an_example_is_told(planner):
    book = load_workbook(io.BytesIO(planner.get("/people/template.xlsx").data))
    empty = io.BytesIO()
    book.save(empty)
    refused = send(planner, ("leeg.xlsx", empty.getvalue()))
    assert refused.status_code == 422
    assert "er zijn alleen voorbeelden en notities" in refused.text
    book["Wensen"].append(["p001", "liever niet", "4-1-2027", "5-1-2027"])
    filled = io.BytesIO()
    book.save(filled)
    look = send(planner, ("gevuld.xlsx", filled.getvalue()))
    assert "rijen die met # beginnen zijn overgeslagen" in look.text
    assert ">Wensen</a>" in look.text
    assert "Personen" not in look.text.split('id="outcome"')[1]


def test_csv_files_may_be_dutch_too(planner, site_store):
    first, *others = texts()["people"]
    lines = ["Code *;Naam;Regio's;Werkgever;Meeste diensten per maand"]
    for row in ({**first, "name": "Sofie Maanlicht"}, *others):
        cells = ("id", "name", "regions", "employer", "max_shifts_per_month")
        lines.append(";".join(f'"{row.get(name, "")}"' for name in cells))
    look = send(planner, ("Personen.csv", "\n".join(lines).encode()))
    assert "<del>Sofie Mistbank</del> → <ins>Sofie Maanlicht</ins>" in look.text
    wrong = lines[0].replace("Werkgever", "Baas")
    refused = send(planner, ("Personen.csv", "\n".join([wrong, *lines[1:]]).encode()))
    assert "<td>Baas</td><td>deze kolom is onbekend</td>" in refused.text
