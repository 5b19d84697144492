"""The page ``/account``: name, language, password, second step, and where one is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from data.model.account import Right
from data.model.errors import Fault, Refused
from data.model.invitation import ContactChange
from scheduler.accounts import second_factor as factor
from scheduler.accounts.access import end_sessions, list_sessions
from scheduler.accounts.accounts import change_own_password, change_self
from scheduler.coverage.monitor import sweep
from scheduler.records.contacts import Way
from scheduler.self_service.contact_change import (
    ask_code,
    drop_address,
    give_code,
    pending_change,
)
from web.access import guard, throttle
from web.access.guard import current_username, require, signed_in
from web.app_services import services
from web.locale import _, ngettext
from web.shared.contacts import contact_form, qr
from web.shared.display import ROLES, channel_word
from web.shared.errors import ErrorMessage, or_again

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.account import Account
    from web.shared.errors import Answer


pages = Blueprint("account", __name__)


def _page(faults: list[ErrorMessage], contact_faults: Sequence[ErrorMessage] = ()) -> str:
    me, own = signed_in(), None
    if me.person and me.may(Right.OWN_DUTIES):
        own = _own_contacts(me.person, contact_faults)
    return render_template(
        "account/page.html",
        account=me,
        roles=ROLES,
        sessions=list_sessions(services.store, me.id, services.clock()),
        browser=browser_name,
        is_advised=factor.is_advised(me) and me.second_factor_at is None,
        faults=faults,
        contact=own,
    )


def _factor_page(faults: list[ErrorMessage]) -> str:
    me = signed_in()
    is_begun = bool(me.second_factor_seed) and me.second_factor_at is None
    key = factor.key_of(services.store, services.settings, me) if is_begun else b""
    return render_template(
        "account/second_factor.html",
        account=me,
        key=in_fours(factor.in_letters(key)),
        picture=qr(factor.app_address(key, me.login)) if is_begun else "",
        codes_left=factor.codes_left(services.store, me),
        is_required=factor.is_required(me, services.settings),
        must=current_user.must_set_up,
        faults=faults,
    )


@pages.get("/account")
@require(Right.SEE_COVERAGE)  # which every role has
def page() -> str:
    return _page([])


@pages.post("/account")
@require(Right.SEE_COVERAGE)
def change() -> Answer:
    def done() -> WerkzeugResponse:
        name, code = request.form.get("name", ""), request.form.get("language", "")
        change_self(
            services.store, signed_in().id, name, code, current_username(), services.clock()
        )
        return redirect(url_for(".page"))

    return or_again(done, _page)


@pages.post("/account/contacts")
@require(Right.OWN_DUTIES)
def contacts() -> Answer:
    """Send a code for a new number or address; it counts once that is given."""

    def done() -> WerkzeugResponse:
        form = request.form
        new = (form.get("channel", ""), form.get("address", ""))
        old = (form.get("old_channel", ""), form.get("old_address", ""))
        asked = ask_code(
            services.store,
            services.settings,
            _own(),
            new,
            old,
            current_username(),
            services.clock(),
        )
        flash(_("A code was sent to you by {channel}.").format(channel=channel_word(asked.by)))
        return redirect(url_for(".page") + "#contact")

    return or_again(done, lambda wrong: _page([], wrong))


@pages.post("/account/contacts/code")
@require(Right.OWN_DUTIES)
def prove_contact() -> Answer:
    def done() -> WerkzeugResponse:
        store, settings, now = services.store, services.settings, services.clock()
        give_code(store, settings, _own(), request.form.get("code", ""), current_username(), now)
        sweep(store, settings.horizon_weeks, now)
        flash(_("The change is kept."))
        return redirect(url_for(".page") + "#contact")

    return or_again(done, lambda wrong: _page([], wrong))


@pages.post("/account/contacts/drop")
@require(Right.OWN_DUTIES)
def drop_contact() -> Answer:
    def done() -> WerkzeugResponse:
        old = (request.form.get("channel", ""), request.form.get("address", ""))
        now = services.clock()
        drop_address(services.store, services.settings, _own(), old, current_username(), now)
        sweep(services.store, services.settings.horizon_weeks, now)
        flash(_("The change is kept."))
        return redirect(url_for(".page") + "#contact")

    return or_again(done, lambda wrong: _page([], wrong))


def _own() -> str:
    return signed_in().person or abort(403)


@dataclass(frozen=True, slots=True)
class OwnContacts:
    """How somebody is reached, as they change it themselves.

    Parameters
    ----------
    channels
        Those to choose from, with their words.
    pending
        What waits for its code.
    channel, address
        What was typed to be added.
    """

    ways: tuple[Way, ...]
    channels: dict[str, str]
    pending: ContactChange | None
    faults: Sequence[ErrorMessage] = ()
    channel: str = ""
    address: str = ""


def _own_contacts(person: str, faults: Sequence[ErrorMessage]) -> OwnContacts | None:
    form = contact_form(person)
    if form is None:
        return None
    typed = request.form if request.endpoint == "account.contacts" else {}
    is_new = not typed.get("old_address")
    return OwnContacts(
        ways=form.card.ways,
        channels=form.channels,
        pending=pending_change(services.store, person, services.clock()),
        faults=faults,
        channel=typed.get("channel", "") if is_new else "",
        address=typed.get("address", "") if is_new else "",
    )


@pages.post("/account/password")
@require(Right.SEE_COVERAGE)
def password() -> Answer:
    def done() -> WerkzeugResponse:
        old, new = request.form.get("old", ""), request.form.get("new", "")
        if new != request.form.get("again", ""):
            what = "the new password was not typed twice in the same way"
            raise Refused([Fault(what, "Type it again")])
        tried = throttle.own_password_try(current_username())
        changed = change_own_password(services.store, signed_in(), old, new, services.clock())
        tried.was_right()
        guard.begin(changed, current_user.proof)
        flash(_("Your password is changed. Wherever else you were signed in, you are out."))
        return redirect(url_for(".page"))

    return or_again(done, _page)


@pages.post("/account/sessions")
@require(Right.SEE_COVERAGE)
def end_others() -> WerkzeugResponse:
    number, now = signed_in().id, services.clock()
    ended = end_sessions(services.store, number, current_username(), now, but=current_user.session)
    said = ngettext(
        "{count} other browser is signed out.", "{count} other browsers are signed out.", ended
    )
    flash(said.format(count=ended))
    return redirect(url_for(".page"))


@pages.get("/account/second-factor")
@require(Right.SEE_COVERAGE)
def second_factor() -> str:
    return _factor_page([])


@pages.post("/account/second-factor/<any(start,confirm,codes,off):what>")
@require(Right.SEE_COVERAGE)
def change_second_factor(what: str) -> Answer:
    def done() -> WerkzeugResponse | str:
        me, now = signed_in(), services.clock()
        given = request.form.get("code", "")
        if what == "start":
            tried = throttle.own_password_try(me.login)
            factor.prepare(services.store, me, request.form.get("password", ""), me.login, now)
            tried.was_right()
            return redirect(url_for(".second_factor"))
        tried = throttle.code_try(me.login)
        codes = _change(me, given, now)[what]()
        tried.was_right()
        if codes is None:
            flash(_("From now on your password is enough to sign in."))
            return redirect(url_for(".second_factor"))
        return render_template("account/recovery_codes.html", codes=codes)

    return or_again(done, _factor_page)


def _change(me: Account, code: str, now: datetime) -> dict[str, Callable[[], list[str] | None]]:
    store, settings = services.store, services.settings
    return {
        "confirm": lambda: factor.turn_on(
            store, settings, me, code, current_user.session or 0, now
        ),
        "codes": lambda: factor.replace_codes(store, settings, me, code, now),
        "off": lambda: factor.turn_off(store, settings, me, code, now),
    }


def in_fours(text: str) -> str:
    """Letters in groups, for whoever types them over."""
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def browser_name(program: str) -> str:
    """What people call the browser that calls itself so, and what it runs on."""
    browser = next((name for sign, name in _BROWSERS if sign in program), "")
    system = next((name for sign, name in _SYSTEMS if sign in program), "")
    return ", ".join(part for part in (browser, system) if part)


#: What a browser says of itself -> its name; the first that fits, for most name others too.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip


_SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
