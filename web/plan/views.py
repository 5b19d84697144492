"""The pages ``/plan`` and ``/plan/<job>``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for

from data.model.account import Right
from scheduler.planning.drafts import drop_draft
from scheduler.planning.preflight import next_period
from scheduler.planning.stale_draft import behind_of
from scheduler.solve_jobs.job_queries import find_job, outcome, overview, posts_to_plan, under_way
from scheduler.solve_jobs.submission import cancel, submit, take_over
from web.access.guard import may
from web.access.visitor import who
from web.locale import say, speech
from web.plan.asking import PlanPreview, look
from web.plan.form import PlanForm, limits
from web.plan.outcome import found_of
from web.plan.progress import progress_of
from web.plan.status import status_text, title, what_of_it

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.job import Job
    from web.app_services import AppServices

JOB = "/plan/<string(length=8):name>"


def area(site: AppServices) -> Blueprint:
    """Asking for a roster, and what comes of it."""
    blueprint = Blueprint("plan", __name__)
    blueprint.app_template_global("job_status")(status_text)
    blueprint.app_template_global("job_title")(title)
    blueprint.app_template_global("what_of_it")(what_of_it)
    _asking(blueprint, site)
    _following(blueprint, site)
    return blueprint


def _asking(blueprint: Blueprint, site: AppServices) -> None:
    def usual() -> PlanForm:
        first, weeks = next_period(site.store, site.clock())
        return PlanForm(first.isoformat(), str(weeks))

    def shown(form: PlanForm, found: PlanPreview, *, was_sent: bool = False) -> str:
        return render_template(
            "plan/page.html",
            form=form,
            look=found,
            posts=posts_to_plan(site.store),
            limits=limits(),
            overview=overview(site.store, site.clock()),
            was_sent=was_sent,
        )

    @blueprint.get("/plan")
    @may(Right.PLAN)
    def page() -> str:
        form = PlanForm.typed(request.args, usual())
        return shown(form, look(site, form))

    @blueprint.get("/plan/beforehand")
    @may(Right.PLAN)
    def beforehand() -> str:
        form = PlanForm.typed(request.args, usual())
        return render_template("plan/beforehand.html", form=form, look=look(site, form))

    @blueprint.get("/plan/jobs")
    @may(Right.PLAN)
    def jobs() -> WerkzeugResponse | str:
        if not request.headers.get("HX-Request"):
            return redirect(url_for(".page", _anchor="jobs-title"))  # a part is no page
        return render_template("plan/jobs.html", overview=overview(site.store, site.clock()))

    @blueprint.post("/plan")
    @may(Right.PLAN)
    def start() -> WerkzeugResponse | tuple[str, int]:
        form = PlanForm.typed(request.form, usual())
        found = look(site, form)
        if found.is_hopeless:
            return shown(form, found, was_sent=True), 422
        done = submit(site.store, form.request(speech().code), who(), site.clock())
        if not done.is_new:
            flash(say("You asked for the same a moment ago: this is it."))
        return redirect(url_for(".job", name=done.job.id))


def _following(blueprint: Blueprint, site: AppServices) -> None:
    def found(name: str) -> Job:
        job = find_job(site.store, name)
        return job if job is not None else abort(404)

    @blueprint.get(JOB)
    @may(Right.PLAN)
    def job(name: str) -> str:
        one = found(name)
        if not one.status.is_over:
            shown = progress_of(under_way(site.store, one, site.clock()), site.clock())
            return render_template("plan/running.html", job=one, shown=shown)
        came = outcome(site.store, one)
        since = behind_of(site.store, came.head.id, site.clock()) if came.head else None
        return render_template(
            "plan/outcome.html",
            job=one,
            came=came,
            found=found_of(came),
            behind=since,
            may_rebase=True,
        )

    @blueprint.get(f"{JOB}/live")
    @may(Right.PLAN)
    def live(name: str) -> Response | str:
        one = found(name)
        waited = "waits" in request.args
        if one.status.is_over or (waited and one.status.is_under_way):
            # The whole page is another one now.
            return Response("", headers={"HX-Refresh": "true"})
        shown = progress_of(under_way(site.store, one, site.clock()), site.clock())
        return render_template("plan/live.html", job=one, shown=shown)

    @blueprint.post(f"{JOB}/stop")
    @may(Right.PLAN)
    def stop(name: str) -> WerkzeugResponse:
        one = found(name)
        if not one.status.is_over:  # else it ended while somebody reached for the button
            cancel(site.store, one.id, who(), site.clock(), keep="keep" in request.form)
        return redirect(url_for(".job", name=name))

    @blueprint.post(f"{JOB}/again")
    @may(Right.PLAN)
    def again(name: str) -> WerkzeugResponse:
        asked = replace(found(name).request, language=speech().code)
        done = submit(site.store, asked, who(), site.clock())
        return redirect(url_for(".job", name=done.job.id))

    @blueprint.post(f"{JOB}/take-over")
    @may(Right.PLAN)
    def another_worker(name: str) -> WerkzeugResponse:
        one = found(name)
        if one.machine and one.is_silent(site.clock()):
            take_over(site.store, one.machine, site.clock())
        return redirect(url_for(".job", name=name))

    @blueprint.post(f"{JOB}/drop")
    @may(Right.PLAN)
    def throw_away(name: str) -> WerkzeugResponse:
        one = found(name)
        if one.roster is not None:
            seen = request.form.get("seen", type=int) or 0
            drop_draft(site.store, one.roster, who(), site.clock(), seen)
            flash(say("The draft was thrown away."))
        return redirect(url_for(".page"))
