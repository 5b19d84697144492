"""A small region in which every table and every kind of cell occurs, and ways to spoil it."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.files.read_input import read_input
from data.model.errors import Fault, InputError
from data.tables.build_problem import build_problem
from data.tables.raw_table import tables_from_texts
from data.tables.rule_tables import RuleBook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from data.model.problem import RosterProblem

DATA = Path(__file__).parent / "data"
SOUND = DATA / "sound"
FIRST, WEEKS = date(2027, 1, 4), 13

RULES: Mapping[str, Mapping[str, type]] = {
    "R07": {"weeks": int, "max_average": float},
    "R17": {},
    "own-runs": {"strict": bool, "word": str},
}
BOOK = RuleBook(RULES, may_disable=("own-runs",))

Tables = dict[str, list[dict[str, str]]]


def small_tables() -> Tables:
    """The tables as texts, fresh each time."""
    return {path.stem: _rows(path) for path in sorted(SOUND.glob("*.csv"))}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def small_problem(spoil: Callable[[Tables], object] = lambda _: None, **asked) -> RosterProblem:
    """The problem of the small region, after a change."""
    tables = small_tables()
    spoil(tables)
    period: dict[str, Any] = {"first": FIRST, "weeks": WEEKS} | asked
    return build_problem(tables_from_texts(tables, "small"), rule_book=BOOK, **period)


def faults_of(spoil: Callable[[Tables], object], **asked) -> tuple[Fault, ...]:
    """What is wrong with the small region after a change."""
    return faults_in(lambda: small_problem(spoil, **asked))


def faults_in(read: Callable[[], object]) -> tuple[Fault, ...]:
    """The faults of an InputError; none if there is no error."""
    try:
        read()
    except InputError as error:
        return error.faults
    return ()


def folder_with(tmp_path: Path, **files: str | bytes | None) -> Path:
    """A copy of the sound folder with some files replaced, or (None) taken out."""
    folder = tmp_path / "region"
    shutil.copytree(SOUND, folder)
    for table, content in files.items():
        path = folder / f"{table}.csv"
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read(path: Path, **asked) -> RosterProblem:
    """Read a path for the usual period."""
    given: dict[str, Any] = {"first": FIRST, "weeks": WEEKS, "rule_book": BOOK} | asked
    return read_input(path, **given)
