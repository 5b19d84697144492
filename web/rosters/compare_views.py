"""The page ``/rosters/compare``: two rosters of one period beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import Refused
from scheduler.planning.figures import comparable, compare_figures
from scheduler.planning.quality import words_of
from scheduler.planning.roster_queries import find_head
from web.access.guard import require
from web.app_services import services
from web.locale import current_language
from web.rosters.figures import compared_view, duty_changes_view, figures_view, head_name
from web.rosters.grid_views import pages

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as WerkzeugResponse


@pages.get("/compare")
@require(Right.SEE_REASONS)
def compare_page() -> WerkzeugResponse | str:
    old, new = (request.args.get(name, type=int) or 0 for name in ("a", "b"))
    try:
        others = comparable(services.store, new)
        head = find_head(services.store, new)
    except Refused:
        abort(404)
    if not old:
        if not others:
            return render_template("rosters/compare.html", head=head, others=())
        return redirect(url_for(".compare_page", a=others[0].id, b=new))
    found = compare_figures(services.store, old, new, services.clock())
    sort = request.args.get("sort", "")
    words = words_of(found.new.roster.problem, current_language())
    return render_template(
        "rosters/compare.html",
        head=head,
        others=[(one.id, head_name(one)) for one in others],
        told=compared_view(found),
        balance=words.balance(found.cost),
        both=[
            (one.roster.head, head_name(one.roster.head), figures_view(one, sort))
            for one in (found.new, found.old)
        ],
        people=duty_changes_view(found),
        old=old,
        new=new,
    )
