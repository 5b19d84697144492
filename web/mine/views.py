"""The pages ``/mine``: what one functionary has, and what they can ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from web.mine.absence_pages import absence_pages
from web.mine.calendar_pages import calendar_pages
from web.mine.duty_pages import duty_pages
from web.mine.open_pages import open_pages
from web.mine.swap_pages import swap_pages
from web.mine.weeks import is_stretch
from web.mine.wish_pages import wish_pages
from web.mine.words import WORDS

if TYPE_CHECKING:
    from web.app_services import AppServices


def area(site: AppServices) -> Blueprint:
    """All pages of one's own."""
    blueprint = Blueprint("mine", __name__, url_prefix="/mine")
    for pages in (duty_pages, calendar_pages, swap_pages, absence_pages, wish_pages, open_pages):
        pages(blueprint, site)

    @blueprint.context_processor
    def words() -> dict[str, object]:
        return {"is_stretch": is_stretch, **WORDS}

    return blueprint
