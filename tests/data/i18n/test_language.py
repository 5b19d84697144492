"""The Dutch catalogue against the sentences in the code."""

import ast
import string
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment

from data.i18n.language import LANGUAGES, MINUS, language
from data.model.sentence import date_said, days_said, moment_said, stretch_said

ROOT = Path(__file__).parents[3]
CATALOGUE = ROOT / "data/i18n/locale/nl/LC_MESSAGES/caco.po"
ROOMS = ("data", "solver", "scheduler", "web")
SAYING = {"_", "gettext", "say", "N_", "phrase"}  #: functions that take a sentence to translate
TOLD = {"note", "remedy"}  #: texts of a violation, translated where they are shown
#: Those that a module keeps by name.
NAMED = {"REMEDY", "SECOND", "ONLY_SLIDING", "C07", "C07_KEPT", "C07_MISSED"}


def sentences_in(tree: ast.AST):
    """Sentences of the code: a text for one, a pair for one that counts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            names = {target.id for target in node.targets if isinstance(target, ast.Name)}
            if names & NAMED:
                yield node.value.value
        if not isinstance(node, ast.Call):
            continue
        texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
        texts = [text for text in texts if isinstance(text, str)]
        name = node.func.attr if isinstance(node.func, ast.Attribute) else None
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name in SAYING and texts:
            yield texts[0]
        elif name in ("ngettext", "count") and len(texts) == 2:
            yield tuple(texts)
        for keyword in node.keywords:
            if (
                name == "violation"
                and keyword.arg in TOLD
                and isinstance(keyword.value, ast.Constant)
            ):
                yield keyword.value.value


def sentences_of_page(text: str):
    """Sentences of a template, in the same way."""
    for _line, name, said in Environment(extensions=["jinja2.ext.i18n"]).extract_translations(
        text, ("_", "ngettext")
    ):
        if said is not None:  # else a sentence that is marked where it was written
            yield said if name == "_" else tuple(said[:2])


@cache
def used():
    found: dict[str | tuple[str, ...], Path] = {}
    for path in sorted((ROOT / "web/templates").rglob("*.html")):
        for sentence in sentences_of_page(path.read_text("utf-8")):
            found.setdefault(sentence, path.relative_to(ROOT))
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for sentence in sentences_in(ast.parse(path.read_text("utf-8"))):
                if sentence:
                    found.setdefault(sentence, path.relative_to(ROOT))
    return found


@cache
def catalogue():
    with CATALOGUE.open("rb") as file:
        return [message for message in read_po(file, locale="nl") if message.id]


def test_every_sentence_has_a_dutch_translation():
    there = {m.id for m in catalogue() if all([m.string] if isinstance(m.id, str) else m.string)}
    lacking = {
        str(sentence): str(path) for sentence, path in used().items() if sentence not in there
    }
    assert not lacking


def test_no_translation_is_left_over():
    assert {m.id for m in catalogue()} - set(used()) == set()


def test_no_translation_is_in_doubt():
    assert not [m.id for m in catalogue() if m.fuzzy]


def test_translations_fill_in_the_same_values():
    def fields(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for message in catalogue():
        ids, texts = (
            ((message.id,), (message.string,))
            if isinstance(message.id, str)
            else (message.id, message.string)
        )
        for sentence, text in zip(ids, texts, strict=True):
            assert fields(text) == fields(sentence), message.id


def test_english_is_what_the_code_says():
    assert language("en").gettext("Open shifts") == "Open shifts"


def test_dutch_is_translated():
    assert language("nl").gettext("Open shifts") == "Open diensten"
    words = language("nl")
    one, many = "{count} shift stays open.", "{count} shifts stay open."
    assert words.ngettext(one, many, 1) == "1 dienst blijft open."
    assert words.ngettext(one, many, 3) == "3 diensten blijven open."


def test_an_empty_text_stays_empty():
    # gettext would give the head of the catalogue.
    assert language("nl").gettext("") == ""


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="no language 'fy'"):
        language("fy")
    assert LANGUAGES == ("nl", "en")


@pytest.mark.parametrize(
    ("code", "day", "stretch", "number"),
    [
        ("nl", "ma 4 jan", "ma 4 jan 23:00 – di 5 jan 07:00", "1.234,5"),
        ("en", "Mon 4 Jan", "Mon 4 Jan 23:00 – Tue 5 Jan 07:00", "1,234.5"),
    ],
)
def test_dates_and_numbers_follow_the_language(code, day, stretch, number):
    words, zone = language(code), ZoneInfo("Europe/Amsterdam")
    assert words.day(date(2027, 1, 4)) == day
    start, end = datetime(2027, 1, 4, 22, tzinfo=UTC), datetime(2027, 1, 5, 6, tzinfo=UTC)
    assert words.stretch(start, end, zone) == stretch
    assert words.number(1234.5, 1) == number


def test_whole_days_are_said_without_the_clock_the_last_one_included():
    words, zone = language("nl"), ZoneInfo("Europe/Amsterdam")

    def said(first: str, end: str) -> str:
        start, until = (datetime.fromisoformat(at).replace(tzinfo=zone) for at in (first, end))
        return words.days_or_stretch(start.astimezone(UTC), until.astimezone(UTC), zone)

    assert said("2027-01-04", "2027-01-05") == "ma 4 jan"
    assert said("2027-03-27", "2027-03-29") == "za 27 mrt – zo 28 mrt"
    assert said("2027-01-04 07:00", "2027-01-05") == "ma 4 jan 07:00 – di 5 jan 00:00"
    assert said("2027-01-04", "2027-01-04") == "ma 4 jan 00:00 – 00:00"


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("month", range(1, 13))
def test_the_solver_says_days_as_pages_do(code, month):
    words, utc = language(code), ZoneInfo("UTC")
    start, end = datetime(2027, month, month, tzinfo=UTC), datetime(2027, month, 20, tzinfo=UTC)
    night = start.replace(hour=23), start.replace(day=month + 1, hour=7)
    assert getattr(date_said(start.date()), code) == words.short_date(start.date())
    assert getattr(moment_said(start), code) == words.moment(start, utc)
    assert getattr(days_said(start, end), code) == words.days_or_stretch(start, end, utc)
    for stretch in (night, (start, night[0])):
        assert getattr(stretch_said(*stretch), code) == words.stretch(*stretch, utc)


def test_a_stretch_within_a_day_and_within_a_month_is_said_short():
    words, zone = language("nl"), ZoneInfo("Europe/Amsterdam")
    start, end = datetime(2027, 1, 4, 6, tzinfo=UTC), datetime(2027, 1, 4, 14, tzinfo=UTC)
    assert words.stretch(start, end, zone) == "ma 4 jan 07:00 – 15:00"
    assert words.dates(date(2027, 1, 4), date(2027, 1, 10)) == "4–10 jan"
    assert words.dates(date(2027, 2, 22), date(2027, 3, 7)) == "22 feb – 7 mrt"


@pytest.mark.parametrize(
    ("code", "value", "limit", "unit", "said"),
    [
        ("en", 480.0, 0.0, "min", "overlaps by 8:00 h"),
        ("nl", 480.0, 0.0, "min", "overlapt 8:00 u"),
        ("nl", 480.0, 660.0, "min", "8:00 u, minstens 11:00 u is verplicht"),
        ("nl", 44.0, 43.0, "night shifts", "44 nachtdiensten, hoogstens 43 nachtdiensten mag"),
        ("nl", 1.0, 0.0, "shifts", "1 dienst, hoogstens 0 diensten mag"),
    ],
)
def test_what_a_rule_found_is_said_beside_its_limit(code, value, limit, unit, said):
    assert language(code).found(value, limit, unit) == said


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (1.5, 1, "+1,5"),
        (-1.5, 1, f"{MINUS}1,5"),
        (-0.5, 0, "0"),
        (-0.04, 1, "0,0"),
        (0.0, 0, "0"),
        (-1234.6, 0, f"{MINUS}1.235"),
    ],
)
def test_a_number_with_its_sign_has_none_where_it_rounds_to_nothing(value, decimals, said):
    assert language("nl").signed(value, decimals) == said
