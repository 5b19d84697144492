"""Invitations: everybody without an account at once, who has not answered, and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from data.model.account import Right, Role
from data.model.invitation import InvitationState
from scheduler.accounts.account_queries import list_regions
from scheduler.notifications.invitations import (
    invite,
    list_invitations,
    send_again,
    state_word,
    withdraw_invitation,
)
from web.access.guard import current_username, require
from web.admin.access_views import typed_limits
from web.admin.pages import pages
from web.app_services import services
from web.locale import _, current_language, ngettext
from web.shared.errors import or_again
from web.shared.typed import typed_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.shared.errors import Answer, ErrorMessage

_UNANSWERED = frozenset(
    {InvitationState.INVITED, InvitationState.OPENED, InvitationState.LAPSED}
    | {InvitationState.UNDELIVERABLE}
)


def _page(faults: Sequence[ErrorMessage] = ()) -> str:
    found = list_invitations(services.store, services.settings, services.clock())
    was_sent = request.method == "POST" and "invite" in request.form
    reachable = [one.person for one in found.invitees if one.channels]
    ticked = [] if request.args.get("tick") == "none" else reachable
    chosen = request.form.getlist("people") if was_sent else ticked
    roles = request.form.getlist("roles") if was_sent else [Role.FUNCTIONARY.value]
    return render_template(
        "admin/invitations.html",
        found=found,
        chosen=set(chosen),
        chosen_roles=set(roles),
        regions=list_regions(services.store),
        channels=tuple(services.settings.channels),
        wished=request.form.get("channel", ""),
        state_word=lambda state: state_word(state, current_language()),
        unanswered=_UNANSWERED,
        faults=faults,
    )


@pages.get("/invitations")
@require(Right.ADMINISTER)
def invitations() -> str:
    return _page()


@pages.post("/invitations")
@require(Right.ADMINISTER)
def send_invitations() -> Answer:
    known = {role.value for role in Role}
    roles = [Role(one) for one in request.form.getlist("roles") if one in known]

    def done() -> WerkzeugResponse:
        made = invite(
            services.store,
            services.settings,
            request.form.getlist("people"),
            roles,
            request.form.get("channel", ""),
            current_username(),
            services.clock(),
            typed_limits(roles),
        )
        flash(
            ngettext("{count} person is invited.", "{count} people are invited.", len(made)),
        )
        return redirect(url_for(".invitations"))

    return or_again(done, _page)


@pages.post("/invitations/again")
@require(Right.ADMINISTER)
def invite_again() -> Answer:
    """One of them, or all who have not answered."""

    def done() -> WerkzeugResponse:
        store, settings, now = services.store, services.settings, services.clock()
        asked = typed_numbers("number")
        if "all" in request.form:
            sent = list_invitations(store, settings, now).sent
            asked = [one.invitation.id for one in sent if one.state in _UNANSWERED]
        count = send_again(store, settings, asked, "", current_username(), now)
        flash(ngettext("{count} invitation is sent.", "{count} invitations are sent.", count))
        return redirect(url_for(".invitations"))

    return or_again(done, _page)


@pages.post("/invitations/<int:number>/withdraw")
@require(Right.ADMINISTER)
def take_invitation_back(number: int) -> Answer:
    def done() -> WerkzeugResponse:
        gone = withdraw_invitation(services.store, number, current_username(), services.clock())
        flash(_("The invitation of {name} no longer works.").format(name=gone.name))
        return redirect(url_for(".invitations"))

    return or_again(done, _page)
