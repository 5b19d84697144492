"""Every sentence of a fault can be said in Dutch."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from data.i18n.fault_words import in_words, place_in_words, reason_of, translated
from data.i18n.language import language
from data.model.errors import Fault, Place, Refused, StoreError
from data.model.sentence import Sentence
from data.tables.contract import TABLES
from data.tables.faults import nearest, then
from tests.data.i18n.fault_sentences import sources, walk
from tests.data.tables.small_region import faults_of
from tests.data.tables.test_faults import CASES
from tests.support.once import once

ROOT = Path(__file__).parents[3]
CATALOGUE = ROOT / "data/i18n/locale/nl/LC_MESSAGES/faults.po"
#: Sentences that others make: where, and why they are not looked up.
OF_OTHERS = {
    "scheduler/service/tasks.py": "what the other side answered",
    "scheduler/call_outs/recording.py": "the code of a call-out",
    "scheduler/feeds/links.py": "a table of two sentences, below",
    "scheduler/self_service/weighing.py": "a remark, in the words of the reader",
    "scheduler/cli/commands/takeovers.py": "a remark, in the words of the reader",
    "scheduler/planning/publish.py": "a remark, in the words of the reader",
    "scheduler/planning/rebase.py": "a conflict, in the words of the reader",
    "scheduler/records/edit.py": "the codes of a row",
    "scheduler/records/sandboxed_reader.py": "read back, as it was made",
    "web/api/query_parameters.py": "pydantic, to a program",
    "web/api/people.py": "pydantic, to a program",
    "web/api/problems.py": "marshmallow, to a program",
}


@cache
def catalogue():
    with CATALOGUE.open("rb") as file:
        return {m.id: m.string for m in read_po(file, locale="nl") if m.id}


@pytest.fixture(scope="module")
def walked():
    """What the code can say; made when a test asks, for collecting tests should take no time."""
    return once("fault_sentences", lambda: walk(sources()))


def test_every_fault_has_a_dutch_sentence(walked):
    known = catalogue()
    assert {form: place for form, place in walked.sentences.items() if form not in known} == {}


def test_every_fault_is_made_of_sentences_that_can_be_found(walked):
    unclear = {where: what for where, what in walked.unclear.items()}
    assert {w: u for w, u in unclear.items() if w.partition(":")[0] not in OF_OTHERS} == {}


def test_the_walk_finds_hundreds_and_follows_those_who_hand_sentences_on(walked):
    assert len(walked.sentences) > 500
    code = """
def _note(log, what):
    log.add(what, "Do that", place)

def check(log, row):
    _note(log, f"{row} is odd" if row else "it is void")
    log.add(made(row), why(row))

def made(row):
    return f"made of {row}"
"""
    found = walk({"some.py": code})
    assert set(found.sentences) == {"Do that", "{} is odd", "it is void", "made of {}"}
    assert list(found.unclear.values()) == ["why(row)"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_a_table_and_its_columns_hold_is_said_in_dutch(table):
    meaning = f"{table.meaning[:1].lower()}{table.meaning[1:-1]}"
    said = translated(f"Add this sheet or file: {meaning}", language("nl"))
    assert said.startswith("Voeg dit blad of bestand toe: ")
    assert not said.endswith(meaning)
    for column in table.columns:
        assert translated(f"Fill in: {column.meaning}", language("nl")).startswith("Vul in: ")
        assert english_in(translated(f"Fill in: {column.meaning}", language("nl"))) == set()


def test_names_of_the_contract_are_said_in_dutch_where_a_sentence_lists_them():
    nl = language("nl")
    said = translated("Use one of the words on_site, open_call", nl)
    assert said == "Gebruik een van de woorden op locatie, vrije instroom"
    said = translated("Use one of the columns person, level and 2 more", nl)
    assert said == "Gebruik een van de kolommen 'Persoon', 'Niveau' en 2 meer"
    assert translated("this row names nobody", nl) == "deze rij noemt niemand"
    assert translated("this row names post, name", nl) == "deze rij noemt 'Post', 'Naam'"
    assert translated("Use one of the words mail, sms", nl).endswith("mail, sms")


@pytest.mark.parametrize("number", range(len(CASES)))
def test_a_fault_in_a_table_is_told_without_a_word_of_english(number):
    for fault in faults_of(CASES[number][0]):
        said = in_words(fault, language("nl"))
        assert english_in(f"{said.what}. {said.remedy}") == set()


#: Words that no Dutch sentence has.
ENGLISH = set(
    re.findall(
        r"\w+",
        "the and with write this not use give correct there leave it has for only more each make"
        " keep fill add remove two between choose another which who begins ends should would",
    )
)
DUTCH_TOO = {"is", "in", "of", "name", "from", "until", "one", "row", "required"}  # and headings


def english_in(text):
    """Words of English outside what is quoted."""
    bare = re.sub(r"'[^']*'|\([^)]*\)", "", text)
    return {word for word in re.findall(r"[a-z]+", bare.lower())} & (ENGLISH - DUTCH_TOO)


def test_a_translation_has_as_many_values():
    assert [a for a, b in catalogue().items() if a.count("{}") != b.count("{}") or not b] == []


@pytest.mark.parametrize("form", sorted(catalogue()))
def test_each_kind_is_recognised_with_its_values(form):
    values = [f"w{number}" for number in range(form.count("{}"))]
    said = translated(form.format(*values), language("nl"))
    assert said == catalogue()[form].format(*values)


def test_a_fault_is_told_with_its_place():
    place = Place("people.csv", None, 3, "until")
    fault = in_words(Fault("'x' is not a date", "Fill in: until", place), language("nl"))
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


def test_a_reason_that_is_kept_is_read_in_either_language():
    place = Place(sheet="Posts", row=3, column="Pattern")
    reason = reason_of(
        Refused([Fault("there is no such exercise", "See the list of exercises", place)])
    )
    kept = Sentence.from_json(reason.to_json())
    english = (
        "sheet Posts, row 3, column Pattern: there is no such exercise. See the list of exercises"
    )
    assert language("en").say(kept) == english
    assert language("nl").say(kept).startswith("blad Posts, rij 3, kolom Pattern: ")
    assert "exercise" not in language("nl").say(kept)
    assert str(reason_of(StoreError("away", "Try again"))) == str(StoreError("away", "Try again"))
