"""The pages under ``/audit``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from data.model.account import Right
from web.access.guard import may

if TYPE_CHECKING:
    from web.site import Site


def area(site: Site) -> Blueprint:
    """The audit trail."""
    blueprint = Blueprint("audit", __name__)

    @blueprint.get("/audit")
    @may(Right.SEE_AUDIT)
    def trail() -> str:
        return str(site.clock())

    return blueprint
