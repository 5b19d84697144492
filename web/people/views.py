"""The pages under ``/people``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from web.people import declare_page, import_page, matrix_page, person_page, words

if TYPE_CHECKING:
    from web.app_services import AppServices

PAGES = (matrix_page.add, declare_page.add, import_page.add, person_page.add)


def area(site: AppServices) -> Blueprint:
    """People and competence."""
    blueprint = Blueprint("people", __name__, url_prefix="/people")
    for add in PAGES:
        add(blueprint, site)

    @blueprint.context_processor
    def known_words() -> dict[str, object]:
        return {"words": words}

    return blueprint
