"""Accounts: who may come in, in which roles; tokens: for programs and the screen on the wall."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from data.model.account import RegionLimit, Right, Role, TokenScope
from data.model.errors import Fault, Refused
from data.tables.faults import shown
from data.tables.period import ZONE
from scheduler.accounts import accounts as use
from scheduler.accounts import second_factor
from scheduler.accounts.access import (
    GivenToken,
    end_sessions,
    list_sessions,
    list_tokens,
    make_token,
    revoke_token,
)
from scheduler.accounts.account_queries import list_accounts, list_regions, read_account
from scheduler.feeds.links import revoke_link
from scheduler.self_service.calendar_links import own_links
from web.access.guard import current_username, require, signed_in
from web.admin.pages import pages
from web.app_services import services
from web.locale import _
from web.shared.errors import or_again

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.account import Account, Subscription
    from data.store.opening import Store
    from web.shared.errors import Answer, ErrorMessage


_SWITCHES: dict[str, Callable[[Store, int, str, datetime], object]] = {
    "close": use.close_account,
    "reopen": use.reopen_account,
    "unlink": use.forget_subject,
    "sso": use.take_password_away,
    "reset": second_factor.reset,
    "out": end_sessions,
}


def _form(faults: list[ErrorMessage]) -> str:
    return render_template(
        "admin/account_new.html",
        people=list_accounts(services.store).people,
        regions=list_regions(services.store),
        faults=faults,
    )


def _account_page(number: int, faults: list[ErrorMessage]) -> str:
    account, people = read_account(services.store, number)
    return render_template(
        "admin/account.html",
        account=account,
        people=people,
        regions=list_regions(services.store),
        sessions=len(list_sessions(services.store, number, services.clock())),
        links=_links(account),
        faults=faults,
    )


def _links(account: Account) -> tuple[Subscription, ...]:
    """The calendar links of its owner, which work without the account."""
    return own_links(services.store, account.person, services.clock()) if account.person else ()


@pages.get("/accounts")
@require(Right.ADMINISTER)
def accounts() -> str:
    return render_template("admin/accounts.html", found=list_accounts(services.store))


@pages.get("/accounts/new")
@require(Right.ADMINISTER)
def new_account() -> str:
    return _form([])


@pages.post("/accounts")
@require(Right.ADMINISTER)
def add_account() -> Answer:
    def done() -> WerkzeugResponse:
        asked = _details()
        new = use.NewAccount(
            login=request.form.get("login", ""),
            name=asked.name,
            roles=asked.roles,
            person=asked.person,
            language=asked.language,
            password=request.form.get("password", ""),
            limits=asked.limits,
        )
        made = use.add_account(services.store, new, current_username(), services.clock())
        flash(_("{login} may sign in now.").format(login=made.login))
        return redirect(url_for(".accounts"))

    return or_again(done, _form)


@pages.get("/accounts/<int:number>")
@require(Right.ADMINISTER)
def account(number: int) -> str:
    return _account_page(number, [])


@pages.post("/accounts/<int:number>")
@require(Right.ADMINISTER)
def change_account(number: int) -> Answer:
    def done() -> WerkzeugResponse:
        use.change_account(services.store, number, _details(), current_username(), services.clock())
        flash(_("The account is changed."))
        return redirect(url_for(".accounts"))

    return or_again(done, lambda faults: _account_page(number, faults))


@pages.post("/accounts/<int:number>/password")
@require(Right.ADMINISTER)
def set_password(number: int) -> Answer:
    def done() -> WerkzeugResponse:
        password = request.form.get("password", "")
        use.set_password(services.store, number, password, current_username(), services.clock())
        flash(_("The password is set. Hand it over in person or by telephone."))
        return redirect(url_for(".account", number=number))

    return or_again(done, lambda faults: _account_page(number, faults))


@pages.post(f"/accounts/<int:number>/<any({','.join(_SWITCHES)}):what>")
@require(Right.ADMINISTER)
def switch_account(number: int, what: str) -> Answer:
    def done() -> WerkzeugResponse:
        if what == "reset":
            second_factor.refuse_reset_of_own(signed_in(), number)
        _SWITCHES[what](services.store, number, current_username(), services.clock())
        if what == "close" and "links" in request.form:
            for link in _links(read_account(services.store, number)[0]):
                revoke_link(services.store, link.id, current_username(), services.clock())
        flash(_("The account is changed."))
        return redirect(url_for(".account", number=number))

    return or_again(done, lambda faults: _account_page(number, faults))


def _details() -> use.Details:
    """What a form says; a role that there is not is left out."""
    known = {role.value for role in Role}
    roles = frozenset(Role(one) for one in request.form.getlist("roles") if one in known)
    return use.Details(
        name=request.form.get("name", ""),
        roles=roles,
        person=request.form.get("person") or None,
        language=request.form.get("language", ""),
        limits=typed_limits(roles),
    )


def typed_limits(roles: Iterable[Role]) -> tuple[RegionLimit, ...]:
    """The regions that a form ticks for roles; all or none of them: the role holds for all."""
    known = set(list_regions(services.store))
    found = [
        RegionLimit(role, regions)
        for role in sorted(roles)
        if (regions := frozenset(request.form.getlist(f"regions-{role.value}")))
        and not regions >= known
    ]
    return tuple(found)


def _token_page(faults: list[ErrorMessage], given: GivenToken | None = None) -> str:
    found, at = list_tokens(services.store), services.clock()
    return render_template(
        "admin/tokens.html",
        found=found,
        at=at,
        faults=faults,
        given=given,
        regions=list_regions(services.store),
        base_url=services.settings.base_url,
    )


@pages.get("/tokens")
@require(Right.ADMINISTER)
def tokens() -> str:
    return _token_page([])


@pages.post("/tokens")
@require(Right.ADMINISTER)
def make() -> Answer:
    """Make a token: the answer itself shows the secret, once; no address leads to it again."""
    known = {scope.value for scope in TokenScope}
    asked = [TokenScope(one) for one in request.form.getlist("scopes") if one in known]

    def done() -> str:
        name, until = request.form.get("name", ""), _until(request.form.get("until", ""))
        regions = frozenset(request.form.getlist("regions"))
        limit = regions if not regions >= set(list_regions(services.store)) else ()
        given = make_token(
            services.store, name, asked, until, current_username(), services.clock(), limit
        )
        return _token_page([], given)

    return or_again(done, _token_page)


@pages.post("/tokens/<int:number>/revoke")
@require(Right.ADMINISTER)
def revoke(number: int) -> Answer:
    def done() -> WerkzeugResponse:
        gone = revoke_token(services.store, number, current_username(), services.clock())
        flash(_("{name} no longer gives access to anything.").format(name=gone.name))
        return redirect(url_for(".tokens"))

    return or_again(done, _token_page)


def _until(text: str) -> datetime | None:
    """The end of a local day; empty: never."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text) + timedelta(days=1)
    except (ValueError, OverflowError):
        fault = Fault(f"{shown(text)} is not a date", "Write it as 2027-01-04")
        raise Refused([fault]) from None
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)
