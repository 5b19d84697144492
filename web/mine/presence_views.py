"""Presence on the pages ``/mine``: "I am here", who comes is here, and a handover note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for

from data.model.account import Right
from data.model.errors import InputError
from scheduler.coverage.presence import OwnPresence, confirm_own, leave_handover, own_presence
from web.access.guard import current_username, require
from web.app_services import services
from web.locale import _
from web.mine.pages import me, pages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from werkzeug.wrappers import Response as WerkzeugResponse


def presence_now(now: datetime) -> OwnPresence:
    """What presence asks of whoever is signed in; nothing while the records do not hold together.

    That is a planner's trouble: these pages do without.
    """
    try:
        inputs = services.coverage.facts(now).inputs
    except InputError:
        return OwnPresence()
    return own_presence(services.store, inputs, me(), now)


def names_now(now: datetime) -> Mapping[str, str]:
    """Names of everybody ever, by id."""
    try:
        return services.coverage.facts(now).names
    except InputError:
        return {}


@pages.post("/presence")
@require(Right.OWN_DUTIES)
def confirm() -> WerkzeugResponse:
    now = services.clock()
    of = request.form.get("person", "") or me()
    facts = services.coverage.facts(now)
    kept = confirm_own(services.store, facts.inputs, me(), of, current_username(), now)
    if kept.person == me():
        flash(_("Noted: you are there."))
    else:
        name = facts.names.get(kept.person, kept.person)
        flash(_("Noted: {name} is there.").format(name=name))
    return redirect(url_for(".duties"))


@pages.post("/handover")
@require(Right.OWN_DUTIES)
def hand_over() -> WerkzeugResponse:
    now, text = services.clock(), request.form.get("text", "")
    inputs = services.coverage.facts(now).inputs
    leave_handover(services.store, inputs, me(), text, current_username(), now)
    flash(_("Left for whoever comes next."))
    return redirect(url_for(".duties"))
