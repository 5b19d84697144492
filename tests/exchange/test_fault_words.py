"""Every sentence of a fault can be said in Dutch."""

import ast
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from data.exchange.fault_words import in_words, place_in_words, translated
from data.exchange.faults import nearest, then
from data.exchange.language import language
from data.model.errors import Fault, Place

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "data/exchange/locale/nl/LC_MESSAGES/faults.po"
ROOMS = ("data", "solver", "scheduler", "web")
MAKING = {"Fault", "StoreError", "refuse", "add"}  #: calls whose first arguments are sentences
NAMED = {"what", "remedy"}  #: variables that hold one
#: What only somebody at a terminal, another program, or who mends this one, ever reads.
LEFT_OUT = {
    "data/exchange/curtois_qu.py",
    "data/exchange/curtois_qu_instance.py",
    "data/exchange/result_folder.py",
    "data/exchange/result_json.py",
    "data/exchange/roster_period.py",
    "scheduler/benchmarking.py",
    "scheduler/alerts/channel_addresses.py",
    "scheduler/clock/heartbeat.py",
    "scheduler/settings.py",
    "web/api/people.py",
    "web/api/problems.py",
}
FEW_WORDS = 4  #: fixed letters: a sentence with fewer is its values


def form_of(node):
    """The sentence of an expression with {} for its values; None: it is none, or made elsewhere."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(v.value if isinstance(v, ast.Constant) else "{}" for v in values)
    return None


def sentences_in(tree):
    for node in ast.walk(tree):
        given = []
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            given = [node.value] if node.targets[0].id in NAMED else []
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = node.args[:2] if name in MAKING and len(node.args) >= 2 else []
        for one in given:
            form = form_of(one)
            if form and " " in form and len(form.replace("{}", "").strip(" :,.()[]'")) > FEW_WORDS:
                yield form


def used():
    found = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            place = str(path.relative_to(ROOT))
            if place not in LEFT_OUT and "migrations" not in place:
                for form in sentences_in(ast.parse(path.read_text("utf-8"))):
                    found.setdefault(form, place)
    return found


def catalogue():
    with CATALOGUE.open("rb") as file:
        return {m.id: m.string for m in read_po(file, locale="nl") if m.id}


def test_every_fault_has_a_dutch_sentence():
    assert {form: place for form, place in used().items() if form not in catalogue()} == {}


def test_a_translation_has_as_many_values():
    assert [a for a, b in catalogue().items() if a.count("{}") != b.count("{}") or not b] == []


@pytest.mark.parametrize("form", sorted(catalogue()))
def test_each_kind_is_recognised_with_its_values(form):
    values = [f"w{number}" for number in range(form.count("{}"))]
    said = translated(form.format(*values), language("nl"))
    assert said == catalogue()[form].format(*values)


def test_a_fault_is_told_with_its_place():
    place = Place("people.csv", None, 3, "until")
    fault = in_words(Fault("'x' is no date", "Fill in: until", place), language("nl"))
    assert (fault.what, fault.remedy) == ("'x' is geen datum", "Vul in: until")
    assert place_in_words(place, language("nl")) == "people.csv, rij 3, kolom until"
    assert place_in_words(place, language("en")) == "people.csv, row 3, column until"


def test_two_remedies_are_two_sentences():
    remedy = then(nearest("grutt", ["grutto"]), "A heading that begins with # is a note")
    said = translated(remedy, language("nl"))
    assert said == "Bedoelde u 'grutto'? Een kop die met # begint is een notitie"


def test_what_nobody_translated_stays_as_it_is():
    assert translated("Quite unheard of", language("nl")) == "Quite unheard of"
    assert translated("there is no gap 3", language("en")) == "there is no gap 3"


@given(st.text(max_size=300))
def test_no_text_is_too_odd(text):
    translated(text, language("nl"))
