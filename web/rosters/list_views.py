"""The list of rosters; a draft is made and dropped here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for

from data.model.account import Right
from scheduler.planning.drafts import copy_in_force, drop_draft
from scheduler.planning.roster_queries import list_rosters
from web.access.guard import may
from web.access.visitor import signed_in, who
from web.locale import say
from web.rosters.permissions import ViewerPermissions

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.app_services import AppServices


def add_list(blueprint: Blueprint, site: AppServices) -> None:
    """Add the list."""

    @blueprint.get("")
    @may(Right.SEE_COVERAGE)
    def list_page() -> str:
        shelves = list_rosters(site.store, site.latest, site.clock())
        return render_template(
            "rosters/list.html", shelves=shelves, viewer=ViewerPermissions.of(signed_in())
        )

    @blueprint.post("/draft")
    @may(Right.PLAN)
    def make_draft() -> WerkzeugResponse:
        first, weeks = _period()
        head = copy_in_force(site.store, first, weeks, who(), site.clock())
        return redirect(url_for(".grid", roster=head.id))

    @blueprint.post("/<int:roster>/drop")
    @may(Right.PLAN)
    def drop(roster: int) -> WerkzeugResponse:
        seen = request.form.get("seen", type=int) or 0
        drop_draft(site.store, roster, who(), site.clock(), seen)
        flash(say("Draft {number} is gone.").format(number=roster))
        return redirect(url_for(".list_page"))


def _period() -> tuple[date, int]:
    try:
        return date.fromisoformat(request.form["first"]), int(request.form["weeks"])
    except (KeyError, ValueError):
        abort(400)
