"""Posts: the seats that must be filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from data.model.account import Right
from data.model.pattern import STANDARD_PATTERNS
from scheduler.records.edit import read_table
from web.access.guard import may
from web.admin.saving import found, save, typed
from web.shared.form_errors import or_again

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Blueprint

    from web.app_services import AppServices
    from web.shared.error_messages import Wrong
    from web.shared.form_errors import Answer

_FIELDS = (
    "name", "function", "kind", "pattern", "priority", "authority", "start_norm_minutes",
    "required", "most_chance_nobody",
)  # fmt: skip


def add(blueprint: Blueprint, site: AppServices) -> None:
    """Add the pages of posts."""

    def _form(post: Mapping[str, str], seen: str, faults: list[Wrong]) -> str:
        own = sorted({row["pattern"] for row in read_table(site.store, "patterns")})
        return render_template(
            "admin/post.html",
            post=post,
            seen=seen,
            faults=faults,
            functions=read_table(site.store, "functions"),
            regions=read_table(site.store, "regions"),
            patterns=[*own, *(pattern.id for pattern in STANDARD_PATTERNS)],
        )

    def _edit(code: str, faults: list[Wrong]) -> str:
        rows, mark = found(site, "posts", {"id": code})
        asked = request.form.get("seen")
        return _form(_typed_post(code) if asked else rows[0], asked or mark, faults)

    @blueprint.get("/posts")
    @may(Right.CHANGE_RECORDS)
    def posts() -> str:
        rows = sorted(read_table(site.store, "posts"), key=_by_priority)
        regions = {row["id"]: row["name"] for row in read_table(site.store, "regions")}
        return render_template("admin/posts.html", posts=rows, regions=regions)

    @blueprint.get("/posts/new")
    @may(Right.CHANGE_RECORDS)
    def new_post() -> str:
        return _form({}, "", [])

    @blueprint.post("/posts")
    @may(Right.CHANGE_RECORDS)
    def add_post() -> Answer:
        post = _typed_post(request.form.get("id", "").strip())
        return save(
            site, "posts", {}, lambda: [post], lambda faults: _form(post, "", faults), ".posts"
        )

    @blueprint.get("/posts/<code>")
    @may(Right.CHANGE_RECORDS)
    def post(code: str) -> Answer:
        return or_again(lambda: _edit(code, []), lambda faults: _form({}, "", faults))

    @blueprint.post("/posts/<code>")
    @may(Right.CHANGE_RECORDS)
    def change_post(code: str) -> Answer:
        return save(
            site,
            "posts",
            {"id": code},
            lambda: [_typed_post(code)],
            lambda faults: _edit(code, faults),
            ".posts",
        )

    @blueprint.post("/posts/<code>/end")
    @may(Right.CHANGE_RECORDS)
    def end_post(code: str) -> Answer:
        where = {"id": code}
        return save(site, "posts", where, list, lambda faults: _edit(code, faults), ".posts")


def _typed_post(code: str) -> dict[str, str]:
    regions = ";".join(request.form.getlist("regions"))
    return {"id": code, **typed(*_FIELDS), **({"regions": regions} if regions else {})}


def _by_priority(row: Mapping[str, str]) -> tuple[int, str]:
    return int(row.get("priority", "1")), row["name"]
