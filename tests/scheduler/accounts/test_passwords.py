"""What is kept of a password, in the installation as it is delivered."""

from __future__ import annotations

import subprocess
import sys

import pytest
from argon2 import DEFAULT_TIME_COST, PasswordHasher, extract_parameters

from data.model.errors import InputError
from scheduler.accounts import passwords

WORDS = "a password for tests"


def test_the_effort_is_what_the_library_advises():
    code = f"from scheduler.accounts.passwords import hashed; print(hashed({WORDS!r}))"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found = extract_parameters(made.stdout.strip())
    assert (found.type.name, found.time_cost) == ("ID", DEFAULT_TIME_COST)
    assert found.memory_cost >= 64 * 1024  #: KiB


def test_a_hash_with_less_effort_than_today_is_outdated():
    weak = PasswordHasher(1, 8, 1).hash(WORDS)
    assert not passwords.is_outdated(weak)  # today's, in tests
    assert passwords.is_outdated(PasswordHasher(2, 8, 1).hash(WORDS))


def test_only_the_password_itself_is_right():
    kept = passwords.hashed(WORDS)
    assert passwords.is_right(kept, WORDS)
    assert not passwords.is_right(kept, WORDS.upper())
    assert not passwords.is_right("", "nobody has this one")
    assert not passwords.is_right("no hash at all", WORDS)


@pytest.mark.parametrize("words", ["", "x" * 11, "x" * 201])
def test_too_short_and_too_long_are_refused(words):
    with pytest.raises(InputError, match="12 to 200"):
        passwords.hashed(words)


EASY = [
    "aaaaaaaaaaaa", "123456789012", " " * 12, "welkom123456", "Welkom2026!!", "wachtwoord12",
    "W@chtw00rd123", "password1234", "qwertyuiop12", "asdfghjklzxc", "abcabcabcabc", "zomerzomer26",
    "Brandweer2026", "veiligheidsregio", "meldkamer112!", "0987654321qw", "1qaz2wsx3edc",
    "abcdefghijkl", "Geheim!Geheim!", "121212121212", "Administrator1", "januari2026!",
]  # fmt: skip
GOOD = [
    WORDS, "another long one", "a long password 1", "correct horse battery",
    "de grutto zit op het dak",
    "lepelaar-karekiet-fuut", "x7#Kp!92mQvz", "483920174625", "vijf fietsen en een brug",
]  # fmt: skip


@pytest.mark.parametrize("words", EASY)
def test_what_everybody_tries_is_refused(words):
    with pytest.raises(InputError, match="easily guessed"):
        passwords.hashed(words)


@pytest.mark.parametrize("words", GOOD)
def test_what_nobody_tries_is_taken(words):
    assert passwords.password_faults(words, "planner", "Planner of the tests") == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("jan.vogel-2026-x", "holds the login"),
        ("MijnJAN.VOGELpas", "holds the login"),
        ("Vogel12345678", "easily guessed"),
        ("vogelvogel2026", "easily guessed"),
    ],
)
def test_a_password_holds_nothing_that_a_colleague_thinks_of(words, told):
    (fault,) = passwords.password_faults(words, "jan.vogel@vr.example", "Jan Vogel")
    assert told in fault.what


def test_a_long_password_is_judged_in_no_time():
    assert not passwords.is_easy("ab1!" * 49 + "xyzq")
