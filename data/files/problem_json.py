"""A problem as JSON: complete, the same bytes for the same problem, and read back exactly.

The file says which format it is in. Its SHA-256 is the hash of the problem, so anyone can compare
``sha256sum problem.json`` with the ``problem_hash`` of a result.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from data.model.errors import Place
from data.model.post import NormFrom
from data.model.problem import RosterProblem
from data.model.validation import validate
from data.tables.faults import FaultLog, plain, refuse, shown
from data.tables.reading import InputLimits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORMAT = "caco-problem"
VERSION = 1
#: Lists that a problem did not always have.
_LATER = ("pairings", "traineeships", "substitutions", "skill_mixes", "begun")
_SAVED_BY = "Use a problem.json that caco wrote, as it was written"


def dump_problem(problem: RosterProblem) -> bytes:
    """The problem as canonical JSON (UTF-8, keys in order, one line).

    Raises
    ------
    ValueError
        It holds a number that JSON has no word for.
    """
    content = {
        "format": FORMAT,
        "version": VERSION,
        "problem": _dumped(problem),
    }
    return pack_json(content)


def pack_json(content: dict[str, Any]) -> bytes:
    """Canonical JSON of the content of a problem file."""
    text = json.dumps(
        content, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return f"{text}\n".encode()


def problem_hash(problem: RosterProblem) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hash_of(dump_problem(problem))


def hash_of(content: bytes) -> str:
    """SHA-256 of a problem that was dumped, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def parse_problem(content: bytes) -> RosterProblem:
    """The problem that `dump_problem` made this of; for what this program keeps itself."""
    return _adapter().validate_python(from_json(content)["problem"])


def load_problem(path: Path, limits: InputLimits = InputLimits()) -> RosterProblem:  # noqa: B008
    """The problem in a file that `dump_problem` wrote.

    Raises
    ------
    InputError
        It is no such file, or the problem in it does not hold together.
    """
    if not path.is_file():
        raise refuse("this file does not exist", "Check its name", path)
    limits.check_size(path)
    content = _content(path)
    problem = _parsed(content, path)
    log, place = FaultLog(), Place(file=str(path))
    written = _dumped(problem)
    for name in _unknown(content, written, "problem"):
        log.add(f"{shown(name)} is unknown", "Remove it, or use the version that wrote it", place)
    log.extend(replace(fault, place=place) for fault in validate(problem))
    log.raise_if_any()
    return problem


def _dumped(problem: RosterProblem) -> dict[str, Any]:
    """As JSON values; what was not there in older files only where there is any of it.

    So the hash of a problem that has none of it is what it was.
    """
    dumped: dict[str, Any] = _adapter().dump_python(problem, mode="json")
    for name in _LATER:
        if not dumped[name]:
            del dumped[name]
    for post in dumped["posts"]:
        if post["norm_from"] == NormFrom.CRITERIA:
            del post["norm_from"]
        for name in ("most_chance_nobody", "presence_minutes"):
            if post[name] is None:
                del post[name]
        if not post["book"]:
            del post["book"]
    for function in dumped["functions"]:
        if not function["exercise_hours"]:
            del function["exercise_hours"]
    for mix in dumped.get("skill_mixes", ()):
        for name in ("other_posts", "others"):
            if not mix[name]:
                del mix[name]
    if not dumped["other_books"]:
        del dumped["other_books"]
    return dumped


@cache
def _adapter() -> TypeAdapter[RosterProblem]:
    return TypeAdapter(RosterProblem)


def _content(path: Path) -> dict[str, Any]:
    """The part of the file that is the problem."""
    try:
        content = from_json(path.read_bytes(), allow_inf_nan=False)
    except ValueError as error:
        raise refuse(f"this is no JSON ({plain(str(error), 200)})", _SAVED_BY, path) from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise refuse("this JSON file is not a saved problem", _SAVED_BY, path)
    if content.get("version") != VERSION:
        what = f"this problem was saved in format {shown(str(content.get('version')))}"
        raise refuse(what, f"This version of caco reads format {VERSION}", path)
    problem = content.get("problem")
    if not isinstance(problem, dict):
        raise refuse("this file holds no problem", _SAVED_BY, path)
    return problem


def _parsed(content: dict[str, Any], path: Path) -> RosterProblem:
    try:
        problem = _adapter().validate_json(json.dumps(content), strict=True)
    except ValidationError as error:
        log = FaultLog()
        for found in error.errors(include_url=False, include_context=False, include_input=False):
            where = ".".join(str(part) for part in found["loc"])
            log.add(
                f"problem.{plain(where)}: {plain(found['msg'], 200)}",
                _SAVED_BY,
                Place(file=str(path)),
            )
        log.raise_if_any()
        raise
    return problem


def _unknown(given: Any, written: Any, where: str) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Names in the file that no field has, so that nothing is dropped unseen."""
    if isinstance(given, dict) and isinstance(written, dict):
        for name, value in given.items():
            if name not in written:
                yield f"{where}.{name}"
            else:
                yield from _unknown(value, written[name], f"{where}.{name}")
    elif isinstance(given, list) and isinstance(written, list):
        for number, (one, other) in enumerate(zip(given, written, strict=False)):
            yield from _unknown(one, other, f"{where}[{number}]")
