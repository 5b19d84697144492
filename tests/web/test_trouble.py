"""What goes wrong, as a page says it."""

from datetime import UTC, datetime

import pytest

from data.model.account import Role
from data.model.errors import Conflict, Fault, InputError, Place, Refused
from web.access.guard import open_to_all

AT = datetime(2027, 1, 4, 8, 30, tzinfo=UTC)
DUTCH = {"Accept-Language": "nl"}


@pytest.fixture
def told(app, visit):
    """What is said of an error that a page raises."""

    def tell(error, headers=None):
        @app.get("/wrong")
        @open_to_all
        def wrong():
            raise error

        return visit().get("/wrong", headers={**DUTCH, **(headers or {})})

    return tell


def test_a_refusal_is_told_in_the_language_of_the_reader(told):
    answer = told(Refused([Fault("there is no gap 3", "See caco gaps for those there are")]))
    assert answer.status_code == 422
    assert "<p>Er is geen gat 3.</p>" in answer.text
    assert "caco gaps" not in answer.text


def test_all_faults_are_told_at_once_with_their_place(told):
    place = Place("people.csv", None, 3, "until")
    faults = [Fault("'x' is not a date", "Fill in: until", place), Fault("there is no reason", "")]
    answer = told(InputError(faults))
    assert (
        "people.csv, rij 3, kolom until: &#39;x&#39; is geen datum. Vul in: until." in answer.text
    )
    assert "Er is geen reden." in answer.text


def test_a_conflict_says_who_was_first_and_when(told):
    answer = told(Conflict("draft 4", "anna", AT, ["Make it anew: caco draft"]))
    assert answer.status_code == 409
    assert "Concept 4 is gewijzigd door anna, ma 4 jan 09:30." in answer.text
    assert "caco draft" not in answer.text


def test_a_part_of_a_page_gets_a_part(told):
    answer = told(Refused([Fault("there is no gap 3", "")]), {"HX-Request": "true"})
    assert answer.text.startswith('<div class="trouble" role="alert">')


def test_a_page_that_is_not_for_somebody_says_what_to_do(app, visit):
    from data.model.account import Right
    from web.access.guard import require

    @app.get("/secret")
    @require(Right.ADMINISTER)
    def secret():
        return "secret"

    answer = visit(Role.VIEWER).get("/secret", headers=DUTCH)
    assert answer.status_code == 403
    assert "Vraag uw beheerder om de rol die hiervoor nodig is, of om de regio." in answer.text
    assert visit(Role.ADMINISTRATOR).get("/secret").text == "secret"


@pytest.mark.parametrize("path", ["/login", "/now", "/api/v1/duty"])
@pytest.mark.parametrize("host", [pytest.param("a" * 64, id="long"), "a..b", "[", "a:99999"])
def test_a_name_that_no_host_can_have_is_answered_in_a_sentence(visit, host, path):
    answer = visit().get(path, headers={"Host": host})
    assert 200 <= answer.status_code < 500


@pytest.mark.parametrize("path", ["/login", "/gaps/1/accept", "/answer/x"])
@pytest.mark.parametrize("name", ["", ' ; filename="a"'])
def test_a_field_without_a_name_is_refused(app, path, name):
    body = f"--x\r\nContent-Disposition: form-data; name={name}\r\n\r\n\r\n--x--"
    answer = app.test_client().post(path, data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (400, 404)
