"""What is kept of a password, in the installation as it is delivered."""

from __future__ import annotations

import subprocess
import sys

import pytest
from argon2 import DEFAULT_TIME_COST, PasswordHasher, extract_parameters

from data.model.errors import InputError
from scheduler.access import passwords

WORDS = "a password for tests"


def test_the_effort_is_what_the_library_advises():
    code = f"from scheduler.access.passwords import hashed; print(hashed({WORDS!r}))"
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
