"""Sheets, headings and words have a name in each language, and are read in any."""

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from data.i18n.language import LANGUAGES, language
from data.i18n.sheet_words import (
    CHOICE,
    COLUMN,
    MEANING,
    TABLE,
    choice_word,
    column_word,
    meaning_word,
    name_meant,
    spelled,
    table_word,
)
from data.tables.column import ColumnKind
from data.tables.contract import ROSTER_TABLE, TABLE_BY_NAME, TABLES
from data.tables.values import DAILY, WEEKDAYS
from tests.data.i18n.test_language import CATALOGUE

ALL = (*TABLES, ROSTER_TABLE)
DAYS = (*WEEKDAYS, DAILY)
#: In which a name must mean one thing: tables, the columns of each, the words of each column.
SCOPES = [
    (TABLE, tuple(table.name for table in ALL)),
    *((COLUMN, tuple(column.name for column in table.columns)) for table in ALL),
    *sorted({(CHOICE, c.choices) for table in ALL for c in table.columns if c.has_words}),
    (CHOICE, DAYS),
    (CHOICE, ("yes", "no")),
]
WORD = {TABLE: table_word, COLUMN: column_word, CHOICE: choice_word}
NAMES = [(context, known, name) for context, known in SCOPES for name in known]


def catalogue():
    with CATALOGUE.with_name("sheets.po").open("rb") as file:
        return {(m.context, m.id): m.string for m in read_po(file, locale="nl") if m.id}


def test_every_table_column_word_and_meaning_has_a_dutch_one_and_nothing_is_left_over():
    asked = {(context, name) for context, _, name in NAMES}
    asked |= {(MEANING, table.meaning) for table in ALL}
    asked |= {(MEANING, column.meaning) for table in ALL for column in table.columns}
    there = {key for key, word in catalogue().items() if word}
    assert (asked - there, there - asked) == (set(), set())


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(("context", "known"), SCOPES)
def test_a_name_is_said_once_and_read_back(code, context, known):
    said = [WORD[context](name, language(code)) for name in known]
    assert len({spelled(word) for word in said}) == len(known)
    assert [name_meant(context, word, known) for word in said] == list(known)


@pytest.mark.parametrize(("context", "known"), SCOPES)
def test_a_dutch_name_never_means_another_in_english(context, known):
    english = {spelled(name): name for name in known}
    for name in known:
        dutch = spelled(WORD[context](name, language("nl")))
        assert english.get(dutch, name) == name


@given(st.sampled_from(NAMES), st.sampled_from(LANGUAGES), st.data())
def test_case_blanks_and_apostrophes_do_not_matter(asked, code, data):
    context, known, name = asked
    word = WORD[context](name, language(code))
    varied = "".join(data.draw(st.sampled_from((c.upper(), c.lower()))) for c in word)
    blank = data.draw(st.sampled_from((" ", "_", "-", "  ", "\N{NO-BREAK SPACE}")))
    mark = data.draw(st.sampled_from(("'", "", "\N{RIGHT SINGLE QUOTATION MARK}")))
    varied = f" {varied.replace(' ', blank).replace(chr(39), mark)} "
    assert name_meant(context, varied, known) == name


@given(st.text(max_size=40))
def test_a_text_means_a_name_or_none(text):
    known = tuple(TABLE_BY_NAME)
    assert name_meant(TABLE, text, known) in (*known, None)


def test_sheets_can_be_called_so():
    for code in LANGUAGES:
        for table in ALL:
            word = table_word(table.name, language(code))
            assert len(word) <= 31
            assert not set(word) & set("[]:*?/\\")
            assert not (word.startswith("'"))
            assert not (word.endswith("'"))


def test_what_a_column_holds_follows_from_its_kind():
    for table in ALL:
        for column in table.columns:
            is_reference = column.kind in (ColumnKind.REFERENCE, ColumnKind.REFERENCES)
            assert not is_reference or column.refers in TABLE_BY_NAME
            assert column.kind is not ColumnKind.CHOICE or column.choices


def test_words_are_as_they_are_said_on_screen():
    nl, en = language("nl"), language("en")
    assert table_word("duty_managers", nl) == "Dienstdoende leidinggevenden"
    assert column_word("hours_per_week", nl) == "Uren per week"
    assert column_word("hours_per_week", en) == "Hours per week"
    assert choice_word("on_site_standby", nl) == "aanwezigheidsdienst"
    assert choice_word("on_site_standby", en) == "on site standby"
    assert meaning_word("short code", nl) == "korte code"
    assert name_meant(COLUMN, "UREN_PER_WEEK", ("hours_per_week",)) == "hours_per_week"
    assert name_meant(COLUMN, "hours", ("hours_per_week",)) is None
