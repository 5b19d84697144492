"""The page ``/account``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import Fault, Refused
from scheduler.access.accounts import change_own_password, change_self
from web.access import sessions
from web.access.guard import may
from web.access.visitor import signed_in, who
from web.look.contacts import contact_form, save_contacts
from web.look.refusals import or_again
from web.look.roles import ROLES
from web.look.speech import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.look.refusals import Answer
    from web.look.wrong import Wrong
    from web.site import Site


def area(site: Site) -> Blueprint:
    """One's own account."""
    blueprint = Blueprint("account", __name__)

    def _page(faults: list[Wrong], contact_faults: Sequence[Wrong] = ()) -> str:
        account, form = signed_in(), None
        if account.person and account.may(Right.OWN_DUTIES):
            was_sent = bool(contact_faults)
            form = contact_form(site, account.person, contact_faults, was_sent=was_sent)
        return render_template(
            "account/page.html", account=account, roles=ROLES, faults=faults, contact=form
        )

    @blueprint.get("/account")
    @may(Right.SEE_COVERAGE)  # which every role has
    def page() -> str:
        return _page([])

    @blueprint.post("/account")
    @may(Right.SEE_COVERAGE)
    def change() -> Answer:
        def done() -> WerkzeugResponse:
            name, code = request.form.get("name", ""), request.form.get("language", "")
            change_self(site.store, signed_in().id, name, code, who(), site.clock())
            return redirect(url_for(".page"))

        return or_again(done, _page)

    @blueprint.post("/account/contacts")
    @may(Right.OWN_DUTIES)
    def contacts() -> Answer:
        def done() -> WerkzeugResponse:
            save_contacts(site, signed_in().person or abort(403))
            return redirect(url_for(".page") + "#contact")

        return or_again(done, lambda wrong: _page([], wrong))

    @blueprint.post("/account/password")
    @may(Right.SEE_COVERAGE)
    def password() -> Answer:
        def done() -> WerkzeugResponse:
            old, new = request.form.get("old", ""), request.form.get("new", "")
            if new != request.form.get("again", ""):
                what = "the new password was not typed twice in the same way"
                raise Refused([Fault(what, "Type it again")])
            changed = change_own_password(site.store, signed_in(), old, new, site.clock())
            sessions.begin(changed, site.clock())
            flash(say("Your password is changed. Wherever else you were signed in, you are out."))
            return redirect(url_for(".page"))

        return or_again(done, _page)

    return blueprint
