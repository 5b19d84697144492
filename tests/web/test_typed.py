"""Fields for days and times take what people type, and say back what they read."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from data.i18n.language import language
from data.model.account import Role
from tests.support.region import INSIDE
from web.shared.typed import MOST, typed_number

TEMPLATES = Path(__file__).parents[2] / "web/templates"


@pytest.mark.parametrize(
    ("kind", "text", "code", "said"),
    [
        ("day", "4 jan 2027", "nl", "maandag 4 januari 2027"),
        ("day", "4-1-2027", "en", "Monday 4 January 2027"),
        ("day", "4 foo", "nl", "Dit is geen dag. Schrijf bijvoorbeeld 4-1-2027 of 4 jan."),
        ("moment", "4-1-2027 7u", "nl", "maandag 4 januari 2027, 07:00"),
        ("moment", "4-1-2027", "en", "This is not a day with a time"),
        ("clock", "7u30", "nl", "07:30"),
        ("clock", "x", "en", "This is not a time"),
        ("day", "", "nl", ""),
        ("day", "<b>4</b>", "en", "This is not a day"),
    ],
)
def test_a_field_says_what_it_was_read_as(visit, kind, text, code, said):
    answer = visit(Role.PLANNER).get(
        f"/typed/{kind}",
        query_string={f"until.{kind}": text},
        headers={"Accept-Language": code},
    )
    assert answer.status_code == 200
    plain = re.sub(r"<[^>]+>", "", answer.text).strip()
    assert said in plain if said else plain == ""
    assert "<b>" not in answer.text


def test_what_is_too_long_for_a_field_is_refused(visit):
    answer = visit().get("/typed/day", query_string={"a.day": "4" * 41})
    assert answer.status_code == 400


def test_a_day_without_a_year_is_the_nearest_to_now(visit):
    answer = visit().get("/typed/day", query_string={"x.day": f"{INSIDE:%d-%m}"})
    assert f"{INSIDE:%Y}" in answer.text


@pytest.mark.parametrize(
    "sent",
    [
        {"from": "2027-01-04", "to": "2027-01-10", "period": "own"},
        {"from.day": "4-1-2027", "to.day": "zo 10 jan 2027", "period": "own"},
    ],
)
def test_an_address_and_a_field_mean_the_same(visit, sent):
    page = visit(Role.PLANNER).get("/reports", query_string=sent, headers={"Accept-Language": "en"})
    assert 'value="Mon 4 Jan 2027"' in page.text
    assert 'value="Sun 10 Jan 2027"' in page.text


def test_what_cannot_be_read_is_shown_as_it_was_typed(visit):
    sent = {"from.day": "4 foo", "to.day": "10-1-2027", "period": "own"}
    page = visit(Role.PLANNER).get("/reports", query_string=sent)
    assert 'value="4 foo"' in page.text
    assert 'aria-invalid="true"' in page.text


def test_leave_is_asked_for_days_as_people_type_them(visit):
    first, last = INSIDE + timedelta(days=40), INSIDE + timedelta(days=41)
    sent = {"first.day": f"{first:%d-%m}", "last.day": f"{last:%Y/%m/%d}", "kind": "leave"}
    person = visit(Role.FUNCTIONARY)
    answer = person.post("/mine/absence", data=sent)
    assert answer.status_code in {302, 303}, answer.text
    said = language("nl").dates(first.date(), last.date())
    assert said in person.get("/mine/absence", headers={"Accept-Language": "nl"}).text


def test_a_form_keeps_its_files_and_other_fields(app):
    with app.test_request_context(
        "/mine/absence?seen=3", method="POST", data={"first.day": "4-1-2027", "note": "4-1-2027"}
    ) as context:
        assert context.request.form.to_dict() == {"first": "2027-01-04", "note": "4-1-2027"}
        assert context.request.args.to_dict() == {"seen": "3"}


def test_no_form_leaves_days_to_the_browser():
    pages = {path.name: path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")}
    own = re.compile(r'type="(date|datetime-local|time|week|month)"')
    assert [name for name, text in pages.items() if own.search(text)] == []


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("012", 12), (str(MOST), MOST)]
    + [(one, None) for one in ("", "-1", "1.0", "\u0661", "²", str(MOST + 1), "9" * 5000)],
)
def test_a_whole_number_is_plain_digits_and_no_more_than_is_meant(text, number):
    assert typed_number(text) == number
