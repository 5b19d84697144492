"""Base rosters: the cycle of a team or the order of turns of a pool, and who follows it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from flask import render_template, request

from data.model.account import Right
from data.model.post import PostKind
from data.tables.values import WEEKDAYS
from scheduler.records.edit import fingerprint, read_table
from web.access.guard import require
from web.admin.pages import found, pages, save
from web.app_services import services
from web.shared.errors import or_again
from web.shared.typed import typed_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from web.shared.errors import Answer, ErrorMessage

Row = dict[str, str]

MOST_WEEKS = 104  #: of a cycle
FIRST_SHOWN = 5  #: weeks of a form that is new
SPARE = 3  #: empty rows of the form, for more people
MOST_MEMBERS = 200

_CYCLE = ("post", "from", "weeks")
_MEMBER = ("person", "week", "from", "until")


@pages.get("/base-rosters")
@require(Right.CHANGE_RECORDS)
def base_rosters() -> str:
    rows = sorted(read_table(services.store, "base_rosters"), key=_by_code_and_week)
    cycles = {code: list(weeks) for code, weeks in groupby(rows, key=lambda row: row["id"])}
    members: dict[str, list[Row]] = {}
    for row in sorted(read_table(services.store, "base_members"), key=_by_week):
        members.setdefault(row["base_roster"], []).append(row)
    return render_template(
        "admin/base_rosters.html", cycles=cycles, members=members, weekdays=_days(), **_names()
    )


@pages.get("/base-rosters/new")
@require(Right.CHANGE_RECORDS)
def new_base_roster() -> str:
    return _cycle_form("", [], "", [])


@pages.post("/base-rosters")
@require(Right.CHANGE_RECORDS)
def add_base_roster() -> Answer:
    code = request.form.get("id", "").strip()
    rows = _typed_weeks(code)
    return save(
        "base_rosters",
        {},
        lambda: rows,
        lambda faults: _cycle_form(code, rows, "", faults),
        ".base_rosters",
    )


@pages.get("/base-rosters/<code>")
@require(Right.CHANGE_RECORDS)
def base_roster(code: str) -> Answer:
    return or_again(lambda: _edit(code, []), lambda faults: _cycle_form("", [], "", faults))


@pages.post("/base-rosters/<code>")
@require(Right.CHANGE_RECORDS)
def change_base_roster(code: str) -> Answer:
    return save(
        "base_rosters",
        {"id": code},
        lambda: _typed_weeks(code),
        lambda faults: _edit(code, faults, weeks=_typed_weeks(code)),
        ".base_rosters",
    )


@pages.post("/base-rosters/<code>/members")
@require(Right.CHANGE_RECORDS)
def change_base_members(code: str) -> Answer:
    return save(
        "base_members",
        {"base_roster": code},
        lambda: _typed_members(code),
        lambda faults: _edit(code, faults, members=_typed_members(code)),
        ".base_rosters",
    )


@pages.post("/base-rosters/<code>/end")
@require(Right.CHANGE_RECORDS)
def end_base_roster(code: str) -> Answer:
    """A base roster that people follow is not ended: the records would speak of what is not."""
    where = {"id": code}
    return save("base_rosters", where, list, lambda faults: _edit(code, faults), ".base_rosters")


def _edit(
    code: str,
    faults: list[ErrorMessage],
    weeks: Sequence[Row] | None = None,
    members: Sequence[Row] | None = None,
) -> str:
    """The form of a base roster; what was typed in one of its two halves stays there."""
    rows, mark = found("base_rosters", {"id": code})
    mine = [row for row in read_table(services.store, "base_members") if row["base_roster"] == code]
    asked = request.form.get("seen", "")
    return _cycle_form(
        code,
        sorted(rows, key=_by_code_and_week) if weeks is None else weeks,
        mark if weeks is None else asked or mark,
        faults,
        sorted(mine, key=_by_week) if members is None else members,
        fingerprint(mine) if members is None else asked,
    )


def _cycle_form(
    code: str,
    rows: Sequence[Mapping[str, str]],
    seen: str,
    faults: list[ErrorMessage],
    members: Sequence[Row] = (),
    seen_members: str = "",
) -> str:
    posts = [
        post for post in read_table(services.store, "posts") if post["kind"] != PostKind.OPEN_CALL
    ]
    shown = list(rows) or [{} for _ in range(FIRST_SHOWN)]
    return render_template(
        "admin/base_roster.html",
        code=code,
        rows=shown,
        first=shown[0],
        seen=seen,
        faults=faults,
        members=[*members, *({} for _ in range(SPARE))],
        has_members=bool(members),
        seen_members=seen_members,
        rostered=posts,
        weekdays=_days(),
        **_names(),
    )


def _names() -> dict[str, dict[str, str]]:
    return {
        table: {row["id"]: row["name"] for row in read_table(services.store, table)}
        for table in ("posts", "people")
    }


def _days() -> list[tuple[int, str]]:
    return list(enumerate(WEEKDAYS))


def _typed_weeks(code: str) -> list[Row]:
    """So many weeks as the form says, each a row: one in which nothing was typed is a free week."""
    post, first, weeks = (request.form.get(name, "").strip() for name in _CYCLE)
    count = min(typed_number(weeks) or 1, MOST_WEEKS)
    found = []
    for number in range(count):
        days = {day: request.form.get(f"{day}-{number}", "").strip() for day in WEEKDAYS}
        row = {"id": code, "post": post, "from": first, "week": str(number + 1), **days}
        found.append({name: text for name, text in row.items() if text})
    return found


def _typed_members(code: str) -> list[Row]:
    """The people of the form; a row without anybody is none."""
    found = []
    for number in range(MOST_MEMBERS):
        row = {name: request.form.get(f"{name}-{number}", "").strip() for name in _MEMBER}
        texts = {name: text for name, text in row.items() if text}
        if "person" in texts:
            found.append({"base_roster": code, **texts})
    return found


def _by_code_and_week(row: Mapping[str, str]) -> tuple[str, int]:
    return row["id"], int(row["week"])


def _by_week(row: Mapping[str, str]) -> tuple[int, str, str]:
    return int(row["week"]), row["person"], row.get("from", "")
