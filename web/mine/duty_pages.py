"""The pages ``/mine`` and ``/mine/share``: my duties, how I stand, my share of the burdens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from data.model.account import Right
from scheduler.records.contacts import is_reached
from scheduler.self_service.duties import duties_of, share_of, standings_of
from scheduler.self_service.open_shifts import offered_to
from scheduler.self_service.request_queries import swaps_of
from web.access.guard import may
from web.mine.bars import WIDTH, bar_of
from web.mine.calling import to_call
from web.mine.person import me
from web.mine.weeks import by_week

if TYPE_CHECKING:
    from flask import Blueprint

    from web.app_services import AppServices


def duty_pages(blueprint: Blueprint, site: AppServices) -> None:
    """Add them."""

    @blueprint.get("")
    @may(Right.OWN_DUTIES)
    def duties() -> str:
        now, person = site.clock(), me()
        own = duties_of(site.store, person, now)
        swaps = swaps_of(site.store, person, now)
        return render_template(
            "mine/duties.html",
            at=now,
            own=own,
            weeks=by_week(own.coming),
            past=by_week(own.past),
            asked=[one for one in swaps if one.waits and not one.is_mine],
            offered=offered_to(site.store, person, now),
            standings=standings_of(site.store, person, now),
            to_call=to_call(site),
            is_reached=is_reached(site.store, person),
        )

    @blueprint.get("/next")
    @may(Right.OWN_DUTIES)
    def next_duty() -> str:
        now = site.clock()
        return render_template("mine/next.html", at=now, own=duties_of(site.store, me(), now))

    @blueprint.get("/share")
    @may(Right.OWN_DUTIES)
    def share() -> str:
        found = share_of(site.store, me(), site.clock())
        bars = [(one, bar_of(one)) for one in found.figures] if found else []
        return render_template("mine/share.html", found=found, bars=bars, width=WIDTH)
