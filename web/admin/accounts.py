"""Accounts: who may come in, in which roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from data.model.account import Right, Role
from scheduler.accounts import accounts as use
from scheduler.accounts import second_factor
from scheduler.accounts.access import end_sessions, list_sessions
from scheduler.accounts.accounts import list_accounts, read_account
from scheduler.feeds.links import revoke_link
from scheduler.self_service.calendar_links import own_links
from web.access.guard import may
from web.access.visitor import signed_in, who
from web.locale import say
from web.shared.form_errors import or_again

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask import Blueprint
    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.account import Account
    from data.model.subscription import Subscription
    from data.store.opening import Store
    from web.app_services import AppServices
    from web.shared.error_messages import Wrong
    from web.shared.form_errors import Answer

_SWITCHES: dict[str, Callable[[Store, int, str, datetime], object]] = {
    "close": use.close_account,
    "reopen": use.reopen_account,
    "unlink": use.forget_subject,
    "sso": use.take_password_away,
    "reset": second_factor.reset,
    "out": end_sessions,
}


def add(blueprint: Blueprint, site: AppServices) -> None:
    """Add the pages of accounts."""

    def _form(faults: list[Wrong]) -> str:
        people = list_accounts(site.store).people
        return render_template("admin/account_new.html", people=people, faults=faults)

    def _page(number: int, faults: list[Wrong]) -> str:
        account, people = read_account(site.store, number)
        return render_template(
            "admin/account.html",
            account=account,
            people=people,
            sessions=len(list_sessions(site.store, number, site.clock())),
            links=_links(account),
            faults=faults,
        )

    def _links(account: Account) -> tuple[Subscription, ...]:
        """The calendar links of its owner, which work without the account."""
        return own_links(site.store, account.person, site.clock()) if account.person else ()

    @blueprint.get("/accounts")
    @may(Right.ADMINISTER)
    def accounts() -> str:
        return render_template("admin/accounts.html", found=list_accounts(site.store))

    @blueprint.get("/accounts/new")
    @may(Right.ADMINISTER)
    def new_account() -> str:
        return _form([])

    @blueprint.post("/accounts")
    @may(Right.ADMINISTER)
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
            )
            made = use.add_account(site.store, new, who(), site.clock())
            flash(say("{login} may sign in now.").format(login=made.login))
            return redirect(url_for(".accounts"))

        return or_again(done, _form)

    @blueprint.get("/accounts/<int:number>")
    @may(Right.ADMINISTER)
    def account(number: int) -> str:
        return _page(number, [])

    @blueprint.post("/accounts/<int:number>")
    @may(Right.ADMINISTER)
    def change_account(number: int) -> Answer:
        def done() -> WerkzeugResponse:
            use.change_account(site.store, number, _details(), who(), site.clock())
            flash(say("The account is changed."))
            return redirect(url_for(".accounts"))

        return or_again(done, lambda faults: _page(number, faults))

    @blueprint.post("/accounts/<int:number>/password")
    @may(Right.ADMINISTER)
    def set_password(number: int) -> Answer:
        def done() -> WerkzeugResponse:
            password = request.form.get("password", "")
            use.set_password(site.store, number, password, who(), site.clock())
            flash(say("The password is set. Hand it over in person or by telephone."))
            return redirect(url_for(".account", number=number))

        return or_again(done, lambda faults: _page(number, faults))

    @blueprint.post(f"/accounts/<int:number>/<any({','.join(_SWITCHES)}):what>")
    @may(Right.ADMINISTER)
    def switch_account(number: int, what: str) -> Answer:
        def done() -> WerkzeugResponse:
            if what == "reset":
                second_factor.refuse_reset_of_own(signed_in(), number)
            _SWITCHES[what](site.store, number, who(), site.clock())
            if what == "close" and "links" in request.form:
                for link in _links(read_account(site.store, number)[0]):
                    revoke_link(site.store, link.id, who(), site.clock())
            flash(say("The account is changed."))
            return redirect(url_for(".account", number=number))

        return or_again(done, lambda faults: _page(number, faults))


def _details() -> use.Details:
    """What a form says; a role that there is not is left out."""
    known = {role.value for role in Role}
    roles = frozenset(Role(one) for one in request.form.getlist("roles") if one in known)
    return use.Details(
        name=request.form.get("name", ""),
        roles=roles,
        person=request.form.get("person") or None,
        language=request.form.get("language", ""),
    )
