"""What the codes in the records stand for, and codes for what has none yet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.model.post import PostKind
from data.store import accounts, records
from data.store.audit.trail import names_of_rows

if TYPE_CHECKING:
    from data.store.opening import Store

#: Tables of which rows of others hold a code.
NAMED = (
    *("people", "posts", "functions", "regions", "requirements", "books"),
    *("exercise_themes", "exercises"),
)
_LONGEST = 32  #: characters of a code that is proposed
#: Letters that do not come apart into a plain one and its mark.
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
#: What stands before a surname, and is no surname.
_PREFIXES = frozenset(
    {"van", "de", "der", "den", "ten", "ter", "te", "la", "le", "du", "von", "el"}
)


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Names by code.

    Parameters
    ----------
    names
        Table -> code -> name, also of what ended.
    here
        Table -> codes that count, by name.
    open_posts
        Codes of posts to which everybody is called.
    actors
        Login, or row as the trail has it -> name.
    employers
        Of people who are here.
    """

    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    here: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    open_posts: frozenset[str] = frozenset()
    actors: Mapping[str, str] = field(default_factory=dict)
    employers: tuple[str, ...] = ()

    def name(self, table: str, code: str) -> str:
        """What a code stands for; itself, if that is not known."""
        return self.names.get(table, {}).get(code, code)


def read_names(store: Store) -> KnownNames:
    """The names behind the codes of the records."""
    names, here = {}, {}
    with store.reading() as connection:
        open_posts: set[str] = set()
        people_rows: list[int] = []
        employers: set[str] = set()
        for table in NAMED:
            rows = list(records.read_rows(connection, table).values())
            names[table] = {str(row.values["id"]): str(row.values["name"]) for row in rows}
            there = [str(row.values["id"]) for row in rows if not row.has_ended]
            by_name = sorted(set(there), key=lambda code: names[table][code].casefold())
            here[table] = tuple(by_name)
            if table == "people":
                people_rows = [row.number for row in rows]
                there_now = (row.values["employer"] for row in rows if not row.has_ended)
                employers = {str(employer) for employer in there_now if employer}
            if table == "posts":
                kinds = ((row.values["id"], row.values["kind"]) for row in rows)
                open_posts = {str(code) for code, kind in kinds if kind == PostKind.OPEN_CALL}
        actors = {one.login: one.name for one in accounts.accounts(connection)}
        named = names_of_rows(connection, people_rows)
    actors |= {f"people/{row}": name for row, (_code, name) in named.items()}
    return KnownNames(names, here, frozenset(open_posts), actors, tuple(sorted(employers)))


def proposed_code(table: str, name: str, taken: Collection[str]) -> str:
    """A code for something new, made of its name; one that nothing has.

    Of a person it is the surname, with the first letter before it where colleagues share that.
    """
    words = _plain_words(name)
    if not words:
        return ""
    known = {code.casefold() for code in taken}
    for tried in _tried(table, words):
        if tried not in known:
            return tried
    first = next(iter(_tried(table, words)))
    number = 2
    while f"{first}{number}" in known:
        number += 1
    return f"{first}{number}"


def _tried(table: str, words: list[str]) -> list[str]:
    if table != "people" or len(words) == 1:
        return ["-".join(words)[:_LONGEST].rstrip("-")]
    last = words[-1][:_LONGEST]
    return [last, f"{words[0][0]}-{last}", "-".join(words)[:_LONGEST].rstrip("-")]


def _plain_words(name: str) -> list[str]:
    """The words of a name in small letters without marks; none of what stands before a surname."""
    bare = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    letters = "".join(one for one in bare if not unicodedata.combining(one))
    words = re.findall(r"[a-z0-9]+", letters.replace("'", ""))
    kept = [word for word in words if word not in _PREFIXES]
    return kept or words


def codes_taken(store: Store, table: str) -> set[str]:
    """Every code that a table has or had."""
    with store.reading() as connection:
        rows = records.read_rows(connection, table).values()
        return {str(row.values["id"]) for row in rows}
