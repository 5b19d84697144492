"""Codes are made of names, so that nobody has to think of one."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from scheduler.records.row_names import proposed_code

TAKEN = {"karekiet", "jansen", "a-jansen", "anna-jansen"}


@pytest.mark.parametrize(
    ("table", "name", "code"),
    [
        ("people", "Chantal Lepelaar", "lepelaar"),
        ("people", "Anna van der Karekiet", "a-karekiet"),
        ("people", "Chloë d'Ancona-Müller", "muller"),
        ("people", "Søren Østergård", "ostergard"),
        ("people", "Anna Jansen", "jansen2"),
        ("people", "Van", "van"),
        ("regions", "Gooi en Vechtstreek", "gooi-en-vechtstreek"),
        ("functions", "IM CoPI", "im-copi"),
        ("posts", "", ""),
        ("people", "李", ""),
    ],
)
def test_codes_of_names(table, name, code):
    assert proposed_code(table, name, TAKEN) == code


@given(some.sampled_from(["people", "regions"]), some.text(max_size=80), some.data())
def test_a_code_is_new_short_and_plain(table, name, data):
    first = proposed_code(table, name, ())
    taken = data.draw(some.sets(some.sampled_from([first, f"{first}2", f"{first}3"])))
    code = proposed_code(table, name, taken)
    assert code not in taken or not code
    assert len(code) <= 36
    assert all(sign.isascii() and (sign.isalnum() or sign == "-") for sign in code)
    assert code == code.lower()
