"""Patterns: what a week of a post looks like."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from flask import render_template, request

from data.model.account import Right
from data.model.pattern import STANDARD_PATTERNS, PatternShift, ShiftPattern
from data.tables.values import WEEKDAYS, to_weekdays
from scheduler.records.edit import read_table
from web.access.guard import may
from web.admin.saving import found, save
from web.shared.form_errors import or_again

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from flask import Blueprint

    from web.app_services import AppServices
    from web.shared.error_messages import Wrong
    from web.shared.form_errors import Answer

SPARE = 2  #: empty rows of the form, for more shifts
MOST_ROWS = 40
_FIELDS = ("name", "start", "end", "days", "break_minutes", "handover_minutes")


def add(blueprint: Blueprint, site: AppServices) -> None:
    """Add the pages of patterns."""

    def _form(code: str, rows: Sequence[Mapping[str, str]], seen: str, faults: list[Wrong]) -> str:
        shown = [{**row, "days_of_week": _days(row)} for row in [*rows, *[{}] * SPARE]]
        return render_template(
            "admin/pattern.html",
            code=code,
            rows=shown,
            seen=seen,
            faults=faults,
            weekdays=list(enumerate(WEEKDAYS)),
        )

    def _edit(code: str, faults: list[Wrong]) -> str:
        rows, mark = found(site, "patterns", {"pattern": code})
        asked = request.form.get("seen")
        return _form(code, list(_typed_rows(code)) if asked else rows, asked or mark, faults)

    @blueprint.get("/patterns")
    @may(Right.CHANGE_RECORDS)
    def patterns() -> str:
        rows = sorted(read_table(site.store, "patterns"), key=lambda row: row["pattern"])
        own = {
            code: [{**row, "days_of_week": _days(row)} for row in shifts]
            for code, shifts in groupby(rows, key=lambda row: row["pattern"])
        }
        standard = {pattern.id: _rows_of(pattern) for pattern in STANDARD_PATTERNS}
        users = _users(read_table(site.store, "posts"))
        return render_template("admin/patterns.html", own=own, standard=standard, users=users)

    @blueprint.get("/patterns/new")
    @may(Right.CHANGE_RECORDS)
    def new_pattern() -> str:
        return _form("", [], "", [])

    @blueprint.post("/patterns")
    @may(Right.CHANGE_RECORDS)
    def add_pattern() -> Answer:
        code = request.form.get("pattern", "").strip()
        rows = list(_typed_rows(code))
        return save(
            site,
            "patterns",
            {},
            lambda: rows or [{"pattern": code}],
            lambda faults: _form(code, rows, "", faults),
            ".patterns",
        )

    @blueprint.get("/patterns/<code>")
    @may(Right.CHANGE_RECORDS)
    def pattern(code: str) -> Answer:
        return or_again(lambda: _edit(code, []), lambda faults: _form("", [], "", faults))

    @blueprint.post("/patterns/<code>")
    @may(Right.CHANGE_RECORDS)
    def change_pattern(code: str) -> Answer:
        return save(
            site,
            "patterns",
            {"pattern": code},
            lambda: list(_typed_rows(code)),
            lambda faults: _edit(code, faults),
            ".patterns",
        )


def _typed_rows(code: str) -> Iterator[dict[str, str]]:
    """The shifts of the form; a row in which nothing was typed is none."""
    for number in range(MOST_ROWS):
        texts = {name: request.form.get(f"{name}-{number}", "").strip() for name in _FIELDS}
        texts["weekdays"] = ";".join(request.form.getlist(f"weekdays-{number}"))
        texts = {name: text for name, text in texts.items() if text}
        if texts:
            yield {"pattern": code, **texts}


def _days(row: Mapping[str, str]) -> tuple[int, ...]:
    text = row.get("weekdays", "")
    return to_weekdays(text) if text else ()


def _rows_of(pattern: ShiftPattern) -> list[dict[str, object]]:
    """The shifts of a standard pattern, those that differ in their day alone in one row."""
    days: dict[PatternShift, list[int]] = {}
    for shift in pattern.shifts:
        days.setdefault(PatternShift(shift.name, 0, shift.start, shift.end, shift.days), []).append(
            shift.weekday
        )
    return [
        {
            "name": shift.name,
            "start": f"{shift.start:%H:%M}",
            "end": f"{shift.end:%H:%M}",
            "days": shift.days,
            "days_of_week": tuple(weekdays),
        }
        for shift, weekdays in days.items()
    ]


def _users(posts: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    """Pattern -> names of the posts that follow it."""
    names: dict[str, list[str]] = {}
    for post in posts:
        names.setdefault(post.get("pattern", ""), []).append(post["name"])
    return names
