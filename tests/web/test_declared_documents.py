"""An employer adds a document to what it declares; who may see the person reads it, as a file."""

from __future__ import annotations

import hashlib
import io
import zlib
from datetime import timedelta

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from data.model.account import Role
from data.model.declaration_document import MOST_BYTES, DocumentKind, kind_of
from data.model.errors import StoreError
from data.store import declaration_documents, employer_asks, records
from data.store.audit import trail
from data.store.audit.check import verify
from data.store.tables.employer_asks import DECLARATION_DOCUMENTS
from data.tables.period import ZONE
from scheduler.accounts.secret import secret
from scheduler.notifications import signed_links
from scheduler.partners.answering import LineAnswer, answer_ask
from scheduler.partners.asking import PURPOSE, notify_employers
from scheduler.records.erasure import erase_person
from scheduler.records.row_edits import RowEdit, edit_rows
from scheduler.settings import Settings
from tests.data.store.conftest import BOTH
from tests.scheduler.records.conftest import WITH_REGISTER
from tests.scheduler.records.register import LAPSING
from tests.support.region import INSIDE, KEY
from web.app import create_app

NOON = INSIDE.replace(hour=11)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(30)
JPEG = b"\xff\xd8\xff\xe0" + bytes(30)
HOSTILE = {
    "page": b"<!doctype html><script>alert(1)</script>%PDF-1.7",
    "drawing": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "program": b"MZ" + bytes(60),
    "archive": b"PK\x03\x04" + bytes(60),
    "nearly": b"\n%PDF-1.7",
    "nothing": b"",
}


class Employer:
    """The page behind the link of the employer of `LAPSING`."""

    def __init__(self, store, settings):
        self.store, self.settings = store, settings
        with store.reading() as connection:
            rows = records.read_rows(connection, "people").values()
            mine = next(row.values for row in rows if row.values["id"] == LAPSING)
        row = {"id": "e", "name": str(mine["employer"]), "mail": "hr@employer.example"}
        edit_rows(store, [RowEdit("partners", row)], "planner", NOON)
        assert notify_employers(store, settings, NOON)
        says = {"ask": 1, "lang": "nl"}
        until = NOON + timedelta(days=40)
        self.token = signed_links.sign(PURPOSE, says, secret(store, settings), until)
        self.address = f"/declaration/{self.token}"
        self.client = create_app(store, settings, lambda: NOON).test_client()
        with store.reading() as connection:
            self.lines = employer_asks.read_ask(connection, 1).lines
        self.line = next(one for one in self.lines if one.person == LAPSING)

    def answer(self, said="yes"):
        form = {"name": "Els Eik", f"answer-{self.line.id}": said}
        assert self.client.post(self.address, data=form).status_code == 200

    def give(self, content, name="paper.pdf", line=None):
        number = self.line.id if line is None else line
        boundary, body = encode_multipart({"document": FileStorage(io.BytesIO(content), name)})
        kind = f"multipart/form-data; boundary={boundary}"
        address = f"{self.address}/documents/{number}"
        return self.client.post(address, data=body, content_type=kind)

    def kept(self):
        with self.store.reading() as connection:
            return declaration_documents.documents_of_person(connection, LAPSING)

    def is_declared(self):
        return 'value="yes" checked' in self.client.get(self.address).text


@pytest.fixture(params=BOTH)
def employer(request, tmp_path):
    with WITH_REGISTER.copy(request.param, tmp_path) as store:
        yield Employer(store, Settings(secret_file=str(tmp_path / "secret")))


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, DocumentKind.PDF), (PNG, DocumentKind.PNG), (JPEG, DocumentKind.JPEG)],
)
def test_what_a_document_is_goes_by_its_content(content, kind):
    assert kind_of(content) is kind


def test_a_document_is_kept_with_its_hash_and_told_in_the_trail(employer):
    employer.answer()
    kept = employer.give(PDF, "../../<b>diploma</b>.exe")
    assert kept.status_code == 200
    assert "het document is bewaard" in kept.text
    (found,) = employer.kept()
    assert (found.kind, found.size, found.person) == (DocumentKind.PDF, len(PDF), LAPSING)
    assert found.sha256 == hashlib.sha256(PDF).hexdigest()
    with employer.store.reading() as connection:
        acts = [one for one in trail.entries(connection) if one.action == "employer.document"]
        assert found.sha256 in str(acts[0])
        assert "diploma" not in str(acts[0])
        assert verify(connection, ZONE).findings == ()


def test_another_document_takes_its_place_and_a_no_takes_it_away(employer):
    employer.answer()
    employer.give(PDF)
    employer.give(PNG)
    assert [one.kind for one in employer.kept()] == [DocumentKind.PNG]
    employer.answer("no")
    assert employer.kept() == []


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_none_of_these_is_refused_whatever_it_is_called(employer, name):
    employer.answer()
    refused = employer.give(HOSTILE[name])
    assert refused.status_code == 422
    assert refused.text.count('role="alert"') == 1
    assert employer.kept() == []
    assert employer.is_declared()


def test_a_document_that_is_too_large_is_told_in_the_language_of_the_link(employer):
    employer.answer()
    refused = employer.give(PDF + bytes(MOST_BYTES))
    assert refused.status_code == 422
    assert "Het document is groter dan 5 MB" in refused.text
    assert employer.kept() == []
    assert employer.is_declared()
    assert employer.give(PDF.ljust(MOST_BYTES, b"\n")).status_code == 200


def test_nobody_adds_a_document_to_what_is_not_declared_or_not_theirs(employer):
    assert employer.give(PDF).status_code == 422
    employer.answer("no")
    assert employer.give(PDF).status_code == 422
    assert employer.give(PDF, line=9999).status_code == 422
    employer.address = employer.address[:-3]
    assert employer.give(PDF).status_code == 410
    employer.address = f"/declaration/{employer.token}"
    assert employer.kept() == []


def test_tries_are_counted_as_those_of_other_links_are(employer):
    employer.answer()
    answers = [employer.give(PNG).status_code for _ in range(50)]
    assert (answers[0], answers[-1]) == (200, 429)


def test_it_goes_with_the_person(employer):
    employer.answer()
    employer.give(PDF)
    with employer.store.reading() as connection:
        number = next(
            row.number
            for row in records.read_rows(connection, "people").values()
            if row.values["id"] == LAPSING
        )
    edit_rows(employer.store, [RowEdit("people", {}, number)], "planner", NOON)
    assert employer.kept() == []
    later = NOON + timedelta(weeks=200)
    erase_person(employer.store, LAPSING, "asked for it", "planner", later, key=KEY)
    with employer.store.reading() as connection:
        assert connection.execute(DECLARATION_DOCUMENTS.select()).all() == []
        assert verify(connection, ZONE).findings == ()


def test_a_document_that_was_changed_in_the_store_is_not_handed_out(employer):
    employer.answer()
    employer.give(PDF)
    (found,) = employer.kept()
    with employer.store.writing() as connection:
        connection.execute(DECLARATION_DOCUMENTS.update().values(content=PDF + zlib.compress(PNG)))
    with employer.store.reading() as connection, pytest.raises(StoreError, match="not what was"):
        declaration_documents.read_document(connection, LAPSING, found.id)


def test_a_yes_that_is_corrected_twice_keeps_its_day_and_can_be_withdrawn(employer):
    """What is withdrawn is found by the day on which it was first declared."""
    store, settings, line = employer.store, employer.settings, employer.line.id

    def evidence():
        with store.reading() as connection:
            rows = records.read_rows(connection, "evidence").values()
            mine = [row for row in rows if row.values["person"] == LAPSING and not row.has_ended]
            return sorted(row.values["date"] for row in mine)

    before = evidence()
    for days, document in enumerate(("a", "b", "c")):
        given = LineAnswer(line, is_given=True, document=document)
        answer_ask(store, settings, employer.token, "Els", [given], NOON + timedelta(days=days))
    assert evidence() == [*before, NOON.date()]
    no = LineAnswer(line, is_given=False)
    answer_ask(store, settings, employer.token, "Els", [no], NOON + timedelta(days=5))
    assert evidence() == before


@pytest.fixture
def read(visit, site_store):
    """The address of a document about somebody, and who reads it."""
    with site_store.writing() as connection:
        row, person = connection.exec_driver_sql("SELECT row, id FROM people").first()
        asked = employer_asks.add_ask(connection, "e", NOON, NOON, [(row, "x", None)])
        line = employer_asks.read_ask(connection, asked).lines[0].id
        declaration_documents.keep_document(connection, line, row, DocumentKind.PDF, PDF, NOON)
    return visit, f"/people/{person}/documents/1"


def test_it_is_served_as_a_file_to_who_may_see_the_person_and_to_nobody_else(read):
    visit, address = read
    answer = visit(Role.PLANNER).get(address)
    assert (answer.status_code, answer.data) == (200, PDF)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert visit(Role.VIEWER).get(address).status_code == 404
    assert visit(Role.PLANNER).get(address.replace("/1", "/2")).status_code == 404
    somebody_else = address.replace(address.split("/")[2], "nobody")
    assert visit(Role.PLANNER).get(somebody_else).status_code == 404
