"""The pages under ``/admin``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint
from flask_login import current_user

from web.admin import accounts, tokens
from web.admin.tabs import TABS
from web.look.roles import MEANINGS, ROLES, SCOPES

if TYPE_CHECKING:
    from web.site import Site

PARTS = (accounts, tokens)


def area(site: Site) -> Blueprint:
    """Settings."""
    blueprint = Blueprint("admin", __name__, url_prefix="/admin")
    for part in PARTS:
        part.add(blueprint, site)

    @blueprint.context_processor
    def words() -> dict[str, object]:
        tabs = [tab for tab in TABS if current_user.may(tab.right)]
        return {"tabs": tabs, "roles": ROLES, "meanings": MEANINGS, "scopes": SCOPES}

    return blueprint
