"""The page ``/people``: the matrix, and what lapses soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from data.model.account import Right
from data.model.competence_status import CompetenceState
from scheduler.competence.register import overview
from web.access.guard import may
from web.people.lapses import SOON, by_month, duties_in
from web.people.matrix import MatrixFilter, Sort, matrix_of

if TYPE_CHECKING:
    from flask import Blueprint

    from web.app_services import AppServices


def add(blueprint: Blueprint, site: AppServices) -> None:
    """Add the page."""

    @blueprint.get("")
    @may(Right.SEE_PEOPLE)
    def matrix() -> str:
        known = overview(site.store, SOON, site.clock())
        wanted = MatrixFilter.of(request.args)
        return render_template(
            "people/matrix.html",
            known=known,
            wanted=wanted,
            matrix=matrix_of(known, wanted),
            months=by_month(known.coming),
            hit=duties_in(known.coming),
            employers=sorted({one.employer for one in known.people.values()} - {""}),
            states=CompetenceState,
            sorts=Sort,
        )
