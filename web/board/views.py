"""The page ``/now``, and the same on a wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from flask_login import current_user

from data.model.account import Right
from web.access.guard import may
from web.board import telling, timeline
from web.board.page import LONG, SHORT, board_page
from web.board.wall import add_wall

if TYPE_CHECKING:
    from web.app_services import AppServices


def area(site: AppServices) -> Blueprint:
    """The coverage board."""
    blueprint = Blueprint("board", __name__)
    add_wall(blueprint, site)

    @blueprint.get("/now")
    @may(Right.SEE_COVERAGE)
    def now() -> str:
        weeks = LONG if request.args.get("weeks") == str(LONG) else SHORT
        page = board_page(site, weeks, site.clock(), leads_on=True)
        template = "part" if request.headers.get("HX-Request") else "now"
        sees_reasons = current_user.may(Right.SEE_REASONS)
        return render_template(
            f"board/{template}.html", page=page, sees_reasons=sees_reasons, is_wall=False
        )

    @blueprint.app_context_processor
    def words() -> dict[str, object]:
        return {"telling": telling, "timeline": timeline}

    return blueprint
