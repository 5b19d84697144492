"""Posts, the seats that must be filled, and the patterns of their shifts."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from flask import abort, render_template, request

from data.model.account import Right
from data.model.post import STANDARD_PATTERNS, PatternShift, ShiftPattern
from data.tables.values import WEEKDAYS, to_weekdays
from scheduler.records.edit import read_table
from scheduler.records.regional import regions_in
from scheduler.records.row_names import codes_taken, proposed_code
from web.access.guard import require
from web.access.regions import plans_book, reach
from web.admin.pages import found, pages, save, typed
from web.app_services import services
from web.shared.errors import or_again

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from web.shared.errors import Answer, ErrorMessage


_POST_FIELDS = (
    "name", "function", "kind", "pattern", "priority", "authority", "start_norm_minutes",
    "required", "most_chance_nobody", "presence_minutes", "norm_from", "book",
    "from", "until",
)  # fmt: skip


def _post_form(post: Mapping[str, str], seen: str, faults: list[ErrorMessage]) -> str:
    own = sorted({row["pattern"] for row in read_table(services.store, "patterns")})
    return render_template(
        "admin/post.html",
        post=post,
        seen=seen,
        faults=faults,
        functions=read_table(services.store, "functions"),
        regions=[
            one
            for one in read_table(services.store, "regions")
            if reach().covers([one["id"]]) or one["id"] in regions_in(post)
        ],
        patterns=[*own, *(pattern.id for pattern in STANDARD_PATTERNS)],
        books=[
            one
            for one in read_table(services.store, "books")
            if plans_book(one["id"]) or one["id"] == post.get("book")
        ],
    )


def _edit_post(code: str, faults: list[ErrorMessage]) -> str:
    rows, mark = found("posts", {"id": code})
    asked = request.form.get("seen")
    return _post_form(_typed_post(code) if asked else rows[0], asked or mark, faults)


@pages.get("/posts")
@require(Right.CHANGE_RECORDS)
def posts() -> str:
    here = (row for row in read_table(services.store, "posts") if reach().covers(regions_in(row)))
    rows = sorted(here, key=_by_priority)
    regions = {row["id"]: row["name"] for row in read_table(services.store, "regions")}
    return render_template("admin/posts.html", posts=rows, regions=regions)


@pages.get("/posts/new")
@require(Right.CHANGE_RECORDS)
def new_post() -> str:
    return _post_form({}, "", [])


@pages.post("/posts")
@require(Right.CHANGE_RECORDS)
def add_post() -> Answer:
    if not reach().covers_all({*request.form.getlist("regions")} - {""}):
        abort(404)
    code, name = (request.form.get(one, "").strip() for one in ("id", "name"))
    post = _typed_post(code or proposed_code("posts", name, codes_taken(services.store, "posts")))
    return save("posts", {}, lambda: [post], lambda faults: _post_form(post, "", faults), ".posts")


@pages.get("/posts/<code>")
@require(Right.CHANGE_RECORDS)
def post(code: str) -> Answer:
    return or_again(lambda: _edit_post(code, []), lambda faults: _post_form({}, "", faults))


@pages.post("/posts/<code>")
@require(Right.CHANGE_RECORDS)
def change_post(code: str) -> Answer:
    _refuse_taking(code)
    return save(
        "posts",
        {"id": code},
        lambda: [_typed_post(code)],
        lambda faults: _edit_post(code, faults),
        ".posts",
    )


@pages.post("/posts/<code>/end")
@require(Right.CHANGE_RECORDS)
def end_post(code: str) -> Answer:
    where = {"id": code}
    return save("posts", where, list, lambda faults: _edit_post(code, faults), ".posts")


def _refuse_taking(code: str) -> None:
    """Let nobody give a post to a region that is not theirs, or take it from one."""
    if reach().is_all:
        return
    rows, _mark = found("posts", {"id": code})
    changed = regions_in(rows[0]) ^ set(request.form.getlist("regions"))
    book = request.form.get("book", "")
    moves = book != rows[0].get("book", "") and not plans_book(book)
    if moves or not reach().covers_all(changed):
        abort(403)


def _typed_post(code: str) -> dict[str, str]:
    regions = ";".join(request.form.getlist("regions"))
    return {"id": code, **typed(*_POST_FIELDS), **({"regions": regions} if regions else {})}


def _by_priority(row: Mapping[str, str]) -> tuple[int, str]:
    return int(row.get("priority", "1")), row["name"]


SPARE = 2  #: empty rows of the form, for more shifts


MOST_ROWS = 40


_PATTERN_FIELDS = ("name", "start", "end", "days", "break_minutes", "handover_minutes")


def _pattern_form(
    code: str, rows: Sequence[Mapping[str, str]], seen: str, faults: list[ErrorMessage]
) -> str:
    shown = [{**row, "days_of_week": _days(row)} for row in [*rows, *[{}] * SPARE]]
    return render_template(
        "admin/pattern.html",
        code=code,
        rows=shown,
        seen=seen,
        faults=faults,
        weekdays=list(enumerate(WEEKDAYS)),
    )


def _edit_pattern(code: str, faults: list[ErrorMessage]) -> str:
    rows, mark = found("patterns", {"pattern": code})
    asked = request.form.get("seen")
    return _pattern_form(code, list(_typed_rows(code)) if asked else rows, asked or mark, faults)


@pages.get("/patterns")
@require(Right.CHANGE_RECORDS)
def patterns() -> str:
    rows = sorted(read_table(services.store, "patterns"), key=lambda row: row["pattern"])
    own = {
        code: [{**row, "days_of_week": _days(row)} for row in shifts]
        for code, shifts in groupby(rows, key=lambda row: row["pattern"])
    }
    standard = {pattern.id: _rows_of(pattern) for pattern in STANDARD_PATTERNS}
    users = _users(read_table(services.store, "posts"))
    return render_template("admin/patterns.html", own=own, standard=standard, users=users)


@pages.get("/patterns/new")
@require(Right.CHANGE_RECORDS)
def new_pattern() -> str:
    return _pattern_form("", [], "", [])


@pages.post("/patterns")
@require(Right.CHANGE_RECORDS)
def add_pattern() -> Answer:
    code = request.form.get("pattern", "").strip()
    rows = list(_typed_rows(code))
    return save(
        "patterns",
        {},
        lambda: rows or [{"pattern": code}],
        lambda faults: _pattern_form(code, rows, "", faults),
        ".patterns",
    )


@pages.get("/patterns/<code>")
@require(Right.CHANGE_RECORDS)
def pattern(code: str) -> Answer:
    return or_again(
        lambda: _edit_pattern(code, []), lambda faults: _pattern_form("", [], "", faults)
    )


@pages.post("/patterns/<code>")
@require(Right.CHANGE_RECORDS)
def change_pattern(code: str) -> Answer:
    return save(
        "patterns",
        {"pattern": code},
        lambda: list(_typed_rows(code)),
        lambda faults: _edit_pattern(code, faults),
        ".patterns",
    )


def _typed_rows(code: str) -> Iterator[dict[str, str]]:
    """The shifts of the form; a row in which nothing was typed is none."""
    for number in range(MOST_ROWS):
        texts = {name: request.form.get(f"{name}-{number}", "").strip() for name in _PATTERN_FIELDS}
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
