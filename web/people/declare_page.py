"""The pages ``/people/declare`` and ``/people/decide``: first what it changes, then the button."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import Conflict, InputError
from scheduler.competence.declarations import DeclarationOptions, declare
from scheduler.competence.register import overview
from web.access.guard import may
from web.access.visitor import who
from web.locale import count
from web.people.declare_form import DecisionForm, DeclarationForm, seal, seen_seq
from web.people.faults import in_reader_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Blueprint
    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.errors import Fault
    from scheduler.competence.declarations import Declared
    from web.app_services import AppServices

    Form = DeclarationForm | DecisionForm

_PAGES: dict[type, str] = {
    DeclarationForm: "people/declare.html",
    DecisionForm: "people/decide.html",
}


def add(blueprint: Blueprint, site: AppServices) -> None:
    """Add the pages."""

    @blueprint.get("/declare", endpoint="declare")
    @may(Right.CHANGE_RECORDS)
    def declare_page() -> str:
        form = DeclarationForm.of(request.args, site.clock())
        known = overview(site.store, 0, site.clock()).people
        employers = {known[one].employer for one in form.people if one in known}
        if len(employers) == 1 and not form.employer:
            form = replace(form, employer=employers.pop())
        return _page(site, form)

    @blueprint.post("/declare", endpoint="declare_now")
    @may(Right.CHANGE_RECORDS)
    def declare_now() -> str | tuple[str, int] | WerkzeugResponse:
        return _answer(site, DeclarationForm.of(request.form, site.clock()))

    @blueprint.get("/decide", endpoint="override")
    @may(Right.CHANGE_RECORDS)
    def override_page() -> str:
        return _page(site, DecisionForm.of(request.args, site.clock()))

    @blueprint.post("/decide", endpoint="override_now")
    @may(Right.CHANGE_RECORDS)
    def override_now() -> str | tuple[str, int] | WerkzeugResponse:
        return _answer(site, DecisionForm.of(request.form, site.clock()))


def _answer(site: AppServices, form: Form) -> str | tuple[str, int] | WerkzeugResponse:
    """Look, or carry out what was looked at; what was typed anew is looked at first."""
    seen = seen_seq(form, request.form.get("seen", "")) if "keep" in request.form else None
    how = DeclarationOptions(site.settings.horizon_weeks, dry_run=seen is None, seen=seen)
    try:
        done = declare(site.store, form.read(), how, who(), site.clock())
    except InputError as error:
        return _page(site, form, faults=error.faults), 422
    except Conflict as error:
        return _page(site, form, moved_by=error.by), 409
    if not done.was_done:
        return _page(site, form, done)
    people = len({effect.after.person for effect in done.effects})
    flash(count("Recorded for {count} person.", "Recorded for {count} people.", people))
    return redirect(url_for("people.matrix"))


def _page(
    site: AppServices,
    form: Form,
    done: Declared | None = None,
    faults: Sequence[Fault] = (),
    moved_by: str = "",
) -> str:
    known = overview(site.store, 0, site.clock())
    names = {code: one.name for code, one in known.people.items()}
    return render_template(
        _PAGES[type(form)],
        known=known,
        form=form,
        done=done,
        seen=seal(form, done.seq) if done else "",
        faults=in_reader_words(faults, {**names, **known.requirements, **known.functions}),
        moved_by=moved_by,
    )
