"""The pages under ``/admin``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint
from flask_login import current_user

from web.admin import accounts, agreements, patterns, posts, rules, tokens
from web.admin.parameters import amount, parameter_label
from web.admin.tabs import TABS
from web.admin.words import AUTHORITIES, POST_KINDS, pattern_name
from web.shared.roles import MEANINGS, ROLES, SCOPES

if TYPE_CHECKING:
    from web.app_services import AppServices

WORDS = {
    "roles": ROLES,
    "meanings": MEANINGS,
    "scopes": SCOPES,
    "kinds": POST_KINDS,
    "authorities": AUTHORITIES,
    "amount": amount,
    "parameter_label": parameter_label,
    "pattern_name": pattern_name,
}
PARTS = (accounts, tokens, posts, patterns, rules, agreements)


def area(site: AppServices) -> Blueprint:
    """Settings."""
    blueprint = Blueprint("admin", __name__, url_prefix="/admin")
    for part in PARTS:
        part.add(blueprint, site)

    @blueprint.context_processor
    def words() -> dict[str, object]:
        tabs = [tab for tab in TABS if current_user.may(tab.right)]
        return {"tabs": tabs, **WORDS}

    return blueprint
